"""Numbers as the brief prints them: at most three significant digits, interval as precise."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import floor, isnan, log10
from statistics import median_low

from trimtab.kernel import Basis, Estimate
from trimtab.messages import Language, text

_STEPS = {
    Language.ZH: ((1e8, "hundred_million"), (1e4, "ten_thousand")),
    Language.EN: ((1e9, "billion"), (1e6, "million"), (1e3, "thousand")),
}


@dataclass(frozen=True, slots=True)
class Scale:
    """Divide by ``divisor`` and write ``unit``: million persons, 万人, percent."""

    divisor: float
    unit: str


def scale_for(largest: float, unit: str, word: str, language: Language) -> Scale:
    """The unit that keeps the numbers of one chart short; ``word`` is the unit spoken.

    Examples
    --------
    >>> scale_for(1_250_000, "count", "人", Language.ZH)
    Scale(divisor=10000.0, unit='万人')
    >>> scale_for(0.05, "share", "share", Language.EN)
    Scale(divisor=0.01, unit='%')
    """
    if unit == "share":
        return Scale(0.01, "%")
    if unit == "count":
        for step, name in _STEPS[language]:
            if abs(largest) >= step:
                return Scale(step, text(f"brief.scaled.{name}", language, unit=word))
    return Scale(1.0, word)


def _magnitude(value: float) -> int:
    return 0 if value == 0 else floor(log10(abs(value)))


def decimal_places(value: float, low: float, high: float) -> int:
    """Decimals that keep three significant digits at most and say no more than the width knows.

    The last printed digit is that of the interval's width, one more when the width starts with 1
    to 4. Negative places round to tens and hundreds.

    Examples
    --------
    >>> decimal_places(5.4, 5.1, 5.7), decimal_places(0.049, 0.031, 0.072)
    (1, 3)
    """
    most = 2 - max(map(_magnitude, (value, low, high)))
    if most >= 0 and all(float(end).is_integer() for end in (value, low, high)):
        return 0
    width = high - low
    if width <= 0:
        return most
    leading = int(f"{width:e}"[0])
    return min(most, -_magnitude(width) + (1 if leading < 5 else 0))


def column_places(largest: float) -> int:
    """Decimals for a whole column whose largest number keeps three significant digits."""
    return 2 if isnan(largest) else max(0, 2 - max(0, _magnitude(largest)))


def common_places(shown: Iterable[Estimate]) -> int | None:
    """One count of decimals for estimates that stand under each other: the middle of their own.

    None when no interval among them is known.
    """
    scaled = ((e, 100 if e.unit == "share" else 1) for e in shown if interval_known(e))
    places = [decimal_places(e.value * by, e.low * by, e.high * by) for e, by in scaled]
    return median_low(places) if places else None


def interval_known(shown: Estimate) -> bool:
    """Whether the interval has a width; without one, or as NaN, its noise was not estimated."""
    return shown.low < shown.high


def fixed(value: float, places: int, language: Language) -> str:
    """A number with a fixed count of decimals, thousand separators and a true minus sign."""
    from babel.numbers import format_decimal

    if isnan(value):
        return text("form.unknown", language)
    pattern = "#,##0." + "0" * places if places > 0 else "#,##0"
    rounded = round(value, places) + 0.0  # adding zero turns a negative zero positive
    shown = str(format_decimal(rounded, format=pattern, locale=language.locale))
    return shown.replace("-", "\N{MINUS SIGN}")


def significant(value: float, language: Language, digits: int = 3) -> str:
    """A number at ``digits`` significant digits, decimals only.

    Examples
    --------
    >>> significant(123456.0, Language.EN), significant(0.04712, Language.EN)
    ('123,000', '0.0471')
    """
    if isnan(value):
        return fixed(value, 0, language)
    places = digits - 1 - _magnitude(value)
    return fixed(value, places, language)


def constant(value: float, language: Language, digits: int = 3) -> str:
    """A number somebody set (a threshold, a promised rate): no zeros that say nothing.

    Examples
    --------
    >>> constant(0.05, Language.EN), constant(2.0, Language.EN), constant(3.347, Language.EN)
    ('0.05', '2', '3.35')
    """
    shown = significant(value, language, digits)
    return shown.rstrip("0").rstrip(".") if "." in shown else shown


def percent(value: float, language: Language, places: int | None = None) -> str:
    """A share as percent: one decimal below ten percent, none above."""
    scaled = value * 100
    if isnan(value):
        return fixed(value, 0, language)
    chosen = (0 if abs(scaled) >= 10 or scaled == 0 else 1) if places is None else places
    return text("brief.number.percent", language, number=fixed(scaled, chosen, language))


def range_of(low: float, high: float, language: Language) -> str:
    """``0.2% to 3.1%``: a usual range of a share."""
    places = decimal_places(high * 100, low * 100, high * 100)
    ends = (percent(low, language, places), percent(high, language, places))
    return text("brief.number.range", language, low=ends[0], high=ends[1])


def estimate(
    shown: Estimate,
    language: Language,
    said: Basis = Basis.OBSERVED,
    places: int | None = None,
) -> str:
    """``5.4 [5.1, 5.7]``; shares as percent; ``cannot tell`` for NaN; honesty mark behind.

    The unit stands in the header of the column, except the percent sign of shares. ``said`` is
    the basis a banner has already stated for the whole page; ``places`` the decimals of the
    column, where there is one.
    """
    return " ".join(filter(None, estimate_parts(shown, language, said, places)))


def estimate_parts(
    shown: Estimate, language: Language, said: Basis, places: int | None = None
) -> tuple[str, str]:
    """The value, and its interval with the honesty mark, for setting them in two sizes."""
    if isnan(shown.value):
        return text("brief.number.cannot_tell", language), ""
    scale = 100 if shown.unit == "share" else 1
    value, low, high = (end * scale for end in (shown.value, shown.low, shown.high))
    if places is None:
        places = decimal_places(value, low, high)
    middle = fixed(value, places, language)
    if scale == 100:
        middle = text("brief.number.percent", language, number=middle)
    ends = f"[{fixed(low, places, language)}, {fixed(high, places, language)}]"
    mark = "" if shown.basis in (Basis.OBSERVED, said) else basis_mark(shown.basis, language)
    return middle, f"{ends} {mark}".rstrip()


def statistic_parts(
    shown: Estimate, language: Language, said: Basis, places: int
) -> tuple[str, str]:
    """As ``estimate_parts``, for a measured statistic: one without width has no known interval."""
    if isnan(shown.value) or interval_known(shown):
        return estimate_parts(shown, language, said, places)
    return fixed(shown.value, places, language), text("brief.number.interval_unknown", language)


def basis_mark(basis: Basis, language: Language) -> str:
    """The word that stands beside a figure that was not observed."""
    return text(f"brief.basis.{basis.value}", language)
