"""Places on status lists: two for each certificate, drawn at random, never given twice."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

import numpy as np

from trimtab.credentials.issuing.addresses import new_list_id
from trimtab.credentials.issuing.making import Places
from trimtab.credentials.issuing.storage import CertificateReading, Indices
from trimtab.credentials.issuing.types import StatusListRecord
from trimtab.credentials.status import MINIMUM_ENTRIES, Purpose, StatusEntry
from trimtab.ports import Reading

RANDOM = np.random.default_rng()  # seeded by the operating system


@dataclass(slots=True)
class PlaceGiver:
    """Gives out the free entries of an issuer's lists; ``opened`` are lists it had to open,
    ``kept`` those of them that a committed transaction holds.

    It remembers what it gave out, so that thousands of certificates ask the database once. Two that
    give out at the same time can draw the same entry: the database refuses the second, who then
    begins with a fresh giver.
    """

    issuer_id: str
    at: datetime
    opened: list[StatusListRecord] = field(default_factory=list)
    kept: set[str] = field(default_factory=set)
    _free: dict[Purpose, list[tuple[str, Indices]]] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        store: CertificateReading,
        reading: Reading,
        issuer_id: str,
        at: datetime,
        *,
        for_twins: bool = False,
    ) -> PlaceGiver:
        """A giver that knows the issuer's lists and what was given out of them.

        A list serves certificates or, once a twin has a place on it, twins: who draws for the one
        never meets who draws for the other.
        """
        giver = cls(issuer_id, at)
        for record in reading.find(StatusListRecord, issuer_id=issuer_id):
            place = (reading, record.list_id, record.purpose)
            of_twins = store.taken_by_twins(*place)
            if for_twins == bool(len(of_twins)):
                giver._add(record, of_twins if for_twins else store.taken(*place))
        return giver

    def draw(self, count: int) -> list[Places]:
        """Places for so many certificates."""
        drawn = [self._entries(purpose, count) for purpose in Purpose]
        return [
            Places(revocation, suspension) for revocation, suspension in zip(*drawn, strict=True)
        ]

    def _entries(self, purpose: Purpose, count: int) -> list[StatusEntry]:
        found: list[StatusEntry] = []
        pools = self._free.setdefault(purpose, [])
        while len(found) < count:
            while pools and not len(pools[0][1]):
                pools.pop(0)
            if not pools:
                self._open(purpose)
                continue
            list_id, free = pools[0]
            here = min(count - len(found), len(free))
            found += [StatusEntry(list_id, int(at), purpose.value) for at in free[:here]]
            pools[0] = (list_id, free[here:])
        return found

    def _open(self, purpose: Purpose) -> None:
        list_id = new_list_id(self.issuer_id)
        record = StatusListRecord(list_id, self.issuer_id, purpose, MINIMUM_ENTRIES, self.at)
        self.opened.append(record)
        self._add(record, np.empty(0, dtype=np.int64))

    def _add(self, record: StatusListRecord, taken: Indices) -> None:
        """The free entries of a list, in random order."""
        is_free = np.ones(record.size, dtype=bool)
        is_free[taken] = False
        shuffled = RANDOM.permutation(np.flatnonzero(is_free))
        self._free.setdefault(record.purpose, []).append((record.list_id, shuffled))
