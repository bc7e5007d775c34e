"""One transaction in which somebody changes something for a reason: the only door to writes."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Any, ClassVar, Protocol, TypeVar


class Record(Protocol):
    """A frozen dataclass that is kept as one row; ``KEY`` names the field that identifies it."""

    KEY: ClassVar[str]
    __dataclass_fields__: ClassVar[dict[str, Any]]


R = TypeVar("R", bound=Record)


class Reading(Protocol):
    """Records as they were when the block began."""

    def get(self, kind: type[R], key: str) -> R | None:
        """The record with this key, None where there is none."""
        ...

    def find(self, kind: type[R], /, **equal: object) -> tuple[R, ...]:
        """The records whose named fields equal the given values, in the order of their keys."""
        ...


class Work(Reading, Protocol):
    """Everything done in it is committed together, or nothing is.

    Each change appends one entry to the audit trail, in the same transaction: who, when, why,
    which record, before and after.
    """

    @property
    def actor(self) -> str:
        """Who does this."""
        ...

    @property
    def at(self) -> datetime:
        """When the transaction began; every record of it carries this instant."""
        ...

    def add(self, record: Record) -> None:
        """Keep a new record. Raises StateError OFFICE-001 when its key is taken."""
        ...

    def replace(self, record: Record) -> None:
        """Change a record; one that stays the same leaves no entry.

        Raises UnknownCodeError OFFICE-002 when there is none of its key.
        """
        ...

    def remove(self, record: Record) -> None:
        """Take a record away; the trail keeps what it said. Raises UnknownCodeError OFFICE-002."""
        ...

    def note(self, entity: str, entity_id: str, facts: Mapping[str, Any]) -> None:
        """Tell the trail of something that is not the change of a record, such as a restore."""
        ...


class OfficeStore(Protocol):
    """The operational database as rooms see it. Writers follow one another: what a work has read
    stays true until it ends, and a work within a work would wait for itself."""

    def work(self, actor: str, reason: str) -> AbstractContextManager[Work]:
        """Begin a transaction; it commits when the block ends and leaves no trace if it fails."""
        ...

    def reading(self) -> AbstractContextManager[Reading]:
        """A consistent view of all records."""
        ...
