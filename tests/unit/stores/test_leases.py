"""Leases: shared beside each other, alone only when free, and gone with their holder."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

from trimtab.stores.leases import Lease

HOLD = """
import sys, time
from pathlib import Path
from trimtab.stores.leases import Lease
with Lease(Path(sys.argv[1]), "writers").shared():
    print("held", flush=True)
    time.sleep(60)
"""


def test_a_lease_may_be_shared_and_then_nobody_has_it_alone(tmp_path):
    lease = Lease(tmp_path, "writers")
    with lease.shared(), lease.shared(), lease.alone_if_free() as free:
        assert not free
    with lease.alone_if_free() as free:
        assert free
    with Lease(tmp_path, "readers").shared(), lease.alone_if_free() as free:
        assert free  # another lease


def test_the_lease_of_a_killed_process_is_free(tmp_path):
    holder = subprocess.Popen([sys.executable, "-c", HOLD, tmp_path], stdout=subprocess.PIPE)
    assert holder.stdout.readline() == b"held\n"
    lease = Lease(tmp_path, "writers")
    with lease.alone_if_free() as free:
        assert not free
    os.kill(holder.pid, signal.SIGKILL)
    holder.communicate()
    with lease.alone_if_free() as free:
        assert free
