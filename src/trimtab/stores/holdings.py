"""All series of the live segments under one order, and where each segment keeps them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from trimtab.kernel import (
    Frequency,
    Industry,
    Occupation,
    Region,
    SeasonalAdjustment,
    SeriesKey,
    UnknownCodeError,
)
from trimtab.ports import SeriesQuery
from trimtab.stores.segment import Segment
from trimtab.stores.writing import DIMENSIONS, IntArray

_SHOWN = 12


@dataclass(frozen=True, slots=True)
class Holdings:
    """Series sorted by key. ``places[i]`` are the rows in ``series`` of segment i's series."""

    segments: tuple[Segment, ...]
    series: pa.Table
    places: tuple[IntArray, ...]

    @classmethod
    def of(cls, segments: Sequence[Segment]) -> Holdings:
        """Merge the series of segments; each is sorted by key already."""
        columns = ["key", "series_id", *DIMENSIONS]
        if not segments:
            schema = pa.schema([("key", pa.string()), ("series_id", pa.int64())])
            for name in DIMENSIONS:
                schema = schema.append(pa.field(name, pa.string()))
            return cls((), schema.empty_table(), ())
        together = pa.concat_tables([segment.series.select(columns) for segment in segments])
        codes = together["key"].combine_chunks().dictionary_encode()
        _, first = np.unique(codes.indices.to_numpy(), return_index=True)
        merged = together.take(pa.array(first)).sort_by("key").combine_chunks()
        places = tuple(
            pc.index_in(segment.series["key"], value_set=merged["key"]).to_numpy().astype(np.int64)
            for segment in segments
        )
        return cls(tuple(segments), merged, places)

    def select(self, query: SeriesQuery) -> npt.NDArray[np.bool_]:
        """Which series the query names."""
        chosen = pc.equal(self.series["frequency"], query.frequency.value)
        for name, wanted in _wanted(query):
            chosen = pc.and_(chosen, pc.is_in(self.series[name], value_set=pa.array(wanted)))
        return np.asarray(chosen.to_numpy(), np.bool_)

    def refuse_unknown(self, query: SeriesQuery) -> None:
        """Raise UnknownCodeError STORE-014 for a code that no series of the frequency has.

        An empty answer would be read as "no such thing happened".
        """
        of_frequency = self.series.filter(pc.equal(self.series["frequency"], query.frequency.value))
        for name, wanted in _wanted(query):
            held = set(of_frequency[name].unique().to_pylist())
            if unknown := sorted(set(wanted) - held):
                raise UnknownCodeError(
                    "STORE-014",
                    dimension=name,
                    codes=", ".join(unknown[:_SHOWN]),
                    frequency=query.frequency.value,
                    held=", ".join(sorted(held)[:_SHOWN]) or "-",
                )

    def keys(self, rows: IntArray) -> tuple[SeriesKey, ...]:
        """The keys at some rows."""
        chosen = self.series.select(DIMENSIONS).take(pa.array(rows))
        parts = (
            column.to_pylist() if convert is str else _converted(column, convert)
            for column, convert in zip(chosen.columns, _CONVERSIONS, strict=True)
        )
        return tuple(map(SeriesKey, *parts))


def _converted(column: pa.ChunkedArray, convert: Callable[[str], object]) -> list[object]:
    """Convert each distinct text once: codes are checked on construction, which adds up."""
    coded = column.combine_chunks().dictionary_encode()
    words = [convert(word) if word else None for word in coded.dictionary.to_pylist()]
    return [words[index] for index in coded.indices.to_pylist()]


_CONVERSIONS: tuple[Callable[[str], object], ...] = (
    str, Region, Industry, Occupation, Frequency, str, SeasonalAdjustment,
)  # fmt: skip


def _wanted(query: SeriesQuery) -> list[tuple[str, tuple[str, ...]]]:
    asked = (
        ("indicator", query.indicators),
        ("region", query.regions),
        ("industry", query.industries),
        ("occupation", query.occupations),
    )
    return [(name, wanted) for name, wanted in asked if wanted]
