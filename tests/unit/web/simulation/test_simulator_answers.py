"""What the quick answer and comparisons rest on: pooled kinds, merged runs, bars, starts."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from trimtab.app.economies import open_economy
from trimtab.app.simulation_examples import read_example
from trimtab.app.simulation_kept import read_runs, write_runs
from trimtab.app.workbench.simulator_answer import bar_of
from trimtab.app.workbench.simulator_controls import all_controls
from trimtab.app.workbench.simulator_draft import read_draft, scenario_of, scenario_text
from trimtab.app.workbench.simulator_grounds import grounds_of, pool_kinds, scale_of
from trimtab.app.workbench.simulator_merging import merge_runs
from trimtab.app.workbench.simulator_preview import fields_of
from trimtab.app.workbench.simulator_views import starting_fields
from trimtab.kernel import StateError, UsageError
from trimtab.simulation.answers import Interval, Spread
from trimtab.simulation.ensemble import in_processes, plan_ensemble, run_ensemble
from trimtab.simulation.levers import FORMS
from trimtab.simulation.scenario import Mode, read_scenario
from trimtab.simulation.types import Kinds


@pytest.fixture(scope="module")
def ohio(tmp_path_factory):
    path = tmp_path_factory.mktemp("scenario") / "ohio.yaml"
    path.write_text(read_example("ohio"), encoding="utf-8")
    return replace(read_scenario(path), draws=5, years=1.0)


@pytest.fixture(scope="module")
def economy():
    return open_economy("us", regions=("US-OH",), occupations="major")


def _run(scenario, economy, *names: str):
    mixes = tuple((m.name, scenario.policies_of(m)) for m in scenario.mixes if m.name in names)
    return run_ensemble(plan_ensemble(scenario, economy, mixes), in_processes(1))


def test_merged_runs_are_those_of_one_ensemble(ohio, economy):
    joint = _run(ohio, economy, "nothing", "serve", "serve_and_train")
    parts = [_run(ohio, economy, name) for name in ("nothing", "serve", "serve_and_train")]
    merged = merge_runs([(one, {name: name}) for one, name in zip(parts, joint.mixes, strict=True)])
    assert merged.mixes == joint.mixes
    assert merged.parameters == joint.parameters
    assert set(merged.outcomes) == set(joint.outcomes)
    assert set(merged.costs) == set(joint.costs)
    for name, values in joint.outcomes.items():
        np.testing.assert_allclose(merged.outcomes[name], values, rtol=1e-9, atol=1e-9)
    for name, values in joint.costs.items():
        np.testing.assert_allclose(merged.costs[name], values, rtol=1e-9, atol=1e-6)
    np.testing.assert_allclose(
        merged.by["tier"]["employment_years"], joint.by["tier"]["employment_years"], rtol=1e-9
    )


def test_runs_of_other_draws_are_not_merged(ohio, economy):
    first = _run(ohio, economy, "nothing")
    other = _run(replace(ohio, draws=6), economy, "serve")
    with pytest.raises(UsageError) as refused:
        merge_runs([(first, {"nothing": "nothing"}), (other, {"serve": "serve"})])
    assert refused.value.code == "WEB-100"


def test_pooled_kinds_keep_totals(ohio, economy):
    jobs = economy.employed[:, 0]
    values = tuple((age, insured) for age in ("young", "old") for insured in ("yes", "no"))
    shares = np.array([0.2, 0.1, 0.4, 0.3])
    told_apart = replace(
        economy, kinds=Kinds(("age", "insured"), values), employed=jobs[:, None] * shares
    )
    pooled = pool_kinds(told_apart, ("insured",))
    assert pooled.kinds == Kinds(("insured",), (("yes",), ("no",)))
    np.testing.assert_allclose(pooled.employed, jobs[:, None] * np.array([0.6, 0.4]))
    whole, quick = (_run(ohio, one, "nothing", "serve") for one in (told_apart, pooled))
    for name in ("unemployment", "employment_years", "cost"):
        np.testing.assert_allclose(whole.outcomes[name], quick.outcomes[name], rtol=1e-9)


def test_kept_runs_come_back_whole(ohio, economy, tmp_path):
    runs = run_ensemble(plan_ensemble(ohio, economy), in_processes(1))
    write_runs(runs, tmp_path / "runs.npz")
    again = read_runs(tmp_path / "runs.npz")
    assert (again.mixes, again.parameters, again.labels) == (
        runs.mixes, runs.parameters, dict(runs.labels)
    )  # fmt: skip
    for table in ("outcomes", "series", "costs", "moves", "swings"):
        mine, theirs = getattr(runs, table), getattr(again, table)
        assert set(mine) == set(theirs)
        assert all(np.array_equal(mine[name], theirs[name], equal_nan=True) for name in mine)
    (tmp_path / "runs.npz").write_bytes(b"half")
    with pytest.raises(StateError) as refused:
        read_runs(tmp_path / "runs.npz")
    assert refused.value.code == "WEB-093"


@pytest.mark.parametrize("form", [name for name in FORMS if name != "gig_coverage"])
def test_starting_values_of_every_lever_make_a_scenario(form, tmp_path):
    """Economies without insured kinds refuse ``gig_coverage`` when they are run, not as a file."""
    asked = {"region": "US-OH", f"{form}.on": "1", "scheme.on": "1", "ai_adoption.on": "1"}
    draft = read_draft(tmp_path, starting_fields(tmp_path, asked))
    scenario = scenario_of(draft)
    used = {policy.form for mix in scenario.mixes for policy in scenario.policies_of(mix)}
    assert form in used
    assert read_draft(tmp_path, fields_of(draft)) == draft


def test_each_of_several_levers_also_stands_alone(tmp_path):
    asked = starting_fields(
        tmp_path, {"region": "US-OH", "training.on": "1", "reemployment_service.on": "1"}
    )
    draft = read_draft(tmp_path, asked)
    names = [mix.name for mix in scenario_of(draft).mixes]
    assert names == ["nothing", "mix", "only_training", "only_reemployment_service"]
    assert "&" not in scenario_text(draft)


def test_sliders_begin_within_their_reach_and_limits():
    scale = scale_of(open_economy("us", regions=("US-OH",), occupations="major"))
    for control in all_controls(scale).values():
        assert control.lowest <= control.slider_low < control.slider_high or control.choices
        assert control.slider_high <= control.highest
        if control.start is not None:
            assert control.slider_low <= control.start <= control.slider_high, control.name


def test_the_demonstration_has_its_province_first(tmp_path):
    workspace = tmp_path / "workspace"
    assert [one.name for one in grounds_of(workspace)] == ["us"]
    for name in ("province.json", "counts.parquet"):
        (tmp_path / name).touch()
    assert [one.name for one in grounds_of(workspace)] == ["province", "us"]


def test_bars_hold_range_mean_and_limit_in_order():
    bar = bar_of(Spread(2.0, 2.0, Interval(1.0, 4.0)), 10.0)
    places = [0.0, bar.low, bar.value, bar.high, bar.mark, 100.0]
    assert all(first < second for first, second in pairwise(places))
    assert bar_of(Spread(0.0, 0.0, Interval(0.0, 0.0)), 0.0).low == 50.0


def test_counts_keep_their_mode(tmp_path):
    asked = starting_fields(tmp_path, {"region": "US-OH", "training.on": "1", "mode": "counts"})
    assert scenario_of(read_draft(tmp_path, asked)).mode is Mode.COUNTS
