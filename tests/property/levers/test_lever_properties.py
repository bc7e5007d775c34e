"""What must hold of any use of any lever."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trimtab.simulation.levers import FORMS, costs

FORM_NAMES = sorted(FORMS)


def _economy(tiny, form):
    return tiny.economy(kinds=tiny.INSURED if form == "gig_coverage" else None)


@settings(max_examples=15)
@given(data=st.data())
def test_no_mix_breaks_conservation_or_goes_negative(tiny, data):
    forms = data.draw(st.lists(st.sampled_from(FORM_NAMES), min_size=1, max_size=4, unique=True))
    start = data.draw(st.sampled_from([0.0, 0.5, 1.0]))
    size = data.draw(st.floats(0.1, 3.0))
    uses = []
    for form in forms:
        values = dict(tiny.WRITTEN[form]) | {"from_year": start}
        for name in ("seats_year", "jobs", "persons_year"):
            if name in values:
                values[name] = values[name] * size
        if "until_year" in values:
            values["until_year"] = start + 1.0
        uses.append((form, values))
    given_economy = tiny.economy(kinds=tiny.INSURED)
    model = tiny.compiled(given_economy, (), uses, steps=12)
    run = tiny.run(model)
    force = (run.whole.employed + run.whole.unemployed)[:, 0]
    np.testing.assert_allclose(np.diff(force, axis=0), run.entrants - run.exits, atol=1e-7)
    for stock in (run.whole.employed, run.whole.unemployed, run.whole.vacancies, run.statuses):
        assert np.isfinite(stock).all() and stock.min() >= -1e-9
    found = costs(model, run)
    assert all(np.isfinite(item).all() and item.min() >= 0 for item in found.items.values())
    assert (found.windfall <= found.total + 1e-6).all()
    balance = found.contributions - found.items["benefits"]
    np.testing.assert_allclose(np.diff(found.reserve, axis=0), balance, atol=1e-3)


@pytest.mark.parametrize("form", FORM_NAMES)
def test_a_lever_of_size_zero_is_no_lever(tiny, form):
    """Bit for bit, in a run of its own."""
    economy = _economy(tiny, form)
    none = tiny.run(tiny.compiled(economy, (), steps=10))
    zero = tiny.run(tiny.compiled(economy, [tiny.use(form, **tiny.SIZES[form])], steps=10))
    for name in ("employed", "unemployed", "long_term", "vacancies"):
        np.testing.assert_array_equal(getattr(none.whole, name), getattr(zero.whole, name))


@pytest.mark.parametrize("form", FORM_NAMES)
def test_a_lever_that_begins_later_changes_nothing_before(tiny, form):
    economy = _economy(tiny, form)
    late = (
        tiny.use(form, from_year=1.0)
        if form != "hiring_subsidy"
        else tiny.use(form, from_year=1.0, until_year=2.0)
    )
    # A shock under way from the start: a retention subsidy acts on nothing else.
    shock = tiny.use("ai_adoption", automation_share=0.5)
    mix = [late] if form == "ai_adoption" else [shock, late]
    run = tiny.run(tiny.compiled(economy, mix[:-1], mix, steps=14))
    held = run.whole.unemployed[:, 0]
    np.testing.assert_allclose(held[:9, 0], held[:9, 1], rtol=1e-12)
    if form != "gig_coverage":  # which moves persons between kinds, not into work
        assert np.abs(held[9:, 0] - held[9:, 1]).max() > 1e-3


@pytest.mark.parametrize("form", FORM_NAMES)
def test_columns_do_not_touch_each_other(tiny, form):
    """A column of a batch is the run of its own."""
    economy = _economy(tiny, form)
    shock = tiny.use("ai_adoption", automation_share=0.1)
    mixes = [[shock, tiny.use(form)], [tiny.use("training")], [tiny.use("benefit")]]
    together = tiny.run(tiny.compiled(economy, *mixes, steps=10)).whole.unemployed[:, 0, 0]
    alone = tiny.run(tiny.compiled(economy, mixes[0], steps=10)).whole.unemployed[:, 0, 0]
    np.testing.assert_allclose(together, alone, rtol=1e-9)


def _unemployment(tiny, form, field, values, steps=6, **other):
    economy = tiny.economy()
    shock = tiny.use("ai_adoption", pace_years=1, automation_share=0.5)
    columns = [[shock, tiny.use(form, **{field: value}, **other)] for value in values]
    run = tiny.run(tiny.compiled(economy, *columns, steps=steps))
    return run.whole.unemployed[:, 0]


@settings(max_examples=6)
@given(values=st.lists(st.floats(0, 1), min_size=3, max_size=3, unique=True).map(sorted))
@pytest.mark.parametrize(
    ("form", "field", "rises"),
    [
        ("reemployment_service", "share", False),
        ("reemployment_service", "search_lift", False),
        ("retention_subsidy", "retained_share", False),
        ("hiring_subsidy", "windfall_share", True),
        ("benefit", "replacement_rate", True),
    ],
)
def test_unemployment_moves_as_theory_says(tiny, form, field, rises, values):
    if field == "windfall_share":
        values = [0.9 * value for value in values]
    if field == "replacement_rate":
        values = [0.2 + value for value in values]
    if field == "search_lift":
        values = [0.6 * value for value in values]
    found = _unemployment(tiny, form, field, values)
    steps = np.diff(found, axis=1) * (1 if rises else -1)
    assert steps.min() >= -1e-9


def test_longer_benefit_raises_unemployment(tiny):
    found = _unemployment(tiny, "benefit", "weeks", [13, 26, 52], replacement_rate=0.5)
    assert (np.diff(found, axis=1) >= -1e-9).all() and found[-1, 2] > found[-1, 0] + 1


def test_lock_in_comes_before_the_gain(tiny):
    """Unemployment is higher while the course lasts."""
    run = tiny.run(
        tiny.compiled(tiny.economy(), (), [tiny.use("training", seats_year=1500)], steps=4)
    )
    unemployed = run.whole.unemployed[:, 0]
    assert unemployed[3, 1] > unemployed[3, 0] + 10
