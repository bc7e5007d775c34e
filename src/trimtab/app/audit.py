"""The audit trail of a workspace: checked, listed, written out, anchored."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from trimtab.kernel import (
    Period,
    StateError,
    UnknownCodeError,
    UsageError,
    parse_instant,
    utc,
)
from trimtab.kernel.files import write_csv
from trimtab.office.audit import Anchor, Link, TrailQuery
from trimtab.office.audit_checking import Verdict
from trimtab.office.rights import Right, require
from trimtab.ports import Progress, no_progress

if TYPE_CHECKING:
    from trimtab.stores.office.audit import TrailReading
    from trimtab.stores.office.store import SqlOfficeStore


def verify_trail(
    office: SqlOfficeStore, anchor: Anchor | None = None, progress: Progress = no_progress
) -> Verdict:
    """Recompute every hash and compare every audited row with the trail.

    Raises StateError AUDIT-001 with a problem for each place that is not as it was written.
    """
    verdict = examine_trail(office, anchor, progress)
    refuse_tampered(verdict)
    return verdict


def refuse_tampered(verdict: Verdict) -> None:
    """Raises StateError AUDIT-001 with the problems of a trail that is not intact."""
    if not verdict.intact:
        raise StateError(
            "AUDIT-001", problems=verdict.problems, n=verdict.total, entries=verdict.entries
        )


def examine_trail(
    office: SqlOfficeStore, anchor: Anchor | None = None, progress: Progress = no_progress
) -> Verdict:
    """The same, as a result."""
    from trimtab.stores.office.audit import examine

    with office.trail() as trail:
        return examine(trail, anchor, progress)


def list_trail(
    office: SqlOfficeStore, actor: str, query: TrailQuery, limit: int | None = None
) -> tuple[Link, ...]:
    """The newest entries that a query names, newest first.

    Raises NotAllowedError OFFICE-010 for who may not read the trail.
    """
    with _read_by(office, actor) as trail:
        return tuple(trail.search(query, limit))


def write_trail(
    office: SqlOfficeStore, actor: str, query: TrailQuery, limit: int | None, path: Path
) -> None:
    """The same as a CSV file, whole or not at all, with the mark by which spreadsheets know UTF-8;
    what people wrote in it cannot become a formula.

    Raises UsageError AUDIT-018 when it cannot be written, NotAllowedError OFFICE-010.
    """
    with _read_by(office, actor) as trail:
        try:
            found = trail.search(query, limit)
            write_csv(path, Link._fields, found, encoding="utf-8-sig", guarded=True)
        except OSError as error:
            reason = error.strerror or str(error)
            raise UsageError("AUDIT-018", path=str(path), reason=reason) from error


def find_entry(office: SqlOfficeStore, actor: str, sequence: int) -> Link:
    """One entry. Raises UnknownCodeError AUDIT-017, NotAllowedError OFFICE-010."""
    with _read_by(office, actor) as trail:
        found = trail.at(sequence)
    if found is None:
        raise UnknownCodeError("AUDIT-017", sequence=sequence)
    return found


def head_anchor(office: SqlOfficeStore) -> Anchor:
    """Sequence and hash of the last entry, to be kept where the database's owner cannot write.

    Raises StateError AUDIT-019 for a trail without any entry.
    """
    with office.trail() as trail:
        head = trail.head()
    if head is None:
        raise StateError("AUDIT-019")
    return Anchor(head.hash, head.sequence)


def begin_of(text: str) -> datetime:
    """The first instant of a period, or an instant. Raises InputRejectedError TIME-001."""
    return parse_instant(text) if "T" in text else utc(Period.parse(text).start)


def read_anchor(path: Path) -> Anchor:
    """The last anchor in a file of one a line. Raises UsageError AUDIT-008, AUDIT-020."""
    try:
        lines = path.read_text(encoding="utf-8").split()
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError("AUDIT-020", path=str(path), reason=str(error)) from error
    return Anchor.parse(lines[-1] if lines else "")


@contextmanager
def _read_by(office: SqlOfficeStore, actor: str) -> Iterator[TrailReading]:
    with office.reading() as reading:
        require(reading, actor, Right.AUDIT_READ, None)
    with office.trail() as trail:
        yield trail
