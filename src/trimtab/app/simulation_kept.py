"""The runs of a simulation in one file, so that its report can be made again in any language."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from trimtab.kernel import StateError
from trimtab.kernel.files import written_whole
from trimtab.simulation.answers import Runs

RUNS_FILE = "runs.npz"
_TABLES = ("outcomes", "series", "costs", "moves", "swings")
_HEAD = "head"


def write_runs(runs: Runs, path: Path) -> None:
    """Write all measured figures; the file is there whole or not at all."""
    head = {
        "mixes": runs.mixes,
        "steps": runs.steps,
        "step_weeks": runs.step_weeks,
        "labels": dict(runs.labels),
        "currency": runs.currency,
        "parameters": runs.parameters,
    }
    arrays = {"/".join(name): array for name, array in _arrays(runs)}
    written = np.frombuffer(json.dumps(head).encode(), dtype=np.uint8)
    with written_whole(path) as draft, draft.open("wb") as file:
        np.savez_compressed(file, **{_HEAD: written, "uniforms": runs.uniforms}, **arrays)  # type: ignore[arg-type]


def _arrays(runs: Runs) -> Iterator[tuple[tuple[str, ...], np.ndarray]]:
    for table in _TABLES:
        for name, array in getattr(runs, table).items():
            yield (table, name), array
    for axis, measured in runs.by.items():
        for name, array in measured.items():
            yield ("by", axis, name), array


def read_runs(path: Path) -> Runs:
    """What ``write_runs`` wrote. Raises StateError WEB-093 for a file that is not whole."""
    try:
        with np.load(path, allow_pickle=False) as stored:
            held = {name: stored[name] for name in stored.files}
        head: dict[str, Any] = json.loads(held.pop(_HEAD).tobytes())
        uniforms = held.pop("uniforms")
    except (OSError, ValueError, KeyError) as error:
        raise StateError("WEB-093", file=path.name, folder=path.parent.name) from error
    tables: dict[str, dict[str, Any]] = {name: {} for name in (*_TABLES, "by")}
    for name, array in held.items():
        table, *place = name.split("/")
        if table == "by":
            tables["by"].setdefault(place[0], {})[place[1]] = array
        else:
            tables[table][place[0]] = array
    return Runs(
        mixes=tuple(head["mixes"]),
        steps=head["steps"],
        step_weeks=head["step_weeks"],
        labels=_tuples(head["labels"]),
        currency=head["currency"],
        parameters=tuple(head["parameters"]),
        uniforms=uniforms,
        **tables,
    )


def _tuples(labels: Mapping[str, list[str]]) -> dict[str, tuple[str, ...]]:
    return {axis: tuple(names) for axis, names in labels.items()}
