"""Calm history of a loaded panel, drawn again in blocks: a bureau studies its own panel."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from trimtab.kernel import Basis, InputRejectedError
from trimtab.monitoring.compute.thresholds import BLOCK_MONTHS
from trimtab.monitoring.studies.panels import StudyPanel, replicate_generator
from trimtab.stats import block_columns, median_along

Matrix = npt.NDArray[np.float64]
Vector = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]

SMOOTHING_MONTHS = 13
BLOCKS_NEEDED = 4
_VARIANCE_LEFT = 1 - 1 / SMOOTHING_MONTHS
_STANDARD_PER_MEDIAN = 1.4826


@dataclass(frozen=True, slots=True)
class CalmHistory:
    """Panels of ``months`` drawn from the calm months of a real one, blocks of 24 months, all
    series together.

    ``drift`` (S, C): monthly changes of each series' smooth path in the C calm months;
    ``irregular`` (S, C): what the smooth path leaves over.
    """

    name: str
    months: int
    drift: Matrix
    irregular: Matrix
    regions: tuple[str, ...]
    industries: tuple[str, ...]
    exposure: Vector | None
    noise_deviation: Vector

    @property
    def basis(self) -> Basis:
        """Rearranged observations are a model of calm, not observations."""
        return Basis.MODELLED

    @property
    def calm_months(self) -> int:
        return int(self.drift.shape[1])

    def draw(self, seed: int, replicate: int) -> StudyPanel:
        """One panel: drawn changes of the smooth paths, added up, plus the irregular parts of the
        same months."""
        generator = replicate_generator(seed, replicate)
        columns = block_columns(self.calm_months, BLOCK_MONTHS, self.months, generator)
        return StudyPanel(
            level=np.cumsum(self.drift[:, columns], axis=1) + self.irregular[:, columns],
            regions=self.regions,
            industries=self.industries,
            exposure=self.exposure,
            noise_deviation=self.noise_deviation,
            calm=np.ones(self.months, dtype=bool),
        )


def learn_history(
    name: str,
    level: Matrix,
    calm: Mask,
    regions: Sequence[str],
    industries: Sequence[str],
    exposure: Vector | None,
    months: int,
) -> CalmHistory:
    """What calm months of a panel look like.

    Model        smooth path = centred 13-month mean; irregular = level - smooth path; the calm
                 months from one start on, and the series that have all of them, chosen to hold the
                 most values. The standard deviation of the irregular noise is 1.4826 times the
                 median distance of the irregular part from its median, over the square root of
                 1 - 1/13 (what a 13-month mean leaves of white noise)
    Inputs       level (S, T): adjusted, up is bad; calm (T,); months: length of the panels drawn
    Returns      CalmHistory without the series that have a gap in those months or never move
    Raises       InputRejectedError MONITORING-052 with fewer than 96 calm months or fewer than
                 two series
    Simplifies   at the joins of blocks a smooth path changes its slope at once, and jumps by what
                 the noise leaves in a 13-month mean (0.4 standard deviations of white noise each
                 24 months); series never see a slump: calm history cannot promise for one
    """
    smooth = _centred_mean(level)
    drift = np.diff(smooth, axis=1, prepend=np.nan)
    irregular = level - smooth
    noise = _noise_deviation(irregular[:, calm])
    kept, used = _largest_whole(~np.isnan(drift + irregular) & (noise > 0)[:, None], calm)
    if used.sum() < BLOCKS_NEEDED * BLOCK_MONTHS or kept.sum() < 2:
        raise InputRejectedError(
            "MONITORING-052",
            calm=int(used.sum()),
            series=int(kept.sum()),
            needed=BLOCKS_NEEDED * BLOCK_MONTHS,
        )
    rows = np.flatnonzero(kept).tolist()
    return CalmHistory(
        name=name,
        months=months,
        drift=drift[np.ix_(kept, used)],
        irregular=irregular[np.ix_(kept, used)],
        regions=tuple(regions[row] for row in rows),
        industries=tuple(industries[row] for row in rows),
        exposure=None if exposure is None else exposure[kept],
        noise_deviation=noise[kept],
    )


def _centred_mean(level: Matrix) -> Matrix:
    """Centred 13-month mean; NaN where one of the months is missing. For history, never for an
    alarm: it looks six months ahead."""
    half = SMOOTHING_MONTHS // 2
    smooth = np.full_like(level, np.nan)
    if level.shape[1] >= SMOOTHING_MONTHS:
        windows = np.lib.stride_tricks.sliding_window_view(level, SMOOTHING_MONTHS, axis=1)
        smooth[:, half:-half] = windows.mean(axis=2)
    return smooth


def _largest_whole(exists: Mask, calm: Mask) -> tuple[Mask, Mask]:
    """Series (S,) and calm months (T,) that hold the most values without a single gap.

    Months run from one start to the last month that half of the series have; a series is kept if
    it has all of them.
    """
    calm_columns = np.flatnonzero(calm & exists.any(axis=0))
    seen = exists[:, calm_columns]
    ended = np.flatnonzero(seen.mean(axis=0) >= 0.5 * seen.any(axis=1).mean())
    last = int(ended[-1]) + 1 if ended.size else 0
    gap = np.where(seen[:, :last], -1, np.arange(last)).max(axis=1, initial=-1)
    start = gap + 1  # the first month from which a series has no gap
    months = last - np.unique(start)
    held = np.array([(start <= last - one).sum() * one for one in months], dtype=np.int64)
    first = last - int(months[held.argmax()]) if held.size else last
    used = np.zeros_like(calm)
    used[calm_columns[first:last]] = True
    return start <= min(first, last - 1), used


def _noise_deviation(irregular: Matrix) -> Vector:
    """Of each series, from the months it has; 0 where it never moves or has none."""
    middle = median_along(irregular, axis=1)
    deviation = median_along(np.abs(irregular - middle[:, None]), axis=1)
    return np.asarray(_STANDARD_PER_MEDIAN * np.nan_to_num(deviation) / np.sqrt(_VARIANCE_LEFT))
