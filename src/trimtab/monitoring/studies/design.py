"""What a study is made with: the generated panel's parts, the months, how many replicates."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from trimtab.kernel import InputRejectedError

LATEST_SCORED_MONTH = 24
"""Months from onset within which a shock counts as found at all."""


@dataclass(frozen=True, slots=True)
class PanelDesign:
    """A synthetic panel of region x industry cells. Sizes are in noise standard deviations.

    Model        level = loading(industry) * cycle + region + industry + sd * noise (+ season)
                 cycle: AR(2) with a period of about ten years; region and industry movements:
                 AR(1) with monthly ``persistence``; noise: variance 1, of which ``white_share`` is
                 independent from month to month and the rest AR(1) with ``noise_persistence``;
                 sd of a cell: log-normal around 1 with ``noise_spread``
    Units        ``cycle_size``, ``region_size``, ``industry_size``: standard deviation over time
                 of each part, where 1 is the noise of the middle cell; ``loading_spread``:
                 loadings run evenly from 1 - spread to 1 + spread over industries, shuffled;
                 ``season_size``: of a monthly pattern fixed per industry
    Gaps         ``gap_share`` of the values is missing, independently
    Recessions   every eight years or so the cycle rises by 3 over a year and falls back; those
                 months are not calm
    Raises       InputRejectedError MONITORING-050 outside the ranges checked below
    """

    regions: int = 10
    industries: int = 12
    months: int = 180
    cycle_size: float = 1.0
    loading_spread: float = 0.5
    region_size: float = 0.3
    industry_size: float = 0.3
    persistence: float = 0.95
    white_share: float = 0.7
    noise_persistence: float = 0.7
    noise_spread: float = 0.3
    season_size: float = 0.0
    gap_share: float = 0.0
    recessions: bool = False

    def __post_init__(self) -> None:
        sizes = (
            self.cycle_size,
            self.region_size,
            self.industry_size,
            self.noise_spread,
            self.season_size,
        )
        sound = (
            min(self.regions, self.industries) >= 2
            and self.months >= 48
            and min(sizes) >= 0
            and 0 <= self.loading_spread < 1
            and 0 <= self.white_share <= 1
            and all(0 <= one < 1 for one in (self.persistence, self.noise_persistence))
            and 0 <= self.gap_share < 0.5
        )
        if not sound:
            raise InputRejectedError("MONITORING-050", design=str(asdict(self)))


@dataclass(frozen=True, slots=True)
class StudySettings:
    """How a study runs: thresholds from the first ``training_months``, scored on what follows.

    ``onset`` (shock study): months after training at which the shock begins.
    Raises InputRejectedError MONITORING-051 outside the ranges checked below.
    """

    replicates: int = 1000
    seed: int = 20261122
    training_months: int = 120
    promised_rate: float = 0.05
    onset: int = 6

    def __post_init__(self) -> None:
        sound = (
            self.replicates >= 2
            and self.training_months >= 36
            and 0 < self.promised_rate <= 1
            and self.onset >= 0
        )
        if not sound:
            raise InputRejectedError("MONITORING-051", settings=str(asdict(self)))
