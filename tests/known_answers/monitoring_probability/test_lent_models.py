"""The numbers in ``lent.py`` are those the lenders' data give, and are as good as the page says."""

from __future__ import annotations

import importlib.util
from datetime import UTC, datetime
from types import ModuleType

import numpy as np
import pytest

from trimtab.app.calendar import dated_downturns
from trimtab.kernel import Frequency, Period
from trimtab.monitoring.compute.detection import Downturn
from trimtab.monitoring.probability.labels import labels_at
from trimtab.monitoring.probability.left_out import left_out_record
from trimtab.monitoring.probability.lent import US_NATION, US_STATES
from trimtab.monitoring.probability.model import fit_model
from trimtab.monitoring.probability.origins import state_at_origins
from trimtab.monitoring.probability.record import score_record

ROUNDING = 0.002


@pytest.fixture(scope="session")
def derivation(repository) -> ModuleType:
    spec = importlib.util.spec_from_file_location(
        "derive", repository / "scripts/derive/downturn_probabilities.py"
    )
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def lenders(derivation, shared_data):
    return {
        "states": (*derivation.states(shared_data / "us_states"), US_STATES),
        "nation": (*derivation.nation(shared_data / "us_national"), US_NATION),
    }


@pytest.mark.parametrize("name", ["states", "nation"])
def test_lent_numbers_are_derived_from_the_lenders_data(lenders, name):
    movement, labels, lent = lenders[name]
    model = fit_model(movement, labels)
    spread = [model.spread.level, *model.spread.changes, *model.spread.own]
    told = [lent.model.spread.level, *lent.model.spread.changes, *lent.model.spread.own]
    assert told == pytest.approx(spread, abs=ROUNDING)
    derived, kept = ((one.line, *one.without) for one in (model, lent.model))
    for found, given in zip(derived, kept, strict=True):
        assert given.coefficients == pytest.approx(found.coefficients, abs=ROUNDING)
        assert given.intercept == pytest.approx(found.intercept, abs=ROUNDING)
        assert given.start_rate == pytest.approx(found.start_rate, abs=ROUNDING)
        assert (given.entry.outside, given.entry.inside) == pytest.approx(
            (found.entry.outside, found.entry.inside), abs=ROUNDING
        )


@pytest.mark.parametrize(("name", "brier"), [("states", 0.068), ("nation", 0.107)])
def test_left_out_stretches_are_stated_with_calibrated_probabilities(lenders, name, brier):
    movement, labels, lent = lenders[name]
    record = left_out_record(movement, labels)
    assert record.brier.value < brier < record.brier_of_base_rate
    assert record.calibration_slope.low < 1 < record.calibration_slope.high
    skill = record.skill_within_6_months
    told = lent.skill_within_6_months
    assert (told.value, told.low, told.high) == pytest.approx(
        (skill.value, skill.low, skill.high), abs=ROUNDING
    )
    assert skill.low <= 0  # a start within six months is not foreseen: the base rate is stated


def test_national_statements_at_past_origins_beat_the_base_rate(lenders):
    """Every December 1947-1983 by what was dated then; recalibration from past statements helps."""
    movement, _, _ = lenders["nation"]
    instant = datetime(1985, 1, 8, tzinfo=UTC)
    said = state_at_origins(movement, dated_downturns)
    labels = labels_at(movement, dated_downturns("US", instant), instant)
    outcomes = (labels.inside, labels.inside_known, labels.starts, labels.starts_known)
    record = score_record(said.inside, said.starts, outcomes, movement.months)
    raw = score_record(said.raw, said.starts, outcomes, movement.months)
    assert said.origins > 30
    assert record.brier.high < record.brier_of_base_rate
    assert record.brier.value < raw.brier.value
    assert abs(record.calibration_slope.value - 1) < abs(raw.calibration_slope.value - 1)


def test_the_lent_national_model_reads_the_common_movement_of_states(derivation, shared_data):
    """Fitted to 1984 on one national series, read on the median movement of 51 from 1985."""
    parts, _ = derivation.states(shared_data / "us_states")
    country = derivation.country_of_states(shared_data / "us_states")
    stated = US_NATION.model.line.inside(US_NATION.model.features(country))[0]
    recession = Downturn(country.regions[0], Period.parse("1990-08"), Period.parse("1991-03"))
    months = country.months
    inside = (months >= recession.start.ordinal) & (months <= recession.end.ordinal)
    later = (months >= Period.month(1985, 1).ordinal) & ~np.isnan(stated)
    assert country.first.frequency is Frequency.MONTHLY
    assert stated[inside].mean() > 0.5 > 0.25 > stated[later & ~inside].mean()
    assert parts.country == country.country
