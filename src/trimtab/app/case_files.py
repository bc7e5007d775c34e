"""A file of cases, one person a row, as checked columns; what is wrong is refused at its place."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

from trimtab.app.case_headers import find_column, refuse_unknown_columns
from trimtab.app.column_files import Columns, Faults, Words, opened
from trimtab.app.rule_records import place_of
from trimtab.ingest.periods import read_period
from trimtab.ingest.source import Source
from trimtab.kernel import Frequency, InputRejectedError, Problem, UnknownCodeError
from trimtab.messages import LANGUAGES, text
from trimtab.rules.columns import Column, Labels

T = TypeVar("T")

_DIVISION_DIGITS = 6


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell that cannot be read: the error's code and what its sentence needs."""

    code: str
    params: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Cases:
    """Columns of a computation with the name of each case, and what was expected of it: output
    name to words, with the lines of the file."""

    file: str
    names: tuple[str, ...]
    columns: dict[str, Column]
    expected: Mapping[str, tuple[str, ...]]
    lines: tuple[int, ...]


@dataclass(slots=True)
class CaseFile:
    """The columns of a file; each is read once, its faults gathered until ``refuse``.

    ``faulty`` (rows,): something is wrong in the row already.
    """

    columns: Columns
    positions: dict[str, int]
    faults: Faults
    faulty: npt.NDArray[np.bool_] = field(init=False)

    def __post_init__(self) -> None:
        self.faulty = np.zeros(len(self), np.bool_)

    def __len__(self) -> int:
        return len(self.columns.rows)

    def holds(self, name: str) -> bool:
        """Whether the file has the column."""
        return name in self.positions

    def words(self, name: str) -> Words:
        """The column as it is written."""
        return self.columns.words(self.positions[name])

    def cases(
        self, names: Labels, columns: dict[str, Column], expected: Mapping[str, str]
    ) -> Cases:
        """The file's cases; ``expected`` maps a header to the output it speaks of."""
        held = {out: self.texts(header) for header, out in expected.items() if self.holds(header)}
        lines = tuple(self.lines()) if held else ()
        return Cases(self.faults.file, tuple(names.tolist()), columns, held, lines)

    def texts(self, name: str) -> tuple[str, ...]:
        """The column as it is written, one text a row."""
        words = self.words(name)
        return tuple(words.texts[at] for at in words.indices.tolist())

    def lines(self) -> list[int]:
        """Where each row stands in the file, as a person counts."""
        return self.columns.lines(self.columns.rows.tolist())

    def names(self, name: str) -> Labels:
        """A column of texts; CASES-002 where one is blank."""
        return self.words_as(name, lambda word: word)

    def words_as(self, name: str, read: Callable[[str], str | Cell]) -> Labels:
        """A column of words turned into others; CASES-002 where one is blank."""
        return _labels(*self._read(name, read, "", ""))

    def optional_words(self, name: str, choices: Sequence[str]) -> Labels:
        """A column of fixed words, blank allowed; CASES-009 for another word."""

        def read(word: str) -> str | Cell:
            lowered = word.lower()
            allowed = ", ".join(choices)
            return lowered if lowered in choices else Cell("CASES-009", {"allowed": allowed})

        return _labels(*self._read(name, read, "", "", blank=True))

    def regions(self, name: str) -> Labels:
        """A column of places in the form used inside; CASES-005 for one that does not exist."""
        return self.words_as(name, _region)

    def days(self, name: str, blank: bool = False) -> npt.NDArray[np.datetime64]:
        """A column of days, NaT where blank; CASES-004 for anything else."""
        read, at = self._read(name, _day, None, None, blank)
        days: npt.NDArray[np.datetime64] = np.array(read, "datetime64[D]")[at]
        return days

    def numbers(
        self, name: str, low: float, high: float, whole: bool = False, blank: bool = False
    ) -> npt.NDArray[np.float64]:
        """A column of figures, NaN where blank; CASES-003 (no figure), CASES-007 (not whole),
        CASES-008 (out of range)."""

        def number(word: str) -> float | Cell:
            try:
                found = float(word.replace(",", ""))
            except ValueError:
                return Cell("CASES-003")
            if not np.isfinite(found):
                return Cell("CASES-003")
            if whole and not found.is_integer():
                return Cell("CASES-007")
            within = low <= found <= high
            return found if within else Cell("CASES-008", {"low": f"{low:g}", "high": f"{high:g}"})

        read, at = self._read(name, number, np.nan, np.nan, blank)
        figures: npt.NDArray[np.float64] = np.array(read, np.float64)[at]
        return figures

    def flags(self, name: str, blank: bool = False) -> npt.NDArray[np.bool_]:
        """A column of yes and no; CASES-006 for another word. Blank is no where ``blank``, else
        CASES-002."""
        read, at = self._read(name, _truth, False, False, blank)
        truths: npt.NDArray[np.bool_] = np.array(read, np.bool_)[at]
        return truths

    def refuse_repeated(self, name: str) -> None:
        """CASES-010 where a word stands in an earlier row already."""
        at = self.words(name).indices
        _, first, place = np.unique(at, return_index=True, return_inverse=True)
        original = first[place]
        self.note("CASES-010", original != np.arange(len(at)), name, self.earlier(original))

    def earlier(self, original: npt.NDArray[Any]) -> Callable[[int], dict[str, object]]:
        """Parameters naming the line of another row."""
        rows = self.columns.rows
        return lambda row: {"first": self.columns.lines([int(rows[original[row]])])[0]}

    def note(
        self,
        code: str,
        wrong: npt.NDArray[np.bool_],
        name: str,
        params: Callable[[int], dict[str, object]] = lambda row: {},
    ) -> None:
        """Add rows to the faults; every sentence may use the cell's ``word``."""
        if not wrong.any():
            return
        self.faulty = self.faulty | wrong
        words = self.words(name)
        self.columns.note(
            self.faults,
            code,
            wrong,
            self.positions[name],
            lambda row: {"word": words.at(row) or "-", **params(row)},
        )

    def refuse(self) -> None:
        """Raise INGEST-049 with every fault noted so far."""
        self.faults.refuse()

    def _read(
        self,
        name: str,
        read: Callable[[str], T | Cell],
        unread: T,
        empty: T,
        blank: bool = False,
    ) -> tuple[list[T], npt.NDArray[Any]]:
        """Each distinct word read once, and the position of every row's among them."""
        words = self.words(name)
        values: list[T] = []
        wrong: dict[int, Cell] = {}
        for at, word in enumerate(words.texts):
            if not word:
                found: T | Cell = empty if blank else Cell("CASES-002")
            else:
                found = read(word)
            if isinstance(found, Cell):
                wrong[at] = found
                found = unread
            values.append(found)
        for code in sorted({cell.code for cell in wrong.values()}):
            these = [at for at, cell in wrong.items() if cell.code == code]
            here = np.isin(words.indices, these)
            self.note(code, here, name, lambda row: wrong[int(words.indices[row])].params)
        return values, words.indices


@contextmanager
def open_cases(
    path: Path,
    needed: Sequence[str],
    optional: Sequence[str],
    expected: Iterable[str],
    ignored: Sequence[str] = (),
) -> Iterator[CaseFile]:
    """A CSV, Excel or Parquet file with these columns, with remarks, and with those ``ignored``.

    Raises InputRejectedError CASES-001 (a column is missing), CASES-017 (one is not known: it may
    be a misspelt one, which would change results without a word) and CASES-011 (no row).
    """
    with opened(path) as source:
        known = (*needed, *optional, *expected)
        positions = {name: at for name in known if (at := find_column(source, name)) >= 0}
        if missing := [name for name in needed if name not in positions]:
            raise InputRejectedError(
                "CASES-001",
                file=source.file,
                columns=", ".join(missing),
                found=", ".join(filter(None, source.header))[:300] or "-",
            )
        refuse_unknown_columns(source, known, ignored)
        yield CaseFile(_fetch(source, positions), positions, Faults(source.file))


def _labels(words: Sequence[str], at: npt.NDArray[Any]) -> Labels:
    """Words by position, equal ones once; in time that grows with the words, not their square."""
    place = {word: position for position, word in enumerate(dict.fromkeys(words))}
    own = np.array([place[word] for word in words], np.int32)
    return Labels(tuple(place), own[at])


def _fetch(source: Source, positions: dict[str, int]) -> Columns:
    selected = ", ".join(f"trim(c{at}) AS c{at}" for at in dict.fromkeys(positions.values()))
    table = source.connection.sql(
        f"SELECT r, {selected} FROM {source.relation} ORDER BY r"
    ).to_arrow_table()
    if not table.num_rows:
        raise InputRejectedError("CASES-011", file=source.file)
    return Columns(source, table, table["r"].to_numpy().astype(np.int64))


def _region(word: str) -> str | Cell:
    """``310000``, ``CN-310000``, a district, or a name that means one place."""
    if word.isdigit() and len(word) != _DIVISION_DIGITS:  # 01 may be a state, 31 a province
        return Cell("CASES-005")
    try:
        return str(place_of(word))
    except UnknownCodeError:
        return Cell("CASES-005")


def _day(word: str) -> date | Cell | None:
    period = read_period(word)
    if period is None or period.frequency is not Frequency.DAILY:
        return Cell("CASES-004")
    return period.start


def _truth(word: str) -> bool | Cell:
    lowered = word.lower()
    for truth, key in ((True, "yes"), (False, "no")):
        if lowered in _spellings(key):
            return truth
    return Cell("CASES-006")


@cache
def _spellings(key: str) -> frozenset[str]:
    listed = (re.split("[,、]", text(f"cases.word.{key}", language)) for language in LANGUAGES)
    return frozenset(word.strip().lower() for words in listed for word in words)


def compare(cases: Cases, results: Iterable[Mapping[str, Any]]) -> tuple[Problem, ...]:
    """What came out otherwise than expected: CASES-012 at the line of the case."""
    return tuple(
        Problem(
            "CASES-012",
            file=cases.file,
            row=cases.lines[row],
            column=output,
            params={"case": case, "expected": words[row] or "-", "got": shown(result[output])},
        )
        for row, (case, result) in enumerate(zip(cases.names, results, strict=True))
        for output, words in cases.expected.items()
        if not is_as_expected(words[row], result[output])
    )


def refuse_differences(cases: Cases, differences: Sequence[Problem]) -> None:
    """Raise InputRejectedError CASES-013 when something came out otherwise than expected."""
    if differences:
        raise InputRejectedError(
            "CASES-013", problems=differences, file=cases.file, count=len(differences)
        )


def is_as_expected(word: str, got: Any) -> bool:
    """Whether a value is the one a cell asks for; a blank cell asks for nothing there."""
    if not word or got is None or isinstance(got, str):
        return (got or "") == word
    try:
        return abs(float(word) - float(got)) < 0.005
    except ValueError:
        return False


def shown(value: Any) -> str:
    """A value as a cell would write it."""
    return "-" if value in (None, "") else str(value)
