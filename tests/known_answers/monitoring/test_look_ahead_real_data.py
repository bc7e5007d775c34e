"""On real data: cutting and scrambling the future leaves indicators and thresholds identical."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from trimtab.kernel import Period
from trimtab.monitoring.compute.detection import DetectorInputs
from trimtab.monitoring.compute.named_rules import MCKELVEY, MICHEZ, SAHM
from trimtab.monitoring.compute.named_rules_weekly import SOS
from trimtab.monitoring.compute.pooled_detector import PooledDetector
from trimtab.tables import Panel

DETECTORS = (PooledDetector(), SAHM, MCKELVEY, MICHEZ, SOS)


def cut(panel: Panel | None, month: Period) -> Panel | None:
    """Only periods that ended with the month."""
    if panel is None:
        return None
    kept = sum(period.end <= month.end for period in panel.periods)
    return replace(panel, values=panel.values[:, :kept], released=panel.released[:, :kept])


def scramble(panel: Panel | None, month: Period) -> Panel | None:
    """Every later value replaced by noise a hundred times its size, or a gap."""
    if panel is None:
        return None
    kept = sum(period.end <= month.end for period in panel.periods)
    generator = np.random.default_rng(7)
    values = panel.values.copy()
    values[:, kept:] = generator.exponential(1.0, values[:, kept:].shape)
    values[:, kept:][generator.random(values[:, kept:].shape) < 0.2] = np.nan
    return replace(panel, values=values)


def changed(inputs: DetectorInputs, month: Period, change) -> DetectorInputs:
    return DetectorInputs(
        change(inputs.unemployment, month),
        change(inputs.vacancies, month),
        change(inputs.claims, month),
    )


@pytest.mark.parametrize(
    ("bed", "detector"),
    [("us_nation", detector) for detector in DETECTORS]
    + [("us_states", detector) for detector in (PooledDetector(), SAHM, MCKELVEY)],
    ids=lambda value: value if isinstance(value, str) else value.name,
)
def test_the_future_moves_nothing(bed, detector, request):
    history = request.getfixturevalue(bed)
    assert detector.applies_to(history.inputs)
    train_until = Period.parse("1981-06" if bed == "us_nation" else "1990-06")
    fitted = detector.fit(history.inputs, history.downturns, train_until, 0.05)
    whole = fitted.indicate(history.inputs)
    for months_later in (0, 17):
        month = train_until + months_later
        kept = month - whole.first + 1
        for change in (cut, scramble):
            inputs = changed(history.inputs, month, change)
            again = detector.fit(inputs, history.downturns, train_until, 0.05)
            assert again.thresholds == fitted.thresholds
            indicator = again.indicate(inputs)
            np.testing.assert_array_equal(indicator.values[:, :kept], whole.values[:, :kept])
            np.testing.assert_array_equal(indicator.features[:, :kept], whole.features[:, :kept])
            np.testing.assert_array_equal(indicator.known[:, :kept], whole.known[:, :kept])


def test_downturns_after_training_do_not_move_a_threshold(us_states):
    train_until = Period.parse("1990-06")
    detector = PooledDetector()
    all_dated = detector.fit(us_states.inputs, us_states.downturns, train_until, 0.05)
    dated_by_then = tuple(d for d in us_states.downturns if d.start <= train_until)
    some = detector.fit(us_states.inputs, dated_by_then, train_until, 0.05)
    assert len(dated_by_then) < len(us_states.downturns)
    assert all_dated.thresholds == some.thresholds
