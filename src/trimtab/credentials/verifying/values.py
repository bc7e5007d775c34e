"""The kinds of values that the data model asks for: addresses, instants, texts with a language."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

# An absolute address: a scheme, a colon, and nothing that no address may hold. Where the scheme
# has an authority it must be there.
_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`\x00-\x20]+")
_WITH_HOST = re.compile(r"https?://[^/?#\s]+.*", re.IGNORECASE | re.DOTALL)
# XML Schema 1.1 part 2, dateTimeStamp: the offset from UTC is not optional.
_STAMP = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(\.\d+)?(Z|[+-](?:(?:0\d|1[0-3]):[0-5]\d|14:00))"
)
_LANGUAGE_VALUE = frozenset({"@value", "@language", "@direction"})
_DIRECTIONS = frozenset({"ltr", "rtl"})


def is_address(value: object) -> bool:
    """Whether a value is one absolute URL (also a DID or a URN).

    Examples
    --------
    >>> is_address("did:example:subject"), is_address("fake-issuer"), is_address("https ://a.b")
    (True, False, False)
    """
    if not isinstance(value, str) or not _ADDRESS.fullmatch(value):
        return False
    return not value.lower().startswith("http") or bool(_WITH_HOST.fullmatch(value))


def read_stamp(value: object) -> datetime | None:
    """An XML Schema dateTimeStamp as an aware UTC instant; None for anything else.

    Simplifies   Fractions below a microsecond are cut off; years are 1 to 9999, because no later
                 instant can be told apart from "never" here.

    Examples
    --------
    >>> read_stamp("2023-02-25T19:10:39-06:00").isoformat()
    '2023-02-26T01:10:39+00:00'
    >>> read_stamp("2023-02-25T19:10:39") is None  # whose clock?
    True
    """
    found = _STAMP.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        return None
    *whole, fraction, offset = found.groups()
    year, month, day, hour, minute, second = map(int, whole)
    end_of_day = (hour, minute, second) == (24, 0, 0) and not (fraction or ".").strip(".0")
    try:
        at = datetime(year, month, day, 0 if end_of_day else hour, minute, second, tzinfo=UTC)
        micro = int(((fraction or ".0")[1:] + "000000")[:6])
        return at + timedelta(days=end_of_day, microseconds=micro) - _offset(offset)
    except (ValueError, OverflowError):
        return None


def _offset(text: str) -> timedelta:
    if text == "Z":
        return timedelta()
    length = timedelta(hours=int(text[1:3]), minutes=int(text[4:6]))
    return -length if text[0] == "-" else length


def is_language_value(value: object) -> bool:
    """Whether an object is a text with its language and direction, and nothing else."""
    if not isinstance(value, Mapping) or not isinstance(value.get("@value"), str):
        return False
    if value.keys() - _LANGUAGE_VALUE:
        return False
    language = value.get("@language")
    return (language is None or isinstance(language, str)) and (
        "@direction" not in value or value["@direction"] in _DIRECTIONS
    )


def is_text(value: object) -> bool:
    """Whether a name or description is a text, a text with its language, or several of those."""
    return all(isinstance(one, str) or is_language_value(one) for one in listed(value)) and (
        value != [] and value is not None
    )


def listed(value: object) -> list[Any]:
    """One value or several, as a list; nothing as an empty one."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def types_of(node: Mapping[str, Any]) -> frozenset[str]:
    """The types an object states."""
    return frozenset(one for one in listed(node.get("type")) if isinstance(one, str))


def identifier_of(value: object) -> str | None:
    """The address by which an object is named: itself, or its ``id``."""
    found = value.get("id") if isinstance(value, Mapping) else value
    return found if isinstance(found, str) else None


def objects(value: object, place: str = "") -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Every object inside a document with its place; contexts and embedded schemas are data."""
    waiting: list[tuple[str, object]] = [(place, value)]
    while waiting:
        at, node = waiting.pop()
        if isinstance(node, Mapping):
            yield at, node
            waiting += [
                (f"{at}.{name}" if at else str(name), child)
                for name, child in node.items()
                if name not in ("@context", "jsonSchema") and isinstance(child, Mapping | list)
            ]
        elif isinstance(node, list):
            waiting += [
                (f"{at}[{position}]", child)
                for position, child in enumerate(node)
                if isinstance(child, Mapping | list)
            ]
