"""Observation rows as a series x period matrix."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from trimtab.kernel import Period, SeriesKey
from trimtab.tables import Panel, Vintage

_ID = ("indicator", "region", "industry", "occupation", "frequency", "unit", "seasonal_adjustment")


def panel_of(table: pa.Table, vintage: Vintage) -> Panel:
    """Rows in the form of OBSERVATIONS, of one frequency, as a matrix of the latest releases.

    ``known_at`` is the last release. Series are sorted by their canonical text.
    """
    table = table.sort_by("release_time")
    dictionary = pc.dictionary_encode(
        pc.binary_join_element_wise(*(table[name].cast(pa.string()) for name in _ID), "|")
    ).combine_chunks()
    texts = [str(text) for text in dictionary.dictionary.to_pylist()]
    order = np.argsort(np.array(texts))
    row = np.empty(len(texts), np.int64)
    row[order] = np.arange(len(texts))
    rows = row[dictionary.indices.to_numpy()]
    series = tuple(SeriesKey.parse(texts[i]) for i in order)
    periods = table["period"].to_numpy().astype(np.int64)
    first = Period(series[0].frequency, int(periods.min()))
    shape = (len(series), int(periods.max() - periods.min()) + 1)
    values = np.full(shape, np.nan)
    released = np.full(shape, np.datetime64("NaT", "us"))
    columns = periods - first.ordinal
    numbers = table["value"].to_numpy()
    instants = table["release_time"].cast(pa.timestamp("us")).to_numpy().astype("datetime64[us]")
    known = ~np.isnan(numbers)
    values[rows[known], columns[known]] = numbers[known]
    released[rows[known], columns[known]] = instants[known]
    last = pc.max(table["release_time"]).as_py()
    return Panel(series, first, values, released, last, vintage)
