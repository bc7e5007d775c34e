"""Strict reading of JSON: what two readers could understand differently is refused.

A signature covers what one reader understood. Names given twice, numbers beyond what every reader
holds exactly, broken text and bottomless nesting are therefore refused before anything is believed.
"""

from __future__ import annotations

import json
import re
from typing import Any

from trimtab.kernel import InputRejectedError

SIZE_LIMIT = 1024 * 1024  # bytes of a document
DEPTH_LIMIT = 64
CONTEXT_LIMIT = 32 * 1024  # characters of a context worth remembering
INTEGER_LIMIT = 2**53  # exclusive: beyond it readers that use doubles see another number
DIGITS_LIMIT = 20  # characters of an integer worth converting

_TEXT_OR_BRACKET = re.compile(r'"(?:[^"\\]|\\.)*"|[\[\]{}]', re.DOTALL)
_SURROGATE = re.compile("[\ud800-\udfff]")
_ESCAPED_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")


def read_document(data: bytes | str, *, limit: int = SIZE_LIMIT) -> dict[str, Any]:
    """A JSON object read strictly (I-JSON, RFC 7493, within the limits of this module).

    Raises
    ------
    InputRejectedError
        CREDENTIALS-001 not UTF-8, -002 not JSON, -003 a name given twice, -004 a number no reader
        holds exactly, -005 nested too deeply, -006 not an object, -007 too large, -008 half of a
        surrogate pair.
    """
    text = _decoded(data, limit)
    _refuse_depth(text)
    try:
        value = json.loads(
            text,
            object_pairs_hook=_object,
            parse_int=_integer,
            parse_float=_number,
            parse_constant=_constant,
        )
    except json.JSONDecodeError as error:
        raise InputRejectedError(
            "CREDENTIALS-002", line=error.lineno, column=error.colno
        ) from error
    if _ESCAPED_SURROGATE.search(text):
        _refuse_lone_surrogates(value)
    if not isinstance(value, dict):
        raise InputRejectedError("CREDENTIALS-006", kind=kind_of(value))
    return value


def kind_of(value: object) -> str:
    """What JSON calls a value."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int | float):
        return "number"
    names = {"str": "string", "list": "array", "dict": "object"}
    return names.get(type(value).__name__, type(value).__name__)


def _decoded(data: bytes | str, limit: int) -> str:
    if len(data) > limit:
        raise InputRejectedError("CREDENTIALS-007", size=len(data), limit=limit)
    if isinstance(data, str):
        text = data
        if _SURROGATE.search(text):
            raise InputRejectedError("CREDENTIALS-001", position=0)
    else:
        try:
            text = data.decode("utf-8")
        except UnicodeDecodeError as error:
            raise InputRejectedError("CREDENTIALS-001", position=error.start) from error
    return text


def _refuse_depth(text: str) -> None:
    if text.count("[") + text.count("{") <= DEPTH_LIMIT:
        return
    depth = 0
    for found in _TEXT_OR_BRACKET.finditer(text):
        first = found.group()[0]
        if first in "[{":
            depth += 1
            if depth > DEPTH_LIMIT:
                raise InputRejectedError("CREDENTIALS-005", limit=DEPTH_LIMIT)
        elif first in "]}":
            depth -= 1


def _refuse_lone_surrogates(value: object) -> None:
    try:
        json.dumps(value, ensure_ascii=False).encode("utf-8")
    except UnicodeEncodeError as error:
        raise InputRejectedError("CREDENTIALS-008") from error


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        seen: set[str] = set()
        for name, _ in pairs:
            if name in seen:
                raise InputRejectedError("CREDENTIALS-003", name=name)
            seen.add(name)
    return found


def _integer(text: str) -> int:
    if len(text) > DIGITS_LIMIT or abs(number := int(text)) >= INTEGER_LIMIT:
        raise InputRejectedError("CREDENTIALS-004", value=text[:40])
    return number


def _number(text: str) -> float:
    number = float(text)
    if number in (float("inf"), float("-inf")):
        raise InputRejectedError("CREDENTIALS-004", value=text[:40])
    return number


def _constant(text: str) -> float:
    raise InputRejectedError("CREDENTIALS-004", value=text)
