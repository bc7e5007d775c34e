"""YAML as nodes that know their line. Scalars stay text: what is wanted decides how they are read.

So ``no`` is never a truth value, ``1:30`` never 90 and ``2025-01-12`` a date only where a date
belongs.
"""

from __future__ import annotations

from pathlib import Path
from typing import TypeAlias

import yaml

from trimtab.kernel import Problem

Node: TypeAlias = yaml.nodes.Node

_Parser: type = getattr(yaml, "CBaseLoader", yaml.BaseLoader)  # libyaml where it is built in


class _Loader(_Parser):  # type: ignore[misc]
    """Composes nodes without asking what a scalar might be: nobody looks at the tags."""

    def resolve(self, _kind: object, _value: object, _implicit: object) -> str:
        return ""

    def descend_resolver(self, _node: object, _index: object) -> None: ...

    def ascend_resolver(self) -> None: ...


class Report:
    """The problems found in one file, each with its line and key path."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.problems: list[Problem] = []

    def refuse(self, code: str, line: int | None, path: str, **params: object) -> None:
        """Note one problem."""
        self.problems.append(
            Problem(code, file=self.file, row=line, column=path or None, params=params)
        )


def line_of(node: Node) -> int:
    """The line a node starts on, from 1."""
    return int(node.start_mark.line) + 1


def compose(path: Path, report: Report) -> Node | None:
    """The root of a YAML file; None where it holds nothing or cannot be read (RULES-010, -078)."""
    try:
        root: Node | None = yaml.compose(path.read_text(encoding="utf-8-sig"), Loader=_Loader)
    except UnicodeDecodeError as error:
        report.refuse("RULES-078", error.object.count(b"\n", 0, error.start) + 1, "")
        return None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = None if mark is None else mark.line + 1
        report.refuse("RULES-010", line, "", reason=getattr(error, "problem", None) or "YAML")
        return None
    except OSError as error:
        report.refuse("RULES-010", None, "", reason=error.strerror or str(error))
        return None
    return root
