"""What the exposure gradient gives: estimates, their variants, bounds, a verdict. Frozen."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from trimtab.kernel import Estimate

Vector = npt.NDArray[np.float64]
Matrix = npt.NDArray[np.float64]

COVERAGE = 0.95
"""Coverage of every interval here: a two-sided test at 5 %."""

FEWEST_INDUSTRIES = 8
"""Below this the clustered error has too few independent pieces to be believed."""

UNIT = "change_share"
"""Relative change over the window, as a share: -0.06 is six percent fewer jobs."""


class Verdict(StrEnum):
    """Which way change moved with exposure; co-movement, never a cause."""

    FALLS = "falls"  # the more exposed an industry, the more it lost
    RISES = "rises"
    NOT_SEEN = "not_seen"  # no variant finds a gradient; the interval says what is not excluded
    CANNOT_TELL = "cannot_tell"


class Unclear(StrEnum):
    """Why the verdict is "cannot tell"."""

    FEW_INDUSTRIES = "few_industries"
    VARIANTS_DISAGREE = "variants_disagree"
    NO_HISTORY = "no_history"  # too few earlier windows to know how far it moves without cause
    WITHIN_HISTORY = "within_history"  # earlier windows moved as far


@dataclass(frozen=True, slots=True)
class ConfounderBound:
    """The gradient were there a confounder of these strengths.

    ``with_exposure`` and ``with_change``: partial R2 of an unmeasured industry-level confounder
    with exposure and with change (given exposure). ``interval`` covers both directions in which
    it may have worked.
    """

    with_exposure: float
    with_change: float
    interval: tuple[float, float]


@dataclass(frozen=True, slots=True)
class ConfounderLimits:
    """How strong an unmeasured confounder would have to be (Cinelli and Hazlett 2020).

    ``partial_r2``: of exposure with change. ``robustness``: partial R2 with both that would bring
    the gradient to nought; ``robustness_significance``: that would bring nought into the interval.
    """

    partial_r2: float
    robustness: float
    robustness_significance: float
    bounds: tuple[ConfounderBound, ...]


@dataclass(frozen=True, slots=True)
class ShareBounds:
    """Share of the cells' variation that moves with exposure, at both ends of the order.

    ``lowest`` is 0: with industries taken out first nothing is left for exposure, which varies
    between them only. ``exposure_first`` and ``after_controls`` are the shares when exposure comes
    first, or after the controls; ``highest`` is the larger of the two. ``industries``: all that
    differs between industries, of which exposure is a part.
    """

    lowest: float
    exposure_first: Estimate
    after_controls: float
    highest: float
    industries: float


@dataclass(frozen=True, slots=True)
class HistoryBand:
    """Where the gradient of an ordinary window lies, from earlier windows of the same panel.

    ``low`` to ``high``: a 95 % prediction interval; ``windows`` were computed, which hold
    ``independent`` windows that do not overlap.
    """

    middle: float
    low: float
    high: float
    windows: int
    independent: int


@dataclass(frozen=True, slots=True)
class Gradient:
    """How change over a window varies with exposure, with inference clustered by industry.

    ``top_minus_bottom``: the slope over the distance between the mean exposures of the most and
    the least exposed fifth, ``exposure_gap``; ``per_deviation``: over one standard deviation,
    ``exposure_deviation``; ``fifths``: top less bottom fifth without assuming a line; ``robust``:
    the first with a bounded influence of single industries. ``leave_one_out``: lowest and highest
    with one industry left out; ``most_influential``: the one whose absence moves it most.
    ``p_value`` from the clustered t with ``degrees_of_freedom``; ``permutation_p`` from exposure
    dealt out anew over industries.
    """

    per_deviation: Estimate
    top_minus_bottom: Estimate
    fifths: Estimate
    robust: Estimate
    leave_one_out: tuple[float, float]
    most_influential: str
    p_value: float
    permutation_p: float
    degrees_of_freedom: float
    exposure_gap: float
    exposure_deviation: float
    industries: int
    cells: int
    dropped: int
    confounder: ConfounderLimits
    shares: ShareBounds
    verdict: Verdict
    unclear: Unclear | None = None
    history: HistoryBand | None = None
