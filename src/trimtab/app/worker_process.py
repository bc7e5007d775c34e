"""A worker of jobs as a process of its own: ``python -m trimtab.app.worker_process FOLDER``.

The database's address comes in the environment (TRIMTAB_DATABASE): it may hold a password, and
arguments are seen by everybody on the machine. When standard input ends, whoever started this
process is gone; the worker then hands its job back and ends.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from pathlib import Path

from trimtab.app.jobs import JobsAtWork, open_jobs
from trimtab.office.types import OPERATOR


def main() -> None:
    """Do jobs until told to stop (SIGTERM)."""
    folder, database_url = Path(sys.argv[1]), os.environ.get("TRIMTAB_DATABASE")
    threading.Thread(target=_stop_when_left_alone, daemon=True).start()
    with open_jobs(folder, database_url, OPERATOR, "jobs.work") as jobs:
        jobs.work(JobsAtWork())


def _stop_when_left_alone() -> None:
    """Asked twice, a worker stops at the job's next sign of progress."""
    while os.read(0, 1024):
        pass
    for _ in range(2):
        os.kill(os.getpid(), signal.SIGTERM)


if __name__ == "__main__":
    main()
