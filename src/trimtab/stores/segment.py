"""One segment as readers see it: which series, in which rows, under which row groups."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

from trimtab.kernel import StateError
from trimtab.stores.catalogue import SegmentRow
from trimtab.stores.writing import OBSERVATIONS_FILE, SERIES_FILE, IntArray

Columns = dict[str, npt.NDArray[Any]]


@dataclass(frozen=True)
class Segment:
    """Immutable, so everything read of it may be kept."""

    row: SegmentRow
    folder: Path

    @cached_property
    def series(self) -> pa.Table:
        """``key``, ``series_id``, dimensions and statistics, sorted by key."""
        with self._coded_errors(SERIES_FILE):
            return pq.read_table(self.folder / SERIES_FILE)

    @cached_property
    def offsets(self) -> IntArray:
        """First row of each series in the observations file, and the end after the last."""
        return np.concatenate([[0], np.cumsum(self.statistic("rows"))])

    def statistic(self, name: str) -> IntArray:
        """A column of ``series`` as integers."""
        return np.asarray(self.series[name].to_numpy(), np.int64)

    @cached_property
    def metadata(self) -> pq.FileMetaData:
        """The footer of the observations file."""
        with self._coded_errors(OBSERVATIONS_FILE):
            return pq.read_metadata(self.folder / OBSERVATIONS_FILE)

    @cached_property
    def group_offsets(self) -> IntArray:
        """First row of each row group, and the end after the last."""
        sizes = [self.metadata.row_group(i).num_rows for i in range(self.metadata.num_row_groups)]
        return np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)

    def open_rows(self) -> pq.ParquetFile:
        """The observations file, to read row groups from; one for each thread."""
        with self._coded_errors(OBSERVATIONS_FILE):
            return pq.ParquetFile(self.folder / OBSERVATIONS_FILE, metadata=self.metadata)

    def read_groups(
        self, file: pq.ParquetFile, groups: Sequence[int], columns: Sequence[str]
    ) -> Columns:
        """Columns of some row groups as arrays; a null value is NaN."""
        with self._coded_errors(OBSERVATIONS_FILE):
            table = file.read_row_groups(list(groups), columns=list(columns), use_threads=False)
        return {name: table[name].to_numpy() for name in columns}

    def _coded_errors(self, name: str) -> _CodedErrors:
        return _CodedErrors(self.row.segment_id, name)


class _CodedErrors:
    """Turns a missing or damaged file into StateError STORE-013."""

    def __init__(self, segment_id: str, name: str) -> None:
        self._segment_id = segment_id
        self._name = name

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, failure: BaseException | None, trace: object) -> None:
        if isinstance(failure, OSError | pa.ArrowException):
            raise StateError(
                "STORE-013", segment=self._segment_id, file=self._name, reason=str(failure)
            ) from failure
