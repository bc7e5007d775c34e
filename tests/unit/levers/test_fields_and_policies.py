"""Written values become checked ones; every fault has a code, a line and a sentence."""

from __future__ import annotations

import pickle
import re

import pytest
from scipy import stats

from trimtab.kernel import InputRejectedError, TrimtabError
from trimtab.messages import LANGUAGES, explain_error
from trimtab.simulation.levers import (
    FORMS,
    Baseline,
    BenefitScheme,
    Uncertain,
    make_baseline,
    make_policy,
    uncertain_parameters,
)

SERVICE = {"share": 0.5, "cost_person": 290}


@pytest.mark.parametrize("u", [0.01, 0.2, 0.5, 0.77, 0.99])
@pytest.mark.parametrize(("low", "best", "high"), [(0, 1, 4), (0, 0, 1), (-2, 3, 3)])
def test_draws_are_quantiles_of_the_triangular_law(u, low, best, high):
    width = high - low
    law = stats.triang(c=(best - low) / width, loc=low, scale=width)
    assert Uncertain(low, best, high).draw(u) == pytest.approx(law.ppf(u), abs=1e-12)


@pytest.mark.parametrize(
    ("form", "values", "code"),
    [
        ("reemployment", SERVICE, "SIMULATION-051"),
        ("reemployment_service", SERVICE | {"shares": 1}, "SIMULATION-052"),
        ("reemployment_service", SERVICE | {"share": "half"}, "SIMULATION-053"),
        ("reemployment_service", SERVICE | {"share": True}, "SIMULATION-053"),
        ("reemployment_service", SERVICE | {"kinds": "young"}, "SIMULATION-053"),
        ("reemployment_service", SERVICE | {"regions": [1.5]}, "SIMULATION-076"),
        ("reemployment_service", SERVICE | {"share": 1.2}, "SIMULATION-054"),
        ("reemployment_service", SERVICE | {"share": float("nan")}, "SIMULATION-054"),
        ("reemployment_service", SERVICE | {"cost_person": -1}, "SIMULATION-065"),
        (
            "reemployment_service",
            SERVICE | {"share": {"low": 0, "best": 0.5, "high": 3}},
            "SIMULATION-054",
        ),
        (
            "training",
            {"seats_year": {"low": 1, "best": 2, "high": 3}, "weeks": 10},
            "SIMULATION-055",
        ),
        ("reemployment_service", SERVICE | {"share": {"low": 0, "high": 1}}, "SIMULATION-056"),
        (
            "reemployment_service",
            SERVICE | {"share": {"low": 0.5, "best": 0.4, "high": 1}},
            "SIMULATION-050",
        ),
        ("reemployment_service", SERVICE | {"paid_by": "nobody"}, "SIMULATION-057"),
        ("reemployment_service", {"share": 0.5}, "SIMULATION-058"),
        ("training", {"seats_year": 100}, "SIMULATION-058"),
        (
            "reemployment_service",
            SERVICE | {"from_year": 3, "until_year": 3},
            "SIMULATION-059",
        ),
    ],
)
def test_every_fault_has_a_code_and_a_sentence(form, values, code):
    with pytest.raises(TrimtabError) as caught:
        make_policy(form, values, line=12)
    assert caught.value.code == code
    assert caught.value.params.get("line", 12) == 12
    for language in LANGUAGES:
        sentence = explain_error(caught.value, language)
        assert sentence.startswith(f"{code}: ")
        assert not re.search(r"\{\w*\}", sentence)  # no placeholder left


def test_defaults_are_filled_and_ranges_read():
    policy = make_policy(
        "reemployment_service", {"share": {"low": 0.2, "best": 0.4, "high": 0.6}, "cost_person": 1}
    )
    assert policy.number("share") == 0.4
    assert policy.number("share", {policy.path("share"): 0.5}) == pytest.approx(0.4)
    assert policy.number("from_year") == 0 and policy.chosen("paid_by") == "budget"
    assert policy.uncertain == {"reemployment_service.share": Uncertain(0.2, 0.4, 0.6)}
    assert pickle.loads(pickle.dumps(policy)) == policy


def test_one_parameter_has_one_path_in_every_mix_unless_labelled():
    plain = make_policy("reemployment_service", SERVICE)
    other = make_policy("reemployment_service", SERVICE | {"label": "north"})
    assert uncertain_parameters(Baseline(), [plain, plain, other]) == (
        "baseline.search_intensity",
        "reemployment_service.search_lift",
        "north.search_lift",
    )


def test_every_required_field_is_one_that_no_published_figure_supports():
    """A default of a size would be a number from nowhere."""
    neutral = {0.0, 1.0, None}
    for form in FORMS.values():
        for field in form.fields:
            if not field.required and not field.choices:
                assert field.default in neutral, (form.name, field.name)


def test_a_baseline_is_read_whole():
    made = make_baseline(
        {
            "search_intensity": {"low": 0.7, "best": 0.8, "high": 0.9},
            "separation": 0.02,
            "benefit": {"replacement_rate": 0.5, "weeks": 26, "reserve": 1000},
        }
    )
    assert made.search() == 0.8 and made.rates.separation == 0.02
    assert made.rates.opening == Baseline().rates.opening
    assert made.scheme == BenefitScheme(0.5, 26, 1.0, 0.0, 1000)


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"searching": 1}, "SIMULATION-077"),
        ({"search_intensity": 0}, "SIMULATION-054"),
        ({"benefit": 0.5}, "SIMULATION-053"),
        ({"benefit": {"weeks": 26, "replacement_rate": 0.5, "reserves": 1}}, "SIMULATION-077"),
        ({"benefit": {"weeks": 26}}, "SIMULATION-058"),
    ],
)
def test_a_faulty_baseline_is_refused(values, code):
    with pytest.raises(InputRejectedError) as caught:
        make_baseline(values, line=3)
    assert caught.value.code == code and caught.value.params["line"] == 3
