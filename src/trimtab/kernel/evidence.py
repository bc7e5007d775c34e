"""A measured effect of a programme: who was studied, how, for how long, and how far to trust it.

Shares are 0 to 1 (two percentage points are 0.02), horizons count months from a stated moment,
half-open. What a study does not say is None; nothing is filled in. Every type checks itself and
raises InputRejectedError with a code ``EVIDENCE-...``.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from datetime import date

from trimtab.kernel.errors import InputRejectedError
from trimtab.kernel.evidence_vocabulary import (
    CostBasis,
    CountedFrom,
    Design,
    Direction,
    EffectUnit,
    EvidenceVerification,
    IntervalKind,
    Lever,
    Market,
    Outcome,
    SampleUnit,
    Span,
    Unusable,
)
from trimtab.kernel.wording import NO_WORDING, Wording

_IDENTIFIER = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_COUNTRY = re.compile(r"[A-Z]{2}")
_CURRENCY = re.compile(r"[A-Z]{3}")
_ROUNDING = 1e-9


@dataclass(frozen=True, slots=True)
class Horizon:
    """When an effect was measured; months only with ``Span.MONTHS``. EVIDENCE-023 otherwise."""

    span: Span
    months_from: int | None = None
    months_until: int | None = None
    counted_from: CountedFrom = CountedFrom.NOT_STATED

    def __post_init__(self) -> None:
        start, stop = self.months_from, self.months_until
        if self.span is Span.MONTHS:
            sound = start is not None and start >= 0 and (stop is None or start < stop)
        else:
            sound = start is None and stop is None
        if not sound:
            raise InputRejectedError(
                "EVIDENCE-023", span=self.span.value, start=_shown(start), stop=_shown(stop)
            )


@dataclass(frozen=True, slots=True)
class Population:
    """Who was studied. ``country`` is ISO 3166-1 alpha-2, None for several countries; years are
    both included. Raises EVIDENCE-016, -017, -025.
    """

    wording: Wording
    country: str | None
    year_from: int | None = None
    year_until: int | None = None
    market: Market = Market.NOT_STATED

    def __post_init__(self) -> None:
        _check_languages("population", self.wording)
        if self.country is not None and not _COUNTRY.fullmatch(self.country):
            raise InputRejectedError("EVIDENCE-017", text=self.country)
        first, last = self.year_from, self.year_until
        if (first is None) != (last is None) or (first is not None and first > (last or 0)):
            raise InputRejectedError("EVIDENCE-025", first=_shown(first), last=_shown(last))


@dataclass(frozen=True, slots=True)
class Sample:
    """How many were studied; ``at_least`` where the source says "more than". EVIDENCE-028."""

    unit: SampleUnit
    size: int | None = None
    at_least: bool = False

    def __post_init__(self) -> None:
        counted = self.size is not None and self.size > 0
        if counted == (self.unit is SampleUnit.UNIVERSE):
            raise InputRejectedError("EVIDENCE-028", size=_shown(self.size), unit=self.unit.value)


@dataclass(frozen=True, slots=True)
class Cost:
    """What the programme cost; with a verification of its own. EVIDENCE-021, -027."""

    low: float
    high: float
    currency: str
    basis: CostBasis
    verification: EvidenceVerification

    def __post_init__(self) -> None:
        _check_currency("cost_currency", self.currency, wanted=True)
        if not (math.isfinite(self.high) and 0 <= self.low <= self.high):
            raise InputRejectedError("EVIDENCE-027", low=self.low, high=self.high)


@dataclass(frozen=True, slots=True)
class Measured:
    """A figure. ``estimate`` is None only where a range of estimates was published without one.

    ``treated`` and ``control`` are the two shares of which the estimate is the difference, where
    the source gives those. ``approximate``: the source says "about". Raises EVIDENCE-018 to -024.
    """

    unit: EffectUnit
    estimate: float | None
    low: float | None = None
    high: float | None = None
    interval: IntervalKind = IntervalKind.NONE
    coverage: float | None = None
    currency: str = ""
    approximate: bool = False
    treated: float | None = None
    control: float | None = None

    def __post_init__(self) -> None:
        _check_currency("currency", self.currency, wanted=self.unit.is_money)
        self._check_range()
        self._check_interval()
        self._check_groups()

    def _check_range(self) -> None:
        lowest, highest = self.unit.bounds
        for value in (self.estimate, self.low, self.high):
            if value is not None and not (math.isfinite(value) and lowest <= value <= highest):
                raise InputRejectedError("EVIDENCE-020", value=value, unit=self.unit.value)

    def _check_interval(self) -> None:
        known = self.low is not None and self.high is not None
        states_coverage = self.interval in (IntervalKind.CONFIDENCE, IntervalKind.DERIVED)
        fits = (
            known == (self.interval is not IntervalKind.NONE)
            and (self.low is None) == (self.high is None)
            and (self.coverage is not None) == states_coverage
            and (self.coverage is None or 0 < self.coverage < 1)
            and (self.estimate is not None or self.interval is IntervalKind.RANGE)
        )
        if not fits:
            raise InputRejectedError("EVIDENCE-019", interval=self.interval.value)
        if self.low is not None and self.high is not None:
            middle = self.low if self.estimate is None else self.estimate
            if not self.low <= middle <= self.high:
                raise InputRejectedError(
                    "EVIDENCE-018", value=_shown(self.estimate), low=self.low, high=self.high
                )

    def _check_groups(self) -> None:
        if self.treated is None and self.control is None:
            return
        sound = (
            self.treated is not None
            and self.control is not None
            and self.estimate is not None
            and self.unit is EffectUnit.SHARE_POINTS
            and 0 <= self.control <= 1
            and 0 <= self.treated <= 1
            and abs(self.treated - self.control - self.estimate) < _ROUNDING
        )
        if not sound:
            raise InputRejectedError(
                "EVIDENCE-024",
                treated=_shown(self.treated),
                control=_shown(self.control),
                estimate=_shown(self.estimate),
            )


@dataclass(frozen=True, slots=True)
class Qualitative:
    """A finding without a figure: its direction, and what was found in words. EVIDENCE-016."""

    direction: Direction
    wording: Wording

    def __post_init__(self) -> None:
        _check_languages("finding", self.wording)


@dataclass(frozen=True, slots=True)
class Effect:
    """One finding of one study about one lever, with all that belongs beside it.

    ``lock_in`` (participants search less while they take part), ``windfall`` (money for what would
    have happened anyway) and ``displacement`` (others lose what participants gain) are True or
    False where the study says so. ``fade_out_months``: the gain is gone after that long.
    Raises EVIDENCE-011 (blank), EVIDENCE-014 (form of the id), EVIDENCE-016 (one language only),
    EVIDENCE-013 (``fade_out_months`` not above 0).
    """

    id: str
    lever: Lever
    programme: Wording
    study: str
    source: str
    population: Population
    design: Design
    outcome: Outcome
    horizon: Horizon
    finding: Measured | Qualitative
    verification: EvidenceVerification
    recorded: date
    method: Wording = NO_WORDING
    sample: Sample | None = None
    cost: Cost | None = None
    lock_in: bool | None = None
    windfall: bool | None = None
    displacement: bool | None = None
    fade_out_months: int | None = None
    note: Wording = NO_WORDING

    def __post_init__(self) -> None:
        if not _IDENTIFIER.fullmatch(self.id):
            raise InputRejectedError("EVIDENCE-014", text=self.id)
        for name, text in (("study", self.study), ("source", self.source)):
            if not text.strip():
                raise InputRejectedError("EVIDENCE-011", column=name)
        if not self.programme.en.strip():
            raise InputRejectedError("EVIDENCE-011", column="programme_en")
        for name in ("programme", "method", "note"):
            _check_languages(name, getattr(self, name))
        if self.fade_out_months is not None and self.fade_out_months <= 0:
            raise InputRejectedError(
                "EVIDENCE-013", column="fade_out_months", text=self.fade_out_months
            )

    @property
    def unusable(self) -> Unusable | None:
        """Why it must not be a default anywhere; None if it may. A recalled figure never may."""
        if self.verification is EvidenceVerification.RECALLED:
            return Unusable.RECALLED
        if self.design is Design.DESCRIPTIVE:
            return Unusable.DESCRIPTIVE
        return Unusable.QUALITATIVE if isinstance(self.finding, Qualitative) else None

    @property
    def usable_as_default(self) -> bool:
        """Whether a simulation may start from it: a figure, of a study that was not recalled."""
        return self.unusable is None


def _shown(value: float | None) -> object:
    return "-" if value is None else value


def _check_currency(column: str, currency: str, *, wanted: bool) -> None:
    """ISO 4217 where money is meant, nothing elsewhere."""
    if bool(currency) != wanted or (currency and not _CURRENCY.fullmatch(currency)):
        raise InputRejectedError("EVIDENCE-021", column=column, text=currency or "-")


def _check_languages(column: str, wording: Wording) -> None:
    """Both languages or neither."""
    if bool(wording.en.strip()) != bool(wording.zh.strip()):
        raise InputRejectedError("EVIDENCE-016", column=column)
