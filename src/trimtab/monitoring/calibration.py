"""What history a figure rests on."""

from __future__ import annotations

from enum import StrEnum


class Calibration(StrEnum):
    """The series' own history, a borrowed one, or none."""

    OWN = "own"
    BORROWED = "borrowed"
    NONE = "none"
