"""Progress of work that takes over a second: the edge decides how to show it."""

from __future__ import annotations

from typing import Protocol


class Progress(Protocol):
    """Called with a catalogue key naming the step, and how much of it is done."""

    def __call__(self, step: str, done: int, total: int | None = None) -> None: ...


def no_progress(step: str, done: int, total: int | None = None) -> None:
    """Show nothing."""
