"""Dates and numbers in templates, in the form of one language."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, is_dataclass
from datetime import UTC, date, datetime, tzinfo
from enum import Enum
from functools import lru_cache
from typing import Any

from markupsafe import Markup

from trimtab.kernel import Estimate, Period
from trimtab.messages import (
    Language,
    format_count,
    format_day,
    format_interval,
    format_moment,
    format_number,
    format_period,
    format_share,
    text,
)

_WHOLE = {"count", "net_count", "persons", "jobs"}
_SHARES = {"share", "change_share"}


@dataclass(frozen=True, slots=True)
class Forms:
    """How dates and numbers are written in a language; nothing known is said in words.

    ``zone`` is the clock of the office: moments and the days they fall on are told by it.
    """

    language: Language
    zone: tzinfo = UTC

    def period(self, period: Period | str) -> str:
        """``2026年11月`` / ``Nov 2026``; also from the text of a period."""
        return _period(str(period), self.language)

    def day(self, day: date | datetime) -> str:
        """``2026年11月23日`` / ``Nov 23, 2026``."""
        if isinstance(day, datetime):
            day = day.astimezone(self.zone).date()
        return format_day(day, self.language)

    def moment(self, moment: datetime) -> str:
        """Day and time to the minute, with the name of the clock."""
        return format_moment(moment, self.language, self.zone)

    def number(self, value: float | None, digits: int = 3) -> str:
        """At most ``digits`` significant digits."""
        return self._cannot_tell(value) or _number(float(value or 0), self.language, digits)

    def count(self, value: float | None) -> str:
        """People, jobs, firms."""
        return self._cannot_tell(value) or _count(float(value or 0), self.language)

    def share(self, value: float | None, places: int = 1) -> str:
        """A share (0 to 1) as percent."""
        return self._cannot_tell(value) or _share(float(value or 0), self.language, places)

    def value(self, value: float | None, unit: str) -> str:
        """A figure in the form that its unit asks for."""
        if unit in _SHARES:
            return self.share(value)
        return self.count(value) if unit in _WHOLE else self.number(value)

    def ends(self, low: float, high: float, unit: str = "") -> str:
        """``[5.1, 5.7]``; of shares in percent, whose sign stands behind the value."""
        scale = 100 if unit in _SHARES else 1
        return format_interval(low * scale, high * scale, self.language)

    def estimate(self, estimate: Estimate) -> str:
        """``5.4% [5.1, 5.7]``: value and interval."""
        value = self.value(estimate.value, estimate.unit)
        if estimate.value != estimate.value:
            return value
        return f"{value} {self.ends(estimate.low, estimate.high, estimate.unit)}"

    def _cannot_tell(self, value: float | None) -> str:
        unknown = value is None or value != value
        return text("web.form.unknown", self.language) if unknown else ""


# A page holds thousands of figures, mostly those of the page before; writing one costs 25 us.
_number = lru_cache(maxsize=32_768)(format_number)
_count = lru_cache(maxsize=32_768)(format_count)
_share = lru_cache(maxsize=32_768)(format_share)


@lru_cache(maxsize=4_096)
def _period(period: str, language: Language) -> str:
    return format_period(Period.parse(period), language)


def _plain(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    if isinstance(value, Enum):
        return value.value
    if hasattr(value, "item"):
        return value.item()  # a number of numpy
    return value.isoformat() if isinstance(value, date | datetime) else str(value)


def _without_nan(value: Any) -> Any:
    if isinstance(value, float) and value != value:
        return None
    if isinstance(value, dict):
        return {name: _without_nan(one) for name, one in value.items()}
    return [_without_nan(one) for one in value] if isinstance(value, list | tuple) else value


def as_json(value: Any) -> Markup:
    """A value for ``<script type="application/json">``; what is not a number becomes null.

    Examples
    --------
    >>> str(as_json({"name": "</script>", "values": [1.5, float("nan")]}))
    '{"name":"\\\\u003c/script\\\\u003e","values":[1.5,null]}'
    """
    if is_dataclass(value) and not isinstance(value, type):
        value = asdict(value)
    written = json.dumps(
        _without_nan(value), ensure_ascii=False, separators=(",", ":"), default=_plain
    )
    for sign, escape in (("<", "\\u003c"), (">", "\\u003e"), ("&", "\\u0026")):
        written = written.replace(sign, escape)
    return Markup(written)
