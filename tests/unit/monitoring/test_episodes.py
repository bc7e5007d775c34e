"""Episodes open on a crossing, stay open over gaps, and end at 40 % of the threshold."""

from __future__ import annotations

import numpy as np
import pytest

from trimtab.monitoring.compute.episodes import Span, open_spans, statistic_noise

NAN = float("nan")


@pytest.mark.parametrize(
    ("statistic", "spans"),
    [
        ([0.0, 0.9, 0.5], ()),
        ([0.0, 1.0, 0.5, 0.41], (Span(0, 1, None),)),
        ([0.0, 1.0, 0.5, 0.40], (Span(0, 1, 3),)),
        ([0.0, 1.0, NAN, 0.5], (Span(0, 1, None),)),
        ([1.2, 0.1, 1.3, 0.2], (Span(0, 0, 1), Span(0, 2, 3))),
    ],
)
def test_spans(statistic, spans):
    assert open_spans(np.array([statistic]), np.array([1.0])) == spans


def test_noise_of_a_smooth_path_is_nothing_and_of_white_noise_its_own():
    months = np.arange(60.0)
    generator = np.random.default_rng(1)
    noisy = generator.normal(0, 0.5, (400, 60)) + months
    assert statistic_noise(months[None, :])[0] == pytest.approx(0, abs=1e-12)
    assert np.median(statistic_noise(noisy)) == pytest.approx(0.5, rel=0.05)


def test_noise_of_a_short_series_cannot_be_told():
    assert np.isnan(statistic_noise(np.ones((1, 10)))).all()
