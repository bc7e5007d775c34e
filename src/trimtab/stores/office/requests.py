"""Requests that carry a key, remembered so that what was asked once is not done twice.

::

    begun -> written -> answered
      |         `-> (server died)  it took effect, its answer is lost
      `-> (server died)            nothing of it was kept: it may be done again

``written`` is noted in the transaction of the request's own first write, so that both are kept or
neither is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, delete, event, select, update
from sqlalchemy.dialects import postgresql, sqlite

from trimtab.stores import database
from trimtab.stores.office.job_progress import clock
from trimtab.stores.office.schema_requests import request_key as rows

HELD = timedelta(minutes=10)
KEPT = timedelta(hours=24)


class RequestState(StrEnum):
    """How far a request with a key has come."""

    BEGUN = "begun"
    WRITTEN = "written"
    ANSWERED = "answered"


@dataclass(frozen=True, slots=True)
class RequestKey:
    """Who asks, by which key, and the SHA-256 of what is asked."""

    actor: str
    key: str
    digest: str


@dataclass(frozen=True, slots=True)
class KeptRequest:
    """What is known of an earlier request with the key. ``content`` is None where the answer was
    not to be kept."""

    digest: str
    state: RequestState
    at_work: bool
    status: int | None
    headers: Mapping[str, str]
    content: str | None


_current: ContextVar[RequestKey | None] = ContextVar("request_key", default=None)


class SqlRequests:
    """The keys of requests in the operational database; one object may serve many threads."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        event.listen(engine, "commit", _note_written)

    def close(self) -> None:
        """Note nothing more."""
        event.remove(self._engine, "commit", _note_written)

    def begin(self, asked: RequestKey) -> KeptRequest | None:
        """Take the key for this request: None. Or what is known of the one that has it.

        A request whose server died before it wrote anything gives its key up to the same request.
        """
        with database.writing(self._engine) as connection:
            now = clock(connection)
            connection.execute(delete(rows).where(rows.c.kept_until < now))
            begun = rows.c.state == RequestState.BEGUN.value
            given_up = _is(asked) & begun & (rows.c.held_until <= now)
            connection.execute(delete(rows).where(given_up, rows.c.digest == asked.digest))
            taken = connection.execute(
                _insert(connection).values(
                    actor_id=asked.actor, request_key=asked.key, digest=asked.digest,
                    state=RequestState.BEGUN.value, held_until=now + HELD, kept_until=now + KEPT,
                ).on_conflict_do_nothing().returning(rows.c.state)
            )  # fmt: skip
            return None if taken.first() else _find(connection, asked)

    @contextmanager
    def noting(self, asked: RequestKey) -> Iterator[None]:
        """What is written in the block, and in the threads it hands its context to, is written
        for this request."""
        token = _current.set(asked)
        try:
            yield
        finally:
            _current.reset(token)

    def answer(
        self, asked: RequestKey, status: int, headers: Mapping[str, str], content: str | None
    ) -> None:
        """Keep the answer for whoever asks again."""
        kept = {
            "state": RequestState.ANSWERED.value,
            "status": status,
            "headers": dict(headers),
            "content": content,
        }
        with database.writing(self._engine) as connection:
            connection.execute(update(rows).where(_is(asked)).values(kept))

    def give_up(self, asked: RequestKey) -> None:
        """Forget a request that failed and wrote nothing: it may be tried again."""
        begun = rows.c.state == RequestState.BEGUN.value
        with database.writing(self._engine) as connection:
            connection.execute(delete(rows).where(_is(asked), begun))


def _insert(connection: Connection) -> Any:
    """An INSERT that waits for another connection's and then does nothing, of either database."""
    engine = postgresql if connection.dialect.name == "postgresql" else sqlite
    return engine.insert(rows)


def _is(asked: RequestKey) -> ColumnElement[bool]:
    return (rows.c.actor_id == asked.actor) & (rows.c.request_key == asked.key)


def _find(connection: Connection, asked: RequestKey) -> KeptRequest | None:
    row = connection.execute(select(rows).where(_is(asked))).first()
    if row is None:
        return None
    return KeptRequest(
        digest=row.digest,
        state=RequestState(row.state),
        at_work=row.state != RequestState.ANSWERED.value and row.held_until > clock(connection),
        status=row.status,
        headers=row.headers or {},
        content=row.content,
    )


def _note_written(connection: Connection) -> None:
    """Before a commit: the request at work writes something."""
    asked = _current.get()
    if asked is None or not connection.get_execution_options().get("trimtab_writes", False):
        return
    begun = rows.c.state == RequestState.BEGUN.value
    written = update(rows).where(_is(asked), begun).values(state=RequestState.WRITTEN.value)
    connection.execute(written)
