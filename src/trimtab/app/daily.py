"""What a server asks for every day by itself: deadlines, and the upkeep of status lists."""

from __future__ import annotations

from contextlib import suppress
from threading import Event, Thread

from trimtab.app.coordination_job import queue_deadlines
from trimtab.app.credentials_handlers import queue_upkeep
from trimtab.kernel import StateError
from trimtab.office.jobs_endings import WORKER
from trimtab.ports import OfficeStore

_REASON = "daily"
_EVERY_SECONDS = 3600.0


class DailyJobs:
    """Queues the day's jobs at the start and looks every hour whether a new day (UTC) has begun.

    A day's job is queued once, however many servers ask. A database that does not answer is asked
    again an hour later.
    """

    def __init__(self, office: OfficeStore, every_seconds: float = _EVERY_SECONDS) -> None:
        self._office, self._every = office, every_seconds
        self._over = Event()
        self._thread = Thread(target=self._go_on, name="daily-jobs", daemon=True)

    def start(self) -> DailyJobs:
        """Begin; returns at once."""
        self._thread.start()
        return self

    def close(self) -> None:
        """Ask for nothing more."""
        self._over.set()
        self._thread.join()

    def queue(self) -> None:
        """Queue what this day has not been asked for yet."""
        with self._office.work(WORKER, _REASON) as work:
            queue_deadlines(work)
            queue_upkeep(work)

    def _go_on(self) -> None:
        while not self._over.is_set():
            with suppress(StateError):  # the database does not answer: an hour later it may
                self.queue()
            self._over.wait(self._every)
