"""What a backup says of itself: ``manifest.json``, the last file written and the first one read."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import Any

from trimtab.stores.backup.rows import FORMS, TableForm

NAME = "manifest.json"
FORMAT = "trimtab-backup"
VERSION = 1

_SHA256 = re.compile(r"[0-9a-f]{64}")
_FOLDERS = {"tables": 2, "batches": 3}  # how many parts a path in it has
RULEBOOK = "rulebook"


@dataclass(frozen=True, slots=True)
class BackupFile:
    """A file in the archive; ``name`` is a path in the workspace or ``tables/<table>.jsonl``."""

    name: str
    bytes: int
    sha256: str

    def __post_init__(self) -> None:
        if self.bytes < 0 or not _SHA256.fullmatch(self.sha256):
            raise ValueError(self.name)


@dataclass(frozen=True, slots=True)
class BackupTable:
    """A table of the operational database: its form and how many rows the backup has of it."""

    form: TableForm
    rows: int

    @property
    def file(self) -> str:
        """Where its rows stand in the archive."""
        return f"tables/{self.form.name}.jsonl"


@dataclass(frozen=True, slots=True)
class Manifest:
    """Everything that identifies a backup and lets it be checked."""

    created_at: datetime
    trimtab_version: str
    schema_revision: str
    store_id: str | None
    audit_sequence: int
    audit_hash: str
    tables: tuple[BackupTable, ...]
    files: tuple[BackupFile, ...]

    def to_json(self) -> bytes:
        """The content of ``manifest.json``."""
        told = {"format": FORMAT, "format_version": VERSION} | asdict(self)
        told["created_at"] = self.created_at.isoformat()
        told["tables"] = [asdict(one.form) | {"rows": one.rows} for one in self.tables]
        return json.dumps(told, ensure_ascii=False, indent=1).encode()

    @property
    def bytes(self) -> int:
        """How much everything is once unpacked."""
        return sum(file.bytes for file in self.files)


def manifest_from(told: Mapping[str, Any]) -> Manifest:
    """The manifest that was written. Raises KeyError, TypeError or ValueError for another thing."""
    manifest = Manifest(
        created_at=_instant(told["created_at"]),
        trimtab_version=str(told["trimtab_version"]),
        schema_revision=str(told["schema_revision"]),
        store_id=None if told["store_id"] is None else str(told["store_id"]),
        audit_sequence=int(told["audit_sequence"]),
        audit_hash=str(told["audit_hash"]),
        tables=tuple(_table(one) for one in told["tables"]),
        files=tuple(
            BackupFile(str(file["name"]), int(file["bytes"]), str(file["sha256"]))
            for file in told["files"]
        ),
    )
    names = [file.name for file in manifest.files]
    if len({name.casefold() for name in names}) < len(names):  # some disks tell no case apart
        raise ValueError(NAME)
    if {table.file for table in manifest.tables} != {n for n in names if n.startswith("tables/")}:
        raise ValueError("tables")
    return manifest


def _instant(told: str) -> datetime:
    instant = datetime.fromisoformat(told)
    if instant.tzinfo is None:
        raise ValueError(told)
    return instant


def _table(told: Mapping[str, Any]) -> BackupTable:
    columns = dict(told["columns"])
    if not FORMS.issuperset(columns.values()) or not columns.keys() >= set(told["key"]):
        raise ValueError(told["name"])
    return BackupTable(TableForm(told["name"], columns, tuple(told["key"])), int(told["rows"]))


def is_safe(name: str) -> bool:
    """Whether a name leads to a file inside a workspace, and to one that a backup may hold."""
    parts = PurePosixPath(name).parts
    if not parts or name != "/".join(parts) or "\0" in name or not is_encodable(name):
        return False
    if any(part.startswith((".", "/")) for part in parts):
        return False
    return len(parts) == _FOLDERS.get(parts[0]) or (parts[0] == RULEBOOK and len(parts) > 1)


def is_encodable(name: str) -> bool:
    """Whether a file name is proper text: a system lets any bytes be one."""
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True


@dataclass(frozen=True, slots=True)
class BackupInfo:
    """A backup file: what it holds and where it lies. ``bytes`` is the size of the file."""

    file: Path
    bytes: int
    created_at: datetime
    trimtab_version: str
    schema_revision: str
    store_id: str | None
    audit_sequence: int
    audit_hash: str
    batches: int
    rows: Mapping[str, int]
    files: int

    @property
    def anchor(self) -> str | None:
        """The head of the audit trail in the form ``trimtab audit verify --anchor`` takes."""
        return f"{self.audit_hash}:{self.audit_sequence}" if self.audit_sequence else None

    @classmethod
    def of(cls, file: Path, size: int, manifest: Manifest) -> BackupInfo:
        """What a manifest says of the file of ``size`` bytes it stands in."""
        rows = {table.form.name: table.rows for table in manifest.tables}
        return cls(
            file=file,
            bytes=size,
            created_at=manifest.created_at,
            trimtab_version=manifest.trimtab_version,
            schema_revision=manifest.schema_revision,
            store_id=manifest.store_id,
            audit_sequence=manifest.audit_sequence,
            audit_hash=manifest.audit_hash,
            batches=rows.get("batch", 0),
            rows=rows,
            files=len(manifest.files),
        )


def backup_to_json(info: BackupInfo) -> dict[str, Any]:
    """What a backup holds, in plain JSON values."""
    plain = {"file": str(info.file), "created_at": info.created_at.isoformat()}
    return asdict(info) | plain | {"anchor": info.anchor}
