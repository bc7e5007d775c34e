"""The numbers of an expected effect as people type and read them: shares in percent."""

from __future__ import annotations

from trimtab.coordination import ExpectedEffect, ExpectedKind
from trimtab.messages import Language, format_number, text

_PERCENT = 100


def scale_of(kind: ExpectedKind, unit: str) -> float:
    """What a typed number is divided by: relative changes and shares are typed in percent."""
    return _PERCENT if kind is ExpectedKind.RELATIVE_CHANGE or unit == "share" else 1


def typed_number(value: float | None, expected: ExpectedEffect) -> str:
    """A number as it is typed into the form."""
    if value is None:
        return ""
    return f"{value * scale_of(expected.kind, expected.unit):.10g}"


def spoken_number(value: float | None, expected: ExpectedEffect, language: Language) -> str:
    """A number in a sentence; a change with its sign, a share in percent."""
    if value is None:
        return "-"
    scale = scale_of(expected.kind, expected.unit)
    number = _plain(abs(value) * scale, language)
    level = expected.kind is ExpectedKind.LEVEL
    sign = "-" if value < 0 else "" if level or value == 0 else "+"
    if scale != _PERCENT:
        return f"{sign}{number}"
    points = expected.kind is ExpectedKind.CHANGE  # a difference of two shares
    return sign + text("web.cases.points", language, value=number) if points else f"{sign}{number}%"


def _plain(value: float, language: Language) -> str:
    """At most three significant digits, without zeros that say nothing."""
    shown = format_number(value, language)
    return shown.rstrip("0").rstrip(".") if "." in shown else shown
