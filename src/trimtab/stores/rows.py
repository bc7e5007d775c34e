"""What was known at an instant as rows of OBSERVATIONS, slice by slice."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pyarrow as pa

from trimtab.stores.vintage import NEVER, Matrices, Reading, in_order
from trimtab.stores.writing import DIMENSIONS
from trimtab.tables import OBSERVATIONS

_LETTERS = np.array([chr(number) for number in range(128)])


def known_rows(reading: Reading) -> Iterator[pa.RecordBatch]:
    """Rows sorted by series and period; memory holds a few slices."""

    def read(cut: tuple[int, int]) -> Matrices:
        part = Matrices.empty(cut[1] - cut[0], reading.periods, with_status=True)
        reading.fill(*cut, part)
        return part

    for (start, stop), part in in_order(read, list(reading.slices())):
        series, column = np.nonzero(part.released != NEVER)
        chosen = pa.array(reading.chosen[start:stop][series])
        keys = reading.holdings.series.select(DIMENSIONS).take(chosen)
        assert part.status is not None
        columns = [
            *(keys[name].combine_chunks() for name in DIMENSIONS),
            pa.array((column + reading.first).astype(np.int32)),
            pa.array(part.released[series, column], pa.int64()).cast(_RELEASE),
            pa.array(part.values[series, column], from_pandas=True),
            pa.array(_LETTERS[part.status[series, column]]),
        ]
        yield pa.RecordBatch.from_arrays(columns, schema=OBSERVATIONS.schema)


_RELEASE = OBSERVATIONS.schema.field("release_time").type
