"""A lever calibrated by its trial gives the published estimate.

Nevada RESEA and REANV, October 2022 to September 2023, 17,848 claimants: 1.91 weeks of benefit less
(actuspolicyresearch.com, final findings; the row resea-reanv-nevada-2022-benefit-weeks of the
evidence register).
"""

from __future__ import annotations

import numpy as np
import pytest

from trimtab.app.economies import open_economy
from trimtab.evidence import evidence_register
from trimtab.kernel import UnknownCodeError, UsageError
from trimtab.messages import LANGUAGES, explain_error
from trimtab.simulation.levers import Baseline, Refusal, refusal
from trimtab.simulation.levers.calibrated import calibrated_effects, effect_range
from trimtab.simulation.trials import TRIALS, TrialMarket, calibrate, find_trial, sampling_bound

WEEKS = -1.91
NEVADA = TRIALS["nevada_2022"]


@pytest.fixture(scope="module")
def market(tiny):
    """Two regions of together some 2 million jobs."""
    return tiny.economy(scale=60)


def test_the_model_reproduces_the_published_weeks(market):
    found = calibrate(NEVADA, market)
    assert found.arms.difference == pytest.approx(WEEKS, abs=1e-6)
    assert found.arms.participants == pytest.approx(17_848, rel=1e-3)
    assert found.arms.treated_share == pytest.approx(0.5, abs=1e-6)
    assert 0 < found.ends[0] < found.value < found.ends[1]
    # The market is closed: the other region is not there.
    assert found.jobs == pytest.approx(60 * 14_000)


def test_the_parameter_in_the_file_is_the_one_of_the_united_states():
    """Runs the calibration again on the embedded economy; see the head of calibrated.toml."""
    (held,) = calibrated_effects()
    found = calibrate(find_trial(held.trial), open_economy("us", regions=["US-NV"]))
    assert found.arms.difference == pytest.approx(WEEKS, abs=1e-6)
    assert found.value == pytest.approx(held.value, abs=1e-6)
    assert found.search_intensity == held.search_intensity


def test_part_of_the_gain_is_lost_to_others_and_more_so_at_scale(market):
    """The trial compares two groups in one market; the programme for all gives less than it."""
    displaced = [one.displacement for one in calibrate(NEVADA, market).scale_up]
    assert 0 < displaced[0] < displaced[1] < displaced[2] < 1


def test_without_congestion_nothing_is_displaced(tiny):
    """With ten vacancies for each unemployed person hardly anybody is in another's way."""
    calm = tiny.economy(scale=60, unemployment=0.02, vacancies=0.3)
    held = TrialMarket(NEVADA, calm, Baseline(search_intensity=0.2))
    (found,) = held.scale_up(0.5, [0.3], trial_gain=-held.arms(0.5).difference)
    assert abs(found.displacement) < 0.1


def test_a_trial_that_the_model_cannot_reproduce_is_refused(market):
    with pytest.raises(UsageError, match="SIMULATION-074"):
        calibrate(NEVADA, market, Baseline(search_intensity=0.95))
    with pytest.raises(UnknownCodeError, match="SIMULATION-021"):
        calibrate(find_trial(NEVADA.effect), market.__class__(**_elsewhere(market)))


def _elsewhere(economy):
    from dataclasses import fields, replace

    values = {one.name: getattr(economy, one.name) for one in fields(economy)}
    return values | {"cells": replace(economy.cells, regions=("US-TX", "US-CA"))}


def test_the_sampling_bound_is_that_of_a_bounded_claim():
    """Weeks are 0 or 26 for the largest variance: half of the claimants each."""
    assert sampling_bound(NEVADA, 13.0) == pytest.approx(1.96 * 13 * np.sqrt(4 / 17_848))


@pytest.mark.parametrize(
    ("effect", "reason"),
    [
        ("resea-reanv-nevada-2022-benefit-weeks", None),
        ("resea-reanv-nevada-2022-benefit-payments", Refusal.MONEY),
        ("resea-nevada-2014-earnings-5y-relative", Refusal.OUTCOME),
        ("resea-reanv-nevada-2022-counselling", Refusal.OUTCOME),
        ("sectoral-training-earnings", Refusal.OUTCOME),
        ("job-search-interventions-employment", Refusal.HORIZON),
        ("ckw-2018-table-training-medium", Refusal.UNUSABLE),
        ("cahuc-kramarz-nevoux-short-time-work", Refusal.OUTCOME),
    ],
)
def test_what_cannot_be_run_is_refused_by_name(effect, reason):
    assert refusal(evidence_register().get(effect)) is reason
    if reason is not None:
        with pytest.raises(UsageError) as caught:
            find_trial(effect)
        assert caught.value.code == "SIMULATION-075" and caught.value.params["reason"] == reason
        assert all(NEVADA.name in explain_error(caught.value, one) for one in LANGUAGES)


def test_only_calibrated_effects_set_a_lever():
    """Everything else in the register is refused with a reason; nothing recalled is used."""
    used = [effect.id for effect in evidence_register() if refusal(effect) is None]
    assert used == [one.effect for one in calibrated_effects()]


def test_a_name_that_is_neither_trial_nor_effect_is_told_its_neighbours():
    with pytest.raises(UnknownCodeError, match="SIMULATION-073"):
        find_trial("nevada")


@pytest.mark.parametrize(("country", "factor"), [("US", 0.8), ("CN", 0.48), ("", 0.48)])
def test_the_effect_is_discounted_by_distance_and_its_range_says_so(country, factor):
    (held,) = calibrated_effects()
    found = effect_range(held, country)
    assert (found.low, found.high) == (0.0, held.value)
    assert found.best == pytest.approx(factor * held.value)
    assert found.source == held.effect
