"""SDMX-JSON data messages (1.0 and 2.0) as the table of texts that SDMX-CSV would be."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa

from trimtab.kernel import InputRejectedError

_MOST_BYTES = 256 << 20


def read_message(path: Path) -> pa.Table:
    """One text column per dimension, OBS_VALUE, attributes by observation, PREPARED.

    Raises InputRejectedError INGEST-063 (too large), 066 (not a data message; the concept or key
    that is missing or out of range is named).
    """
    if path.stat().st_size > _MOST_BYTES:
        raise InputRejectedError("INGEST-063", address=path.name, limit=_MOST_BYTES >> 20)
    try:
        message = json.loads(path.read_bytes())
        data = message.get("data", message)
        structures = data.get("structures") or [data.get("structure") or message["structure"]]
        sets = data.get("dataSets") or message["dataSets"]
        prepared = str((message.get("meta") or message.get("header") or {}).get("prepared", ""))
        rows = [
            row | ({"PREPARED": prepared} if prepared else {})
            for one in sets
            for row in _rows(one, structures[int(one.get("structure", 0))])
        ]
    except (ValueError, UnicodeDecodeError):
        raise InputRejectedError("INGEST-066", file=path.name, concept="JSON") from None
    except (KeyError, IndexError, TypeError, AttributeError) as error:
        raise InputRejectedError("INGEST-066", file=path.name, concept=str(error)) from None
    if not rows:
        raise InputRejectedError("INGEST-007", file=path.name)
    names = list(dict.fromkeys(name for row in rows for name in row))
    return pa.table({n: pa.array([row.get(n) for row in rows], pa.string()) for n in names})


def _rows(data: dict[str, Any], structure: dict[str, Any]) -> Iterator[dict[str, str | None]]:
    dimensions, attributes = structure["dimensions"], structure.get("attributes", {})
    of_set = _fixed(dimensions.get("dataSet", [])) | _fixed(attributes.get("dataSet", []))
    by_series, by_observation = dimensions.get("series", []), dimensions.get("observation", [])
    series = data.get("series")
    groups = series.items() if series is not None else [("", data)]
    for key, group in groups:
        fixed = of_set | _decode(by_series, key)
        fixed |= _attached(attributes.get("series", []), group.get("attributes", []))
        for inner, cells in group["observations"].items():
            yield {
                **fixed,
                **_decode(by_observation, inner),
                "OBS_VALUE": None if cells[0] is None else str(cells[0]),
                **_attached(attributes.get("observation", []), cells[1:]),
            }


def _fixed(concepts: list[dict[str, Any]]) -> dict[str, str | None]:
    """Concepts that have one value for the whole data set."""
    return {c["id"]: _identifier(c["values"][0]) for c in concepts if c.get("values")}


def _decode(concepts: list[dict[str, Any]], key: str) -> dict[str, str | None]:
    if not concepts:
        return {}
    parts = key.split(":")
    if len(parts) != len(concepts):
        raise KeyError(key)
    return {c["id"]: _identifier(c["values"][int(p)]) for c, p in zip(concepts, parts, strict=True)}


def _attached(concepts: list[dict[str, Any]], cells: list[Any]) -> dict[str, str | None]:
    """Attribute values: an index into the concept's values, or (2.0) the value itself."""
    found: dict[str, str | None] = {}
    for concept, cell in zip(concepts, cells, strict=False):
        if cell is None:
            continue
        values = concept.get("values") or []
        found[concept["id"]] = (
            _identifier(values[cell]) if isinstance(cell, int) and values else str(cell)
        )
    return found


def _identifier(value: dict[str, Any]) -> str | None:
    text = value.get("id", value.get("value", value.get("name")))
    return None if text is None else str(text)
