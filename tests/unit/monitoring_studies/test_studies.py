"""Whole studies on a few small panels: counts add up, workers change nothing, truth is found."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest

from trimtab.kernel import Basis, InputRejectedError
from trimtab.monitoring.attributed import Component
from trimtab.monitoring.studies import (
    CANNOT_TELL,
    GeneratedPanels,
    Moment,
    NullStudy,
    PanelDesign,
    Shape,
    ShockStudy,
    StudiedDetector,
    StudySettings,
    run_null_study,
    run_shock_study,
)
from trimtab.monitoring.studies.replicates import run_replicates
from trimtab.monitoring.studies.signals import scan_again, scan_panel
from trimtab.monitoring.types import Level
from trimtab.ports import no_progress

SOURCE = GeneratedPanels(PanelDesign(5, 8, 130))
SETTINGS = StudySettings(replicates=3, seed=4, training_months=96)


@pytest.fixture(scope="module")
def null_study() -> NullStudy:
    return run_null_study(SOURCE, SETTINGS)


@pytest.fixture(scope="module")
def shock_study() -> ShockStudy:
    return run_shock_study(SOURCE, replace(SETTINGS, replicates=2), sizes=(6.0,))


def test_every_level_of_every_detector_has_its_promise(null_study):
    promised = dict(zip(Level, (0.2, 0.1, 0.05, 0.02), strict=True))
    assert {row.component for row in null_study.rows} == set(Component)
    assert {row.detector for row in null_study.rows} == set(StudiedDetector)
    for row in null_study.rows:
        assert row.promised == pytest.approx(promised[row.level])
        assert row.realised.low <= row.realised.value <= row.realised.high
        assert row.realised.basis is Basis.SYNTHETIC


def test_only_months_after_training_are_counted(null_study):
    years = {row.component: row.node_years for row in null_study.rows if row.level == 3}
    scored = (130 - 96) / 12 * 3
    assert years[Component.REGION] == pytest.approx(5 * scored)
    assert years[Component.CYCLE] == pytest.approx(scored)


def test_higher_alert_levels_alarm_less(null_study):
    for detector in StudiedDetector:
        rows = [r for r in null_study.rows if (r.detector, r.component) == (detector, "own")]
        rates = [row.realised.value for row in sorted(rows, key=lambda row: row.level)]
        assert rates == sorted(rates, reverse=True)


def test_processes_give_the_same_in_the_same_order():
    found = [
        run_replicates(float, 7, workers, "studies.step.null", no_progress) for workers in (1, 2)
    ]
    assert found[0] == found[1] == tuple(map(float, range(7)))


def test_progress_is_told():
    told: list[tuple[int, int | None]] = []
    settings = StudySettings(replicates=2, training_months=96)
    run_null_study(
        SOURCE, settings, progress=lambda step, done, total=None: told.append((done, total))
    )
    assert told == [(0, 2), (1, 2), (2, 2)]


def rows_of(study: ShockStudy, size: float) -> Iterator:
    return (r for r in study.detection if r.detector is StudiedDetector.LEVELS and r.size == size)


def test_huge_shocks_are_found_at_once_by_their_own_level(shock_study):
    steps = {row.component: row for row in rows_of(shock_study, 6.0) if row.shape is Shape.STEP}
    for component in (Component.REGION, Component.INDUSTRY, Component.OWN):
        assert steps[component].found[3].value == 1
        assert steps[component].first[component.value] >= 0.5


def test_huge_shocks_are_called_what_they_are(shock_study):
    called = {
        row.component: row.verdicts
        for row in shock_study.confusion
        if row.shape is Shape.STEP and row.moment is Moment.FOUND and row.size
    }
    for component in (Component.REGION, Component.INDUSTRY, Component.OWN):
        assert called[component][component.value].value == 1


def test_shares_of_a_confusion_row_add_to_one(shock_study):
    for row in shock_study.confusion:
        shares = [share.value for share in row.verdicts.values()]
        assert set(row.verdicts) == {*(one.value for one in Component), CANNOT_TELL}
        assert np.isnan(shares).all() if not row.judged else sum(shares) == pytest.approx(1)


def test_delay_curves_never_fall_and_ramps_are_later(shock_study):
    for row in shock_study.detection:
        curve = [share.value for share in row.curve]
        assert curve == sorted(curve)
        assert row.found[24].value == curve[-1]
    delay = {(row.component, row.shape): row.median_delay for row in rows_of(shock_study, 6.0)}
    assert delay[Component.OWN, Shape.RAMP] > delay[Component.OWN, Shape.STEP]


def test_results_are_plain_json(null_study, shock_study):
    for study in (null_study, shock_study):
        kept = json.loads(json.dumps(study.to_json(), allow_nan=False))
        assert (kept["basis"], kept["settings"]["seed"]) == ("synthetic", 4)


def test_a_panel_without_months_after_training_is_refused():
    settings = StudySettings(replicates=2, training_months=125)
    for study in (run_null_study, run_shock_study):
        with pytest.raises(InputRejectedError) as refused:
            study(SOURCE, settings)
        assert refused.value.code == "MONITORING-053"


def test_scanning_again_is_scanning():
    """What follows training moves no threshold: evidence alone may be weighed anew."""
    panel = SOURCE.draw(4, 0)
    whole = scan_panel(panel, 96, 0.05)
    again = scan_again(whole, panel, panel.level)
    for before, after in zip(whole.signals, again.signals, strict=True):
        np.testing.assert_array_equal(before.statistic, after.statistic)
    assert again.attribution(3, 120) == whole.attribution(3, 120)
