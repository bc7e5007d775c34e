"""Files of an exchange with OpenFisca: folders are made, what is there stays unless told."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from trimtab.kernel import StateError, UsageError
from trimtab.kernel.files import written_whole


def write_files(texts: Mapping[Path, str], *, replace: bool = False) -> tuple[Path, ...]:
    """Write texts by path, each whole or not at all, with the folders they need.

    Raises StateError RULES-075, before anything is written, when one of the files is there and
    ``replace`` is not set; UsageError RULES-076 when one cannot be written.
    """
    there = [path for path in texts if path.exists() and not replace]
    if there:
        raise StateError("RULES-075", file=str(there[0]), count=len(there))
    for path, text in texts.items():
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with written_whole(path, replace=replace) as draft:
                draft.write_text(text, encoding="utf-8")
        except OSError as failure:
            reason = failure.strerror or str(failure)
            raise UsageError("RULES-076", file=str(path), reason=reason) from failure
    return tuple(texts)
