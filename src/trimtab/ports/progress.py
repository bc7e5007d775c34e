"""Progress of work that takes over a second: the edge decides how to show it."""

from __future__ import annotations

from typing import Protocol


class Progress(Protocol):
    """Called with the step (a catalogue key, ``monitoring.step.adjust``) and how far it is."""

    def __call__(self, step: str, done: int, total: int | None = None) -> None: ...


def no_progress(step: str, done: int, total: int | None = None) -> None:
    """Show nothing."""
