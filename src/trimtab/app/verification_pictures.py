"""The QR codes of a picture that anybody may hand in, read in a process of its own.

A picture may be made to hurt: a few kilobytes that unpack to hundreds of megabytes, or a fault in
a decoder. The child has little memory beyond what it needs to begin, and few seconds; what happens
to it happens to it alone. Picture and answer go through pipes: nothing is written to a disk.

Simplifies   where the system knows no limits of processes (Windows), only the time is limited
"""

from __future__ import annotations

import json
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from threading import BoundedSemaphore

from trimtab.kernel import InputRejectedError

MOST_MEMORY = 144 << 20
"""Bytes that the child may take beyond what it holds once it is ready to read."""

_SECONDS = 10  # of a processor
_PATIENCE = 30  # seconds by the clock, on a machine that does other things too
_TURNS = BoundedSemaphore(2)  # pictures read at once by one server
_STATEMENT = Path("/proc/self/statm")


def read_pictured(picture: bytes) -> list[str]:
    """The texts of the QR codes in a picture, from the top; none found: empty.

    Raises InputRejectedError as ``credentials.badges.read_qr``; 239 also where a decoder needed
    more memory or time than it may have.
    """
    program = (sys.executable, "-m", __name__)
    try:
        with _TURNS:
            done = subprocess.run(program, input=picture, capture_output=True, timeout=_PATIENCE)
        answer = json.loads(done.stdout)
    except (subprocess.TimeoutExpired, ValueError):  # ended by its limits, without a word
        raise InputRejectedError("CREDENTIALS-239") from None
    if refused := answer.get("refused"):
        raise InputRejectedError(refused["code"], **refused["params"])
    return [str(one) for one in answer["texts"]]


def main() -> None:
    """Read a picture from standard input; write what its codes say, or why it is refused."""
    from trimtab.credentials.badges.codes import load_decoders, read_qr

    load_decoders()
    picture = sys.stdin.buffer.read()
    _limit()
    try:
        told: dict[str, object] = {"texts": read_qr(picture)}
    except InputRejectedError as refused:
        told = {"refused": {"code": refused.code, "params": dict(refused.params)}}
    sys.stdout.write(json.dumps(told))


def _limit() -> None:
    """Limit this process's memory and time for good."""
    with suppress(ImportError, OSError, ValueError):
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a core file would keep the picture
        resource.setrlimit(resource.RLIMIT_CPU, (_SECONDS, _SECONDS))
        held = int(_STATEMENT.read_text().split()[0]) * resource.getpagesize()
        most = held + MOST_MEMORY
        resource.setrlimit(resource.RLIMIT_AS, (most, most))


if __name__ == "__main__":
    main()
