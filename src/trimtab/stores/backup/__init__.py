"""Backup and restore: a workspace and its database in one archive, whatever the engine."""

from trimtab.stores.backup.creating import create_backup
from trimtab.stores.backup.manifest import BackupInfo, backup_to_json
from trimtab.stores.backup.restoring import restore_backup
from trimtab.stores.backup.retention import (
    FoundBackups,
    Pruning,
    list_backups,
    plan_pruning,
    prune,
)
from trimtab.stores.backup.verifying import CheckedBackup, verify_backup

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
