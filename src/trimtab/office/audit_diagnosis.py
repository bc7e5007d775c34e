"""Which field of an altered entry was changed, where that can be proved.

The hash is that of the entry as it was written. Putting a field back to what it may have been and
meeting the hash again proves that this field was changed, and no other.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from trimtab.office.audit import Link, digest
from trimtab.office.types import AuditAction

_REMEMBERED = 200
"""So many actors and reasons are remembered as what a changed one may have been."""


@dataclass(slots=True)
class Suspect:
    """An entry that does not match its hash, with what was known around it."""

    link: Link
    previous: str
    """The hash of the entry before it."""
    at: str
    """When the entry before it was made; entries of one transaction share the instant."""
    before: str | None = None
    """What the trail had last said of the record."""
    left: str | None = None
    """What the next entry found of the record, or what its row holds."""
    next_previous: str | None = None
    """What the next entry says this one's hash was."""


@dataclass(slots=True)
class Memory:
    """Values that were seen in sound entries."""

    actors: dict[str, None] = field(default_factory=dict)
    reasons: dict[str, None] = field(default_factory=dict)
    entities: dict[str, None] = field(default_factory=dict)

    def remember(self, link: Link) -> None:
        """Take note of a sound entry."""
        for seen, value in (
            (self.actors, link.actor),
            (self.reasons, link.reason),
            (self.entities, link.entity),
        ):
            if len(seen) < _REMEMBERED:
                seen[value] = None


def changed_field(
    suspect: Suspect, memory: Memory, moved_from: Iterable[int]
) -> tuple[str, object]:
    """The field that was changed, and what it was; ("", None) where that cannot be proved.

    ``moved_from`` are places in the chain that the entry may have come from.
    """
    link = suspect.link
    if digest(link[:-1]) == suspect.next_previous:
        return "hash", suspect.next_previous
    for name, value in _candidates(suspect, memory, moved_from):
        restored = {**link._asdict(), name: value}
        if digest(list(restored.values())[:-1]) == link.hash:
            return name, value
    return "", None


def _candidates(
    suspect: Suspect, memory: Memory, moved_from: Iterable[int]
) -> Iterator[tuple[str, object]]:
    link = suspect.link
    given: Mapping[str, Iterable[object]] = {
        "previous": (suspect.previous,),
        "sequence": moved_from,
        "before": (suspect.before, None),
        "after": (suspect.left, None),
        "action": tuple(action.value for action in AuditAction),
        "at": (suspect.at,),
        "actor": tuple(memory.actors),
        "reason": tuple(memory.reasons),
        "entity": tuple(memory.entities),
        "entity_id": _texts_in(link.before, link.after),
    }
    for name, values in given.items():
        for value in values:
            if value != getattr(link, name):
                yield name, value


def _texts_in(*structures: str | None) -> tuple[str, ...]:
    """The texts in kept structures: the key of a record is one of them."""
    found: list[str] = []
    for structure in structures:
        try:
            values = json.loads(structure or "{}")
        except (TypeError, ValueError):
            continue
        if isinstance(values, dict):
            found += [value for value in values.values() if isinstance(value, str)]
    return tuple(found)
