"""What must hold for any panel: no look-ahead before the event, and symmetries."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trimtab.kernel import InputRejectedError, Period
from trimtab.monitoring.event_study import (
    IndustryPanel,
    Outcome,
    SampleDesign,
    StudySettings,
    run_study,
    simulate_panel,
)

EVENT = Period.parse("2022Q4")
DESIGN = SampleDesign(
    industries=12, regions=2, first=EVENT + (-9), quarters=14, event=EVENT, mean_count=200
)
SETTINGS = StudySettings(EVENT, young=("22-24",), draws=99)


def _panel(seed: int):
    return simulate_panel(DESIGN, np.random.default_rng(seed))


def _study(panel, exposure, **changed):
    return run_study(panel, exposure, replace(SETTINGS, **changed), (Outcome.EMPLOYMENT,))


def _with(panel: IndustryPanel, counts: np.ndarray) -> IndustryPanel:
    return replace(panel, counts={Outcome.EMPLOYMENT: counts})


@settings(max_examples=3)
@given(st.integers(0, 10_000), st.integers(2, 5))
def test_nothing_after_the_event_moves_what_is_said_of_the_time_before(seed: int, after: int):
    panel, exposure = _panel(seed)
    counts = panel.counts[Outcome.EMPLOYMENT]
    scrambled = counts.copy()
    later = np.random.default_rng(seed).poisson(300, counts[..., 9:].shape)
    scrambled[..., 9:] = later
    whole = _study(_with(panel, counts), exposure).results
    for other in (counts[..., : 9 + after], scrambled):
        found = _study(_with(panel, other), exposure).results
        assert [one.prior_trend for one in found] == [one.prior_trend for one in whole]


@settings(max_examples=3)
@given(st.integers(0, 10_000), st.floats(0.1, 50), st.floats(-3, 3))
def test_scale_of_exposure_changes_nothing(seed: int, scale: float, shift: float):
    panel, exposure = _panel(seed)
    one = _study(panel, exposure)
    other = _study(panel, replace(exposure, scores=exposure.scores * scale + shift))
    for left, right in zip(one.results, other.results, strict=True):
        assert left.average.value == pytest.approx(right.average.value, abs=1e-7)
        assert left.average.low == pytest.approx(right.average.low, abs=1e-7)
        assert left.verdict is right.verdict


@settings(max_examples=2)
@given(st.integers(0, 10_000))
def test_order_of_industries_and_size_of_a_region_change_no_estimate(seed: int):
    panel, exposure = _panel(seed)
    counts = panel.counts[Outcome.EMPLOYMENT]
    order = np.random.default_rng(seed).permutation(counts.shape[0])
    turned = replace(
        _with(panel, counts[order]), industries=tuple(panel.industries[one] for one in order)
    )
    one = _study(_with(panel, counts), exposure)
    other = _study(turned, replace(exposure, scores=exposure.scores[order],
                                   controls=exposure.controls[order]))  # fmt: skip
    for left, right in zip(one.results, other.results, strict=True):
        assert left.average.value == pytest.approx(right.average.value, abs=1e-7)
        assert left.average.high == pytest.approx(right.average.high, abs=1e-7)
        assert left.leave_one_out.low_without == right.leave_one_out.low_without


@pytest.mark.parametrize("seed", range(2))
def test_a_shock_to_whole_industries_cancels_in_the_age_comparison(seed: int):
    """Young and others are multiplied alike, by 1 to 3: only the comparison of ages is unmoved."""
    panel, exposure = _panel(seed)
    counts = panel.counts[Outcome.EMPLOYMENT] + 1
    hit = counts.copy()
    hit[..., 9:] *= (np.arange(counts.shape[0]) % 3 + 1)[:, None, None, None]
    calm, shaken = (_study(_with(panel, one), exposure).results for one in (counts, hit))

    def width(result) -> float:
        return result.average.high - result.average.low

    assert width(shaken[0]) > 2 * width(calm[0])
    assert width(shaken[-1]) < 1.5 * width(calm[-1])


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"event": Period.parse("2022Q1")}, "EVENT-005"),
        ({"event": Period.parse("2023Q4")}, "EVENT-005"),
        ({"event": Period.parse("2019Q1")}, "EVENT-006"),
        ({"young": ("16-17",)}, "EVENT-007"),
    ],
)
def test_panels_that_cannot_carry_the_study_are_refused(changed, code: str):
    panel, exposure = _panel(1)
    with pytest.raises(InputRejectedError) as refused:
        _study(panel, exposure, **changed)
    assert refused.value.code == code


def test_exposure_that_is_absent_or_alike_is_refused():
    panel, exposure = _panel(2)
    for scores, code in ((np.full(12, np.nan), "EVENT-008"), (np.full(12, 0.3), "EVENT-009")):
        with pytest.raises(InputRejectedError) as refused:
            _study(panel, replace(exposure, scores=scores))
        assert refused.value.code == code


def test_industries_without_exposure_are_named_with_their_share():
    panel, exposure = _panel(3)
    scores = exposure.scores.copy()
    scores[[0, 5]] = np.nan
    found = _study(panel, replace(exposure, scores=scores))
    before = panel.counts[Outcome.EMPLOYMENT][..., :9].sum(axis=(1, 2, 3))
    assert found.left_out == (panel.industries[0], panel.industries[5])
    assert found.left_out_share == pytest.approx(before[[0, 5]].sum() / before.sum())
    assert found.results[0].industries == 10
