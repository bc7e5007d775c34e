"""Calm history of real panels: the embedded US payroll, and the states to 1999."""

from __future__ import annotations

import numpy as np
import pytest

from trimtab.app.demo import fill_workspace
from trimtab.app.studies import workspace_history
from trimtab.app.workspace import open_workspace
from trimtab.ingest import read_downturns, read_labour_panel
from trimtab.kernel import Basis, UnknownCodeError
from trimtab.monitoring.compute.seasonal import adjust_seasonally
from trimtab.monitoring.compute.thresholds import calm_months
from trimtab.monitoring.studies import (
    CalmHistory,
    StudiedDetector,
    StudySettings,
    learn_history,
    run_null_study,
)


@pytest.fixture(scope="module")
def payroll(tmp_path_factory: pytest.TempPathFactory) -> CalmHistory:
    folder = tmp_path_factory.mktemp("workspace")
    fill_workspace(open_workspace(folder, create=True))
    return workspace_history(folder, None, "employment", 150)


def test_the_payroll_panel_has_history_enough(payroll):
    """113 industries from 1990, without the months around the recessions of 1990, 2001 and 2008."""
    assert payroll.basis is Basis.MODELLED
    assert 100 <= len(payroll.industries) <= 113
    assert 180 <= payroll.calm_months <= 300
    assert payroll.exposure is not None
    assert np.isfinite(payroll.exposure).mean() > 0.8


def test_monthly_noise_of_an_industry_is_a_small_share_of_its_jobs(payroll):
    assert 0.0002 < np.median(payroll.noise_deviation) < 0.01


def test_a_null_study_runs_on_it(payroll):
    result = run_null_study(payroll, StudySettings(replicates=2, training_months=100))
    assert (result.panel, result.basis) == ("employment", Basis.MODELLED)
    assert {row.detector for row in result.rows} == set(StudiedDetector)
    assert all(row.node_years > 0 for row in result.rows)


def test_an_indicator_that_is_not_held_is_refused(tmp_path):
    fill_workspace(open_workspace(tmp_path, create=True))
    with pytest.raises(UnknownCodeError) as refused:
        workspace_history(tmp_path, None, "unemployment_rate", 150)
    assert refused.value.code == "STORE-014"


def test_states_to_1999_have_calm_months_for_all(shared_data):
    """Few months are calm for every state at once; months calm for nine of ten states are used."""
    states = shared_data / "us_states"
    panel, _ = read_labour_panel(states / "labour_force_nsa_1976_1999.csv")
    adjusted = adjust_seasonally(panel.values, panel.first, multiplicative=False).adjusted
    downturns = read_downturns(states / "downturns_1979_1999.csv", "US", panel.last)
    regions = [key.region for key in panel.series]
    calm = calm_months(downturns, regions, panel.first, adjusted.shape[1])
    names = [str(region) for region in regions]
    mostly = calm.mean(axis=0) >= 0.9
    history = learn_history("states", adjusted, mostly, names, [""] * 51, None, 120)
    assert history.calm_months >= 96
    assert len(history.regions) == 51
    drawn = history.draw(1, 0).level
    assert np.abs(np.diff(drawn, axis=1)).max() < 0.03  # never the jump of a recession
    everyone = calm.all(axis=0)
    assert everyone.sum() < mostly.sum()
