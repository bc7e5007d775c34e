"""Columns of an event study's files as arrays; what is wrong in them is refused at its place."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from itertools import chain, zip_longest
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from trimtab.ingest.engine import open_engine
from trimtab.ingest.mapping import DEFAULT_MISSING, DEFAULT_SUPPRESSED
from trimtab.ingest.periods import read_period
from trimtab.ingest.sampling import sample_file
from trimtab.ingest.source import PROBLEMS_SHOWN, Source, open_source, plain, rejected
from trimtab.kernel import Frequency, InputRejectedError, Problem
from trimtab.messages import LANGUAGES, text

if TYPE_CHECKING:
    import pyarrow as pa

Indices = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
Vector = npt.NDArray[np.float64]

_BLANK = frozenset((*DEFAULT_MISSING, *DEFAULT_SUPPRESSED))


@cache
def usual_names(column: str) -> tuple[str, ...]:
    """Headers that name a column without being asked for, in every language, in lower case.

    Those of the Quarterly Workforce Indicators of the US Census Bureau are among them.
    """
    return _listed(f"event_study.header.{column}")


@cache
def total_words() -> frozenset[str]:
    """Words that mark a row as a total, without spaces, in lower case."""
    return frozenset(_listed("event_study.total"))


@cache
def synthetic_words() -> frozenset[str]:
    """Words in the column of the basis that say a figure is invented, in lower case."""
    return frozenset(_listed("event_study.synthetic"))


def _listed(key: str) -> tuple[str, ...]:
    listed = (re.split("[,、]", text(key, language)) for language in LANGUAGES)
    return tuple(word.strip().lower() for words in listed for word in words)


@dataclass(frozen=True, slots=True)
class Words:
    """A column of words: ``texts`` sorted, ``indices`` (rows,) into them."""

    texts: tuple[str, ...]
    indices: Indices

    def at(self, row: int) -> str:
        return self.texts[int(self.indices[row])]


@dataclass(slots=True)
class Faults:
    """What is wrong in a file's columns, gathered so that all of it is refused at once."""

    file: str
    found: list[list[Problem]] = field(default_factory=list)
    total: int = 0

    def refuse(self) -> None:
        """Raise INGEST-049 if anything is wrong; every kind of fault in every column gets a place
        among those shown, however many another has."""
        if not self.total:
            return
        mixed = chain.from_iterable(zip_longest(*self.found))
        shown = [problem for problem in mixed if problem is not None][:PROBLEMS_SHOWN]
        raise rejected(self.file, sorted(shown, key=lambda one: one.row or 0), self.total)


@dataclass(frozen=True, slots=True)
class Columns:
    """The wanted columns of a source in memory; ``rows`` are its row numbers, ascending."""

    source: Source
    table: pa.Table
    rows: Indices

    def words(self, column: int) -> Words:
        """A column as words, full-width forms narrowed; blank cells are the empty word."""
        import pyarrow.compute as pc

        filled = pc.fill_null(self.table[f"c{column}"], "")
        dictionary = pc.dictionary_encode(filled).combine_chunks()
        texts = np.array([plain(text) for text in dictionary.dictionary.to_pylist()], dtype=object)
        names, position = np.unique(texts, return_inverse=True)
        return Words(tuple(map(str, names)), position[dictionary.indices.to_numpy()])

    def numbers(self, column: int, kept: Flags, faults: Faults, signed: bool = False) -> Vector:
        """(rows,) figures, NaN where blank or suppressed.

        Adds EVENT-003 (no number) and, unless ``signed``, EVENT-002 (negative) to the faults.
        """
        words = self.words(column)
        read = [_number(text) for text in words.texts]
        known = np.array([one == one for one in read])
        blank = np.array([text in _BLANK for text in words.texts])
        numbers = np.array(read)[words.indices]

        def shown(row: int) -> dict[str, object]:
            return {"word": words.at(row)}

        wrong = kept & ~(known | blank)[words.indices]
        self.note(faults, "EVENT-003", wrong, column, shown)
        if not signed:
            self.note(faults, "EVENT-002", kept & (numbers < 0), column, shown)
        return numbers

    def note(
        self,
        faults: Faults,
        code: str,
        wrong: Flags,
        column: int,
        params: Callable[[int], dict[str, object]],
    ) -> None:
        """Add the rows that are wrong to the faults, the first ones by line and column."""
        places = np.flatnonzero(wrong)
        if not places.size:
            return
        first = places[:PROBLEMS_SHOWN].tolist()
        lines = self.lines([int(self.rows[at]) for at in first])
        faults.found.append(
            [
                self.source.problem(code, line, column, **params(at))
                for at, line in zip(first, lines, strict=True)
            ]
        )
        faults.total += int(places.size)

    def refuse_repeated(self, keys: Indices, kept: Flags, column: int) -> None:
        """Refuse a row of ``kept`` whose key (kept rows,) stood in an earlier one: EVENT-010."""
        _, first, position = np.unique(keys, return_index=True, return_inverse=True)
        inside = np.flatnonzero(kept)
        original = np.arange(self.rows.size)
        original[inside] = inside[first[position]]

        def shown(row: int) -> dict[str, object]:
            return {"first": self.lines([int(self.rows[original[row]])])[0]}

        faults = Faults(self.source.file)
        self.note(faults, "EVENT-010", original != np.arange(self.rows.size), column, shown)
        faults.refuse()

    def lines(self, rows: Sequence[int]) -> list[int]:
        """Where rows stand in the file, as a person counts."""
        found = self.source.locate(rows)
        return [found.get(row, row) for row in rows]


@contextmanager
def opened(path: Path) -> Iterator[Source]:
    """A CSV, Excel or Parquet file as a table of texts."""
    with tempfile.TemporaryDirectory(prefix="trimtab-") as folder:
        layout = sample_file(path).layout
        with open_engine(Path(folder), memory_limit="1GB") as connection:
            yield open_source(connection, path, layout, Path(folder))


def fetch(source: Source, positions: Sequence[int]) -> Columns:
    """Read columns into memory. Raises EVENT-020 where the file holds no row under its header."""
    selected = ", ".join(f"trim(c{at}) AS c{at}" for at in dict.fromkeys(positions))
    table = source.connection.sql(
        f"SELECT r, {selected} FROM {source.relation} ORDER BY r"
    ).to_arrow_table()
    if not table.num_rows:
        raise InputRejectedError("EVENT-020", file=source.file, rows=0, totals=0)
    return Columns(source, table, table["r"].to_numpy().astype(np.int64))


def usual_column(source: Source, name: str) -> int | None:
    """Position of a column by a usual header."""
    lowered = [header.lower() for header in source.header]
    return next((lowered.index(one) for one in usual_names(name) if one in lowered), None)


def needed_column(source: Source, name: str, asked: str | None = None) -> int:
    """Position by the asked header, or a usual one; raises EVENT-001 (INGEST-021 if asked)."""
    if asked is not None:
        return source.position(asked)
    found = usual_column(source, name)
    if found is None:
        header = ", ".join(filter(None, source.header))[:300] or "-"
        usual = ", ".join(usual_names(name))
        raise InputRejectedError(
            "EVENT-001", file=source.file, column=name, found=header, usual=usual
        )
    return found


def read_quarters(
    columns: Columns, quarter: int, year: int | None, kept: Flags, faults: Faults
) -> Indices:
    """(rows,) ordinals of quarters; 1 to 4 are read with the column of years.

    Adds EVENT-004 to the faults where no quarter is named.
    """
    words = columns.words(quarter)
    if year is not None and set(words.texts) <= {"1", "2", "3", "4"}:
        years = columns.words(year)
        start = np.array([_ordinal(f"{text}Q1") for text in years.texts])[years.indices]
        within = np.array([int(text) - 1 for text in words.texts])[words.indices]
        found = np.where(start < 0, -1, start + within)
    else:
        found = np.array([_ordinal(text) for text in words.texts])[words.indices]
    wrong = kept & (found < 0)
    columns.note(faults, "EVENT-004", wrong, quarter, lambda row: {"word": words.at(row)})
    return found.astype(np.int64)


def _ordinal(text: str) -> int:
    period = read_period(text)
    return period.ordinal if period and period.frequency is Frequency.QUARTERLY else -1


def _number(text: str) -> float:
    try:
        found = float(text.replace(",", ""))
    except ValueError:
        return float("nan")
    return found if np.isfinite(found) else float("nan")
