"""Columns of an event study's files: how they are headed, and what is allowed in them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

import numpy as np
import numpy.typing as npt

from trimtab.app.column_files import Columns, Faults, Flags, Indices, fetch
from trimtab.ingest.mapping import DEFAULT_MISSING, DEFAULT_SUPPRESSED
from trimtab.ingest.periods import read_period
from trimtab.ingest.source import Source
from trimtab.kernel import Frequency, InputRejectedError
from trimtab.messages import LANGUAGES, text

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


def read_columns(source: Source, positions: Sequence[int]) -> Columns:
    """Read columns into memory. Raises EVENT-020 where the file holds no row under its header."""
    columns = fetch(source, positions)
    if not columns.rows.size:
        raise InputRejectedError("EVENT-020", file=source.file, rows=0, totals=0)
    return columns


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


def read_numbers(
    columns: Columns, column: int, kept: Flags, faults: Faults, signed: bool = False
) -> Vector:
    """(rows,) figures, NaN where blank or suppressed.

    Adds EVENT-003 (no number) and, unless ``signed``, EVENT-002 (negative) to the faults.
    """
    words = columns.words(column)
    read = [_number(text) for text in words.texts]
    known = np.array([one == one for one in read])
    blank = np.array([text in _BLANK for text in words.texts])
    numbers = np.array(read)[words.indices]

    def shown(row: int) -> dict[str, object]:
        return {"word": words.at(row)}

    wrong = kept & ~(known | blank)[words.indices]
    columns.note(faults, "EVENT-003", wrong, column, shown)
    if not signed:
        columns.note(faults, "EVENT-002", kept & (numbers < 0), column, shown)
    return numbers


def refuse_repeated(columns: Columns, keys: Indices, kept: Flags, column: int) -> None:
    """Refuse a row of ``kept`` whose key (kept rows,) stood in an earlier one: EVENT-010."""
    _, first, position = np.unique(keys, return_index=True, return_inverse=True)
    inside = np.flatnonzero(kept)
    original = np.arange(columns.rows.size)
    original[inside] = inside[first[position]]

    def shown(row: int) -> dict[str, object]:
        return {"first": columns.lines([int(columns.rows[original[row]])])[0]}

    faults = Faults(columns.source.file)
    columns.note(faults, "EVENT-010", original != np.arange(columns.rows.size), column, shown)
    faults.refuse()


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
