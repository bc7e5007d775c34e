"""Reads a register file whole: every row is checked, and a file with one bad row is refused."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path

from trimtab import reference
from trimtab.evidence.columns import COLUMN_OF, COLUMNS, REQUIRED
from trimtab.evidence.rows import effect_of_row
from trimtab.kernel import InputRejectedError, Problem
from trimtab.kernel.evidence import Effect

EMBEDDED_FILE = "effects.csv"


def embedded_path() -> Path:
    """Where the embedded register lies."""
    return Path(str(reference.__file__)).parent / EMBEDDED_FILE


def read_effects(path: Path) -> dict[str, Effect]:
    """The effects of a file by id, in order of the file.

    Raises InputRejectedError EVIDENCE-007 for a file that cannot be read as UTF-8 text, else
    EVIDENCE-006 with one problem for each bad row (or for the header), with line and column.
    """
    header, rows = _table(path)
    problems = _header_problems(path.name, header)
    effects: dict[str, Effect] = {}
    if not problems:
        for number, cells in rows:
            problem = _add(effects, path.name, number, header, cells)
            problems += [problem] if problem else []
    if problems:
        raise InputRejectedError("EVIDENCE-006", file=path.name, n=len(problems), problems=problems)
    return effects


def _table(path: Path) -> tuple[list[str], list[tuple[int, list[str]]]]:
    """Header and rows, each with its number as a spreadsheet shows it; blank lines are skipped."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            lines = list(csv.reader(stream, strict=True))
    except (OSError, UnicodeDecodeError, csv.Error):
        raise InputRejectedError("EVIDENCE-007", file=path.name) from None
    if not lines:
        raise InputRejectedError("EVIDENCE-007", file=path.name)
    rows = [(number, cells) for number, cells in enumerate(lines[1:], start=2) if any(cells)]
    return [name.strip() for name in lines[0]], rows


def _header_problems(file: str, header: Sequence[str]) -> list[Problem]:
    missing = [name for name in REQUIRED if name not in header]
    foreign = [name for name in header if name not in COLUMNS or header.count(name) > 1]
    problems = [
        Problem("EVIDENCE-008", file=file, row=1, column=name, params={"column": name})
        for name in missing
    ]
    return problems + [
        Problem("EVIDENCE-009", file=file, row=1, column=name, params={"column": name or "-"})
        for name in dict.fromkeys(foreign)
    ]


def _add(
    effects: dict[str, Effect], file: str, number: int, header: Sequence[str], cells: Sequence[str]
) -> Problem | None:
    """Put the effect of a row among the others, or say what is wrong with it."""
    if len(cells) != len(header):
        widths: dict[str, object] = {"cells": len(cells), "columns": len(header)}
        return Problem("EVIDENCE-010", file=file, row=number, params=widths)
    try:
        effect = effect_of_row(dict(zip(header, cells, strict=True)))
    except InputRejectedError as error:
        return _problem(error, file, number)
    if effect.id in effects:
        return Problem(
            "EVIDENCE-015", file=file, row=number, column="id", params={"text": effect.id}
        )
    effects[effect.id] = effect
    return None


def _problem(error: InputRejectedError, file: str, number: int) -> Problem:
    column = error.params.get("column") or COLUMN_OF[error.code]
    return Problem(error.code, file=file, row=number, column=str(column), params=error.params)
