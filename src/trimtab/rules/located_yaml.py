"""YAML that remembers the line of every key, and in which dates stay the text that was written."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from trimtab.kernel import Problem

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Located(dict[str, Any]):
    """A mapping with its own line and the line of each key; keys are texts."""

    line: int
    lines: dict[str, int]

    def line_of(self, key: str) -> int:
        """Where the key stands, or the mapping where it does not."""
        return self.lines.get(key, self.line)


class _LocatedLoader(_Loader):  # type: ignore[misc]
    """The safe loader with located mappings, without dates, refusing a key given twice."""


def _construct(loader: Any, node: yaml.MappingNode) -> Located:
    made = Located()
    made.line = node.start_mark.line + 1
    made.lines = {}
    loader.flatten_mapping(node)
    for key_node, value_node in node.value:
        key = str(loader.construct_object(key_node, deep=True))
        if key in made:
            raise yaml.constructor.ConstructorError(
                None, None, f"'{key}' stands twice", key_node.start_mark
            )
        made[key] = loader.construct_object(value_node, deep=True)
        made.lines[key] = key_node.start_mark.line + 1
    return made


def _as_written(_loader: Any, node: yaml.ScalarNode) -> str:
    return str(node.value)


_LocatedLoader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _construct)
_LocatedLoader.add_constructor("tag:yaml.org,2002:timestamp", _as_written)


def read_located(path: Path) -> tuple[Any, list[Problem]]:
    """The document and nothing, or None and the problem RULES-051 with its line."""
    try:
        return yaml.load(path.read_text(encoding="utf-8-sig"), Loader=_LocatedLoader), []
    except yaml.MarkedYAMLError as error:
        row = error.problem_mark.line + 1 if error.problem_mark else None
        detail = error.problem or str(error)
        return None, [Problem("RULES-051", file=str(path), row=row, params={"detail": detail})]
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        return None, [Problem("RULES-051", file=str(path), params={"detail": str(error)})]
