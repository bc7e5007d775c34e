"""A trial to be run in the model, and what running it gave."""

from __future__ import annotations

from dataclasses import dataclass

from trimtab.evidence import Transferred
from trimtab.kernel.evidence import Effect


@dataclass(frozen=True, slots=True)
class Trial:
    """The design of a trial as far as the model follows it.

    ``effect`` is the id of the estimate it has to reproduce, in weeks of benefit per claimant;
    ``parameter`` the field of the lever ``form`` that is solved for. ``participants`` claimants
    were taken in over ``intake_years``, ``treated_share`` of them treated. ``claim_weeks``: most
    weeks of a claim. Whatever the source does not say is an assumption, named in ``assumed``.
    """

    name: str
    effect: str
    form: str
    parameter: str
    region: str
    participants: int
    intake_years: float
    claim_weeks: float
    treated_share: float
    assumed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Arms:
    """Weeks of benefit per claimant in a run: treated, comparison, in one market."""

    treated: float
    comparison: float
    participants: float
    treated_share: float

    @property
    def difference(self) -> float:
        """Treated less comparison."""
        return self.treated - self.comparison


@dataclass(frozen=True, slots=True)
class ScaleUp:
    """The programme for a share of all newly unemployed of the market, with the calibrated effect.

    Weeks of benefit per newly unemployed person of the intake: ``treated`` and ``untreated`` with
    the programme (NaN where all are treated), ``without`` it; ``trial_gain`` is what the trial
    found between its two groups.
    """

    share: float
    treated: float
    untreated: float
    without: float
    trial_gain: float

    @property
    def net_gain(self) -> float:
        """Weeks fewer for the average newly unemployed person, treated or not."""
        rest = 0.0 if self.share >= 1 else (1.0 - self.share) * self.untreated
        return self.without - self.share * self.treated - rest

    @property
    def displacement(self) -> float:
        """Share of the trial's gain that is lost to others: 0 if all of it remains for all."""
        return 1.0 - self.net_gain / (self.share * self.trial_gain)


@dataclass(frozen=True, slots=True)
class Calibration:
    """The parameter at which the model reproduces a trial, and what stands beside it.

    ``arms`` of the run at the solution; ``largest``: the largest effect (in size) that the model
    can give at this search intensity. ``sampling_bound``: half width of a 95 % interval at most,
    under the assumption of two groups of equal size (no study may have a larger sampling error with
    a claim that is bounded); no interval was published. ``ends``: the parameter at both ends of
    that bound, NaN where the model cannot reach it.
    """

    trial: Trial
    effect: Effect
    value: float
    search_intensity: float
    arms: Arms
    largest: float
    sampling_bound: float
    ends: tuple[float, float]
    scale_up: tuple[ScaleUp, ...]
    transferred: tuple[Transferred, ...]
    economy: str
    basis: str
    jobs: float
    unemployment_rate: float
    vacancy_rate: float
