"""Wrong guesses at the holder of a certificate, counted for every server of a database together.

Kept for the time of the limit: a keyed hash of the certificate's id and an instant. Nothing of who
guessed, or what.
"""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, func, insert, select, text

from trimtab.stores.credentials.schema_wallet import holder_guess

_LOCK = 0x6775657373  # "guess": guesses are counted one after another in PostgreSQL


def begin_guess(
    connection: Connection, certificate: str, at: datetime, most: int, window: timedelta
) -> tuple[str, datetime | None]:
    """Count a guess before it is judged, so that many at once cannot pass the limit together.

    Its id; empty, with the instant of the oldest that counts, where there were too many: such a one
    is not counted itself.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
    kept = holder_guess.c
    connection.execute(delete(holder_guess).where(kept.at <= at - window))
    counted = select(func.count(), func.min(kept.at)).where(kept.certificate_hash == certificate)
    held, oldest = connection.execute(counted).one()
    if held >= most:
        return "", oldest
    guess_id = secrets.token_hex(16)
    connection.execute(
        insert(holder_guess).values(guess_id=guess_id, certificate_hash=certificate, at=at)
    )
    return guess_id, None


def forgive_guess(connection: Connection, guess_id: str) -> None:
    """Take back one that was right."""
    connection.execute(delete(holder_guess).where(holder_guess.c.guess_id == guess_id))
