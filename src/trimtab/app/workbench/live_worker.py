"""The process that computes passes, so that pages never wait for one."""

from __future__ import annotations

import os
import pickle
import signal
import sys
import traceback
from collections import OrderedDict
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import BinaryIO

from trimtab.app.workbench.live_questions import (
    STOPPED,
    Answer,
    ClearingAsked,
    Failure,
    Judgement,
    PassesAsked,
    Question,
    Step,
    Told,
)
from trimtab.app.workspace import Workspace, open_workspace
from trimtab.kernel import Frequency, InputRejectedError, TrimtabError
from trimtab.monitoring import MonitoringPass, find_alert
from trimtab.ports import Progress

_KEPT = 3  # instants whose passes this process remembers
_NOTHING_KNOWN = "MONITORING-003"
_STEPS = 4  # of one pass
_POLITENESS = 10  # pages come first

Passes = tuple[MonitoringPass, ...]


def answer_questions(asked: BinaryIO, told: BinaryIO) -> None:
    """Answer until the server closes the stream, or is gone. The first thing read is the place of
    the workspace."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the server ends this process, not the keyboard
    if hasattr(os, "nice"):
        os.nice(_POLITENESS)
    workspace: Workspace | None = None
    desk = Desk(told)
    try:
        folder, database_url = pickle.load(asked)
        while True:
            question = pickle.load(asked)
            workspace = workspace or open_workspace(folder, database_url)
            desk.tell(desk.answer(workspace, *question))
    except (EOFError, BrokenPipeError, ConnectionResetError):
        return


class Desk:
    """Answers one question after the other and remembers the last passes, by batches and
    instant: what would clear an alert is asked after its pass."""

    def __init__(self, told: BinaryIO) -> None:
        self._told = told
        self._passes: OrderedDict[tuple[tuple[str, ...], datetime | None], Passes] = OrderedDict()

    def answer(self, workspace: Workspace, question: Question, batches: tuple[str, ...]) -> Answer:
        """The answer, or why there is none."""
        try:
            if isinstance(question, PassesAsked):
                self._passes.pop((batches, question.instant), None)
                return self._known(workspace, question.instant, batches)
            passes = self._known(workspace, question.instant, batches)
            return _judgement(passes, question)
        except TrimtabError as error:
            return Failure.of(error)
        except Exception:  # a defect must not end the server's monitoring
            traceback.print_exc(file=sys.stderr)
            return STOPPED

    def _known(
        self, workspace: Workspace, instant: datetime | None, batches: tuple[str, ...]
    ) -> Passes:
        key = (batches, instant)
        if key not in self._passes:
            self._passes[key] = passes_of(workspace, instant, self._step)
        while len(self._passes) > _KEPT:
            self._passes.popitem(last=False)
        return self._passes[key]

    def tell(self, told: Told) -> None:
        """Send it on its way at once."""
        pickle.dump(told, self._told)
        self._told.flush()

    def _step(self, step: str, done: int, total: int | None = None) -> None:
        self.tell(Step(step, done, total))


def _judgement(passes: Passes, question: ClearingAsked) -> Judgement:
    card = find_alert(passes, question.episode_id)
    return Judgement(card.clearing, card.probability)


def passes_of(workspace: Workspace, instant: datetime | None, progress: Progress) -> Passes:
    """One pass for each indicator and frequency that monitoring knows, the monthly ones first.

    As ``Workspace.monitor``, with progress over all of them. Raises InputRejectedError
    MONITORING-003 when nothing was known by then.
    """
    moment = instant or datetime.now(UTC)
    found = tuple(_each(workspace, moment, progress))
    if not found:
        return tuple(workspace.monitor(moment))
    return tuple(sorted(found, key=lambda one: one.frequency is not Frequency.MONTHLY))


def _each(workspace: Workspace, moment: datetime, progress: Progress) -> Iterator[MonitoringPass]:
    names = workspace.monitoring.indicators()
    for place, name in enumerate(names):

        def told(step: str, done: int, total: int | None = None, place: int = place) -> None:
            progress(step, place * _STEPS + min(done, _STEPS - 1), len(names) * _STEPS)

        try:
            yield from workspace.monitor(moment, (name,), progress=told)
        except InputRejectedError as error:
            if error.code != _NOTHING_KNOWN:
                raise


if __name__ == "__main__":
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # whatever prints must not mix with answers
    answer_questions(sys.stdin.buffer, answers)
