"""Backups as tables, lines and JSON."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from trimtab.app.backup import BackupInfo, CheckedBackup, FoundBackups, Pruning, backup_to_json
from trimtab.cli.output import console, language, print_lines, say, table
from trimtab.kernel import InputRejectedError
from trimtab.messages import explain_error, explain_problem, format_count, format_instant

Refused = Sequence[tuple[Path, InputRejectedError]]


def show_backup(info: BackupInfo) -> None:
    """What was saved, and the head of the trail to note down elsewhere."""
    print_lines(say("backup.created", n=info.batches, file=info.file, size=_size(info)))
    if info.anchor:
        print_lines(say("backup.anchor", anchor=info.anchor))


def show_checked(checked: CheckedBackup) -> None:
    """That a backup can be restored, and whether the trail in it is intact."""
    info = checked.info
    created = format_instant(info.created_at, language())
    print_lines(say("backup.restorable", n=info.batches, file=info.file, created=created))
    if checked.trail_intact:
        print_lines(say("backup.trail_intact", n=checked.audit_entries))
    else:
        print_lines(say("backup.trail_broken"))
        print_lines(*(explain_problem(one, language()) for one in checked.trail_problems))


def show_restored(checked: CheckedBackup, workspace: Path) -> None:
    """What stands again, and what to think of before it is used."""
    print_lines(say("backup.restored", n=checked.info.batches, workspace=workspace))
    if not checked.trail_intact:
        print_lines(say("backup.trail_broken"))
    print_lines(say("backup.restored_next"))


def show_found(found: FoundBackups) -> None:
    """One line a backup, newest first; then what is none."""
    if found.backups:
        _show_table(say("backup.title"), found.backups)
    elif not found.refused:
        print_lines(say("backup.none"))
    _show_refused(found.refused)


def show_pruning(pruning: Pruning) -> None:
    """What would be removed, and what stays although it is damaged."""
    if pruning.surplus:
        _show_table(say("backup.title_surplus"), pruning.surplus)
    else:
        print_lines(say("backup.no_surplus", n=len(pruning.kept)))
    _show_refused(pruning.damaged)


def checked_to_json(checked: CheckedBackup) -> dict[str, Any]:
    """A checked backup with what is wrong in its trail, in words and codes."""
    problems = [
        {"code": one.code, "place": one.place, "sentence": explain_problem(one, language())}
        for one in checked.trail_problems
    ]
    return backup_to_json(checked.info) | {
        "restorable": True,
        "audit_entries": checked.audit_entries,
        "trail_intact": checked.trail_intact,
        "trail_problems": problems,
    }


def found_to_json(found: FoundBackups) -> dict[str, Any]:
    """Backups of a folder, and what is none."""
    return {
        "backups": [backup_to_json(one) for one in found.backups],
        "refused": _refused_to_json(found.refused),
    }


def pruning_to_json(pruning: Pruning) -> dict[str, Any]:
    """What stays, what was removed, what is damaged."""
    return {
        "kept": [str(one.file) for one in pruning.kept],
        "removed": [str(one.file) for one in pruning.surplus],
        "damaged": _refused_to_json(pruning.damaged),
    }


def _refused_to_json(refused: Refused) -> list[dict[str, str]]:
    return [{"file": str(file), "code": error.code} for file, error in refused]


def _show_refused(refused: Refused) -> None:
    print_lines(*(explain_error(error, language()) for _, error in refused))


def _show_table(title: str, backups: Sequence[BackupInfo]) -> None:
    names = ("file", "created", "size", "batches", "entries", "schema")
    columns = [say(f"backup.column.{name}") for name in names]
    shown = table(title, columns, right=(2, 3, 4))
    for one in backups:
        shown.add_row(
            one.file.name,
            format_instant(one.created_at, language()),
            _size(one),
            format_count(one.batches, language()),
            format_count(one.rows.get("audit", 0), language()),
            one.schema_revision,
        )
    console().print(shown)


def _size(info: BackupInfo) -> str:
    return f"{info.bytes / 2**20:.1f} MiB"
