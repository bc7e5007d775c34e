"""One line of a card."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CardLine:
    """A label and what stands beside it; ``share`` (0 to 1) draws a bar, with its interval."""

    label: str
    words: str
    share: float | None = None
    low: float | None = None
    high: float | None = None
