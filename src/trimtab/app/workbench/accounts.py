"""Accounts of a workbench: who comes with a session or a token, and how one signs in.

accounts = accounts_of(bench)
secret = accounts.sign_in("li", "a password", "192.0.2.7", "Firefox")   # for the cookie
accounts.viewer(secret, None)                                            # who that is
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from secrets import token_hex
from threading import Lock
from typing import TYPE_CHECKING

from trimtab.app.workbench.bench import Workbench
from trimtab.app.workbench.password_hashing import PasswordHashing
from trimtab.app.workbench.viewer import Viewer, scoped, viewer_of
from trimtab.kernel import NotAllowedError, StateError, UnknownCodeError
from trimtab.office.accounts import AttemptPolicy, Entry, Session, SessionPolicy
from trimtab.office.types import OPERATOR, Actor, ActorKind
from trimtab.ports import Reading
from trimtab.stores import database
from trimtab.stores.office import accounts as rows
from trimtab.stores.office import sessions
from trimtab.stores.office.store import SqlOfficeStore
from trimtab.stores.office.work import SqlReading

if TYPE_CHECKING:
    from sqlalchemy import Connection

_SEEN_EVERY = timedelta(minutes=1)
_DEVICE_LONGEST = 64
_CSRF = "csrf"


def _now() -> datetime:
    return datetime.now(UTC)


class Accounts:
    """Implements ``ViewerSource``; one object serves many threads.

    ``counted`` holds how often somebody signed in, was refused or had to wait, since the start.
    """

    def __init__(
        self,
        office: SqlOfficeStore,
        *,
        now: Callable[[], datetime] = _now,
        hashing: PasswordHashing | None = None,
        policy: SessionPolicy | None = None,
        attempts: AttemptPolicy | None = None,
        demonstration: bool = False,
    ) -> None:
        self.office = office
        self.demonstration = demonstration
        self.now = now
        self.hashing = hashing or PasswordHashing()
        self.policy = policy or SessionPolicy()
        self.attempts = attempts or AttemptPolicy()
        self.counted: Counter[str] = Counter({"signed_in": 0, "refused": 0, "limited": 0})
        self._counting = Lock()
        with database.reading(office.engine) as connection:
            self._key = rows.store_key(connection)

    # Who comes

    def viewer(self, session: str | None, bearer: str | None) -> Viewer | None:
        """Who comes with a cookie or a bearer token; a token beside a cookie counts alone."""
        if bearer is not None:
            return self._viewer_of_token(bearer)
        return self._viewer_of_session(session) if session else None

    def _viewer_of_session(self, secret: str) -> Viewer | None:
        now = self.now()
        with self.office.reading() as reading:
            found = sessions.find_session(
                reading.connection, self.hashed(secret), now, self.policy.idle
            )
            viewer = viewer_of(reading, found.actor_id, now.date()) if found else None
        if found is None or viewer is None:
            return None
        if now - found.seen_at >= _SEEN_EVERY:
            with suppress(StateError), database.writing(self.office.engine) as connection:
                sessions.see_session(connection, found.session_id, now)
        return replace(viewer, csrf_token=self.hashed(_CSRF + secret))

    def _viewer_of_token(self, secret: str) -> Viewer | None:
        now = self.now()
        with self.office.reading() as reading:
            token = rows.find_token(reading.connection, self.hashed(secret), now)
            viewer = viewer_of(reading, token.actor_id, now.date()) if token else None
        if token is None or viewer is None:
            return None
        if token.used_at is None or now - token.used_at >= _SEEN_EVERY:
            with suppress(StateError), database.writing(self.office.engine) as connection:
                rows.use_token(connection, token.token_id, now)
        return scoped(viewer, frozenset(token.scopes))

    def hashed(self, secret: str) -> str:
        """What is kept of a secret in this store."""
        return rows.keyed_hash(self._key, secret)

    # Signing in

    def sign_in(self, actor: str, password: str, address: str, device: str = "") -> str:
        """Begin a session: its secret, for the cookie and nowhere else.

        Raises NotAllowedError WEB-021 for a wrong password and an unknown, closed or unready
        account alike, WEB-022 after too many attempts.
        """
        actor = actor.strip().lower().replace("\0", "\ufffd")  # PostgreSQL knows no NUL
        with self.limited(actor, address):
            with self.office.reading() as reading:
                allowed = may_sign_in(reading, actor)
                kept = rows.password_hash(reading.connection, actor) if allowed else None
            if not self.hashing.is_right(kept, password) or kept is None:
                raise NotAllowedError("WEB-021")
        if self.hashing.is_dated(kept):
            renewed = self.hashing.hash(password)
            with database.writing(self.office.engine) as connection:
                rows.renew_hash(connection, actor, kept, renewed)
        return self.begin_session(actor, Entry.PASSWORD, device)

    @contextmanager
    def limited(self, actor: str, address: str) -> Iterator[None]:
        """A block in which somebody proves who they are: it counts unless it succeeds.

        Raises NotAllowedError WEB-022 after too many attempts; what the block raises is counted
        as refused.
        """
        with database.writing(self.office.engine) as connection:
            attempt = sessions.begin_attempt(
                connection, self.hashed(actor), self.hashed(address), self.now(), self.attempts
            )
        if attempt is None:
            self.count("limited")
            minutes = int(self.attempts.window.total_seconds() // 60)
            raise NotAllowedError("WEB-022", minutes=minutes)
        try:
            yield
        except NotAllowedError:
            self.count("refused")
            raise
        with database.writing(self.office.engine) as connection:
            sessions.forgive_attempt(connection, attempt)

    def demonstrate(self, actor: str, device: str = "") -> str:
        """A session without any proof, in a demonstration only.

        Raises NotAllowedError WEB-035 elsewhere, UnknownCodeError WEB-023.
        """
        if not self.demonstration:
            raise NotAllowedError("WEB-035")
        return self.begin_session(actor, Entry.DEMONSTRATION, device)

    def begin_session(self, actor: str, entry: Entry = Entry.PASSWORD, device: str = "") -> str:
        """A session of an active person, who proved it elsewhere: its secret.

        Raises UnknownCodeError WEB-023 for anybody else.
        """
        secret = rows.new_secret()
        with database.writing(self.office.engine) as connection:
            self.keep_session(connection, secret, actor, entry, device)
        self.count("signed_in")
        return secret

    def keep_session(
        self, connection: Connection, secret: str, actor: str, entry: Entry, device: str
    ) -> None:
        """The same within a transaction. Raises UnknownCodeError WEB-023."""
        now = self.now()
        session = Session(
            token_hex(8),
            actor,
            entry,
            device[:_DEVICE_LONGEST],
            now,
            now,
            now + self.policy.absolute,
        )
        if not may_sign_in(SqlReading(connection), actor):
            raise UnknownCodeError("WEB-023", actor=actor)
        sessions.clear_ended(connection, now, self.policy.idle)
        sessions.keep_session(connection, session, self.hashed(secret))

    def sign_out(self, secret: str) -> None:
        """End the session with this secret."""
        with database.writing(self.office.engine) as connection:
            sessions.end_session(connection, self.hashed(secret))

    # One's own sessions

    def sessions_of(self, actor: str) -> tuple[Session, ...]:
        """Somebody's open sessions, the one last used first."""
        with database.reading(self.office.engine) as connection:
            return sessions.sessions_of(connection, actor, self.now(), self.policy.idle)

    def session_id(self, secret: str | None) -> str | None:
        """The public id of the session with this secret."""
        with database.reading(self.office.engine) as connection:
            found = sessions.find_session(
                connection, self.hashed(secret or ""), self.now(), self.policy.idle
            )
        return None if found is None else found.session_id

    def end_sessions(
        self, actor: str, *, only: str | None = None, keeping: str | None = None
    ) -> int:
        """End somebody's sessions: all, ``only`` one, or all but one; how many ended."""
        with database.writing(self.office.engine) as connection:
            return sessions.end_sessions(connection, actor, only=only, keeping=keeping)

    def count(self, what: str) -> None:
        """Count an event, for the metrics."""
        with self._counting:
            self.counted[what] += 1


def may_sign_in(reading: Reading, actor: str) -> bool:
    """Whether somebody is a person who is switched on; programs come with tokens."""
    found = reading.get(Actor, actor)
    person = found is not None and found.active and found.kind is ActorKind.PERSON
    return person and actor != OPERATOR


def open_accounts(bench: Workbench, *, demonstration: bool = False) -> Accounts:
    """The accounts of a workbench, one of its services from now on."""
    made = Accounts(bench.office, demonstration=demonstration)
    bench.services["accounts"] = made
    return made


def accounts_of(bench: Workbench) -> Accounts:
    """The accounts that were opened with a workbench; those of no demonstration otherwise."""
    found: Accounts | None = bench.services.get("accounts")
    return found or open_accounts(bench)
