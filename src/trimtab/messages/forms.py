"""Dates, periods and numbers in the form of a language (CLDR, through Babel)."""

from __future__ import annotations

from datetime import UTC, date, datetime, tzinfo
from math import floor, isnan, log10

from trimtab.kernel import Frequency, Period
from trimtab.messages.catalogue import Language, text


def format_period(period: Period, language: Language) -> str:
    """A period as people write it.

    Examples
    --------
    >>> format_period(Period.parse("2026-11"), Language.ZH)
    '2026年11月'
    >>> format_period(Period.parse("2026-11"), Language.EN)
    'Nov 2026'
    """
    from babel.dates import format_date, format_skeleton

    match period.frequency:
        case Frequency.DAILY:
            return format_date(period.start, "medium", locale=language.locale)
        case Frequency.MONTHLY:
            return format_skeleton("yMMM", period.start, locale=language.locale)
        case Frequency.QUARTERLY:
            return format_skeleton("yQQQ", period.start, locale=language.locale)
        case Frequency.WEEKLY:
            monday = format_date(period.start, "medium", locale=language.locale)
            return text("form.week_of", language, day=monday)
        case Frequency.ANNUAL:
            return format_skeleton("y", period.start, locale=language.locale)


def format_instant(instant: datetime, language: Language) -> str:
    """The day of an instant, UTC."""
    return format_day(instant.date(), language)


def format_day(day: date, language: Language) -> str:
    """A day as people write it."""
    from babel.dates import format_date

    return str(format_date(day, "medium", locale=language.locale))


def format_moment(moment: datetime, language: Language, zone: tzinfo = UTC) -> str:
    """Day and time to the minute on the clocks of ``zone``, which is named.

    Examples
    --------
    >>> from zoneinfo import ZoneInfo
    >>> late, there = datetime(2026, 11, 22, 16, 5, tzinfo=UTC), ZoneInfo("Asia/Shanghai")
    >>> format_moment(late, Language.ZH, there)
    '2026年11月23日 00:05（北京时间）'
    >>> format_moment(late, Language.EN)
    'Nov 22, 2026, 16:05 UTC'
    """
    there = moment.astimezone(zone)
    return text("form.moment", language, day=format_day(there.date(), language),
                time=f"{there:%H:%M}", zone=_zone_name(there, language))  # fmt: skip


def _zone_name(moment: datetime, language: Language) -> str:
    """What people call the clock; CLDR says "China Standard Time", which nobody in China does."""
    from babel.dates import get_timezone_name

    match str(moment.tzinfo):
        case "UTC":
            return "UTC"
        case "Asia/Shanghai":
            return text("form.beijing_time", language)
    return str(get_timezone_name(moment, locale=language.locale))


def format_number(value: float, language: Language, digits: int = 3) -> str:
    """A number at ``digits`` significant digits, never in scientific notation."""
    from babel.numbers import format_decimal

    if isnan(value):
        return text("form.unknown", language)
    places = 0 if value == 0 else max(0, digits - 1 - floor(log10(abs(value))))
    pattern = "#,##0." + "0" * places if places else "#,##0"
    return str(format_decimal(round(value, places), format=pattern, locale=language.locale))


def format_count(value: float, language: Language) -> str:
    """People, jobs, firms: 1.2万 / 3,4亿 in Chinese, thousand separators in English."""
    from babel.numbers import format_compact_decimal, format_decimal

    if isnan(value):
        return text("form.unknown", language)
    if language is Language.ZH and abs(value) >= 10_000:
        return str(format_compact_decimal(value, locale=language.locale, fraction_digits=1))
    return str(format_decimal(round(value), locale=language.locale))


def format_share(value: float, language: Language, places: int = 1) -> str:
    """A share as percent: ``5.4%``."""
    from babel.numbers import format_percent

    if isnan(value):
        return text("form.unknown", language)
    pattern = "#,##0." + "0" * places + "%" if places else "#,##0%"
    return str(format_percent(value, format=pattern, locale=language.locale))


def format_value(value: float, unit: str, language: Language) -> str:
    """One figure in the form its unit asks for: whole counts, shares as percent."""
    from babel.numbers import format_decimal

    if isnan(value):
        return text("form.unknown", language)
    if unit in ("count", "net_count"):
        return str(format_decimal(round(value), locale=language.locale))
    if unit in ("share", "change_share"):
        return format_share(value, language, places=2)
    return format_number(value, language, digits=4)


def format_interval(low: float, high: float, language: Language, digits: int = 3) -> str:
    """``[5.1, 5.7]`` with both ends in the precision of the wider one."""
    if isnan(low) or isnan(high):
        return text("form.unknown", language)
    from babel.numbers import format_decimal

    widest = max(abs(low), abs(high))
    places = 0 if widest == 0 else max(0, digits - 1 - floor(log10(widest)))
    pattern = "#,##0." + "0" * places if places else "#,##0"
    ends = [format_decimal(round(end, places), format=pattern, locale=language.locale)
            for end in (low, high)]  # fmt: skip
    return f"[{ends[0]}, {ends[1]}]"


def opening_capital(words: str) -> str:
    """The same words at the head of a sentence."""
    return words[:1].upper() + words[1:]
