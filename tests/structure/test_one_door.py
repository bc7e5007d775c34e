"""Writes to the operational database have one door, and whoever passes it was asked for a right."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

# The records and their trail; the catalogue of batches; migrations; progress of jobs, which says
# nothing worth auditing; bytes of attachments, whose hash is audited; certificates and holders,
# which come by the hundred thousand and must be erasable, so that the trail hears of blocks and of
# steps without names; and what takes a whole database back from a backup.
WRITERS = {
    Path("trimtab/stores/catalogue.py"),
    Path("trimtab/stores/database.py"),
    Path("trimtab/stores/migrations"),
    Path("trimtab/stores/office"),
    Path("trimtab/stores/coordination"),
    Path("trimtab/stores/credentials"),
    Path("trimtab/stores/backup"),
}
STATEMENTS = {"insert", "update", "delete"}
SQL = ("INSERT INTO ", "UPDATE ", "DELETE FROM ", "TRUNCATE ", "REPLACE INTO ")

SERVICES = Path("trimtab/office")
UNCHECKED = {  # part of the work of somebody who needed the right to that work
    "enqueue",
    "notify",
    "write_message",
}
UNCHECKED_MODULES = {  # the worker itself, as system:worker
    "jobs_worker.py",
    "jobs_endings.py",
    "notifications_sending.py",
}


def _within(path: Path, places: set[Path]) -> bool:
    return any(path == place or place in path.parents for place in places)


def _writes(tree: ast.Module) -> Iterator[ast.AST]:
    """Statements of SQLAlchemy and of SQL that change rows."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module and "sqlalchemy" in node.module:
            yield from (alias for alias in node.names if alias.name in STATEMENTS)
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            if node.func.attr in STATEMENTS and isinstance(node.func.value, ast.Name):
                module = node.func.value.id in {"sa", "sqlalchemy"}
                if module or node.func.value.id in {"batch", "segment", "store", "audit"}:
                    yield node
        elif (
            isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and node.value.lstrip().upper().startswith(SQL)
            and not node.value.lstrip()[:8].islower()
        ):
            yield node


def test_rows_are_changed_through_one_door(source):
    found = {path for path, tree in source.items() if any(_writes(tree))}
    assert {Path("trimtab/stores/office/work.py"), Path("trimtab/stores/office/writes.py")} <= found
    assert sorted(str(path) for path in found if not _within(path, WRITERS)) == []


def _functions(tree: ast.Module) -> dict[str, ast.FunctionDef]:
    return {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}


def _calls(function: ast.FunctionDef) -> set[str]:
    return {
        node.func.id if isinstance(node.func, ast.Name) else node.func.attr
        for node in ast.walk(function)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name | ast.Attribute)
    }


def _reaches(name: str, wanted: set[str], functions: dict[str, ast.FunctionDef]) -> bool:
    """Whether a function of a module calls one of ``wanted``, itself or through its neighbours."""
    seen, waiting = set(), [name]
    while waiting:
        current = waiting.pop()
        if current in seen or current not in functions:
            continue
        seen.add(current)
        called = _calls(functions[current])
        if called & wanted:
            return True
        waiting += called
    return False


def _services(source: dict[Path, ast.Module]) -> Iterator[tuple[str, bool]]:
    """Public functions of the office that change records, and whether they ask for a right."""
    for path, tree in source.items():
        if SERVICES not in path.parents or path.name in UNCHECKED_MODULES:
            continue
        functions = _functions(tree)
        for name, function in functions.items():
            given = [ast.unparse(one.annotation) for one in function.args.args if one.annotation]
            if name.startswith("_") or "Work" not in given or name in UNCHECKED:
                continue
            if _reaches(name, {"add", "replace", "remove", "note"}, functions):
                yield f"{path}: {name}", _reaches(name, {"require"}, functions)


def test_every_service_that_writes_asks_for_a_right(source):
    services = dict(_services(source))
    names = {name.rpartition(" ")[2] for name in services}
    assert {"add_department", "close_actor", "give_grant", "open_task", "close_task"} <= names
    assert [name for name, asks in services.items() if not asks] == []


@pytest.mark.parametrize(
    ("text", "writes"),
    [
        ("from sqlalchemy import insert", True),
        ("from sqlalchemy import select", False),
        ("text('UPDATE batch SET source = 1')", True),
        ("import sqlalchemy as sa; sa.delete(table)", True),
        ("batch.update()", True),
        ("found.update(other)", False),
    ],
)
def test_the_check_knows_a_write(text, writes):
    assert any(_writes(ast.parse(text))) is writes
