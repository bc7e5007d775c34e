"""Live monitoring: passes computed in a process of their own, kept until the data change.

``Live.now`` and ``Live.ask`` never wait. What is not there yet is being computed; meanwhile the
last answer stays, and says of which day it is.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from threading import Condition, Thread
from typing import Any, TypeVar

from trimtab.app.workbench.bench import Workbench
from trimtab.app.workbench.live_process import Helper
from trimtab.app.workbench.live_questions import (
    STOPPED,
    Answer,
    ClearingAsked,
    Failure,
    Judgement,
    PassesAsked,
    Question,
    Step,
)
from trimtab.kernel import EnvironmentLackingError
from trimtab.monitoring import MonitoringPass

_LOOK_AGAIN = 1.0  # seconds between two looks whether the batches changed
_TRY_AGAIN = 60.0  # seconds after which a failed question may be asked again
_KEPT = {PassesAsked: 12, ClearingAsked: 500}
_WAITING = 6  # questions in the queue; an older one gives way to a newer one

_DERIVED = 1000

T = TypeVar("T")
Batches = tuple[str, ...]
Passes = tuple[MonitoringPass, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """An answer, or why there is none yet. ``step`` while it is being computed."""

    answer: Answer | None = None
    step: Step | None = None

    @property
    def failure(self) -> Failure | None:
        """Why it cannot be computed."""
        return self.answer if isinstance(self.answer, Failure) else None


@dataclass(frozen=True, slots=True)
class LiveState:
    """What monitoring knows of today.

    ``passes`` empty before the first answer; ``batches`` and ``computed_at`` are theirs. ``step``
    is set while newer ones are computed: the passes are then ``stale``. ``failure`` is why there
    are none newer. ``serial`` counts the answers: what was derived from one can be kept by it.
    """

    passes: Passes = ()
    batches: Batches = ()
    computed_at: datetime | None = None
    step: Step | None = None
    failure: Failure | None = None
    stale: bool = True
    serial: int = 0

    @property
    def known_day(self) -> date | None:
        """The day whose knowledge the passes hold."""
        return self.passes[0].known_day if self.passes else None


@dataclass(slots=True)
class _Entry:
    answer: Answer
    at: float  # seconds of the monotonic clock


@dataclass(frozen=True, slots=True)
class _Key:
    """A question about the data as they were: other batches or another day, another answer."""

    question: Question
    batches: Batches
    day: date


class Live:
    """Answers about monitoring. One object serves all threads; ``close`` ends the process."""

    def __init__(
        self,
        batches: Callable[[], Batches],
        helper: Helper,
        today: Callable[[], date] = lambda: datetime.now(UTC).date(),
    ) -> None:
        self._read_batches, self._today, self._helper = batches, today, helper
        self._batches: Batches = ()
        self._looked = float("-inf")
        self._kept: OrderedDict[_Key, _Entry] = OrderedDict()
        self._queue: list[_Key] = []
        self._working: tuple[_Key, Step] | None = None
        self._state = LiveState()
        self._derived: OrderedDict[tuple[int, Hashable], Any] = OrderedDict()
        self._closed = False
        self._change = Condition()
        self._thread = Thread(target=self._work, name="live monitoring", daemon=True)
        self._thread.start()

    def now(self) -> LiveState:
        """Passes as known today, or the last ones there are while newer ones are computed."""
        key = self._key(PassesAsked())
        with self._change:
            found = self._find(key)
            fresh = found.answer is not None and found.failure is None
            return replace(self._state, step=found.step, failure=found.failure, stale=not fresh)

    def ask(self, question: Question) -> Found:
        """What is known of a question; asks it where nothing is."""
        key = self._key(question)
        with self._change:
            return self._find(key)

    def passes_at(self, instant: datetime) -> Found:
        """Passes as known at an instant."""
        return self.ask(PassesAsked(instant))

    def passes_then(self, instant: datetime) -> Passes:
        """Passes as known at an instant, for programs and files.

        Raises EnvironmentLackingError WEB-050 while they are computed, and what failed.
        """
        return _passes(self.passes_at(instant))

    def passes_today(self) -> Passes:
        """Today's passes, or the last ones there are. Raises as ``passes_then``."""
        state = self.now()
        return state.passes or _passes(Found(state.failure, state.step))

    def judgement(self, episode_id: str, instant: datetime | None = None) -> Judgement | None:
        """What would clear an alert; None while that is being computed, or where it cannot be."""
        answer = self.ask(ClearingAsked(episode_id, instant)).answer
        return answer if isinstance(answer, Judgement) else None

    def derived(self, key: Hashable, make: Callable[[], T]) -> T:
        """What was made of the present passes once, kept until there are newer ones."""
        with self._change:
            known = self._derived.get((self._state.serial, key))
            serial = self._state.serial
        if known is None:
            known = make()
            with self._change:
                if self._derived and next(iter(self._derived))[0] != serial:
                    self._derived.clear()
                self._derived[serial, key] = known
                while len(self._derived) > _DERIVED:
                    self._derived.popitem(last=False)
        made: T = known
        return made

    def wait(self, question: Question | None = None, seconds: float = 60.0) -> Found:
        """Wait for an answer: for programs and tests, never for a page."""
        until = time.monotonic() + seconds
        found = self.ask(question or PassesAsked())
        while found.answer is None and (left := until - time.monotonic()) > 0:
            with self._change:
                self._change.wait(min(left, 1.0))
            found = self.ask(question or PassesAsked())
        return found

    def close(self) -> None:
        """End the process and the thread that speaks with it."""
        with self._change:
            self._closed = True
            self._change.notify_all()
        self._helper.close()
        self._thread.join(timeout=10)

    def _key(self, question: Question) -> _Key:
        at = time.monotonic()
        if at - self._looked > _LOOK_AGAIN:
            self._batches, self._looked = self._read_batches(), at
        return _Key(question, self._batches, self._today())

    def _find(self, key: _Key) -> Found:
        entry = self._kept.get(key)
        if entry is not None:
            self._kept.move_to_end(key)
            failed = isinstance(entry.answer, Failure)
            if not failed or time.monotonic() - entry.at < _TRY_AGAIN:
                return Found(entry.answer)
        if self._working is not None and self._working[0] == key:
            return Found(step=self._working[1])
        self._enqueue(key)
        return Found(step=Step("web.live.waiting", 0, None))

    def _enqueue(self, key: _Key) -> None:
        if key in self._queue or self._closed:
            return
        self._queue.append(key)
        past = [one for one in self._queue if one.question != PassesAsked()]
        if len(past) > _WAITING:
            self._queue.remove(past[0])
        self._change.notify_all()

    def _next(self) -> _Key | None:
        """Today before everything else, then what was asked last; None when closed."""
        with self._change:
            while not self._queue and not self._closed:
                self._change.wait()
            if self._closed:
                return None
            today = [one for one in self._queue if one.question == PassesAsked()]
            key = today[-1] if today else self._queue[-1]
            self._queue = [one for one in self._queue if one != key and one not in today]
            self._working = (key, Step("web.live.starting", 0, None))
            return key

    def _work(self) -> None:
        while (key := self._next()) is not None:
            answer = self._answer(key)
            with self._change:
                self._working = None
                self._keep(key, answer)
                self._change.notify_all()

    def _answer(self, key: _Key) -> Answer:
        def told(step: Step) -> None:
            self._working = (key, step)

        try:
            return self._helper.answer((key.question, key.batches), told)
        except Exception:  # whatever happens to the process, the server goes on
            return STOPPED

    def _keep(self, key: _Key, answer: Answer) -> None:
        self._kept[key] = _Entry(answer, time.monotonic())
        self._kept.move_to_end(key)
        for kind, most in _KEPT.items():
            mine = [one for one in self._kept if isinstance(one.question, kind)]
            for old in mine[: max(0, len(mine) - most)]:
                del self._kept[old]
        if key.question == PassesAsked() and isinstance(answer, tuple):
            self._state = LiveState(
                answer, key.batches, datetime.now(UTC), serial=self._state.serial + 1
            )


def _passes(found: Found) -> Passes:
    if found.failure is not None:
        raise found.failure.error()
    if not isinstance(found.answer, tuple):
        raise EnvironmentLackingError("WEB-050")
    return found.answer


def start_live(bench: Workbench) -> Live:
    """Live monitoring of a workbench; its process starts with the first question."""

    def batches() -> Batches:
        return tuple(one.batch_id for one in bench.store.batches())

    return Live(batches, Helper(Path(bench.folder), bench.database_url))


def live_of(bench: Workbench) -> Live:
    """The live monitoring of a workbench, started where no server has done so."""
    found: Live | None = bench.services.get("live")
    if found is None:
        found = bench.services["live"] = start_live(bench)
    return found
