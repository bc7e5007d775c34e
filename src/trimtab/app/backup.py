"""Backups as the edges see them: a workspace and its database in one file, and back again."""

from __future__ import annotations

from trimtab.stores.backup import (
    BackupInfo,
    CheckedBackup,
    FoundBackups,
    Pruning,
    backup_to_json,
    create_backup,
    list_backups,
    plan_pruning,
    prune,
    restore_backup,
    verify_backup,
)

__all__ = [
    "BackupInfo",
    "CheckedBackup",
    "FoundBackups",
    "Pruning",
    "backup_to_json",
    "create_backup",
    "list_backups",
    "plan_pruning",
    "prune",
    "restore_backup",
    "verify_backup",
]
