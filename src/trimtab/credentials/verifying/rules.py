"""What the parts of a credential or presentation must look like; each rule names what breaks it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from trimtab.credentials.verifying.values import (
    identifier_of,
    is_address,
    is_language_value,
    is_text,
    listed,
    objects,
    read_stamp,
    types_of,
)
from trimtab.kernel import Problem

BASE_CONTEXT = "https://www.w3.org/ns/credentials/v2"
_SHOWN = 60

Node = Mapping[str, Any]


def shown(value: object) -> str:
    """A value as an error quotes it."""
    text = str(value)
    return text if len(text) <= _SHOWN else text[:_SHOWN] + "…"


def missing(place: str) -> Problem:
    """That something required is not there."""
    return Problem("CREDENTIALS-080", column=place, params={"place": place})


def check_context(node: Node, *, plain_allowed: bool = False) -> Iterator[Problem]:
    """The first context is that of the data model; the others are addresses or objects.

    ``plain_allowed``: an envelope may give the one address without a list.
    """
    given = node.get("@context")
    if given is None:
        yield missing("@context")
        return
    items = listed(given)
    if (not isinstance(given, list) and not plain_allowed) or items[:1] != [BASE_CONTEXT]:
        yield Problem(
            "CREDENTIALS-081",
            column="@context",
            params={"found": shown(items[0] if items else given), "wanted": BASE_CONTEXT},
        )
    for position, item in enumerate(items):
        if not (isinstance(item, Mapping) or is_address(item)):
            place = f"@context[{position}]"
            yield Problem(
                "CREDENTIALS-082", column=place, params={"place": place, "found": shown(item)}
            )


def check_type(node: Node, wanted: str) -> Iterator[Problem]:
    """The type is stated and names what the object must be."""
    if not node.get("type"):
        yield missing("type")
    elif wanted not in types_of(node):
        yield Problem(
            "CREDENTIALS-083",
            column="type",
            params={"found": shown(", ".join(map(str, listed(node["type"])))), "wanted": wanted},
        )


def check_address(value: object, place: str) -> Iterator[Problem]:
    """A value is one address."""
    if not is_address(value):
        yield Problem(
            "CREDENTIALS-084", column=place, params={"place": place, "found": shown(value)}
        )


def check_identified(value: object, place: str) -> Iterator[Problem]:
    """An address, or an object that has one."""
    if isinstance(value, Mapping):
        place = f"{place}.id"
    yield from check_address(identifier_of(value), place)


def check_everywhere(document: Node) -> Iterator[Problem]:
    """What holds for every object at any depth: one address as ``id``, texts as types, and
    nothing but a language and a direction beside a text."""
    for at, node in objects(document):
        below = f"{at}." if at else ""
        if "id" in node:
            yield from check_address(node["id"], f"{below}id")
        if "type" in node and not all(isinstance(one, str) for one in listed(node["type"])):
            yield Problem(
                "CREDENTIALS-085",
                column=f"{below}type",
                params={"place": f"{below}type", "found": shown(node["type"])},
            )
        if "@language" in node and not is_language_value(node):
            yield Problem("CREDENTIALS-088", column=at, params={"place": at, "found": shown(node)})


def check_typed(document: Node, names: tuple[str, ...]) -> Iterator[Problem]:
    """Objects that mean nothing without a type: status, schema, evidence, terms ..."""
    for name in names:
        if name not in document:
            continue
        found = listed(document[name])
        if not found:
            yield missing(name)
        for position, one in enumerate(found):
            place = f"{name}[{position}]" if isinstance(document[name], list) else name
            if not isinstance(one, Mapping):
                yield Problem(
                    "CREDENTIALS-086", column=place, params={"place": place, "found": shown(one)}
                )
            elif not one.get("type"):
                yield missing(f"{place}.type")


def check_texts(document: Node, place: str) -> Iterator[Problem]:
    """Names and descriptions are texts, or texts with their language."""
    for name in ("name", "description"):
        if name in document and not is_text(document[name]):
            at = f"{place}.{name}" if place else name
            yield Problem(
                "CREDENTIALS-088", column=at, params={"place": at, "found": shown(document[name])}
            )


def check_period(document: Node) -> Iterator[Problem]:
    """Both ends are instants with an offset from UTC, and the end is not before the beginning."""
    ends = {name: document[name] for name in ("validFrom", "validUntil") if name in document}
    read = {name: read_stamp(value) for name, value in ends.items()}
    for name, value in ends.items():
        if read[name] is None:
            yield Problem(
                "CREDENTIALS-087", column=name, params={"place": name, "found": shown(value)}
            )
    begin, end = read.get("validFrom"), read.get("validUntil")
    if begin and end and end < begin:
        yield Problem(
            "CREDENTIALS-089",
            column="validUntil",
            params={"begin": shown(ends["validFrom"]), "end": shown(ends["validUntil"])},
        )
