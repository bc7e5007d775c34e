"""The shape of a document: its structure with text and whole numbers taken out.

Two documents of one shape differ only in values that JSON-LD carries through untouched. What steers
the expansion - names, contexts, types, keywords, fractions, truth values, nulls - stays in the
shape. Values that are equal to each other share a place, since RDF merges what is equal.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from trimtab.credentials.securing.contexts import Contexts
from trimtab.credentials.securing.reading import CONTEXT_LIMIT, DEPTH_LIMIT, INTEGER_LIMIT

# Keywords whose values JSON-LD carries through, and all others. Any other name with an at sign is
# dropped by the expansion, and the document refused for it.
_CARRIED = frozenset({"@id", "@value"})
_KEYWORDS = frozenset(
    {"@base", "@container", "@context", "@default", "@direction", "@embed", "@explicit", "@first",
     "@graph", "@import", "@included", "@index", "@json", "@language", "@list", "@nest", "@none",
     "@omitDefault", "@prefix", "@preserve", "@propagate", "@protected", "@requireAll", "@reverse",
     "@set", "@type", "@version", "@vocab"}
)  # fmt: skip
TOKEN_LIMIT = 4_000  # a larger document is worked out anew each time

Value = str | int


@dataclass(frozen=True, slots=True)
class Shape:
    """What was taken out of a document (``values``, in order) and what remains (``key``)."""

    key: bytes
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What the contexts of a document define, read off their text and therefore too much.

    ``terms`` is every name that may be a term or a prefix; ``steering`` every name that may stand
    for a keyword whose value steers the expansion; ``identities`` every name that may be ``@id``.
    """

    terms: frozenset[str]
    steering: frozenset[str]
    identities: frozenset[str]


def vocabulary(document: Mapping[str, Any], contexts: Contexts) -> Vocabulary:
    """What the document's own ``@context`` defines."""
    context = json.dumps(document.get("@context"))
    read = _vocabulary if len(context) <= CONTEXT_LIMIT else _vocabulary.__wrapped__
    return read(context, contexts)


@lru_cache(maxsize=256)
def _vocabulary(context: str, contexts: Contexts) -> Vocabulary:
    found = list(definitions(json.loads(context), contexts))
    terms = frozenset(name for name, _ in found)
    steering = _aliases(found, lambda meaning: meaning[:1] == "@" and meaning not in _CARRIED)
    identities = _aliases(found, lambda meaning: meaning == "@id")
    return Vocabulary(terms, steering | _KEYWORDS, identities | {"@id"})


def _aliases(
    definitions: Sequence[tuple[str, str]], wanted: Callable[[str], bool]
) -> frozenset[str]:
    """Names that may stand for wanted keywords, also as an alias of an alias."""
    found: set[str] = set()
    while (
        more := {name for name, meaning in definitions if wanted(meaning) or meaning in found}
        - found
    ):
        found |= more
    return frozenset(found)


def definitions(contexts_named: Any, contexts: Contexts) -> Iterator[tuple[str, str]]:
    """Every name that a value of ``@context`` defines, wherever in it, and what the name is said to
    mean as it stands there; CREDENTIALS-010 for an address that is not pinned."""
    return _definitions(contexts_named, contexts, set())


def _definitions(value: Any, contexts: Contexts, seen: set[str]) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        if value not in seen:
            seen.add(value)
            yield from _definitions(contexts.load(value).get("@context"), contexts, seen)
    elif isinstance(value, list):
        for inner in value:
            yield from _definitions(inner, contexts, seen)
    elif isinstance(value, dict):
        if isinstance(value.get("@import"), str):
            yield from _definitions(value["@import"], contexts, seen)
        for name, inner in value.items():
            if name == "@context":
                yield from _definitions(inner, contexts, seen)
            elif isinstance(inner, str):
                yield name, inner
            elif isinstance(inner, dict):
                meaning = inner.get("@id")
                yield name, meaning if isinstance(meaning, str) else ""
                yield from _definitions(inner.get("@context", []), contexts, seen)


def shape_of(document: Mapping[str, Any], known: Vocabulary) -> Shape | None:
    """The shape of a document; None where it is too large or a context stands inside it.

    What is hashed is a list in which a number from 0 up is the place of a text and one below 0 the
    place of a whole number; text is a bracket, a name (after ``n``), a value that stays (after
    ``c``) or text that stays (after ``s``); a tuple is a list of text that stays.
    """
    values: dict[Value, int] = {}
    parts: list[str | int | tuple[str, ...]] = []
    add, place, steering = parts.append, values.setdefault, known.steering

    def walk(value: Any, depth: int) -> bool:
        kind = type(value)
        if kind is str:
            add(place(value, len(values)))
        elif kind is dict:
            if depth > DEPTH_LIMIT:
                return False
            add("{")
            for name, inner in value.items():
                add(f"n{name}")
                if name in steering:
                    if name == "@context" and depth:
                        return False
                    add(_staying(inner))
                elif not walk(inner, depth + 1):
                    return False
            add("}")
        elif kind is list:
            if depth > DEPTH_LIMIT or len(parts) > TOKEN_LIMIT:
                return False
            add("[")
            for inner in value:
                if not walk(inner, depth + 1):
                    return False
            add("]")
        elif kind is int and -INTEGER_LIMIT < value < INTEGER_LIMIT:
            add(-1 - place(value, len(values)))
        elif value is None or kind is bool or kind is float:
            add(f"c{value!r}")
        else:
            return False
        return True

    fits = walk(document, 0) and len(parts) <= TOKEN_LIMIT
    return Shape(key_of(parts), tuple(values)) if fits else None


def key_of(parts: Sequence[Any]) -> bytes:
    """A short name of plain values that no other values have."""
    return hashlib.sha256(repr(parts).encode("utf-8", "surrogatepass")).digest()


def _staying(value: Any) -> str | tuple[str, ...]:
    """A value that belongs to the shape; ``@context`` and ``type`` are nearly always such lists."""
    if type(value) is str:
        return f"s{value}"
    if type(value) is list and all(type(inner) is str for inner in value):
        return tuple(value)
    return f"c{json.dumps(value)}"


def replaced(document: Any, known: Vocabulary, instead: Mapping[Value, Value]) -> Any:
    """The document with values put in the place of those ``shape_of`` took out."""
    if isinstance(document, dict):
        return {
            name: inner if name in known.steering else replaced(inner, known, instead)
            for name, inner in document.items()
        }
    if isinstance(document, list):
        return [replaced(inner, known, instead) for inner in document]
    if isinstance(document, str) or type(document) is int:
        return instead.get(document, document)
    return document


def identities(document: Any, known: Vocabulary) -> Iterator[Value]:
    """Values that name things; the name of a thing of which nothing is said may show nowhere."""
    if isinstance(document, dict):
        for name, inner in document.items():
            if name in known.identities and isinstance(inner, str):
                yield inner
            elif name not in known.steering:
                yield from identities(inner, known)
    elif isinstance(document, list):
        for inner in document:
            yield from identities(inner, known)
