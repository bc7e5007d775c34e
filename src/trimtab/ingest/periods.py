"""Reference periods as people write them in sheets and files."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import UTC, date, datetime

from trimtab.kernel import Frequency, InputRejectedError, Period, parse_instant

_MONTH_NAMES = {
    name: number
    for number, name in enumerate(
        ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), 1
    )
}
_MONTH_NAMES["sept"] = 9
_CHINESE_QUARTERS = {"一": 1, "二": 2, "三": 3, "四": 4, "1": 1, "2": 2, "3": 3, "4": 4}
_YEAR = r"(1[89]\d\d|2[01]\d\d)"
_Reader = Callable[[re.Match[str]], Period]


def _month(match: re.Match[str]) -> Period:
    return Period.month(int(match[1]), int(match[2]))


def _day(match: re.Match[str]) -> Period:
    return Period.containing(date(int(match[1]), int(match[2]), int(match[3])), Frequency.DAILY)


def _quarter(match: re.Match[str]) -> Period:
    return Period.parse(f"{match[1]}Q{_CHINESE_QUARTERS[match[2]]}")


def _named_month(match: re.Match[str]) -> Period:
    return Period.month(int(match[2]), _MONTH_NAMES[match[1][:4].rstrip(".").lower()[:3]])


_FORMS: tuple[tuple[re.Pattern[str], _Reader], ...] = (
    (re.compile(rf"{_YEAR}[-/.年](\d{{1,2}})[-/.月](\d{{1,2}})日?(?:[T ]00:00(?::00)?)?"), _day),
    (re.compile(rf"{_YEAR}(\d\d)(\d\d)"), _day),
    (re.compile(rf"{_YEAR}[-/.年]-?M?(\d{{1,2}})月?(?:份)?"), _month),
    (re.compile(rf"{_YEAR}M(\d\d)"), _month),
    (re.compile(rf"{_YEAR}(\d\d)"), _month),
    (re.compile(rf"{_YEAR}[-年]?第?Q?([1-4一二三四])(?:季度?)"), _quarter),
    (re.compile(rf"{_YEAR}[-年 ]?Q([1-4])"), _quarter),
    (re.compile(rf"([A-Za-z]{{3,9}}\.?)[- ,]*{_YEAR}"), _named_month),
    (re.compile(rf"{_YEAR}-?W(\d{{1,2}})"), lambda m: Period.parse(f"{m[1]}-W{int(m[2]):02d}")),
    (re.compile(rf"{_YEAR}年?"), lambda m: Period.parse(m[1])),
)


def read_period(
    text: str, frequency: Frequency | None = None, pattern: str | None = None
) -> Period | None:
    """The period a cell names, or None. Full-width digits are read as digits.

    ``pattern`` is a ``strptime`` pattern for files whose form is ambiguous (``%d/%m/%Y``).
    ``frequency`` turns a finer form into the wanted one: the week that holds a date, the month of a
    first day. A coarser form than wanted is not a period of that frequency: None.

    Examples
    --------
    >>> read_period("2026年3月"), read_period("2026年第一季度"), read_period("Mar 2026")
    (Period('2026-03'), Period('2026Q1'), Period('2026-03'))
    >>> read_period("2020-01-04", Frequency.WEEKLY)
    Period('2020-W01')
    >>> read_period("2026-13") is None
    True
    """
    plain = " ".join(unicodedata.normalize("NFKC", text).split())
    found = _by_pattern(plain, pattern) if pattern else _by_form(plain)
    if found is None or frequency is None or found.frequency is frequency:
        return found
    order = "DWMQA"
    finer = order.index(found.frequency.value) < order.index(frequency.value)
    return found.to(frequency) if finer else None


def header_endings(header: str) -> list[str]:
    """The ways a joined header may end in a dimension's word, longest first.

    Examples
    --------
    >>> header_endings("失业率(%) 2026年 1月")
    ['失业率(%) 2026年 1月', '失业率(%)2026年1月', '2026年 1月', '2026年1月', '1月']
    """
    tokens = header.split()
    ways = [way for i in range(len(tokens)) for way in (" ".join(tokens[i:]), "".join(tokens[i:]))]
    return list(dict.fromkeys(ways))


def read_header_period(
    header: str, frequency: Frequency | None = None, pattern: str | None = None
) -> Period | None:
    """The period that ends a joined header: ``登记失业人数 2026年 1月`` is 2026-01."""
    found = (read_period(ending, frequency, pattern) for ending in header_endings(header))
    return next((period for period in found if period is not None), None)


def _by_pattern(text: str, pattern: str) -> Period | None:
    try:
        day = datetime.strptime(text, pattern).replace(tzinfo=UTC).date()
    except ValueError:
        return None
    if "%d" in pattern or "%j" in pattern:
        return Period.containing(day, Frequency.DAILY)
    return Period.containing(day, Frequency.MONTHLY if re.search("%[mbB]", pattern) else
                             Frequency.ANNUAL)  # fmt: skip


def _by_form(text: str) -> Period | None:
    for form, reader in _FORMS:
        if match := form.fullmatch(text):
            try:
                return reader(match)
            except (ValueError, KeyError, InputRejectedError):
                return None
    return None


def read_release(text: str) -> datetime | None:
    """The instant a cell of a release column names, or None; a day means its start, UTC."""
    plain = unicodedata.normalize("NFKC", text).strip().replace(" ", "T", 1)
    try:
        if "T" in plain:
            return parse_instant(plain)
    except InputRejectedError:
        return None
    period = _by_form(plain)
    if period is None or period.frequency is not Frequency.DAILY:
        return None
    return datetime.combine(period.start, datetime.min.time(), UTC)
