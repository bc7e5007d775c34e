"""The forms a part of a rule file can have: each reads a node, and describes itself to editors.

``read`` returns the value, or ``INVALID`` after noting the problem; it never raises for what a
person wrote. ``schema`` is the same form as JSON Schema (draft 2020-12).
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Protocol

from yaml.nodes import MappingNode, ScalarNode, SequenceNode

from trimtab.messages import Language, text
from trimtab.rules.reading.nodes import Node, Report, line_of


class _Invalid:
    """What stands for a part that was refused."""

    def __repr__(self) -> str:
        return "INVALID"


INVALID = _Invalid()
_NUMBER = re.compile(r"[-+]?(\d+(\.\d*)?|\.\d+)([eE][-+]?\d+)?")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_YEAR = re.compile(r"[12]\d{3}")
_SHOWN = 40

# How a form is written: an example needs no translation.
TEXT, LIST, MAPPING = '"..."', "[..., ...]", "{name: ...}"


class Shape(Protocol):
    """A form: how it is read and how it is described."""

    def read(self, node: Node, path: str, report: Report) -> Any:
        """The value, or INVALID after the problem was noted."""

    def schema(self, language: Language) -> dict[str, Any]:
        """The form as JSON Schema."""


def shown(node: Node) -> str:
    """What a person wrote, short enough for a sentence."""
    if isinstance(node, ScalarNode):
        written = node.value if len(node.value) <= _SHOWN else node.value[:_SHOWN] + "..."
        return written or '""'
    return "[...]" if isinstance(node, SequenceNode) else "{...}"


def is_plain(node: Node) -> bool:
    """Whether a scalar was written without quotes."""
    return isinstance(node, ScalarNode) and not node.style


def number_in(node: Node) -> float | None:
    """The number an unquoted scalar writes, None when it writes none."""
    if is_plain(node) and _NUMBER.fullmatch(node.value):
        return float(node.value)
    return None


def near(word: str, allowed: Iterable[str]) -> str:
    """The word that was probably meant: the one most like it."""
    return next(iter(difflib.get_close_matches(word, list(allowed), n=1, cutoff=0.0)), "-")


def wrong_form(node: Node, path: str, report: Report, wanted: str) -> Any:
    """Note that something else was wanted (RULES-014); ``wanted`` is an example of it."""
    report.refuse("RULES-014", line_of(node), path, got=shown(node), wanted=wanted)
    return INVALID


@dataclass(frozen=True)
class Text:
    """Text, not empty unless allowed."""

    may_be_empty: bool = False

    def read(self, node: Node, path: str, report: Report) -> Any:
        if isinstance(node, ScalarNode) and (self.may_be_empty or node.value.strip()):
            return node.value.strip()
        return wrong_form(node, path, report, TEXT)

    def schema(self, language: Language) -> dict[str, Any]:
        return {"type": "string"} if self.may_be_empty else {"type": "string", "minLength": 1}


@dataclass(frozen=True)
class Day:
    """A calendar day, ``2025-01-12``."""

    def read(self, node: Node, path: str, report: Report) -> Any:
        if isinstance(node, ScalarNode) and _DAY.fullmatch(node.value):
            try:
                return date.fromisoformat(node.value)
            except ValueError:
                pass
        report.refuse("RULES-015", line_of(node), path, got=shown(node))
        return INVALID

    def schema(self, language: Language) -> dict[str, Any]:
        return {"type": "string", "format": "date", "pattern": f"^{_DAY.pattern}$"}


@dataclass(frozen=True)
class Year:
    """A calendar year, 1000 to 2999."""

    def read(self, node: Node, path: str, report: Report) -> Any:
        if isinstance(node, ScalarNode) and _YEAR.fullmatch(node.value):
            return int(node.value)
        return wrong_form(node, path, report, "2025")

    def schema(self, language: Language) -> dict[str, Any]:
        return {"type": "integer"}


@dataclass(frozen=True)
class Decimal:
    """A number."""

    may_be_null: bool = False

    def read(self, node: Node, path: str, report: Report) -> Any:
        if self.may_be_null and is_plain(node) and node.value in ("null", "~", ""):
            return None
        number = number_in(node)
        return wrong_form(node, path, report, "12.5") if number is None else number

    def schema(self, language: Language) -> dict[str, Any]:
        return {"type": ["number", "null"] if self.may_be_null else "number"}


@dataclass(frozen=True)
class Choice:
    """One word of a list; ``convert`` makes the value of it.

    ``code`` names the refusal, which shows ``summary`` where the list is too long for a sentence.
    """

    allowed: tuple[str, ...]
    convert: Callable[[str], Any] = str
    code: str = "RULES-016"
    summary: str = ""

    @classmethod
    def among(cls, words: type[StrEnum]) -> Choice:
        """The members of an enumeration."""
        return cls(tuple(member.value for member in words), words)

    def read(self, node: Node, path: str, report: Report) -> Any:
        if isinstance(node, ScalarNode) and node.value in self.allowed:
            return self.convert(node.value)
        got = shown(node)
        report.refuse(
            self.code,
            line_of(node),
            path,
            got=got,
            allowed=self.summary or ", ".join(self.allowed),
            suggestion=near(got, self.allowed),
        )
        return INVALID

    def schema(self, language: Language) -> dict[str, Any]:
        return {"enum": list(self.allowed)}


@dataclass(frozen=True)
class Listing:
    """A list of one form; ``length`` fixes how many."""

    item: Shape
    length: int | None = None

    def read(self, node: Node, path: str, report: Report) -> Any:
        if not isinstance(node, SequenceNode) or not node.value:
            return wrong_form(node, path, report, LIST)
        if self.length is not None and len(node.value) != self.length:
            return wrong_form(node, path, report, f"[{', '.join(['...'] * self.length)}]")
        items = [
            self.item.read(child, f"{path}[{at}]", report) for at, child in enumerate(node.value)
        ]
        return INVALID if any(item is INVALID for item in items) else tuple(items)

    def schema(self, language: Language) -> dict[str, Any]:
        size = {"minItems": self.length or 1}
        if self.length is not None:
            size["maxItems"] = self.length
        return {"type": "array", "items": self.item.schema(language), **size}


def pairs(node: MappingNode, path: str, report: Report) -> dict[str, tuple[Node, Node]]:
    """The key and value nodes of a mapping by name; a name given twice is refused (RULES-011)."""
    found: dict[str, tuple[Node, Node]] = {}
    for name, value in node.value:
        if not isinstance(name, ScalarNode):
            wrong_form(name, path, report, TEXT)
        elif name.value in found:
            report.refuse(
                "RULES-011",
                line_of(name),
                f"{path}.{name.value}".lstrip("."),
                name=name.value,
                first_line=line_of(found[name.value][0]),
            )
        else:
            found[name.value] = (name, value)
    return found


@dataclass(frozen=True)
class Table:
    """Any names, each with a value of one form."""

    item: Shape

    def read(self, node: Node, path: str, report: Report) -> Any:
        if not isinstance(node, MappingNode) or not node.value:
            return wrong_form(node, path, report, MAPPING)
        items = {
            name: self.item.read(value, f"{path}.{name}", report)
            for name, (_, value) in pairs(node, path, report).items()
        }
        return INVALID if any(item is INVALID for item in items.values()) else items

    def schema(self, language: Language) -> dict[str, Any]:
        return {
            "type": "object",
            "additionalProperties": self.item.schema(language),
            "minProperties": 1,
        }


@dataclass(frozen=True)
class Field:
    """One named part of a mapping. ``words`` is its catalogue entry under ``rules.field``."""

    name: str
    shape: Shape
    required: bool = False
    words: str = ""


@dataclass(frozen=True)
class Fields:
    """A mapping of known names. ``build`` makes the value of what was read."""

    fields: tuple[Field, ...]
    build: Callable[[dict[str, Any]], Any] = dict

    def read(self, node: Node, path: str, report: Report) -> Any:
        if not isinstance(node, MappingNode):
            return wrong_form(node, path, report, MAPPING)
        values = self.read_parts(pairs(node, path, report), line_of(node), path, report)
        return INVALID if values is None else self.build(values)

    def read_parts(
        self, found: dict[str, tuple[Node, Node]], line: int, path: str, report: Report
    ) -> dict[str, Any] | None:
        """Read the named parts; None when any was refused, unknown or missing."""
        known = {field.name: field for field in self.fields}
        before = len(report.problems)
        values = {}
        for name, (name_node, value_node) in found.items():
            here = f"{path}.{name}" if path else name
            if name not in known:
                report.refuse(
                    "RULES-012",
                    line_of(name_node),
                    here,
                    name=name,
                    allowed=", ".join(known),
                    suggestion=near(name, known),
                )
                continue
            values[name] = known[name].shape.read(value_node, here, report)
        for field in self.fields:
            if field.required and field.name not in found:
                where = path or report.file
                code = "RULES-023" if field.name == "reference" else "RULES-013"
                report.refuse(code, line, path, field=field.name, where=where)
        return None if len(report.problems) > before else values

    def schema(self, language: Language) -> dict[str, Any]:
        described = {}
        for field in self.fields:
            described[field.name] = field.shape.schema(language)
            if field.words:
                words = text(f"rules.field.{field.words}", language)
                described[field.name] = {"description": words, **described[field.name]}
        required = [field.name for field in self.fields if field.required]
        return {
            "type": "object",
            "properties": described,
            "additionalProperties": False,
            **({"required": required} if required else {}),
        }
