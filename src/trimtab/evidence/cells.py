"""One row of a register file, cell by cell: text to value, with a coded error where it fails."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import TypeVar

from trimtab.kernel import InputRejectedError, Wording

Word = TypeVar("Word", bound=StrEnum)

_TRUTH = {"yes": True, "no": False}


class Cells:
    """Reads cells of a row; a column that the file does not have reads as blank.

    Raises InputRejectedError EVIDENCE-011 (blank), -012 (word not listed), -013 (no number),
    -026 (no day); the parameter ``column`` names the place.
    """

    def __init__(self, row: Mapping[str, str]) -> None:
        self._row = row

    def text(self, column: str) -> str:
        """The text; blank where there is none."""
        return self._row.get(column, "").strip()

    def filled(self, column: str) -> str:
        """The text of a cell that must not be blank."""
        text = self.text(column)
        if not text:
            raise InputRejectedError("EVIDENCE-011", column=column)
        return text

    def wording(self, column: str) -> Wording:
        """The two columns ``<column>_en`` and ``<column>_zh``."""
        return Wording(self.text(f"{column}_en"), self.text(f"{column}_zh"))

    def word(self, column: str, words: type[Word], default: Word | None = None) -> Word:
        """One word of a closed list; ``default`` for a blank cell where a blank is allowed."""
        text = self.text(column) if default else self.filled(column)
        if not text and default:
            return default
        try:
            return words(text)
        except ValueError:
            raise InputRejectedError(
                "EVIDENCE-012", column=column, text=text, allowed=", ".join(words)
            ) from None

    def number(self, column: str) -> float | None:
        """A finite number with a decimal point, None for a blank cell."""
        text = self.text(column)
        if not text:
            return None
        try:
            value = float(text)
        except ValueError:
            value = math.nan
        if not math.isfinite(value):
            raise InputRejectedError("EVIDENCE-013", column=column, text=text)
        return value

    def given(self, column: str) -> float:
        """A number that must be there."""
        self.filled(column)
        return self.number(column) or 0.0

    def whole(self, column: str) -> int | None:
        """A whole number, None for a blank cell."""
        value = self.number(column)
        if value is not None and value != int(value):
            raise InputRejectedError("EVIDENCE-013", column=column, text=self.text(column))
        return None if value is None else int(value)

    def truth(self, column: str) -> bool | None:
        """``yes`` or ``no``; None for a blank cell: the study does not say."""
        text = self.text(column)
        if text and text not in _TRUTH:
            raise InputRejectedError(
                "EVIDENCE-012", column=column, text=text, allowed=", ".join(_TRUTH)
            )
        return _TRUTH.get(text)

    def day(self, column: str) -> date:
        """A day written 2026-11-22."""
        text = self.filled(column)
        try:
            return date.fromisoformat(text)
        except ValueError:
            raise InputRejectedError("EVIDENCE-026", column=column, text=text) from None
