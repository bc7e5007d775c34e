"""A number to remember, as every report prints it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class KeyFigure:
    """A label, a number with its unit, the sentence that makes it readable, and its interval."""

    label: str
    value: str
    context: str
    interval: str = ""
