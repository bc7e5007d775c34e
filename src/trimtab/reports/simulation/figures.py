"""Figures of a simulation in words: unit, scale of the language, interval as precise as it is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import floor, isfinite, isnan, log10

from trimtab.messages import Language, has_text, text
from trimtab.reports import numbers
from trimtab.simulation.answers import OUTCOMES, Interval, OutcomeUnit, Spread

_NO_BREAK = "\N{NO-BREAK SPACE}"
_ROUNDING = 1e-9  # of a figure: narrower intervals are the rounding of floating-point sums
_MORE_PLACES = 3
UNSCALED = numbers.Scale(1.0, "")


@dataclass(frozen=True, slots=True)
class FigureForm:
    """How figures of one kind are printed beside each other: one scale and one unit for all.

    ``signed``: differences; shares become percentage points. ``places``: decimals of a column;
    None leaves each figure its own.
    """

    unit: OutcomeUnit
    language: Language
    currency: str = ""
    signed: bool = False
    scale: numbers.Scale = UNSCALED
    places: int | None = None

    @property
    def unit_words(self) -> str:
        """``million USD``, ``万人年``, ``%``, ``percentage points``."""
        if self.unit is OutcomeUnit.SHARE and self.signed:
            return text("answers.unit.points", self.language)
        return self.scale.unit

    def scaled(self, value: float) -> float:
        """The value in the unit of the form."""
        return value / self.scale.divisor

    def number(self, value: float, places: int | None = None) -> str:
        """The number alone, signed for differences."""
        if not isfinite(value):
            return text("brief.number.cannot_tell", self.language)
        if value == 0:
            return "0"
        scaled = self.scaled(value)
        places = self.places if places is None else places
        if places is None:
            places = max(0, numbers.column_places(abs(scaled)))
        shown = numbers.fixed(scaled, places, self.language)
        return f"+{shown}" if self.signed and round(scaled, places) > 0 else shown

    def figure(self, shown: Spread | None, interval: Interval | None = None) -> str:
        """``-0.45 [-0.60, -0.31]``; the whole interval unless another is given."""
        if shown is None or isnan(shown.value):
            return text("brief.number.cannot_tell", self.language)
        ends = interval or shown.whole
        places = self.places_of(shown.value, ends)
        value = self.number(shown.value, places)
        if _is_point(ends):
            return value
        return (
            f"{value} [{self.number(ends.low, places)},{_NO_BREAK}{self.number(ends.high, places)}]"
        )

    def full(self, shown: Spread | None) -> str:
        """``+159 thousand job-years [+85, +236]``: the unit behind the value."""
        value, bracket, ends = self.figure(shown).partition(" [")
        if shown is None or isnan(shown.value):
            return value
        return self.with_unit(value) + bracket + ends

    def half_width(self, interval: Interval | None, places: int) -> str:
        """``0.03`` of an interval, more decimals where these would leave less than two digits; a
        dash where there is no interval."""
        if interval is None:
            return text("answers.none", self.language)
        half = 0.0 if _is_point(interval) else self.scaled((interval.high - interval.low) / 2)
        needed = 0 if half == 0 else 1 - floor(log10(half))
        return numbers.fixed(half, max(places, needed), self.language) if half else "0"

    def places_of(self, value: float, ends: Interval) -> int:
        """Decimals that the interval's width knows."""
        if self.places is not None:
            return self.places
        scaled = [self.scaled(one) for one in (value, ends.low, ends.high)]
        places = numbers.decimal_places(*scaled)
        if scaled[0] and floor(log10(abs(scaled[0]))) + places < 1:
            places += 1  # one digit alone says too little
        # Rates move by hundredths of a point; counts may round to tens and hundreds.
        places = max(places, 2) if self.unit is OutcomeUnit.SHARE else places
        # Verdicts are read off the ends: one that is not nought must not be printed as nought.
        more = range(places, places + _MORE_PLACES + 1)
        return next((p for p in more if all(round(one, p) for one in scaled if one)), places)

    def with_unit(self, number: str) -> str:
        """``12.3 million USD``, ``5.3%``, ``12.3万人``."""
        if self.unit is OutcomeUnit.SHARE and not self.signed:
            return text("brief.number.percent", self.language, number=number)
        return text("answers.with_unit", self.language, number=number, unit=self.unit_words)


def _is_point(ends: Interval) -> bool:
    return ends.high - ends.low <= _ROUNDING * max(abs(ends.low), abs(ends.high))


def form_of(
    unit: OutcomeUnit,
    values: Iterable[float],
    language: Language,
    currency: str = "",
    signed: bool = False,
) -> FigureForm:
    """The form in which these values stand beside each other, by the largest of them."""
    largest = max((abs(one) for one in values if isfinite(one)), default=0.0)
    kind = "share" if unit is OutcomeUnit.SHARE else "count"
    scale = numbers.scale_for(largest, kind, unit_word(unit, language, currency), language)
    return FigureForm(unit, language, currency, signed, scale)


def unit_word(unit: OutcomeUnit, language: Language, currency: str = "") -> str:
    """``persons``, ``job-years``, the name of the currency."""
    if unit is OutcomeUnit.MONEY:
        key = f"rules.currency.{currency.lower()}"
        return text(key, language) if has_text(key, language) else currency
    return text(f"answers.unit.{unit.value}", language)


def spread_values(shown: Iterable[Spread]) -> list[float]:
    """What a common scale is found by: the values, or the ends where all values are 0."""
    told = list(shown)
    values = [one.value for one in told if one.value]
    return values or [end for one in told for end in (one.whole.low, one.whole.high)]


def format_figure(
    unit: OutcomeUnit | str,
    value: float,
    language: Language,
    currency: str = "",
    signed: bool = False,
) -> str:
    """One figure with its unit; ``unit`` may be the name of an outcome.

    Examples
    --------
    >>> format_figure("unemployment", 0.0532, Language.EN)
    '5.32%'
    >>> format_figure("cost", 2.9e8, Language.EN, "USD", signed=True)
    '+290 million USD'
    >>> format_figure("unemployment", -0.0012, Language.ZH, signed=True)
    '−0.12个百分点'
    """
    kind = unit if isinstance(unit, OutcomeUnit) else OUTCOMES[unit].unit
    form = form_of(kind, [value], language, currency, signed)
    places = 2 if kind is OutcomeUnit.SHARE else None
    return form.with_unit(form.number(value, places)) if isfinite(value) else form.number(value)
