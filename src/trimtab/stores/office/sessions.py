"""Rows of sessions and of attempts to sign in, on one connection."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, delete, func, insert, select, text, update

from trimtab.office.accounts import AttemptPolicy, Entry, Session
from trimtab.stores.office.schema_accounts import sign_in_attempt, web_session

_LOCK = 0x7369676E696E  # "signin": attempts are counted one after another in PostgreSQL


def keep_session(connection: Connection, session: Session, hashed: str) -> None:
    """Keep a new session."""
    names = [column.name for column in web_session.columns if column.name != "session_hash"]
    values = {name: getattr(session, name) for name in names}
    values["entry"] = session.entry.value
    connection.execute(insert(web_session).values(session_hash=hashed, **values))


def find_session(
    connection: Connection, hashed: str, at: datetime, idle: timedelta
) -> Session | None:
    """The session with this hash, unless it has run out or lain idle for too long."""
    kept = web_session.c
    good = (kept.session_hash == hashed, kept.until > at, kept.seen_at > at - idle)
    row = connection.execute(select(web_session).where(*good)).first()
    return None if row is None else _session(row)


def sessions_of(
    connection: Connection, actor: str, at: datetime, idle: timedelta
) -> tuple[Session, ...]:
    """Somebody's open sessions, the one last used first."""
    kept = web_session.c
    good = (kept.actor_id == actor, kept.until > at, kept.seen_at > at - idle)
    chosen = select(web_session).where(*good).order_by(kept.seen_at.desc(), kept.session_id)
    return tuple(_session(row) for row in connection.execute(chosen))


def see_session(connection: Connection, session_id: str, at: datetime) -> None:
    """Note that a session is in use."""
    chosen = update(web_session).where(web_session.c.session_id == session_id)
    connection.execute(chosen.values(seen_at=at))


def end_session(connection: Connection, hashed: str) -> None:
    """End the session with this hash."""
    connection.execute(delete(web_session).where(web_session.c.session_hash == hashed))


def end_sessions(
    connection: Connection, actor: str, *, only: str | None = None, keeping: str | None = None
) -> int:
    """End the sessions of an actor: all, ``only`` one, or all but the one that is kept."""
    kept = web_session.c
    chosen = delete(web_session).where(kept.actor_id == actor)
    if only is not None:
        chosen = chosen.where(kept.session_id == only)
    if keeping is not None:
        chosen = chosen.where(kept.session_id != keeping)
    return connection.execute(chosen).rowcount


def clear_ended(connection: Connection, at: datetime, idle: timedelta) -> None:
    """Remove sessions that have run out."""
    kept = web_session.c
    connection.execute(delete(web_session).where((kept.until <= at) | (kept.seen_at <= at - idle)))


def _session(row: Row[Any]) -> Session:
    return Session(
        row.session_id,
        row.actor_id,
        Entry(row.entry),
        row.device,
        row.made_at,
        row.seen_at,
        row.until,
    )


def begin_attempt(
    connection: Connection, account: str, address: str, at: datetime, policy: AttemptPolicy
) -> str | None:
    """Count an attempt before it is made, so that many at once cannot pass the limit together.

    The attempt's id; None when too many have failed. One that is refused is not counted: whoever
    waits may try again, and nobody can keep an account shut for good.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
    kept = sign_in_attempt.c
    connection.execute(delete(sign_in_attempt).where(kept.at <= at - policy.window))
    of_account, of_address = kept.account_hash == account, kept.address_hash == address
    limits = (
        (of_account & of_address, policy.pair),
        (of_account, policy.account),
        (of_address, policy.address),
    )
    for chosen, most in limits:
        counted = select(func.count()).select_from(sign_in_attempt).where(chosen)
        if connection.execute(counted).scalar_one() >= most:
            return None
    attempt_id = secrets.token_hex(16)
    connection.execute(
        insert(sign_in_attempt).values(
            attempt_id=attempt_id, account_hash=account, address_hash=address, at=at
        )
    )
    return attempt_id


def forgive_attempt(connection: Connection, attempt_id: str) -> None:
    """Take back an attempt that succeeded."""
    connection.execute(delete(sign_in_attempt).where(sign_in_attempt.c.attempt_id == attempt_id))
