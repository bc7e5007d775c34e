"""How many jobs are in each state."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Engine, func, select

from trimtab.office.types import JobState
from trimtab.stores import database
from trimtab.stores.office.schema import job


def count_jobs(engine: Engine) -> Mapping[str, int]:
    """Jobs by state, states without any included. Raises StateError STORE-003."""
    counted = select(job.c.state, func.count()).group_by(job.c.state)
    with database.reading(engine) as connection:
        found = {state: int(count) for state, count in connection.execute(counted)}
    return {state.value: found.get(state.value, 0) for state in JobState}
