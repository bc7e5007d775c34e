"""A DuckDB engine for one import: bounded memory, spilling into a private folder, no network."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

MEMORY_LIMIT = "384MB"


@contextmanager
def open_engine(
    work: Path, memory_limit: str = MEMORY_LIMIT
) -> Iterator[duckdb.DuckDBPyConnection]:
    """An in-memory database that may use ``memory_limit`` and spills the rest into ``work``."""
    connection = duckdb.connect(
        config={
            "memory_limit": memory_limit,
            "threads": 2,
            "temp_directory": str(work / "spill"),
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
        }
    )
    try:
        yield connection
    finally:
        connection.close()


def quoted(text: str) -> str:
    """A text as an SQL literal."""
    return "'" + text.replace("'", "''") + "'"
