"""The audit trail: a chain of entries, each sealed with a hash that covers the one before it.

Model    entry 1 tells of the store and continues ``genesis(its id)``, every other the hash of
         the entry before it; when a copy of the store takes an id of its own, the trail tells so;
         hash = SHA-256 of the canonical JSON of all other fields, ``before`` and ``after`` in it
         as the text that is kept, byte for byte
Proves   that no entry was changed, taken out, put in or moved unless every later hash was made
         anew as well; whoever can do that is caught by an anchor, a sequence and its hash kept
         where the database's administrator cannot write
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any, NamedTuple

from trimtab.kernel import UsageError
from trimtab.office.canonical import canonical
from trimtab.office.types import AuditAction

STORE = "store"
"""The entity whose only record is the id of the store."""


class Link(NamedTuple):
    """An entry as it is kept: instants and structures as text, so that nothing is lost in reading.

    A tampered entry may hold anything in any field.
    """

    sequence: int
    at: str
    actor: str
    reason: str
    action: str
    entity: str
    entity_id: str
    before: str | None
    after: str | None
    previous: str
    hash: str


class Change(NamedTuple):
    """What an entry tells, before it has a place in the chain."""

    at: datetime
    actor: str
    reason: str
    action: AuditAction
    entity: str
    entity_id: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class TrailQuery:
    """Which entries: of an entity or of one of its records, by an actor, from and before an
    instant, with some words in the reason, the key or the record itself, before an entry."""

    entity: str = ""
    entity_id: str = ""
    actor: str = ""
    since: datetime | None = None
    until: datetime | None = None
    search: str = ""
    before: int | None = None


@dataclass(frozen=True, slots=True)
class Anchor:
    """The hash of one entry, kept elsewhere."""

    hash: str
    sequence: int

    @classmethod
    def parse(cls, text: str) -> Anchor:
        """Read ``HASH:SEQUENCE``. Raises UsageError AUDIT-008 for anything else."""
        found, _, number = text.strip().partition(":")
        if len(found) != 64 or set(found) - set("0123456789abcdef") or not number.isdecimal():
            raise UsageError("AUDIT-008", text=text.strip()[:100])
        return cls(found, int(number))

    def __str__(self) -> str:
        return f"{self.hash}:{self.sequence}"


def genesis(store_id: str) -> str:
    """What the first entry of a store continues, so that no trail passes for another store's."""
    return sha256(f"trimtab audit trail of {store_id}".encode()).hexdigest()


def beginning(first: Link) -> str:
    """What the first entry of a trail must continue; no hash will do if it tells of no store."""
    return genesis(first.entity_id) if first.entity == STORE else ""


_write = json.JSONEncoder(
    ensure_ascii=False, separators=(",", ":"), sort_keys=True, default=repr
).encode
_COVERED = Link._fields[:-1]


def digest(fields: Iterable[object]) -> str:
    """The hash over all fields of a link but the last, in their order."""
    written = _write(dict(zip(_COVERED, fields, strict=True)))
    return sha256(written.encode("utf-8", "surrogatepass")).hexdigest()


def chain(changes: Iterable[Change], sequence: int, previous: str) -> Iterator[Link]:
    """Changes as links that continue the entry ``sequence`` whose hash is ``previous``."""
    for change in changes:
        sequence += 1
        at = canonical(change.at)[1:-1]
        fields = (sequence, at, *change[1:], previous)
        previous = digest(fields)
        yield Link(*fields, previous)


def differences(
    before: Mapping[str, Any] | None, after: Mapping[str, Any] | None
) -> tuple[tuple[str, Any, Any], ...]:
    """Field, value before, value after, of each field that is not the same on both sides."""
    old, new = before or {}, after or {}
    return tuple(
        (name, old.get(name), new.get(name))
        for name in sorted({*old, *new})
        if name not in old or name not in new or old[name] != new[name]
    )


def structure(kept: object) -> Any:
    """What a kept text says; the text itself where it is not JSON."""
    if not isinstance(kept, str):
        return kept
    try:
        return json.loads(kept)
    except ValueError:
        return kept


def changes_of(link: Link) -> tuple[tuple[str, str, str], ...]:
    """Field, text before, text after, of each field that an entry changed."""
    before, after = structure(link.before), structure(link.after)
    if not all(side is None or isinstance(side, dict) for side in (before, after)):
        return (("*", str(link.before or ""), str(link.after or "")),)
    return tuple((name, _shown(old), _shown(new)) for name, old, new in differences(before, after))


def _shown(value: object) -> str:
    return "" if value is None else value if isinstance(value, str) else canonical(value)
