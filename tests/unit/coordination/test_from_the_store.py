"""What an assessment freezes of other rooms, and what a review finds in the store."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from trimtab.app.coordination_basis import (
    alert_facts,
    alert_part,
    case_title,
    exposure_part,
    plain,
    rule_part,
    same_today,
    simulation_part,
)
from trimtab.app.coordination_review import compare_with_store, known_of
from trimtab.app.exposure_choices import By
from trimtab.app.exposure_groups import Request
from trimtab.app.workspace import open_workspace
from trimtab.coordination import Decision, Outcome, Unclear
from trimtab.kernel import Estimate, Period, StateError, UnknownCodeError
from trimtab.monitoring import find_alert
from trimtab.office.canonical import canonical
from trimtab.rules import load_rulebook
from trimtab.stores import ObservationStore
from trimtab.tables import OBSERVATIONS, StagedObservations

FIRST, MONTHS = Period.parse("2022-01"), 66
BY = Period.parse("2027-06")


def publish(store, folder, releases, name):
    """Releases: period, day released, value."""
    rows = [
        ("employment", "CN-310000", "", "", "M", "count", "N", period.ordinal,
         datetime.combine(day, time(), UTC), float(value), "A")
        for period, day, value in releases
    ]  # fmt: skip
    columns = [
        pa.array(column, field.type)
        for column, field in zip(zip(*rows, strict=True), OBSERVATIONS.schema, strict=True)
    ]
    path = folder / f"{name}.parquet"
    pq.write_table(pa.Table.from_arrays(columns, schema=OBSERVATIONS.schema), path)
    store.publish(StagedObservations(path, len(rows), name, name[0] * 64, "vintage"))


def releases():
    """Each month's figure is known after 20 days, too low by 0.1 to 0.5 %, and final after 100."""
    random = np.random.default_rng(3)
    final = 1000.0 + 0.2 * np.arange(MONTHS)
    final[Period.parse("2026-11") - FIRST :] *= 1.02
    for at in range(MONTHS):
        period = FIRST + at
        early = final[at] * (1 - random.uniform(0.001, 0.005))
        yield period, period.end + timedelta(days=20), early
        yield period, period.end + timedelta(days=100), final[at]


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    folder = tmp_path_factory.mktemp("store")
    with ObservationStore.open(folder / "workspace", create=True) as opened:
        publish(opened, folder, releases(), "panel")
        yield opened


@pytest.fixture
def decision(bureaus):
    return Decision(
        "d", "2026-0001", 1, "a", "policy", ("designer",), bureaus.START,
        expected=bureaus.EXPECTED.to_plain(), signed_at=bureaus.START,
    )  # fmt: skip


def at(day: str) -> datetime:
    return datetime.fromisoformat(day).replace(tzinfo=UTC)


def test_a_figure_that_is_not_out_yet_is_not_known(store, decision):
    found = compare_with_store(store, decision, at("2026-12-31"))
    assert found.unclear is Unclear.NOT_KNOWN and found.known_at.startswith("2026-1")


def known_at(store, bureaus, day):
    return known_of(store, bureaus.EXPECTED, at(day))


def test_early_figures_are_expected_to_be_revised_as_others_were(store, bureaus):
    """As known in August 2027 the June figure is a first one; each was revised up so far."""
    known = known_at(store, bureaus, "2027-08-01")
    assert len(known.revisions) == 36 and (known.revisions > 0).any()
    assert known.revisions.min() >= 0 and known.revisions.max() <= 0.0051
    final = known_at(store, bureaus, "2027-12-31")
    assert np.abs(final.revisions).max() == 0  # at that age nothing is revised any more
    assert final.at(BY) > known.at(BY)


def test_the_interval_reaches_to_where_revisions_led(store, bureaus):
    from trimtab.coordination import compare

    found = compare(bureaus.EXPECTED, known_at(store, bureaus, "2027-08-01"))
    assert found.observed_low <= found.observed < found.observed_high
    truth = compare(bureaus.EXPECTED, known_at(store, bureaus, "2027-12-31"))
    assert truth.outcome is Outcome.AS_EXPECTED and found.observed < truth.observed


def test_nothing_released_later_is_looked_at(store, bureaus, tmp_path):
    """A store that never heard of later figures, or of other ones, gives the same comparison."""
    from trimtab.coordination import compare

    instant = "2027-08-01"
    whole = compare(bureaus.EXPECTED, known_at(store, bureaus, instant))
    day = date.fromisoformat(instant)
    kept = [one for one in releases() if one[1] < day]
    scrambled = [(p, d, v if d < day else 7 * v) for p, d, v in releases()]
    for name, given in (("cut", kept), ("scrambled", scrambled)):
        with ObservationStore.open(tmp_path / name, create=True) as other:
            publish(other, tmp_path, given, name)
            assert compare(bureaus.EXPECTED, known_at(other, bureaus, instant)) == whole


def test_what_is_not_held_or_not_in_force_is_said(store, decision, bureaus):
    other = replace(bureaus.EXPECTED, series="employment|CN-320000|||M|count|N")
    with pytest.raises(UnknownCodeError, match="COORDINATION-096"):
        known_of(store, other, at("2026-11-01"))
    with pytest.raises(StateError, match="COORDINATION-097"):
        compare_with_store(store, replace(decision, signed_at=None), at("2026-11-01"))


@pytest.fixture(scope="module")
def card(load_builder, tmp_path_factory):
    """The alert of a tiny panel whose first series falls at the end."""
    tiny = load_builder("unit/web/workbenches.py")
    folder = tiny.fill_workspace(tmp_path_factory.mktemp("tiny") / "workspace")
    opened = open_workspace(folder)
    with opened.store:
        passes = opened.monitor(at("2026-01-20"), ("employment",))
        (episode,) = [one for one in passes[0].episodes if one.ended is None][:1]
        yield find_alert(passes, episode.episode_id), opened.store.batches()


def test_an_alert_is_frozen_with_figures_intervals_and_sources(card):
    found, batches = card
    facts = alert_facts(found, batches)
    part = alert_part(case_title(found), facts)
    assert set(part.title) == {"zh", "en"} and part.id == found.episode.episode_id
    statistic = facts["episode"]["statistic"]
    assert statistic["low"] <= statistic["value"] <= statistic["high"]
    assert facts["episode"]["promised_rate"] == found.episode.promised_rate
    assert facts["known_at"].startswith("2026-01-20")
    assert [one["sha256"] for one in facts["batches"]] == ["7" * 64]
    assert facts["reason"]["zh"] != facts["reason"]["en"]
    assert part.sha256 == alert_part(case_title(found), facts).sha256
    assert len(canonical(part.content)) < 20_000


def test_exposure_is_frozen_with_the_spread_of_the_measures():
    part = exposure_part(Request("US", By.TIER))
    assert len(part.content["measures"]) >= 3 and part.content["source"]
    for group in part.content["groups"]:
        assert group["exposure"] is None or group["low"] <= group["exposure"] <= group["high"]


def test_a_rule_is_frozen_with_its_entry_and_asked_again(tmp_path):
    book = load_rulebook()
    key = book.keys()[0]
    region = str(book.parameters(key)[0].region)
    part = rule_part(book, key, region, date(2026, 11, 1))
    assert part.content["entries"] or part.content["reason"]
    assert same_today(part, tmp_path) is True
    other = replace(part, content={**part.content, "value": 123456})
    assert same_today(other, tmp_path) is False
    gone = replace(part, content={**part.content, "key": "no_such_rule"})
    assert same_today(gone, tmp_path) is False


def test_a_simulation_run_that_is_not_there_is_no_basis(tmp_path):
    with pytest.raises(UnknownCodeError):
        simulation_part(tmp_path, "20261123-00000000")


def test_results_become_plain_values():
    given = {"a": Estimate(1.0, 0.5, 2.0, "share"), "b": math.nan, "c": Period.parse("2026-11"),
             "d": np.array([1.5, math.inf]), "e": (By.TIER, date(2026, 1, 1))}  # fmt: skip
    assert plain(given) == {
        "a": {"value": 1.0, "low": 0.5, "high": 2.0, "unit": "share", "coverage": 0.9,
              "basis": "observed"},
        "b": None, "c": "2026-11", "d": [1.5, None], "e": ["tier", "2026-01-01"],
    }  # fmt: skip
