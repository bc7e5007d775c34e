"""Rows of many series of an indicator, read from the store in one pass."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from trimtab.app.workbench.series_history import History
from trimtab.kernel import Frequency, SeriesKey
from trimtab.ports import SeriesQuery
from trimtab.stores import ObservationStore
from trimtab.tables import OBSERVATIONS

_DIMENSIONS = OBSERVATIONS.key[:7]  # in the order of ``str(SeriesKey)``


@dataclass(frozen=True, slots=True)
class Block:
    """Rows sorted by series and period; ``place`` says which rows a series has."""

    place: Mapping[str, slice]
    period: npt.NDArray[np.int64]
    value: npt.NDArray[np.float64]
    status: npt.NDArray[np.str_]
    released: npt.NDArray[np.datetime64]

    def history(self, key: SeriesKey) -> History | None:
        """What was known of a series; None where nothing was."""
        rows = self.place.get(str(key))
        if rows is None:
            return None
        return History.of(
            key, self.period[rows], self.value[rows], self.status[rows], self.released[rows]
        )


def read_block(
    store: ObservationStore,
    indicator: str,
    frequency: Frequency,
    region: str | None,
    instant: datetime,
) -> Block:
    """All series of an indicator, of one region or of all."""
    query = SeriesQuery(
        indicators=(indicator,), regions=(region,) if region else (), frequency=frequency
    )
    rows = store.as_of_table(instant, query).read_all().combine_chunks()
    return Block(
        _places(rows),
        rows["period"].to_numpy().astype(np.int64),
        rows["value"].to_numpy(),
        rows["obs_status"].to_numpy().astype("U1"),
        rows["release_time"].to_numpy().astype("M8[us]"),
    )


def _places(rows: pa.Table) -> Mapping[str, slice]:
    """Where each series begins and ends, by its stored key."""
    if not rows.num_rows:
        return {}
    starts = np.zeros(rows.num_rows, np.bool_)
    starts[0] = True
    for name in _DIMENSIONS:
        codes = rows[name].combine_chunks().dictionary_encode().indices.to_numpy()
        starts[1:] |= codes[1:] != codes[:-1]
    at = np.flatnonzero(starts)
    heads = rows.select(_DIMENSIONS).take(pa.array(at))
    keys = pc.binary_join_element_wise(*heads.columns, "|").to_pylist()
    ends = [*at[1:].tolist(), rows.num_rows]
    return {key: slice(start, end) for key, start, end in zip(keys, at.tolist(), ends, strict=True)}
