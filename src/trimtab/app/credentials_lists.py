"""Lists of certificates in Excel or CSV: read into rows, every faulty cell named, nothing stored.

The headers are known in both languages (``credentials_list.header`` of the catalogue, with other
spellings behind a bar). A list names what is certified by its id or title (``achievement``), or by
``standard`` and ``level``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, timedelta
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from trimtab.app.column_files import Columns, fetch, opened
from trimtab.app.credentials_achievements import AchievementFinder, CertificateList
from trimtab.credentials.issuing.batches import LARGEST_BATCH
from trimtab.credentials.issuing.checking import (
    AWARDED,
    IDENTITY,
    UNTIL,
    Finding,
    RowDraft,
    finding,
)
from trimtab.ingest.identity_numbers import has_right_check_digit, is_cut
from trimtab.ingest.source import Source
from trimtab.ingest.workbooks import column_letter
from trimtab.kernel import InputRejectedError
from trimtab.messages import LANGUAGES, text

FIELDS = (
    "name",
    "identity_number",
    "achievement",
    "standard",
    "level",
    "awarded_on",
    "valid_until",
    "number",
    "score",
)
_NEEDED = ("name", "awarded_on")
_WHOLE = re.compile(r"\d{17}[\dX]")
_OTHER_PAPER = re.compile(r"(?=.*[A-Z])[A-Z0-9()-]{5,20}")
_SERIAL = re.compile(r"\d{5}(\.0+)?")
_EXCEL_EPOCH = date(1899, 12, 30)
_DATE = re.compile(
    r"(\d{4})[-/.\u5e74](\d{1,2})[-/.\u6708](\d{1,2})\u65e5?(?:[ T]00:00(?::00(?:\.0+)?)?)?"
)


def headers_of(name: str) -> tuple[str, ...]:
    """How a column may be headed, in small letters."""
    written = (text(f"credentials_list.header.{name}", language) for language in LANGUAGES)
    return (name, *(one.strip().lower() for words in written for one in words.split("|")))


def read_list(path: Path, finder: AchievementFinder) -> CertificateList:
    """Read a list whole.

    Raises InputRejectedError CREDENTIALS-194 when a column is missing, 263 for one that is not
    known but speaks of an end, 160 for a list without rows, what ``sample_file`` raises for a file
    that is no table. Faulty cells are findings of their rows; other columns are ``unread``.
    """
    with opened(path) as source:
        columns = _positions(source)
        unread = _unread(source, columns)
        found = fetch(source, list(columns.values()))
        rows = _rows(found, columns, finder)
    if not rows:
        raise InputRejectedError("CREDENTIALS-160", rows=0, largest=LARGEST_BATCH)
    digest = sha256(path.read_bytes()).hexdigest()
    return CertificateList(rows, digest, tuple(finder.invented.values()), unread)


def _positions(source: Source) -> dict[str, int]:
    lowered = [header.lower() for header in source.header]
    found = {
        name: next(lowered.index(one) for one in headers_of(name) if one in lowered)
        for name in FIELDS
        if any(one in lowered for one in headers_of(name))
    }
    if missing := [name for name in _NEEDED if name not in found]:
        wanted = ", ".join(headers_of(name)[1] for name in missing)
        raise InputRejectedError("CREDENTIALS-194", file=source.file, columns=wanted)
    return found


def _unread(source: Source, columns: Mapping[str, int]) -> tuple[str, ...]:
    """Headers that are not known. A certificate must not become unlimited because the header of
    its end was not."""
    others = [
        header for at, header in enumerate(source.header) if header and at not in columns.values()
    ]
    if ends := [header for header in others if _speaks_of_an_end(header)]:
        titles = (text(f"credentials_list.header.{UNTIL}", language) for language in LANGUAGES)
        known = ", ".join(title.partition("|")[0] for title in titles)
        raise InputRejectedError(
            "CREDENTIALS-263", file=source.file, columns=", ".join(ends), known=known
        )
    return tuple(others)


def _speaks_of_an_end(header: str) -> bool:
    words = (text("credentials_list.speaks_of_an_end", language) for language in LANGUAGES)
    return any(one in header.lower() for found in words for one in found.split("|"))


def _rows(
    found: Columns, columns: Mapping[str, int], finder: AchievementFinder
) -> tuple[RowDraft, ...]:
    count = len(found.rows)
    cells = {}
    for name in FIELDS:
        if name in columns:
            words = found.words(columns[name])
            cells[name] = [words.texts[at] for at in words.indices.tolist()]
        else:
            cells[name] = [""] * count
    lines = found.lines(found.rows.tolist())
    places = {name: (found.source.header[at], column_letter(at)) for name, at in columns.items()}
    return tuple(
        _row(line, dict(zip(FIELDS, values, strict=True)), finder, places)
        for line, values in zip(lines, zip(*cells.values(), strict=True), strict=True)
        if any(values)
    )


def _row(
    line: int,
    cells: Mapping[str, str],
    finder: AchievementFinder,
    places: Mapping[str, tuple[str, str]],
) -> RowDraft:
    findings: list[Finding] = []
    number = cells["identity_number"].upper().replace(" ", "")
    if IDENTITY in places and (fault := identity_fault(number)):
        findings.append(finding(fault, IDENTITY))
    days: dict[str, date | None] = {}
    for name in (AWARDED, UNTIL):
        days[name] = read_day(cells[name])
        if cells[name] and days[name] is None:
            findings.append(finding("CREDENTIALS-195", name, written=cells[name][:40]))
    achievement, fault_found = finder.find(cells["achievement"], cells["standard"], cells["level"])
    if fault_found:
        findings.append(fault_found)
    return RowDraft(
        line,
        cells["name"],
        number,
        achievement,
        days[AWARDED],
        days[UNTIL],
        cells["number"][:128] or None,
        cells["score"][:128] or None,
        tuple(findings),
        places=places,
    )


def identity_fault(number: str) -> str | None:
    """What is wrong with an identity number: the code of a finding. A paper of another kind (a
    passport) has letters; the numbers of identity cards end with a check character.

    Examples
    --------
    >>> identity_fault("110101199003074514") is None, identity_fault("E12345678") is None
    (True, True)
    >>> identity_fault("110101199003074513"), identity_fault("110101199003074000")
    ('CREDENTIALS-196', 'CREDENTIALS-197')
    """
    if not number:
        return "CREDENTIALS-198"
    if is_cut(number):
        return "CREDENTIALS-197"
    if _WHOLE.fullmatch(number):
        return None if has_right_check_digit(number) else "CREDENTIALS-196"
    return None if _OTHER_PAPER.fullmatch(number) else "CREDENTIALS-196"


@lru_cache(maxsize=4096)
def read_day(written: str) -> date | None:
    """A day as lists write it: 2026-11-23, 2026/11/23, 2026年11月23日, 20261123, or the number a
    spreadsheet keeps for it; None for anything else.

    Examples
    --------
    >>> read_day("2026年11月3日") == read_day("2026/11/3") == read_day("46329")
    True
    """
    try:
        if found := _DATE.fullmatch(written):
            return date(*map(int, found.groups()))
        if len(written) == 8 and written.isascii() and written.isdigit():
            return date(int(written[:4]), int(written[4:6]), int(written[6:]))
        if _SERIAL.fullmatch(written):
            return _EXCEL_EPOCH + timedelta(days=int(float(written)))
    except ValueError:
        pass
    return None
