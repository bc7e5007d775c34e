"""Compiled forms of document shapes: canonical statements with places for the values.

A shape is worked out once by PyLD with marks in the place of its values. Where every mark comes out
whole, as a literal or an IRI, filling the places gives what PyLD would give for other values; what
does not come out whole stays part of the template. Each template proves itself on the document it
was made for before it is used.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from operator import itemgetter
from typing import Any

from trimtab.credentials.securing.labelling import canonical_lines
from trimtab.credentials.securing.quads import (
    IRI,
    RDF_FIRST,
    Blank,
    Literal,
    Quad,
    ending,
    escaped,
)
from trimtab.credentials.securing.shapes import Value, Vocabulary

# Unguessable, so that no document can hold a mark of its own.
_NONCE = secrets.token_hex(16)
_MARK = f"https://slot.invalid/{_NONCE}/"
_WHOLE_MARK = re.compile(re.escape(_MARK) + r"(\d+)/")
_NUMBER = 2**52 + secrets.randbelow(2**51)
# PyLD rewrites text of this datatype that reads as a number, and puts JSON in another form.
_REWRITTEN = frozenset(
    {
        "http://www.w3.org/2001/XMLSchema#double",
        "http://www.w3.org/1999/02/22-rdf-syntax-ns#JSON",
    }
)


def marks(values: Sequence[Value], kept: frozenset[int]) -> dict[Value, Value]:
    """What to put in the place of each value but the ``kept`` ones."""
    return {
        value: _NUMBER + place if isinstance(value, int) else f"{_MARK}{place}/"
        for place, value in enumerate(values)
        if place not in kept
    }


@dataclass(frozen=True, slots=True)
class Places:
    """Where marks came out: ``resources`` as IRIs, ``broken`` not whole or not at all.

    ``resources`` also holds the names of things, which have to be IRIs whether they show or not.
    """

    resources: frozenset[int]
    broken: frozenset[int]

    def kept(self, values: Sequence[Value], known: Vocabulary) -> frozenset[int]:
        """The places whose values have to stay part of the template for these values."""
        steered = {p for p in self.resources if not _is_carried(values[p], known)}
        return self.broken | steered


def _is_carried(value: Value, known: Vocabulary) -> bool:
    """Whether a value is an IRI that expansion leaves as it is, whichever context is active."""
    if not isinstance(value, str) or IRI.fullmatch(value) is None or value in known.terms:
        return False
    scheme, rest = value.split(":", 1)
    return rest.startswith("//") or scheme not in known.terms


def places(quads: Sequence[Quad], count: int, named: Iterable[int]) -> Places:
    """Where the marks of ``count`` values came out; the ``named`` ones are names of things."""
    whole: set[int] = set()
    resources: set[int] = set(named)
    broken: set[int] = set()
    for quad in quads:
        for part in (quad.subject, quad.object, quad.graph):
            if isinstance(part, Blank) or part is None:
                continue
            place = _place(part)
            if place is None:
                text = (
                    part.text + part.datatype + (part.language or "")
                    if isinstance(part, Literal)
                    else part
                )
                broken |= _mentioned(text, count)
            elif isinstance(part, str):
                resources.add(place)
            whole.update(() if place is None else (place,))
        broken |= _mentioned(quad.predicate, count)
    lost = set(range(count)) - whole
    return Places(frozenset(resources), frozenset(broken | lost))


def _place(part: str | Literal) -> int | None:
    if isinstance(part, str):
        found = _WHOLE_MARK.fullmatch(part)
        return int(found.group(1)) if found else None
    if part.datatype in _REWRITTEN or _MARK in part.datatype or _MARK in (part.language or ""):
        return None
    if found := _WHOLE_MARK.fullmatch(part.text):
        return int(found.group(1))
    if part.text.isdecimal() and 0 <= (number := int(part.text) - _NUMBER) < 2**20:
        return number
    return None


def _mentioned(text: str, count: int) -> set[int]:
    """Places whose mark stands somewhere inside a text."""
    found = {int(place) for place in re.findall(re.escape(_MARK) + r"(\d+)", text)}
    for number in re.findall(r"\d{16}", text):
        found.add(int(number) - _NUMBER)
    return {place for place in found if 0 <= place < count}


# A statement as a format and what picks its values, blank nodes coming after the values.
_Line = tuple[str, Callable[[Sequence[str]], Any]]


class Template:
    """Canonical statements of a shape, to be filled with the values of one document."""

    def __init__(self, quads: Sequence[Quad], count: int) -> None:
        self.quads = tuple(dict.fromkeys(quads))
        self.count = count
        blanks = dict.fromkeys(blank.label for quad in self.quads for blank in quad.blanks())
        self.blanks = {label: self.count + index for index, label in enumerate(blanks)}
        self.fixed: list[str] = []
        self.lines: list[_Line] = []
        self.lines_of: list[list[_Line]] = [[] for _ in blanks]
        for quad in self.quads:
            self._add(quad)

    @staticmethod
    def possible(quads: Sequence[Quad]) -> bool:
        """Lists depend on which nodes are the same: their documents are worked out each time."""
        return all(quad.predicate != RDF_FIRST for quad in quads)

    def filled(self, values: Sequence[Value]) -> list[str]:
        """Sorted canonical lines for these values."""
        texts = [escaped(v) if type(v) is str else str(v) for v in values]
        found = self._labelled(texts)
        return canonical_lines(self._quads(values)) if found is None else found

    def _labelled(self, texts: list[str]) -> list[str] | None:
        """The lines, or None where blank nodes or statements are too alike for the short way."""
        count = self.count
        texts += ["_:z"] * len(self.blanks)
        hashes: dict[str, int] = {}
        for index, bound in enumerate(self.lines_of, start=count):
            texts[index] = "_:a"
            data = "".join(sorted([form % chosen(texts) for form, chosen in bound]))
            texts[index] = "_:z"
            hashes[hashlib.sha256(data.encode("utf-8")).hexdigest()] = index
        if len(hashes) < len(self.blanks):
            return None
        for number, (_, index) in enumerate(sorted(hashes.items())):
            texts[index] = f"_:c14n{number}"
        lines = [form % chosen(texts) for form, chosen in self.lines] + self.fixed
        return sorted(lines) if len(set(lines)) == len(lines) else None

    def _add(self, quad: Quad) -> None:
        form, arguments = "", []
        for part in (quad.subject, quad.predicate, quad.object, quad.graph):
            if part is not None:
                piece, place = self._piece(part)
                form += piece + " "
                arguments += [] if place is None else [place]
        form += ".\n"
        if not arguments:
            self.fixed.append(form.replace("%%", "%"))
            return
        line = (form, itemgetter(*arguments))
        self.lines.append(line)
        for label in dict.fromkeys(blank.label for blank in quad.blanks()):
            self.lines_of[self.blanks[label] - self.count].append(line)

    def _piece(self, part: str | Blank | Literal) -> tuple[str, int | None]:
        if isinstance(part, Blank):
            return "%s", self.blanks[part.label]
        place = _place(part)
        if isinstance(part, Literal):
            end = ending(part).replace("%", "%%")
            inner = "%s" if place is not None else escaped(part.text).replace("%", "%%")
            return f'"{inner}"{end}', place
        return ("<%s>" if place is not None else f"<{part.replace('%', '%%')}>"), place

    def _quads(self, values: Sequence[Value]) -> list[Quad]:
        def filled(part: Any) -> Any:
            place = None if part is None or isinstance(part, Blank) else _place(part)
            if place is None:
                return part
            text = str(values[place])
            return replace(part, text=text) if isinstance(part, Literal) else text

        return [
            Quad(filled(q.subject), q.predicate, filled(q.object), filled(q.graph))
            for q in self.quads
        ]
