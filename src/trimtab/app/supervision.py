"""Worker processes beside a server: started with it, started again when they die, stopped with it
so that no job is lost."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Lock, Thread

_PAUSES = (1.0, 2.0, 5.0, 15.0, 30.0)  # seconds before the next start, by starts that failed
_HEALTHY_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class WorkerState:
    """How many worker processes there should be, are, and how often one had to be started again."""

    wanted: int
    alive: int
    restarts: int


class WorkerSupervisor:
    """Keeps ``count`` worker processes of a workspace alive until closed.

    Closing asks each to stop after its job or at its next checkpoint, after ``patience`` seconds
    at its next sign of progress, and kills it after twice that time: its job then waits for its
    lease to end and is done again.
    """

    def __init__(
        self, folder: Path, database_url: str | None, count: int, patience: float = 10.0
    ) -> None:
        self._folder, self._database_url, self._count = folder, database_url, count
        self._patience = patience
        self._processes: dict[int, subprocess.Popen[bytes]] = {}
        self._restarts = 0
        self._lock, self._over = Lock(), Event()
        self._threads = [
            Thread(target=self._keep_alive, args=(number,), name=f"worker-{number}", daemon=True)
            for number in range(count)
        ]

    def start(self) -> WorkerSupervisor:
        """Start the processes; returns at once."""
        for thread in self._threads:
            thread.start()
        return self

    @property
    def state(self) -> WorkerState:
        """The processes as they are now."""
        with self._lock:
            alive = sum(one.poll() is None for one in self._processes.values())
            return WorkerState(self._count, alive, self._restarts)

    def close(self) -> None:
        """Stop the processes; no job is lost."""
        self._over.set()
        with self._lock:
            running = list(self._processes.values())
        for urgency in (subprocess.Popen.terminate, subprocess.Popen.terminate):
            for process in running:
                urgency(process)
            if _wait_for(running, self._patience):
                break
        for process in running:
            if process.poll() is None:
                process.kill()
        for thread in self._threads:
            thread.join(self._patience)

    def _keep_alive(self, number: int) -> None:
        failed = 0
        while not self._over.is_set():
            begun = time.monotonic()
            with self._lock:
                if self._over.is_set():
                    return
                process = self._processes[number] = self._launch()
            process.wait()
            if process.stdin:
                process.stdin.close()
            if self._over.is_set():
                return
            failed = 0 if time.monotonic() - begun > _HEALTHY_SECONDS else failed + 1
            with self._lock:
                self._restarts += 1
            self._over.wait(_PAUSES[min(max(failed, 1), len(_PAUSES)) - 1])

    def _launch(self) -> subprocess.Popen[bytes]:
        environment = {k: v for k, v in os.environ.items() if k != "TRIMTAB_DATABASE"}
        if self._database_url:
            environment["TRIMTAB_DATABASE"] = self._database_url
        return subprocess.Popen(
            [sys.executable, "-m", "trimtab.app.worker_process", str(self._folder.absolute())],
            stdin=subprocess.PIPE,
            env=environment,
            start_new_session=True,  # Ctrl-C is the server's to pass on
        )


def _wait_for(processes: list[subprocess.Popen[bytes]], seconds: float) -> bool:
    """Whether all of them ended in time."""
    until = time.monotonic() + seconds
    for process in processes:
        try:
            process.wait(max(0.0, until - time.monotonic()))
        except subprocess.TimeoutExpired:
            return False
    return True
