"""The folders of kept runs: what is known of each, its figures and their digest.

A folder ``simulations/<id>`` holds ``about.json`` (who, when, name, fields of the builder),
``scenario.yaml``, and when its job has ended ``results.json``, ``runs.npz`` and ``tables``.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

from trimtab.app.simulation_kept import RUNS_FILE
from trimtab.kernel import StateError, UnknownCodeError
from trimtab.kernel.files import written_whole

FOLDER, ABOUT, SCENARIO, RESULTS = "simulations", "about.json", "scenario.yaml", "results.json"
KEPT_DAYS = 30
"""Days for which a deleted run can be brought back."""
_RUN_ID = re.compile(r"\d{8}-[0-9a-f]{8}")


@dataclass(frozen=True)
class About:
    """What is known of a run besides its figures; ``fields`` fill the builder again."""

    run_id: str
    name: str
    made_at: datetime
    made_by: str
    job_id: str
    ground: str
    levers: tuple[str, ...]
    fields: Mapping[str, str]
    deleted_at: datetime | None = None
    deleted_by: str = ""


def digest_of(workspace: Path, run_id: str) -> str:
    """SHA-256 of the results of a finished run. Raises StateError WEB-091."""
    return hashlib.sha256(_results_bytes(workspace, run_id)).hexdigest()


def read_results(workspace: Path, run_id: str) -> dict[str, Any]:
    """``results.json`` of a finished run. Raises StateError WEB-091, WEB-093."""
    try:
        read: dict[str, Any] = json.loads(_results_bytes(workspace, run_id))
    except ValueError as error:
        raise StateError("WEB-093", file=RESULTS, folder=run_id) from error
    return read


def _results_bytes(workspace: Path, run_id: str) -> bytes:
    path = folder_of(workspace, run_id) / RESULTS
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise StateError("WEB-091", run=run_id) from None


def folder_of(workspace: Path, run_id: str) -> Path:
    """Where a run lies. Raises UnknownCodeError WEB-090 for what is no run of this workspace."""
    folder = workspace / FOLDER / run_id
    if not _RUN_ID.fullmatch(run_id) or not (folder / ABOUT).is_file():
        raise UnknownCodeError("WEB-090", run=run_id[:40])
    return folder


def read_about(workspace: Path, run_id: str) -> About:
    """What is known of a run. Raises UnknownCodeError WEB-090, StateError WEB-093."""
    path = folder_of(workspace, run_id) / ABOUT
    try:
        return _read_plain(str(path), path.stat().st_mtime_ns)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise StateError("WEB-093", file=ABOUT, folder=run_id) from error


@lru_cache(maxsize=512)
def _read_plain(path: str, _changed: int) -> About:
    plain = json.loads(Path(path).read_text(encoding="utf-8"))
    deleted = plain.get("deleted_at")
    return About(
        **plain
        | {
            "made_at": datetime.fromisoformat(plain["made_at"]),
            "levers": tuple(plain["levers"]),
            "deleted_at": datetime.fromisoformat(deleted) if deleted else None,
        }
    )


def abouts_of(workspace: Path) -> list[About]:
    """All runs that can be read; a folder half written is none."""
    found = []
    for path in (workspace / FOLDER).glob(f"*/{ABOUT}"):
        try:
            found.append(read_about(workspace, path.parent.name))
        except (StateError, UnknownCodeError):
            continue
    return found


def has_figures(workspace: Path, run_id: str) -> bool:
    """Results are written after the runs; both must be there."""
    folder = workspace / FOLDER / run_id
    return (folder / RESULTS).is_file() and (folder / RUNS_FILE).is_file()


def change_about(workspace: Path, run_id: str, **changes: Any) -> About:
    changed = replace(read_about(workspace, run_id), **changes)
    write_about(folder_of(workspace, run_id), changed)
    return changed


def write_about(folder: Path, about: About) -> None:
    plain = asdict(about) | {
        "made_at": about.made_at.isoformat(),
        "deleted_at": about.deleted_at.isoformat() if about.deleted_at else None,
        "fields": dict(about.fields),
    }
    with written_whole(folder / ABOUT) as draft:
        draft.write_text(json.dumps(plain, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def purge(workspace: Path, now: datetime) -> None:
    """Take away what was deleted so long ago that it cannot be brought back."""
    for one in abouts_of(workspace):
        if one.deleted_at is not None and now - one.deleted_at > timedelta(days=KEPT_DAYS):
            shutil.rmtree(workspace / FOLDER / one.run_id, ignore_errors=True)
