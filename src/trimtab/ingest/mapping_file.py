"""A mapping as a commented YAML file: written for a person to edit, read back strictly.

Every scalar is read as text and converted by the field it fills, so ``NO`` stays Norway's code and
``2026-01`` a period. Errors name the line. Anchors and aliases are refused: a mapping needs none.
"""

from __future__ import annotations

import types
from dataclasses import MISSING, fields, is_dataclass
from enum import Enum
from pathlib import Path
from typing import Any, Union, get_args, get_origin, get_type_hints

import yaml

from trimtab.ingest.mapping import Mapping
from trimtab.kernel import InputRejectedError, Problem
from trimtab.messages import Language, text

_MOST_BYTES = 1 << 20
_Path = tuple[str | int, ...]


def mapping_yaml(mapping: Mapping, language: Language = Language.EN) -> str:
    """The YAML text, each section under a comment in the language."""
    parts = []
    for name, value in _plain(mapping).items():
        comment = text(f"ingest.mapping.{name}", language)
        body = yaml.safe_dump({name: value}, allow_unicode=True, sort_keys=False, width=100)
        parts.append(f"# {comment}\n{body}")
    return f"# {text('ingest.mapping.title', language)}\n" + "\n".join(parts)


def save_mapping(mapping: Mapping, path: Path, language: Language = Language.EN) -> None:
    """Write ``mapping_yaml`` to a file."""
    path.write_text(mapping_yaml(mapping, language), encoding="utf-8")


def load_mapping(path: str | Path) -> Mapping:
    """Read a mapping file.

    Raises InputRejectedError INGEST-001 (absent), 050 (not YAML), 051 (unknown field), 052
    (missing field), 053 (a value that is not allowed), 054 (field twice), each with its line.
    """
    path = Path(path)
    try:
        content = path.read_bytes()[: _MOST_BYTES + 1].decode("utf-8-sig")
    except OSError as error:
        raise InputRejectedError(
            "INGEST-001", file=str(path), reason=error.strerror or "-"
        ) from None
    except UnicodeDecodeError:
        raise _at("INGEST-050", path.name, 1, reason="UTF-8") from None
    return parse_mapping(content, path.name)


def parse_mapping(content: str, file: str = "-") -> Mapping:
    """Read the YAML text of a mapping; errors as ``load_mapping``."""
    lines: dict[_Path, int] = {}
    try:
        for event in yaml.parse(content, yaml.BaseLoader):
            if isinstance(event, yaml.AliasEvent):
                line = event.start_mark.line + 1 if event.start_mark else 1
                raise _at("INGEST-050", file, line, reason=f"*{event.anchor}")
        node = yaml.compose(content, yaml.BaseLoader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise _at("INGEST-050", file, line, reason=str(error.problem)) from None
    except yaml.YAMLError as error:
        raise _at("INGEST-050", file, 1, reason=str(error)) from None
    plain = _read(node, (), lines, file)
    if not isinstance(plain, dict):
        raise _at("INGEST-050", file, 1, reason="-")
    return _build(Mapping, plain, (), lines, file)  # type: ignore[no-any-return]


def _plain(value: Any) -> Any:
    """Dataclasses as dicts without their defaults' empty parts; enums as their values."""
    if is_dataclass(value):
        return {
            f.name: _plain(getattr(value, f.name))
            for f in fields(value)
            if f.name == "version"
            or (f.default is MISSING and f.default_factory is MISSING)
            or getattr(value, f.name) != _default(f)
        }
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return value


def _default(f: Any) -> Any:
    return f.default_factory() if f.default is MISSING else f.default


def _read(node: yaml.Node | None, path: _Path, lines: dict[_Path, int], file: str) -> Any:
    if node is None:
        return None
    lines[path] = node.start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        found: dict[str, Any] = {}
        for key, value in node.value:
            name = str(key.value)
            if name in found:
                raise _at("INGEST-054", file, key.start_mark.line + 1, field=name)
            found[name] = _read(value, (*path, name), lines, file)
            lines[(*path, name)] = key.start_mark.line + 1
        return found
    if isinstance(node, yaml.SequenceNode):
        return [_read(item, (*path, i), lines, file) for i, item in enumerate(node.value)]
    return node.value


def _build(kind: Any, plain: Any, path: _Path, lines: dict[_Path, int], file: str) -> Any:
    line = lines.get(path, 1)
    if not isinstance(plain, dict):
        raise _at("INGEST-053", file, line, field=_dotted(path), got=plain, allowed="{...}")
    hints = get_type_hints(kind)
    known = {f.name: f for f in fields(kind)}
    for name in plain:
        if name not in known:
            where = lines.get((*path, name), line)
            raise _at("INGEST-051", file, where, field=_dotted((*path, name)),
                      known=", ".join(known))  # fmt: skip
    for name, f in known.items():
        required = f.default is MISSING and f.default_factory is MISSING
        if required and name not in plain:
            raise _at("INGEST-052", file, line, field=_dotted((*path, name)))
    values = {
        name: _convert(hints[name], value, (*path, name), lines, file)
        for name, value in plain.items()
    }
    try:
        return kind(**values)
    except InputRejectedError as error:
        field = str(error.params.get("field", "")).split(".")[-1]
        where = lines.get((*path, field), line)
        raise _at(error.code, file, where, **error.params) from None


def _convert(hint: Any, value: Any, path: _Path, lines: dict[_Path, int], file: str) -> Any:
    def wrong(allowed: str) -> InputRejectedError:
        line = lines.get(path, 1)
        return _at("INGEST-053", file, line, field=_dotted(path), got=value, allowed=allowed)

    origin, arguments = get_origin(hint), get_args(hint)
    if origin in (Union, types.UnionType):
        inner = next(a for a in arguments if a is not type(None))
        return None if value is None else _convert(inner, value, path, lines, file)
    if is_dataclass(hint):
        return _build(hint, value, path, lines, file)
    if origin is tuple:
        if not isinstance(value, list):
            raise wrong("[...]")
        if arguments[-1] is not Ellipsis and len(arguments) != len(value):
            raise wrong(f"{len(arguments)} x")
        return tuple(
            _convert(arguments[0], item, (*path, i), lines, file) for i, item in enumerate(value)
        )
    if origin is dict:
        if not isinstance(value, dict) or not all(isinstance(v, str) for v in value.values()):
            raise wrong("{word: code}")
        return value
    if not isinstance(value, str):
        raise wrong("text")
    if hint is bool:
        if value not in ("true", "false"):
            raise wrong("true, false")
        return value == "true"
    if hint is int:
        try:
            return int(value)
        except ValueError:
            raise wrong("0, 1, 2, ...") from None
    if isinstance(hint, type) and issubclass(hint, Enum):
        try:
            return hint(value)
        except ValueError:
            raise wrong(", ".join(str(member.value) for member in hint)) from None
    return value


def _dotted(path: _Path) -> str:
    return ".".join(str(part) for part in path) or "-"


def _at(code: str, file: str, line: int, **params: object) -> InputRejectedError:
    filled = {"file": file, "line": line, **params}
    return InputRejectedError(
        code, problems=[Problem(code, file=file, row=line, params=filled)], **filled
    )
