"""Headers of files of cases: known in every language; one that nobody knows is refused."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches

from trimtab.ingest.source import Source
from trimtab.kernel import InputRejectedError
from trimtab.messages import LANGUAGES, text

_REMARKS = ("why", "clause")  # for people: what a case is about, on what an expectation rests
_EXPECTED = "expected_"
_LIKENESS = 0.5  # of two names, for one to be named as the nearest of the other


def find_column(source: Source, name: str) -> int:
    """Position of a column by its name in any language, -1 where there is none."""
    lowered = [header.lower() for header in source.header]
    return next((lowered.index(one) for one in _headers(name) if one in lowered), -1)


def refuse_unknown_columns(source: Source, names: Sequence[str], ignored: Sequence[str]) -> None:
    """InputRejectedError CASES-017 with the nearest name of each column that is none of these.

    Columns of remarks, those that begin with ``expected_`` and those ``ignored`` may stand there.
    """
    known = {header for name in (*names, *_REMARKS) for header in _headers(name)}
    left = known | {name.strip().lower() for name in ignored}
    unknown = [
        header
        for header in filter(None, source.header)
        if header.lower() not in left and not header.lower().startswith(_EXPECTED)
    ]
    if unknown:
        listed = ", ".join(f"{one} ({_nearest(one, known)})" for one in unknown)
        raise InputRejectedError("CASES-017", file=source.file, columns=listed)


def _headers(name: str) -> tuple[str, ...]:
    """How a column may be headed, in small letters."""
    known = (name, *(text(f"cases.header.{name}", language) for language in LANGUAGES))
    return tuple(one.lower() for one in known)


def _nearest(header: str, known: set[str]) -> str:
    return "".join(get_close_matches(header.lower(), sorted(known), 1, _LIKENESS)) or "-"
