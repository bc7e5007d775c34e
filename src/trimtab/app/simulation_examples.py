"""The example scenarios that come with Trimtab."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from trimtab.kernel import UnknownCodeError, UsageError
from trimtab.kernel.files import written_whole

EXAMPLES = ("ohio", "nation", "province")
"""In the order of a first reading; their words are ``cli.simulation.example.<name>``."""


def read_example(name: str) -> str:
    """The text of an example. UnknownCodeError SIMULATION-115."""
    if name not in EXAMPLES:
        raise UnknownCodeError("SIMULATION-115", name=name, known=", ".join(EXAMPLES))
    folder = files("trimtab.simulation.scenario") / "examples"
    return (folder / f"{name}.yaml").read_text(encoding="utf-8")


def write_example(name: str, out: Path | None = None) -> Path:
    """Write an example to ``out``, or ``NAME.yaml`` here; an existing file is never replaced.

    Raises UnknownCodeError SIMULATION-115, UsageError SIMULATION-116 for a file that is there
    already, SIMULATION-109 for one that cannot be written.
    """
    content = read_example(name)
    path = out or Path(f"{name}.yaml")
    try:
        with written_whole(path, replace=False) as draft:
            draft.write_text(content, encoding="utf-8")
    except FileExistsError:
        raise UsageError("SIMULATION-116", file=str(path)) from None
    except OSError as error:
        reason = error.strerror or str(error)
        raise UsageError("SIMULATION-109", path=str(path), reason=reason) from None
    return path
