"""Columns of text as they stand in a file, turned into numbers; what is wrong is gathered."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, zip_longest
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from trimtab.kernel import InputRejectedError, Problem
from trimtab.simulation.types import Vector

if TYPE_CHECKING:
    import pyarrow as pa

Flags = npt.NDArray[np.bool_]

PROBLEMS_SHOWN = 50
_NUMBER = r"^\s*[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?\s*$"


def _below_header(positions: Sequence[int]) -> list[int]:
    return [position + 2 for position in positions]


@dataclass(frozen=True, slots=True)
class TextTable:
    """Columns of text (rows,) by name; ``lines`` tells where rows stand, as a person counts."""

    file: str
    columns: Mapping[str, pa.Array]
    lines: Callable[[Sequence[int]], Sequence[int]] = _below_header

    def __len__(self) -> int:
        return len(next(iter(self.columns.values()))) if self.columns else 0

    def texts(self, name: str) -> list[str]:
        """A column as Python texts; blank cells are the empty text."""
        import pyarrow.compute as pc

        filled: list[str] = pc.fill_null(self.columns[name], "").to_pylist()
        return filled

    def numbers(self, name: str) -> tuple[Vector, Flags]:
        """A column as numbers and where something is written that is none; blanks are NaN."""
        import pyarrow as pa
        import pyarrow.compute as pc

        column = self.columns[name]
        filled = pc.fill_null(column, "")
        written = pc.not_equal(pc.utf8_trim_whitespace(filled), "")
        sound = pc.match_substring_regex(filled, _NUMBER)
        kept = pc.if_else(sound, pc.utf8_trim_whitespace(filled), pa.scalar(None, pa.string()))
        values = pc.cast(kept, pa.float64()).to_numpy(zero_copy_only=False)
        wrong = pc.and_(written, pc.invert(sound)).to_numpy(zero_copy_only=False)
        return np.asarray(values, dtype=np.float64), np.asarray(wrong) | np.isinf(values)


def text_table(table: pa.Table, file: str) -> TextTable:
    """An Arrow table of any column types as a table of texts; headers compared in lower case."""
    import pyarrow as pa

    columns = {}
    for name, column in zip(table.column_names, table.columns, strict=True):
        columns[name.strip().lower()] = column.cast(pa.string()).combine_chunks()
    return TextTable(file, columns)


@dataclass(slots=True)
class Faults:
    """Everything wrong in the tables of a network, refused together."""

    found: list[list[Problem]] = field(default_factory=list)
    total: int = 0

    def note(
        self,
        code: str,
        table: TextTable,
        column: str,
        wrong: Flags,
        params: Callable[[int], dict[str, object]] = lambda position: {},
    ) -> None:
        """Add the rows that are wrong, the first ones by line."""
        positions = np.flatnonzero(wrong)
        if not positions.size:
            return
        first = positions[:PROBLEMS_SHOWN].tolist()
        self.found.append(
            [
                Problem(code, table.file, row=line, column=column, params=params(position))
                for position, line in zip(first, table.lines(first), strict=True)
            ]
        )
        self.total += int(positions.size)

    def add(self, problem: Problem) -> None:
        """Add one thing that is wrong with a file as a whole."""
        self.found.append([problem])
        self.total += 1

    def refuse(self) -> None:
        """Raise SIMULATION-001 if anything is wrong; every kind of fault has a place among those
        shown, however many another has."""
        if not self.total:
            return
        mixed = chain.from_iterable(zip_longest(*self.found))
        shown = [problem for problem in mixed if problem is not None][:PROBLEMS_SHOWN]
        ordered = sorted(shown, key=lambda one: (one.file or "", one.row or 0))
        raise InputRejectedError(
            "SIMULATION-001", problems=ordered, count=self.total, shown=len(shown)
        )
