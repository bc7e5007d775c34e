"""OpenFisca's parameter files as they are written: a tree of dated values and scales.

Read as OpenFisca-Core 46 reads it: a file or a folder (``index.yaml`` describes the folder); a node
with ``values`` or only dates is a parameter, one with ``brackets`` a scale, any other a node whose
properties are children. Dates are ``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD``. ``expected`` values are
announced, not in force. Nothing is interpreted here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from trimtab.kernel import Problem
from trimtab.rules.reading.located import Located, read_located

COMMON = ("description", "metadata", "unit", "reference", "documentation")
FIGURES = ("amount", "rate", "average_rate")
_ENTRY = ("value", "metadata", "unit", "reference", "expected")
_INSTANT = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
_EXPECTED = "expected"
_INDEX = "index.yaml"


@dataclass(frozen=True, slots=True)
class Entry:
    """A value from a day on; ``value`` None ends the parameter. ``expected`` is not in force."""

    value: Any
    line: int
    metadata: Mapping[str, Any] = field(default_factory=dict)
    expected: bool = False


Timeline = dict[date, Entry]


@dataclass(frozen=True, slots=True)
class Leaf:
    """A parameter (``values``) or a scale (``brackets``: timelines by property, in order)."""

    key: str
    file: str
    line: int
    description: str
    metadata: Mapping[str, Any]
    values: Timeline | None = None
    brackets: tuple[dict[str, Timeline], ...] = ()


@dataclass(frozen=True, slots=True)
class Node:
    """What holds leaves: its own description and metadata, and its children in order."""

    key: str
    file: str
    description: str
    metadata: Mapping[str, Any]
    children: tuple[Node | Leaf, ...]


def read_tree(path: Path, prefix: str, problems: list[Problem]) -> Node | Leaf | None:
    """The tree in a file or folder; keys start with ``prefix``. Adds what is wrong to problems."""
    if path.is_dir():
        return _read_folder(path, prefix, problems)
    document, found = read_located(path)
    problems += found
    if found:
        return None
    return _Reader(str(path), problems).child(prefix, document, None)


def leaves(tree: Node | Leaf | None) -> Iterator[Leaf]:
    """Every leaf of a tree."""
    match tree:
        case Leaf():
            yield tree
        case Node():
            for child in tree.children:
                yield from leaves(child)


def join_key(prefix: str, name: str) -> str:
    """``taxes`` and ``rate`` make ``taxes.rate``."""
    return f"{prefix}.{name}" if prefix else name


def _read_folder(path: Path, prefix: str, problems: list[Problem]) -> Node:
    children: list[Node | Leaf] = []
    about: Mapping[str, Any] = {}
    for entry in sorted(path.iterdir()):
        if entry.name == _INDEX:
            document, found = read_located(entry)
            problems += found
            about = document if isinstance(document, Located) else {}
        elif entry.is_dir() or entry.suffix in (".yaml", ".yml"):
            child = read_tree(entry, join_key(prefix, entry.stem), problems)
            if child is not None:
                children.append(child)
    description = str(about.get("description") or "")
    return Node(prefix, str(path), description, _metadata(about), tuple(children))


def _metadata(data: Mapping[str, Any]) -> dict[str, Any]:
    """``unit`` and ``reference`` may also stand outside, as in older files."""
    given = data.get("metadata")
    older = {name: data[name] for name in ("unit", "reference") if data.get(name) is not None}
    return {**older, **(given if isinstance(given, Mapping) else {})}


def first_day_of(text: object) -> date | None:
    """The day of an instant, None for anything else.

    Examples
    --------
    >>> first_day_of("2016"), first_day_of("2016-13")
    (datetime.date(2016, 1, 1), None)
    """
    match = _INSTANT.fullmatch(str(text))
    if match is None:
        return None
    try:
        return date(*(int(part or 1) for part in match.groups()))
    except ValueError:
        return None


@dataclass
class _Reader:
    """Reads the nodes of one file."""

    file: str
    problems: list[Problem]

    def child(self, key: str, data: Any, line: int | None) -> Node | Leaf | None:
        if not isinstance(data, Located) or not data:
            self._refuse("RULES-048", line, key, name=key, allowed="values, brackets")
            return None
        if "brackets" in data:
            return self._scale(key, data)
        if "values" in data or all(first_day_of(name) for name in data):
            return self._parameter(key, data)
        children = [
            self.child(join_key(key, name), data[name], data.line_of(name))
            for name in data
            if name not in COMMON
        ]
        held = tuple(child for child in children if child is not None)
        return Node(key, self.file, str(data.get("description") or ""), _metadata(data), held)

    def _refuse(self, code: str, line: int | None, key: str, **params: object) -> None:
        self.problems.append(Problem(code, file=self.file, row=line, column=key, params=params))

    def _only(self, allowed: tuple[str, ...], data: Located, key: str) -> None:
        for name in data:
            if name not in allowed:
                listed = ", ".join(allowed)
                self._refuse("RULES-048", data.line_of(name), key, name=name, allowed=listed)

    def _parameter(self, key: str, data: Located) -> Leaf:
        values = data
        if "values" in data:
            self._only((*COMMON, "values"), data, key)
            values = data["values"]
        return Leaf(
            key,
            self.file,
            data.line,
            str(data.get("description") or ""),
            _metadata(data) if "values" in data else {},
            values=self._timeline(key, values, data.line),
        )

    def _scale(self, key: str, data: Located) -> Leaf:
        self._only((*COMMON, "brackets"), data, key)
        given = data["brackets"]
        if not isinstance(given, list):
            self._refuse("RULES-048", data.line_of("brackets"), key, name="brackets", allowed="[]")
            given = []
        brackets = []
        for place, bracket in enumerate(given):
            inner = f"{key}[{place}]"
            if not isinstance(bracket, Located):
                listed = ", ".join(("threshold", *FIGURES))
                self._refuse("RULES-048", data.line, inner, name=inner, allowed=listed)
                continue
            self._only((*COMMON, "threshold", *FIGURES), bracket, inner)
            brackets.append(
                {
                    name: self._property(join_key(inner, name), bracket, name)
                    for name in ("threshold", *FIGURES)
                    if name in bracket
                }
            )
        description = str(data.get("description") or "")
        about = _metadata(data)
        return Leaf(key, self.file, data.line, description, about, brackets=tuple(brackets))

    def _property(self, key: str, bracket: Located, name: str) -> Timeline:
        data = bracket[name]
        if isinstance(data, Located) and "values" in data:
            data = data["values"]
        return self._timeline(key, data, bracket.line_of(name))

    def _timeline(self, key: str, values: Any, line: int) -> Timeline:
        if not isinstance(values, Located):
            self._refuse("RULES-048", line, key, name="values", allowed="YYYY-MM-DD")
            return {}
        made: Timeline = {}
        for text, value in values.items():
            day = first_day_of(text)
            if day is None:
                self._refuse("RULES-049", values.line_of(text), key, text=text)
            else:
                made[day] = self._entry(join_key(key, text), value, values.line_of(text))
        return dict(sorted(made.items()))

    def _entry(self, key: str, value: Any, line: int) -> Entry:
        if value == _EXPECTED:
            return Entry(None, line, expected=True)
        if not isinstance(value, Located):
            return Entry(value, line)
        self._only(_ENTRY, value, key)
        if value.get(_EXPECTED):
            announced = value.get("value", value[_EXPECTED])
            return Entry(announced, line, _metadata(value), expected=True)
        if "value" not in value:
            self._refuse("RULES-048", line, key, name="-", allowed="value")
        return Entry(value.get("value"), line, _metadata(value))
