"""One process, asked one question at a time; started again when it has died."""

from __future__ import annotations

import pickle
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from trimtab.app.workbench.live_questions import STOPPED, Answer, Question, Step

_ATTEMPTS = 2
_PATIENCE = 5  # seconds until a process that was told to end is ended
_GONE = (EOFError, OSError, pickle.UnpicklingError)
_PROGRAM = (sys.executable, "-m", "trimtab.app.workbench.live_worker")

Asked = tuple[Question, tuple[str, ...]]


class Helper:
    """A program of its own, never a fork: a fork would take the threads and connections of the
    server along. Questions and answers travel by pickle through its standard streams, so it ends
    with the server, however the server ends."""

    def __init__(self, folder: Path, database_url: str | None) -> None:
        self._place = (folder, database_url)
        self._process: subprocess.Popen[bytes] | None = None
        self._closed = False

    @property
    def process_id(self) -> int | None:
        """The process that computes, None while there is none."""
        process = self._process
        return process.pid if process is not None and process.poll() is None else None

    def answer(self, asked: Asked, told: Callable[[Step], None]) -> Answer:
        """Ask, and pass steps on until the answer comes; a process that died is asked once more.

        Returns ``STOPPED`` when it died every time, or when this was closed meanwhile.
        """
        for _ in range(_ATTEMPTS):
            if self._closed:
                break
            try:
                return self._answer(self._running(), asked, told)
            except _GONE:
                self._end()
        return STOPPED

    def _answer(
        self, process: subprocess.Popen[bytes], asked: Asked, told: Callable[[Step], None]
    ) -> Answer:
        assert process.stdin is not None and process.stdout is not None
        pickle.dump(asked, process.stdin)
        process.stdin.flush()
        # what is read comes from the program this object started, and from nobody else
        while isinstance(given := pickle.load(process.stdout), Step):
            told(given)
        answer: Answer = given
        return answer

    def _running(self) -> subprocess.Popen[bytes]:
        process = self._process
        if process is not None and process.poll() is None:
            return process
        self._end()
        started = subprocess.Popen(_PROGRAM, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self._process = started
        assert started.stdin is not None
        pickle.dump(self._place, started.stdin)  # not among the arguments, which all can read
        return started

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()  # it keeps nothing that could be lost
        process.wait(_PATIENCE)
        for stream in (process.stdin, process.stdout):
            if stream is not None:
                try:
                    stream.close()
                except OSError:  # what was not yet sent has no reader any more
                    continue

    def close(self) -> None:
        """End the process, whatever it is doing; who waits for an answer is told ``STOPPED``."""
        self._closed = True
        process = self._process
        if process is not None:
            process.kill()
            process.wait(_PATIENCE)
