"""How much of an effect found elsewhere may be expected here: a stated assumption, not a finding.

Model        factor = place x design x market, each 0 to 1; a gain g becomes factor * g (an odds
             ratio r becomes r ** factor). An adverse effect is carried over in full: distance is
             no reason to expect less harm. The interval becomes the hull of the published and the
             discounted one, so that a discount never makes an effect look better known.
Simplifies   the factors are our judgement in steps; no study estimated them. Populations differ in
             more than country and state of the labour market. Amounts of money of another country
             are not carried over at all: prices, wages and benefits set them.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from trimtab.kernel import Region, UsageError
from trimtab.kernel.evidence import Effect, Measured
from trimtab.kernel.evidence_vocabulary import Design, EffectUnit, Market, Unusable

ASSUMPTIONS: Mapping[str, Mapping[str, float]] = MappingProxyType(
    {
        "place": MappingProxyType(
            {"same_country": 1.0, "several_countries": 0.8, "other_country": 0.6}
        ),
        "design": MappingProxyType(
            {
                Design.RANDOMISED_TRIAL.value: 1.0,
                Design.QUASI_EXPERIMENT.value: 0.9,
                Design.META_ANALYSIS.value: 0.9,
                Design.MATCHING.value: 0.8,
                Design.MODEL.value: 0.7,
                Design.DESCRIPTIVE.value: 0.0,
            }
        ),
        "market": MappingProxyType(
            {
                Market.ORDINARY.value: 1.0,
                Market.NOT_STATED.value: 0.9,
                Market.TIGHT.value: 0.8,
                Market.SLACK.value: 0.8,
                Market.RECESSION.value: 0.8,
            }
        ),
    }
)
"""The factors by part and case; their reasons are ``evidence.transfer.<part>.<case>`` in the
catalogue, and the table with the argument is in the documentation."""


@dataclass(frozen=True, slots=True)
class TransferPart:
    """One factor of a discount: the part, the case that applies, the share that is kept."""

    part: str
    case: str
    factor: float


@dataclass(frozen=True, slots=True)
class TransferDiscount:
    """The share of a gain that is assumed to carry over to ``country``, with its parts."""

    country: str
    parts: tuple[TransferPart, ...]

    @property
    def factor(self) -> float:
        """Product of the parts, 0 to 1."""
        return math.prod(part.factor for part in self.parts)


@dataclass(frozen=True, slots=True)
class Transferred:
    """An effect as assumed for another place. Unit, horizon and the rest are the effect's own.

    ``estimate``, ``low`` and ``high`` are None where the study published none.
    """

    effect: Effect
    finding: Measured
    discount: TransferDiscount
    estimate: float | None
    low: float | None
    high: float | None


def transfer_discount(effect: Effect, to: Region | str) -> TransferDiscount:
    """The discount of an effect for a country; of a region only the country counts.

    Raises InputRejectedError CODE-001 for a text that is no region.

    Examples
    --------
    >>> from trimtab.evidence import evidence_register
    >>> weeks = evidence_register().get("resea-reanv-nevada-2022-benefit-weeks")
    >>> [part.factor for part in transfer_discount(weeks, "CN-310000").parts]
    [0.6, 1.0, 0.8]
    """
    country = Region(str(to)).country
    studied = effect.population.country
    place = "other_country" if studied else "several_countries"
    cases = {
        "place": "same_country" if studied == country else place,
        "design": effect.design.value,
        "market": effect.population.market.value,
    }
    parts = (TransferPart(part, case, ASSUMPTIONS[part][case]) for part, case in cases.items())
    return TransferDiscount(country, tuple(parts))


def unusable_in(effect: Effect, to: Region | str) -> Unusable | None:
    """Why an effect must not be a default in a country; None if it may."""
    if effect.unusable or not isinstance(effect.finding, Measured):
        return effect.unusable
    at_home = effect.population.country == Region(str(to)).country
    return Unusable.FOREIGN_MONEY if effect.finding.unit.is_money and not at_home else None


def discounted(effect: Effect, to: Region | str) -> Transferred:
    """The effect as it may be assumed in a country.

    Raises UsageError EVIDENCE-002 for a recalled effect, -003 for a finding without a figure, -004
    for a description, -005 for money of another country.

    Examples
    --------
    >>> from trimtab.evidence import evidence_register
    >>> sectoral = evidence_register().get("sectoral-training-earnings")
    >>> moved = discounted(sectoral, "CN")
    >>> round(moved.low, 3), moved.high
    (0.065, 0.34)
    """
    finding = effect.finding
    refusal = unusable_in(effect, to)
    if refusal is not None or not isinstance(finding, Measured):
        raise _refused(effect, refusal or Unusable.QUALITATIVE, to)
    discount = transfer_discount(effect, to)
    sign = -1.0 if effect.outcome.less_is_better else 1.0

    def moved(value: float | None) -> float | None:
        if value is None or sign * (value - finding.unit.no_effect) <= 0:
            return value
        return _shrunk(value, finding.unit, discount.factor)

    ends = [x for x in (finding.low, finding.high, moved(finding.low), moved(finding.high))
            if x is not None]  # fmt: skip
    return Transferred(
        effect=effect,
        finding=finding,
        discount=discount,
        estimate=moved(finding.estimate),
        low=min(ends, default=None),
        high=max(ends, default=None),
    )


def _shrunk(value: float, unit: EffectUnit, factor: float) -> float:
    """Towards no effect; a ratio on its logarithmic scale."""
    return value**factor if unit is EffectUnit.ODDS_RATIO else value * factor


def _refused(effect: Effect, reason: Unusable, to: Region | str) -> UsageError:
    code = {
        Unusable.RECALLED: "EVIDENCE-002",
        Unusable.QUALITATIVE: "EVIDENCE-003",
        Unusable.DESCRIPTIVE: "EVIDENCE-004",
        Unusable.FOREIGN_MONEY: "EVIDENCE-005",
    }[reason]
    return UsageError(code, id=effect.id, lever=effect.lever.value, to=str(to))
