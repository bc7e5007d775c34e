"""Every service of the room that changes records asks for a right, by region and department."""

from __future__ import annotations

import ast
from pathlib import Path

import trimtab.coordination as coordination

FOLDER = Path(str(coordination.__file__)).parent
WRITES, ASKS = {"add", "replace", "remove", "keep"}, {"require"}


def functions() -> dict[tuple[str, str], ast.FunctionDef]:
    return {
        (path.stem, node.name): node
        for path in FOLDER.glob("*.py")
        for node in ast.parse(path.read_text("utf-8")).body
        if isinstance(node, ast.FunctionDef)
    }


def calls(node: ast.FunctionDef) -> set[str]:
    found = (one.func for one in ast.walk(node) if isinstance(one, ast.Call))
    return {
        one.id if isinstance(one, ast.Name) else f"work.{one.attr}"
        for one in found
        if isinstance(one, ast.Name)
        or (isinstance(one, ast.Attribute) and ast.unparse(one.value) in ("work", "files"))
    }


def reached(module: str, name: str, known: dict[tuple[str, str], ast.FunctionDef]) -> set[str]:
    """Every name called on the way, through this room's functions."""
    seen: set[str] = set()
    waiting = [(module, name)]
    while waiting:
        where, current = waiting.pop()
        if current in seen:
            continue
        seen.add(current)
        own = known.get((where, current))
        others = [(m, f) for m, f in known if f == current and own is None]
        for place, node in [((where, current), own)] if own else [(o, known[o]) for o in others]:
            waiting += [(place[0], one) for one in calls(node)]
    return seen


def services() -> dict[str, set[str]]:
    known = functions()
    return {
        f"{module}.{name}": reached(module, name, known)
        for (module, name), node in known.items()
        if not name.startswith("_")
        and any(ast.unparse(one.annotation or ast.Constant("")) == "Work" for one in node.args.args)
    }


def test_every_service_that_writes_asks_for_a_right():
    found = services()
    writing = {name for name, names in found.items() if {f"work.{one}" for one in WRITES} & names}
    assert {"opening.open_case", "signing.sign", "discussing.attach", "deciding.revoke"} <= writing
    assert len(writing) > 30
    silent = {name for name in writing if not ASKS & found[name]}
    assert silent == {"moving.first_step"}  # part of the service that opens a case


def test_a_service_that_forgot_would_be_seen():
    known = {("a", "forgets"): ast.parse("def forgets(work):\n    work.add(1)").body[0]}
    assert reached("a", "forgets", known) == {"forgets", "work.add"}
