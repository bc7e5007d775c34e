"""Compares the files of every live segment with the hashes written when they were published."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from trimtab.kernel import Problem
from trimtab.ports import Progress
from trimtab.stores.catalogue import SegmentRow
from trimtab.stores.durable import sha256_of


def find_damage(
    folder: Path, segments: Sequence[SegmentRow], progress: Progress
) -> Iterator[Problem]:
    """One problem for each file that is missing (STORE-018) or not what was published (019)."""
    files = [(segment.segment_id, file) for segment in segments for file in segment.files]
    total = sum(file.bytes for _, file in files)
    done = 0
    for segment_id, file in files:
        place = f"{segment_id}/{file.name}"
        params: dict[str, object] = {"segment": segment_id, "file": file.name}
        try:
            found = sha256_of(folder / segment_id / file.name)
        except OSError:
            yield Problem("STORE-018", file=place, params=params)
        else:
            if found != file.sha256:
                hashes = {"found": found, "expected": file.sha256}
                yield Problem("STORE-019", file=place, params=params | hashes)
        done += file.bytes
        progress("stores.step.verify", done, total)
