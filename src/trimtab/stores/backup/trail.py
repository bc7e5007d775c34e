"""What a backup has to do with the audit trail: it is checked, and told of."""

from __future__ import annotations

import secrets
from pathlib import Path

from sqlalchemy import Connection, Engine

from trimtab.kernel import NotAllowedError
from trimtab.office.audit_checking import Verdict
from trimtab.office.rights import Right, require
from trimtab.office.types import OPERATOR
from trimtab.stores import database
from trimtab.stores.backup.manifest import BackupInfo, backup_to_json
from trimtab.stores.catalogue import Catalogue
from trimtab.stores.office.audit import TrailReading, examine
from trimtab.stores.office.store import SqlOfficeStore


def check_trail(connection: Connection) -> Verdict:
    """Read the whole trail and hold every row it accounts for against it."""
    return examine(TrailReading(connection))


def tell_of_backup(engine: Engine, file: Path, actor: str, reason: str) -> None:
    """Check the right to make a backup and tell the trail that one is being made.

    A database that newer software has not brought up to date yet is left as it is: only the
    operator can save it. Raises NotAllowedError OFFICE-010 or BACKUP-020.
    """
    if not database.is_current(engine):
        if actor != OPERATOR:
            raise NotAllowedError("BACKUP-020", actor=actor)
        return
    with SqlOfficeStore(engine).work(actor, reason) as work:
        require(work, actor, Right.BACKUP_MAKE, None)
        work.note("backup", file.name[-128:], {"file": str(file)})


def tell_of_restore(
    engine: Engine, backup: BackupInfo, actor: str, reason: str, trail_intact: bool
) -> str:
    """Check the right to restore, tell the trail where everything after this comes from, and give
    the copy an id of its own: the id.

    The store it was made of may live on. Its folder with the database of the copy, or the other
    way round, would pass for a pair, and what only one of them knows would be cleared away.
    Raises NotAllowedError OFFICE-010.
    """
    store_id = secrets.token_hex(16)
    facts = backup_to_json(backup) | {"trail_intact": trail_intact, "copy_store_id": store_id}
    with SqlOfficeStore(engine).work(actor, reason) as work:
        require(work, actor, Right.BACKUP_RESTORE, None)
        work.note("restore", backup.file.name[-128:], facts)
    Catalogue(engine, actor).replace_store_id(store_id, reason)
    return store_id
