"""When somebody last looked, and what they saw: one row a person, outside the audit trail."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import Engine, select
from sqlalchemy.dialects import postgresql, sqlite

from trimtab.stores import database
from trimtab.stores.office.schema_accounts import VISITS


@dataclass(frozen=True, slots=True)
class Visit:
    """The present visit and what was seen: ``before`` at the end of the visit before it, ``latest``
    now. Both are texts whose meaning is the caller's; ``before`` is empty at a first visit."""

    actor_id: str
    began_at: datetime
    last_at: datetime
    before: str
    latest: str


def read_visit(engine: Engine, actor_id: str) -> Visit | None:
    """The last visit of a person; None where they never looked."""
    asked = select(VISITS).where(VISITS.c.actor_id == actor_id)
    with database.reading(engine) as connection:
        row = connection.execute(asked).one_or_none()
    return None if row is None else Visit(**row._mapping)


def write_visit(engine: Engine, visit: Visit) -> None:
    """Keep a visit in place of the one before it, also where two windows open at once."""
    values = asdict(visit)
    make = postgresql.insert if engine.dialect.name == "postgresql" else sqlite.insert
    kept = make(VISITS).values(**values)
    with database.writing(engine) as connection:
        connection.execute(
            kept.on_conflict_do_update(index_elements=[VISITS.c.actor_id], set_=values)
        )
