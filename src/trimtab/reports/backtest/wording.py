"""One language of the report: names of detectors, and figures in the form of their kind."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto
from math import isinf, isnan

from trimtab.kernel import Estimate, Period, Region
from trimtab.messages import Language, format_instant, format_period, has_text, text
from trimtab.monitoring.backtest.timeline import month
from trimtab.reports import numbers
from trimtab.reports.backtest.types import BacktestReport

_NO_BREAK = "\N{NO-BREAK SPACE}"


class Kind(Enum):
    """How a figure is printed; the last three are differences and carry their sign."""

    PERCENT = auto()
    MONTHS = auto()
    RATE = auto()
    DECIMAL = auto()
    POINTS = auto()
    MORE_MONTHS = auto()
    MORE_RATE = auto()

    @property
    def factor(self) -> float:
        return 100.0 if self in (Kind.PERCENT, Kind.POINTS) else 1.0

    @property
    def places(self) -> int | None:
        """Decimals; None: as many as the figures need."""
        return 2 if self in (Kind.RATE, Kind.DECIMAL, Kind.MORE_RATE) else None

    @property
    def signed(self) -> bool:
        return self in (Kind.POINTS, Kind.MORE_MONTHS, Kind.MORE_RATE)


@dataclass(frozen=True, slots=True)
class ReportWording:
    """Speaks one language about one report. Every word comes from the catalogue."""

    report: BacktestReport
    language: Language

    def tell(self, key: str, **params: object) -> str:
        """The sentence ``backtest_report.<key>``."""
        return text(f"backtest_report.{key}", self.language, **params)

    def shared(self, key: str, **params: object) -> str:
        """The sentence ``brief.<key>``: what all pages say alike."""
        return text(f"brief.{key}", self.language, **params)

    def period(self, period: Period) -> str:
        return format_period(period, self.language)

    def ordinal(self, ordinal: int) -> str:
        """A month given by its ordinal."""
        return self.period(month(ordinal))

    def day(self, moment: datetime) -> str:
        return format_instant(moment, self.language)

    def region(self, region: Region) -> str:
        return self.report.region_title(region, self.language)

    def detector(self, name: str) -> str:
        """A named rule by its name; a detector of the user's own as it calls itself."""
        key = f"backtest_report.detector.{name}"
        return text(key, self.language) if has_text(key, self.language) else name

    def names(self, names: Iterable[str]) -> str:
        """``A, B and C`` in the form of the language."""
        from babel.lists import format_list

        return str(format_list(list(names), locale=self.language.locale))

    def sentences(self, parts: Iterable[str]) -> str:
        """One paragraph."""
        return self.shared("sentence_joint").join(filter(None, parts))

    def count(self, n: float) -> str:
        return numbers.fixed(n, 0, self.language)

    def constant(self, value: float) -> str:
        return numbers.constant(value, self.language)

    def figure(self, shown: Estimate, kind: Kind) -> str:
        """``86% [81, 88]``; without a bracket where no interval can be given."""
        if isnan(shown.value):
            return self.unknown(kind)
        ends = (shown.low, shown.high)
        places = self._places(shown, kind)
        value = self._number(shown.value, kind, places)
        if kind is Kind.PERCENT:
            value = self.shared("number.percent", number=value)
        if any(map(isinf, ends)):
            return value
        low, high = (self._number(end, kind, places) for end in ends)
        return f"{value} [{low},{_NO_BREAK}{high}]"

    def unknown(self, kind: Kind) -> str:
        """What stands for a figure that is not known; without a hit there is no delay."""
        if kind is Kind.MONTHS:
            return self.tell("no_delay.one")
        if kind is Kind.MORE_MONTHS:
            return self.tell("no_delay.compared")
        return self.shared("number.cannot_tell")

    def times_promised(self, promised: float, realised: Estimate) -> str:
        """The sentence on realised / promised; none where nothing was realised to speak of."""
        times = realised.value / promised
        if isnan(times) or times < 0.005:
            return ""
        shown = numbers.fixed(times, 1 if times >= 1 else 2, self.language)
        return self.tell("times_promised", times=shown)

    def value(self, value: float, kind: Kind) -> str:
        """A figure without an interval."""
        if isnan(value):
            return self.unknown(kind)
        places = kind.places if kind.places is not None else (0 if kind.factor == 100 else 1)
        if kind is Kind.MONTHS and value.is_integer():
            places = 0
        shown = self._number(value, kind, places)
        return self.shared("number.percent", number=shown) if kind is Kind.PERCENT else shown

    def _places(self, shown: Estimate, kind: Kind) -> int:
        if kind.places is not None:
            return kind.places
        if kind.factor == 100:
            return 0
        values = [v for v in (shown.value, shown.low, shown.high) if not isinf(v)]
        return 0 if all(float(v).is_integer() for v in values) else 1

    def _number(self, value: float, kind: Kind, places: int) -> str:
        shown = numbers.fixed(value * kind.factor, places, self.language)
        positive = kind.signed and round(value * kind.factor, places) > 0
        return f"+{shown}" if positive else shown
