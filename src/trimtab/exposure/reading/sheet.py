"""A table of texts with its header, and what is wrong in it, gathered to be refused at once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from trimtab.kernel import InputRejectedError, Problem

PROBLEMS_SHOWN = 20


def column_name(text: str) -> str:
    """A header as it is compared: case, spaces and underscores do not count.

    >>> column_name(" ISCO_08 ")
    'isco 08'
    """
    return re.sub(r"[\s_]+", " ", text).strip().casefold()


@dataclass(frozen=True, slots=True)
class Sheet:
    """``header`` and ``rows`` of texts; ``first`` is the line of the first row as a person counts,
    ``name`` the worksheet, empty in a text file."""

    file: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    first: int = 2
    name: str = ""

    @property
    def columns(self) -> frozenset[str]:
        return frozenset(map(column_name, self.header))

    def position(self, column: str) -> int:
        """Where a column stands; ``column`` as ``column_name`` gives it."""
        return [column_name(text) for text in self.header].index(column)

    def cells(self, column: str) -> list[str]:
        """The cells of a column, blank where a row is short."""
        at = self.position(column)
        return [row[at].strip() if at < len(row) else "" for row in self.rows]

    def lines(self) -> Iterator[int]:
        """Line numbers of the rows."""
        return iter(range(self.first, self.first + len(self.rows)))


@dataclass(slots=True)
class Faults:
    """What is wrong in a sheet; the first ones with their place."""

    sheet: Sheet
    shown: list[Problem] = field(default_factory=list)
    total: int = 0

    def note(self, code: str, row: int, column: str, **params: object) -> None:
        self.total += 1
        if len(self.shown) < PROBLEMS_SHOWN:
            named = self.sheet.header[self.sheet.position(column)].strip()
            place = self.sheet.file, self.sheet.name or None, row, named
            self.shown.append(Problem(code, *place, params=params))

    def refuse(self) -> None:
        """Raise InputRejectedError EXPOSURE-002 if anything is wrong."""
        if self.total:
            shown = tuple(self.shown)
            raise InputRejectedError(
                "EXPOSURE-002", file=self.sheet.file, n=self.total, problems=shown
            )


def read_numbers(
    sheet: Sheet, column: str, low: float, high: float, faults: Faults
) -> list[float | None]:
    """Numbers of a column, None where blank; others than low to high are faults (EXPOSURE-004)."""
    found: list[float | None] = []
    for line, text in zip(sheet.lines(), sheet.cells(column), strict=True):
        number = _number(text)
        if number is not None and not low <= number <= high:  # also when it is no number
            faults.note("EXPOSURE-004", line, column, text=text, low=low, high=high)
            number = None
        found.append(number)
    return found


def _number(text: str) -> float | None:
    if not text:
        return None
    try:
        return float(text)
    except ValueError:
        return float("nan")


def read_codes(sheet: Sheet, column: str, pattern: str, example: str, faults: Faults) -> list[str]:
    """Codes of a column; what is not of the form is a fault (EXPOSURE-003)."""
    form = re.compile(pattern)
    found = sheet.cells(column)
    for line, text in zip(sheet.lines(), found, strict=True):
        if not form.fullmatch(text):
            faults.note("EXPOSURE-003", line, column, text=text, example=example)
    return found


def refuse_repeated(sheet: Sheet, column: str, codes: Iterable[str], faults: Faults) -> None:
    """A code that stands in a second row is a fault (EXPOSURE-005)."""
    seen: dict[str, int] = {}
    for line, code in zip(sheet.lines(), codes, strict=True):
        if code in seen:
            faults.note("EXPOSURE-005", line, column, text=code, line=seen[code])
        seen.setdefault(code, line)
