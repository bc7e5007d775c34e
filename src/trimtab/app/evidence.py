"""The evidence register for the edges: with a bureau's own files, filtered, and out to a file."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

from trimtab.evidence import COLUMNS, EvidenceRegister, evidence_register, row_of_effect
from trimtab.kernel import UsageError
from trimtab.kernel.evidence import Effect
from trimtab.kernel.evidence_vocabulary import Design, Lever
from trimtab.kernel.files import write_csv

Word = TypeVar("Word", bound=StrEnum)


def open_evidence(files: Sequence[Path] | None = None) -> EvidenceRegister:
    """The embedded register with these files over it, the last on top.

    Raises InputRejectedError EVIDENCE-006 or -007.
    """
    return evidence_register(*(files or ()))


def find_effects(
    register: EvidenceRegister,
    *,
    lever: str | None,
    design: str | None,
    usable: bool,
    to: str | None,
    search: str,
) -> tuple[Effect, ...]:
    """Effects that satisfy every option, in order of the files.

    Raises UsageError EVIDENCE-030 for a lever or design that is not listed, InputRejectedError
    CODE-001 for a country that is none.
    """
    return register.find(
        lever=_chosen("--lever", lever, Lever),
        design=_chosen("--design", design, Design),
        usable=usable,
        to=to,
        search=search,
    )


def _chosen(option: str, text: str | None, words: type[Word]) -> Word | None:
    if text is None:
        return None
    try:
        return words(text)
    except ValueError:
        raise UsageError(
            "EVIDENCE-030", option=option, text=text, allowed=", ".join(words)
        ) from None


def write_effects(effects: Sequence[Effect], path: Path) -> None:
    """Write effects as CSV in the columns of a register file, so that it can be read again.

    Raises UsageError APP-001 for another suffix, EVIDENCE-029 if it cannot be written.
    """
    if path.suffix.lower() != ".csv":
        raise UsageError("APP-001", suffix=path.suffix, allowed=".csv")
    rows = (row_of_effect(effect) for effect in effects)
    try:
        # The byte-order mark makes Excel read the file as UTF-8.
        write_csv(
            path,
            COLUMNS,
            ([row.get(column, "") for column in COLUMNS] for row in rows),
            encoding="utf-8-sig",
        )
    except OSError as error:
        raise UsageError("EVIDENCE-029", file=str(path), detail=str(error)) from None
