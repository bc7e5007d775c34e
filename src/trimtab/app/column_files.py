"""Columns of a table file as arrays; what is wrong in them is refused at its place."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import chain, zip_longest
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from trimtab.ingest.engine import open_engine
from trimtab.ingest.sampling import sample_file
from trimtab.ingest.source import PROBLEMS_SHOWN, Source, open_source, plain, rejected
from trimtab.kernel import Problem

if TYPE_CHECKING:
    import pyarrow as pa

Indices = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Words:
    """A column of words: ``texts`` sorted, ``indices`` (rows,) into them."""

    texts: tuple[str, ...]
    indices: Indices

    def at(self, row: int) -> str:
        return self.texts[int(self.indices[row])]


@dataclass(slots=True)
class Faults:
    """What is wrong in a file's columns, gathered so that all of it is refused at once."""

    file: str
    found: list[list[Problem]] = field(default_factory=list)
    total: int = 0

    def refuse(self) -> None:
        """Raise INGEST-049 if anything is wrong; every kind of fault in every column gets a place
        among those shown, however many another has."""
        if not self.total:
            return
        mixed = chain.from_iterable(zip_longest(*self.found))
        shown = [problem for problem in mixed if problem is not None][:PROBLEMS_SHOWN]
        raise rejected(self.file, sorted(shown, key=lambda one: one.row or 0), self.total)


@dataclass(frozen=True, slots=True)
class Columns:
    """The wanted columns of a source in memory; ``rows`` are its row numbers, ascending."""

    source: Source
    table: pa.Table
    rows: Indices

    def words(self, column: int) -> Words:
        """A column as words, full-width forms narrowed; blank cells are the empty word."""
        import pyarrow.compute as pc

        filled = pc.fill_null(self.table[f"c{column}"], "")
        dictionary = pc.dictionary_encode(filled).combine_chunks()
        texts = np.array([plain(text) for text in dictionary.dictionary.to_pylist()], dtype=object)
        names, position = np.unique(texts, return_inverse=True)
        return Words(tuple(map(str, names)), position[dictionary.indices.to_numpy()])

    def note(
        self,
        faults: Faults,
        code: str,
        wrong: Flags,
        column: int,
        params: Callable[[int], dict[str, object]],
    ) -> None:
        """Add the rows that are wrong to the faults, the first ones by line and column."""
        places = np.flatnonzero(wrong)
        if not places.size:
            return
        first = places[:PROBLEMS_SHOWN].tolist()
        lines = self.lines([int(self.rows[at]) for at in first])
        faults.found.append(
            [
                self.source.problem(code, line, column, **params(at))
                for at, line in zip(first, lines, strict=True)
            ]
        )
        faults.total += int(places.size)

    def lines(self, rows: Sequence[int]) -> list[int]:
        """Where rows stand in the file, as a person counts."""
        found = self.source.locate(rows)
        return [found.get(row, row) for row in rows]


@contextmanager
def opened(path: Path) -> Iterator[Source]:
    """A CSV, Excel or Parquet file as a table of texts."""
    with tempfile.TemporaryDirectory(prefix="trimtab-") as folder:
        layout = sample_file(path).layout
        with open_engine(Path(folder), memory_limit="1GB") as connection:
            yield open_source(connection, path, layout, Path(folder))


def fetch(source: Source, positions: Sequence[int]) -> Columns:
    """Read columns into memory; of a file without a row under its header, no rows."""
    selected = ", ".join(f"trim(c{at}) AS c{at}" for at in dict.fromkeys(positions))
    table = source.connection.sql(
        f"SELECT r, {selected} FROM {source.relation} ORDER BY r"
    ).to_arrow_table()
    return Columns(source, table, table["r"].to_numpy().astype(np.int64))
