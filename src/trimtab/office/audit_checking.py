"""Whether a trail is intact, and where it is not.

One pass over the entries in their order, then one over the rows of the tables they speak of.
Memory holds a few bytes for each record that exists, whatever the number of entries.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from hashlib import blake2b
from itertools import islice

from trimtab.kernel import Problem
from trimtab.office.audit import Anchor, Link, beginning, differences, digest
from trimtab.office.audit_diagnosis import Memory, Suspect, changed_field
from trimtab.office.types import AuditAction

NAMED = 1_000
"""So many problems are named one by one; all are counted."""

_PLACES = 50
"""So many altered entries are tried in each other's places."""

Rows = Callable[[str], Iterable[tuple[str, str]]]
"""Key and canonical text of every row of an audited table."""
Said = Callable[[str, str, int | None], str | None]
"""What the trail last said of one record, before an entry or at its end: canonical text."""

_CHANGES = frozenset({AuditAction.ADD, AuditAction.REPLACE, AuditAction.REMOVE})


@dataclass(frozen=True, slots=True)
class Verdict:
    """``total`` problems were found, the first of which are named; ``head`` is the last entry."""

    entries: int
    head: Anchor | None
    problems: tuple[Problem, ...]
    total: int

    @property
    def intact(self) -> bool:
        return self.total == 0


class TrailCheck:
    """Reads a trail once, entry by entry, and keeps what is wrong with it.

    The id of a store is a record like others: its changes, followed from the first entry on, must
    lead to the id the store has.
    """

    def __init__(self, anchor: Anchor | None = None) -> None:
        self._anchor = anchor
        self._expected = 1
        self._previous = ""
        self._sound = True  # whether the entry before can be trusted to link to
        self._at = ""
        self._after_gaps: set[int] = set()
        self._entries = 0
        self._total = 0
        self._problems: list[Problem] = []
        self._state: dict[str, dict[str, bytes]] = {}
        self._doubtful: set[tuple[str, str]] = set()
        self._suspects: list[Suspect] = []
        self._waiting: dict[tuple[str, str], list[Suspect]] = {}
        self._memory = Memory()
        self._anchored: str | None = None

    def read(self, link: Link) -> None:
        """Take the next entry, in the order of the sequence as it is kept."""
        self._entries += 1
        if not isinstance(link.sequence, int) or link.sequence < self._expected:
            self.tell(Problem("AUDIT-005", "audit", column=repr(link.sequence)))
            return
        if link.sequence == 1:
            self._previous = beginning(link)
        if link.sequence > self._expected:
            self._tell_missing(self._expected, link.sequence - 1)
        if self._anchor and link.sequence == self._anchor.sequence:
            self._anchored = link.hash
        if self._suspects and self._suspects[-1].link.sequence == link.sequence - 1:
            self._suspects[-1].next_previous = link.previous
        if digest(link[:-1]) == link.hash:
            self._read_sealed(link)
        else:
            self._read_altered(link)
        self._expected = link.sequence + 1
        self._previous, self._at = link.hash, link.at

    def _read_sealed(self, link: Link) -> None:
        if link.previous != self._previous and self._sound:
            self._tell_unlinked(link)
        self._sound = True
        if link.action not in _CHANGES:
            return
        self._memory.remember(link)
        known = self._state.setdefault(link.entity, {})
        if _record(link) in self._doubtful:
            self._doubtful.discard(_record(link))
            self._left_behind(_record(link), link.before)
        elif _mark(link.before) != known.get(link.entity_id, b"") and not self._after_gaps:
            self.tell(Problem("AUDIT-009", "audit", row=link.sequence, column="before"))
        if link.after is None:
            known.pop(link.entity_id, None)
        else:
            known[link.entity_id] = _mark(link.after)

    def _read_altered(self, link: Link) -> None:
        self._sound = False
        self._total += 1
        if len(self._suspects) < NAMED:
            suspect = Suspect(link, self._previous, self._at)
            self._suspects.append(suspect)
            self._waiting.setdefault(_record(link), []).append(suspect)
        self._doubtful.add(_record(link))

    def _left_behind(self, record: tuple[str, str], text: str | None) -> None:
        """What was found of a record tells what the altered entries about it must have left."""
        for suspect in self._waiting.pop(record, ()):
            suspect.left = text

    def tell(self, problem: Problem) -> None:
        """Count a problem, and keep it unless there are too many."""
        self._total += 1
        if len(self._problems) < NAMED:
            self._problems.append(problem)

    def _tell_missing(self, first: int, last: int) -> None:
        params: dict[str, object] = {"first": first, "last": last, "n": last - first + 1}
        self.tell(Problem("AUDIT-003", "audit", row=first, params=params))
        self._after_gaps.add(last + 1)
        self._sound = False

    def _tell_unlinked(self, link: Link) -> None:
        if link.sequence == 1:
            self.tell(Problem("AUDIT-007", "audit", row=1, column="previous"))
            return
        params: dict[str, object] = {"before": link.sequence - 1, "sequence": link.sequence}
        self.tell(
            Problem("AUDIT-006", "audit", row=link.sequence, column="previous", params=params)
        )

    def finish(self, tables: Iterable[str], rows: Rows, said: Said) -> Verdict:
        """Compare the rows with what the trail says of them, and sum up."""
        for table in tables:
            self._compare(table, rows(table), said)
        self._check_anchor()
        places = {suspect.link.sequence: None for suspect in self._suspects}
        for suspect in self._suspects:
            self._name(suspect, places, said)
        head = Anchor(self._previous, self._expected - 1) if self._entries else None
        ordered = sorted(self._problems, key=lambda p: (p.file != "audit", p.row or 0))
        return Verdict(self._entries, head, tuple(ordered[:NAMED]), self._total)

    def _compare(self, table: str, rows: Iterable[tuple[str, str]], said: Said) -> None:
        left = self._state.pop(table, {})
        for key, text in rows:
            told = left.pop(key, None)
            if (table, key) in self._doubtful:
                self._left_behind((table, key), text)
            elif told is None:
                self.tell(Problem("AUDIT-011", table, column=key))
            elif told != _mark(text):
                fields = ", ".join(changed_names(said(table, key, None), text))
                self.tell(Problem("AUDIT-010", table, column=key, params={"fields": fields}))
        for key in left:
            if (table, key) not in self._doubtful:
                self.tell(Problem("AUDIT-012", table, column=key))

    def _check_anchor(self) -> None:
        anchor, last = self._anchor, self._expected - 1
        if anchor is None or self._anchored == anchor.hash:
            return
        if anchor.sequence > last:
            params: dict[str, object] = {"last": last, "sequence": anchor.sequence}
            self.tell(Problem("AUDIT-014", "audit", row=last + 1, params=params))
        else:
            self.tell(Problem("AUDIT-015", "audit", row=anchor.sequence, column="hash"))

    def _name(self, suspect: Suspect, places: Mapping[int, None], said: Said) -> None:
        """Say of an altered entry, already counted, what was changed."""
        link = suspect.link
        suspect.before = said(link.entity, link.entity_id, link.sequence)
        near = (link.sequence - 1, link.sequence + 1, *islice(places, _PLACES))
        name, value = changed_field(suspect, self._memory, near)
        if name == "sequence":
            problem = Problem(
                "AUDIT-004", "audit", row=link.sequence, column=name, params={"origin": value}
            )
            stands = link.sequence not in self._after_gaps and value not in places
            if value == link.sequence - 1 and stands:
                self.tell(Problem("AUDIT-021", "audit", row=link.sequence - 1))
        elif name:
            problem = Problem("AUDIT-002", "audit", row=link.sequence, column=name)
        else:
            problem = Problem("AUDIT-016", "audit", row=link.sequence)
        self._problems.append(problem)


def changed_names(before: str | None, after: str) -> tuple[str, ...]:
    """The fields in which two canonical texts differ."""
    try:
        return tuple(
            name for name, _, _ in differences(json.loads(before or "{}"), json.loads(after))
        )
    except (ValueError, AttributeError, TypeError):
        return ("*",)


def _record(link: Link) -> tuple[str, str]:
    return link.entity, link.entity_id


def _mark(text: str | None) -> bytes:
    """A few bytes that stand for a text; none for no text."""
    if text is None:
        return b""
    return blake2b(str(text).encode("utf-8", "surrogatepass"), digest_size=12).digest()
