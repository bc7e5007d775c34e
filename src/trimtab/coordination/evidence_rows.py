"""A review as a row of the evidence register: honest about being a before and after."""

from __future__ import annotations

import re
from dataclasses import dataclass

from trimtab.coordination.comparing import COVERAGE, Comparison
from trimtab.coordination.types import Case, CaseReview
from trimtab.coordination.values import ExpectedEffect, ExpectedKind
from trimtab.kernel import Period, SeriesKey, Wording
from trimtab.kernel.evidence import Effect, Horizon, Measured, Population, Qualitative
from trimtab.kernel.evidence_vocabulary import (
    CountedFrom,
    Design,
    Direction,
    EffectUnit,
    EvidenceVerification,
    IntervalKind,
    Lever,
    Market,
    Outcome,
    Span,
)
from trimtab.messages import Language, text

_SHARES = frozenset({"share"})


@dataclass(frozen=True, slots=True)
class EvidenceWords:
    """What only a person can say of a programme under review, in both languages: its lever, what
    was looked at, its name and whom it was for."""

    lever: Lever
    outcome: Outcome
    programme: Wording
    population: Wording
    market: Market = Market.NOT_STATED


def effect_of_review(
    review: CaseReview, comparison: Comparison, case: Case, words: EvidenceWords
) -> Effect:
    """The row: the observed change where it can be told and has a unit of the register, else a
    finding in words.

    Raises InputRejectedError EVIDENCE-... where a text lacks a language.
    """
    expected = ExpectedEffect.from_plain(comparison.expected)
    assert expected is not None
    year = Period.parse(expected.by).start.year
    return Effect(
        id=re.sub(r"[^a-z0-9]+", "-", f"review-{review.review_id}".lower()).strip("-"),
        lever=words.lever,
        programme=words.programme,
        study=f"{case.case_id} review {review.number}",
        source=f"sha256:{review.digest}",
        population=Population(
            words.population,
            SeriesKey.parse(expected.series).region.country,
            Period.parse(expected.base or expected.by).start.year,
            year,
            words.market,
        ),
        design=Design.DESCRIPTIVE,
        outcome=words.outcome,
        horizon=_horizon(expected),
        finding=_finding(expected, comparison),
        verification=EvidenceVerification.SEEN,
        recorded=review.written_at.date(),
        method=_said("method"),
        note=_said(f"note.{comparison.outcome.value}"),
    )


def _horizon(expected: ExpectedEffect) -> Horizon:
    """Whole months from the base period to the other."""
    if not expected.base:
        return Horizon(Span.NOT_STATED)
    first, last = Period.parse(expected.base).start, Period.parse(expected.by).start
    months = (last.year - first.year) * 12 + last.month - first.month
    return Horizon(Span.MONTHS, months, months + 1, CountedFrom.NOT_STATED)


def _finding(expected: ExpectedEffect, comparison: Comparison) -> Measured | Qualitative:
    unit = _unit(expected)
    value = comparison.observed
    if comparison.unclear is not None or value is None:
        return Qualitative(Direction.INCONCLUSIVE, _said(f"note.{comparison.outcome.value}"))
    if unit is None:
        return Qualitative(Direction.DESCRIBED, _said(f"note.{comparison.outcome.value}"))
    low, high = comparison.observed_low, comparison.observed_high
    if low is None or high is None:
        return Measured(unit, value)
    return Measured(unit, value, low, high, IntervalKind.DERIVED, COVERAGE)


def _unit(expected: ExpectedEffect) -> EffectUnit | None:
    """The register's unit; None for a level or a change of a count."""
    if expected.kind is ExpectedKind.RELATIVE_CHANGE:
        return EffectUnit.RELATIVE
    shares = expected.kind is ExpectedKind.CHANGE and expected.unit in _SHARES
    return EffectUnit.SHARE_POINTS if shares else None


def _said(key: str) -> Wording:
    name = f"coordination.evidence.{key}"
    return Wording(text(name, Language.EN), text(name, Language.ZH))
