"""Reads the files of ``trimtab.reference``; the only module that knows they are files.

What reading needs is imported when something is read: the command line starts in less time.
"""

from __future__ import annotations

from functools import cache, lru_cache
from typing import TYPE_CHECKING

from trimtab import reference
from trimtab.classifications.types import Source
from trimtab.kernel import UnknownCodeError

if TYPE_CHECKING:
    from pathlib import Path

    import pyarrow as pa


@cache
def folder() -> Path:
    """Where the reference files lie."""
    from pathlib import Path

    return Path(str(reference.__file__)).parent


def read_csv(name: str) -> list[dict[str, str]]:
    """Rows of a small reference file."""
    import csv

    with (folder() / name).open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


@lru_cache(maxsize=8)
def read_parquet(name: str) -> pa.Table:
    """A large reference file; pyarrow is imported here, when it is needed."""
    import pyarrow.parquet as pq

    return pq.read_table(folder() / name)


@cache
def _sources() -> dict[str, Source]:
    import tomllib

    entries = tomllib.loads((folder() / "SOURCES.toml").read_text(encoding="utf-8"))
    return {name: Source(file=name, **fields) for name, fields in entries.items()}


def sources() -> tuple[Source, ...]:
    """Every embedded file with its source, licence and hash, in order of names."""
    return tuple(_sources().values())


def source_of(file: str) -> Source:
    """Source of one embedded file, to be shown beside its figures.

    Raises UnknownCodeError CLASSIFICATION-007 for a file that is not embedded.
    """
    try:
        return _sources()[file]
    except KeyError:
        raise UnknownCodeError("CLASSIFICATION-007", file=file) from None
