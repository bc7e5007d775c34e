"""How often strangers may ask.

What protects this server is counted in its memory and ends with it: questions by address, as keyed
hashes whose key nobody else knows; nothing of who asked is kept on a disk. What protects a person,
guesses at the holder of a certificate, is counted in the database: it holds for all servers of one
together, and when they start anew.
"""

from __future__ import annotations

import hmac
import secrets
from collections import OrderedDict, deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from threading import BoundedSemaphore, Lock
from time import monotonic

from trimtab.app.workbench.accounts import Accounts
from trimtab.app.workbench.bench import Workbench
from trimtab.kernel import NotAllowedError
from trimtab.stores import database
from trimtab.stores.credentials import guesses

_REMEMBERED = 20_000  # addresses and certificates counted at the same time
_AT_ONCE = 4  # reading a picture or a PDF takes a processor for a second
_PATIENCE = 20.0  # seconds somebody waits for their turn


@dataclass(frozen=True, slots=True)
class Limit:
    """At most ``most`` within ``seconds``."""

    most: int
    seconds: float


ASKED = Limit(60, 60)
"""Questions of one address."""

GUESSED = Limit(5, 3600)
"""Names and numbers compared with one certificate without a match, by anybody anywhere: a number
of identity could be found by trying."""

GUESSED_BY_ADDRESS = Limit(20, 3600)


class Pace:
    """Counts what happened lately; one object serves many threads."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._key = secrets.token_bytes(32)
        self._lock = Lock()
        self._turns = BoundedSemaphore(_AT_ONCE)
        self._seen: OrderedDict[tuple[str, str], deque[float]] = OrderedDict()

    def count(self, what: str, whom: str, limit: Limit) -> None:
        """Count one more. Raises NotAllowedError WEB-151 when there were too many."""
        now = self._clock()
        with self._lock:
            times = self._times(what, whom, limit, now)
            if len(times) >= limit.most:
                raise NotAllowedError("WEB-151", minutes=_minutes(times[0] + limit.seconds - now))
            times.append(now)

    def forgive(self, what: str, whom: str) -> None:
        """Take the last one back."""
        with self._lock:
            times = self._seen.get((what, self._hashed(whom)))
            if times:
                times.pop()

    @contextmanager
    def turn(self) -> Iterator[None]:
        """A block of work that only a few do at a time. Raises NotAllowedError WEB-151."""
        if not self._turns.acquire(timeout=_PATIENCE):
            raise NotAllowedError("WEB-151", minutes=1)
        try:
            yield
        finally:
            self._turns.release()

    def _times(self, what: str, whom: str, limit: Limit, now: float) -> deque[float]:
        name = (what, self._hashed(whom))
        times = self._seen.setdefault(name, deque())
        self._seen.move_to_end(name)
        while times and times[0] <= now - limit.seconds:
            times.popleft()
        if len(self._seen) > _REMEMBERED:
            self._seen.popitem(last=False)
        return times

    def _hashed(self, whom: str) -> str:
        return hmac.new(self._key, whom.encode("utf-8", "replace"), sha256).hexdigest()


def _minutes(seconds: float) -> int:
    return max(1, int(-(-seconds // 60)))


def count_guess(accounts: Accounts, certificate_id: str) -> str:
    """Count a guess at the holder of a certificate; its id. Raises NotAllowedError WEB-151."""
    now, window = accounts.now(), timedelta(seconds=GUESSED.seconds)
    hashed = accounts.hashed(f"guess:{certificate_id}")
    with database.writing(accounts.office.engine) as connection:
        guess_id, oldest = guesses.begin_guess(connection, hashed, now, GUESSED.most, window)
    if oldest is not None:
        raise NotAllowedError("WEB-151", minutes=_minutes((oldest + window - now).total_seconds()))
    return guess_id


def forgive_guess(accounts: Accounts, guess_id: str) -> None:
    """Take back one that was right, or could not be compared."""
    with database.writing(accounts.office.engine) as connection:
        guesses.forgive_guess(connection, guess_id)


def pace_of(bench: Workbench) -> Pace:
    """The counts of a workbench."""
    found: Pace = bench.services.setdefault("verification_pace", Pace())
    return found
