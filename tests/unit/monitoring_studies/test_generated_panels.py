"""Generated panels have the parts their design states, and nothing else."""

from __future__ import annotations

import numpy as np
import pytest

from trimtab.kernel import Basis, InputRejectedError
from trimtab.monitoring.studies import GeneratedPanels, PanelDesign, StudySettings

ONLY_NOISE = PanelDesign(
    regions=4, industries=5, months=3000, cycle_size=0, region_size=0, industry_size=0
)


def draw(design: PanelDesign, replicate: int = 0):
    return GeneratedPanels(design).draw(7, replicate)


def lag_one(values):
    return np.mean([np.corrcoef(row[1:], row[:-1])[0, 1] for row in values])


def test_panels_are_labelled_synthetic():
    source = GeneratedPanels(PanelDesign())
    panel = source.draw(1, 0)
    assert source.basis is Basis.SYNTHETIC
    assert all(name.startswith("synthetic-") for name in (*panel.regions, *panel.industries))


def test_a_replicate_drawn_alone_is_the_same():
    alone = draw(PanelDesign(), 5)
    others = [draw(PanelDesign(), replicate) for replicate in range(6)]
    np.testing.assert_array_equal(alone.level, others[5].level)
    assert not np.array_equal(others[4].level, others[5].level)


def test_noise_has_the_deviation_that_shocks_are_measured_in():
    panel = draw(ONLY_NOISE)
    np.testing.assert_allclose(panel.level.std(axis=1), panel.noise_deviation, rtol=0.1)


def test_noise_remembers_as_much_as_its_lasting_share():
    design = PanelDesign(4, 5, 3000, 0, 0.5, 0, 0, white_share=0.4, noise_persistence=0.8)
    assert lag_one(draw(design).level) == pytest.approx(0.6 * 0.8, abs=0.03)


def test_region_and_industry_movements_have_the_stated_size():
    quiet = {"cycle_size": 0.0, "white_share": 1.0, "noise_spread": 0.0}
    panel = draw(PanelDesign(40, 30, 600, region_size=0.5, industry_size=0.0, **quiet))
    cube = panel.level.reshape(40, 30, 600)
    assert cube.mean(axis=1).var() == pytest.approx(0.25 + 1 / 30, rel=0.1)
    assert cube.mean(axis=0).var() == pytest.approx(0.25 / 40 + 1 / 40, rel=0.2)


def test_loadings_on_the_cycle_run_evenly_over_industries():
    panel = draw(PanelDesign(20, 5, 600, cycle_size=10.0, loading_spread=0.5))
    by_industry = panel.level.reshape(20, 5, 600).mean(axis=0)
    loading = by_industry @ by_industry.mean(axis=0) / (by_industry.mean(axis=0) ** 2).sum()
    np.testing.assert_allclose(np.sort(loading), [0.5, 0.75, 1.0, 1.25, 1.5], atol=0.05)


def test_exposure_belongs_to_the_industry():
    panel = draw(PanelDesign())
    by_region = panel.exposure.reshape(10, 12)
    assert (by_region == by_region[0]).all()
    assert ((panel.exposure > 0) & (panel.exposure < 1)).all()


def test_recessions_lift_all_and_are_not_calm():
    without = draw(PanelDesign(months=360))
    panel = draw(PanelDesign(months=360, recessions=True))
    assert without.calm.all()
    rise = panel.level.mean(axis=0)
    assert rise.max() > without.level.mean(axis=0).max() + 1
    assert 0.5 < panel.calm.mean() < 1


def test_season_is_taken_out_from_the_past_only():
    panel = draw(PanelDesign(months=120, season_size=5.0))
    assert np.isnan(panel.level[:, :24]).all()
    assert not np.isnan(panel.level[:, 36:]).any()
    assert np.nanstd(panel.level[:, 60:]) < 4


def test_gaps_are_as_many_as_stated():
    panel = draw(PanelDesign(gap_share=0.1))
    assert np.isnan(panel.level).mean() == pytest.approx(0.1, abs=0.02)


@pytest.mark.parametrize(
    "wrong", [{"regions": 1}, {"months": 20}, {"white_share": 1.2}, {"persistence": 1.0}]
)
def test_impossible_designs_are_refused(wrong):
    with pytest.raises(InputRejectedError) as refused:
        PanelDesign(**wrong)
    assert refused.value.code == "MONITORING-050"


@pytest.mark.parametrize("wrong", [{"replicates": 1}, {"training_months": 12}, {"onset": -1}])
def test_impossible_settings_are_refused(wrong):
    with pytest.raises(InputRejectedError) as refused:
        StudySettings(**wrong)
    assert refused.value.code == "MONITORING-051"
