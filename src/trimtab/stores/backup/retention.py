"""The backups in a folder: which there are, and which may go."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from trimtab.kernel import InputRejectedError, UnknownCodeError, UsageError
from trimtab.ports import Progress, no_progress
from trimtab.stores.backup.checking import Backup, open_backup
from trimtab.stores.backup.manifest import BackupInfo
from trimtab.stores.backup.private_file import remove_dead_drafts


@dataclass(frozen=True, slots=True)
class FoundBackups:
    """What a folder holds: backups by their manifests, newest first; ``refused`` are the ZIP files
    that could not be restored, each with the reason."""

    backups: tuple[BackupInfo, ...]
    refused: tuple[tuple[Path, InputRejectedError], ...]


@dataclass(frozen=True, slots=True)
class Pruning:
    """Which backups stay and which go. Damaged ones stay, and do not count as kept."""

    kept: tuple[BackupInfo, ...]
    surplus: tuple[BackupInfo, ...]
    damaged: tuple[tuple[Path, InputRejectedError], ...]


def list_backups(folder: Path) -> FoundBackups:
    """Look at the manifest of each ZIP file in a folder.

    Raises UnknownCodeError BACKUP-022 when there is no such folder.
    """
    found, refused = _open_all(folder)
    return FoundBackups(tuple(backup.info for backup in found), tuple(refused))


def plan_pruning(folder: Path, keep: int, progress: Progress = no_progress) -> Pruning:
    """Choose the backups that may go: those older than the ``keep`` newest of the same store.

    Only backups whose every hash is right count as kept, so a damaged one never makes a sound one
    go. Nothing is removed yet. Raises UsageError BACKUP-023 for ``keep`` below 1, UnknownCodeError
    BACKUP-022.
    """
    if keep < 1:
        raise UsageError("BACKUP-023", keep=keep)
    found, damaged = _open_all(folder)
    kept: dict[str | None, list[BackupInfo]] = {}
    surplus = []
    for backup in found:
        held = kept.setdefault(backup.manifest.store_id, [])
        if len(held) >= keep:
            surplus.append(backup.info)
            continue
        try:
            backup.check_files(progress)
        except InputRejectedError as refusal:
            damaged.append((backup.path, refusal))
        else:
            held.append(backup.info)
    everyone = (backup for held in kept.values() for backup in held)
    return Pruning(tuple(everyone), tuple(surplus), tuple(damaged))


def prune(folder: Path, pruning: Pruning) -> None:
    """Remove what was planned, and drafts of killed processes."""
    for backup in pruning.surplus:
        backup.file.unlink(missing_ok=True)
    remove_dead_drafts(folder)


def _open_all(folder: Path) -> tuple[list[Backup], list[tuple[Path, InputRejectedError]]]:
    if not folder.is_dir():
        raise UnknownCodeError("BACKUP-022", folder=str(folder))
    found, refused = [], []
    for file in sorted(folder.glob("*.zip")):
        try:
            found.append(open_backup(file))
        except InputRejectedError as refusal:
            refused.append((file, refusal))
    found.sort(key=lambda one: (one.manifest.created_at, one.path.name), reverse=True)
    return found, refused
