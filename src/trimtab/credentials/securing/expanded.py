"""Expanded JSON-LD to RDF statements: "Deserialize JSON-LD to RDF" of JSON-LD 1.1.

PyLD does this through a map of nodes, whose making takes the square of the number of values of a
property. Statements are a set, so none is needed: each object is walked once.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from typing import Any, Final

from trimtab.credentials.securing.quads import LANGUAGE_STRING, RDF_FIRST, Blank, Literal, Quad

_RDF: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_TYPE, _REST, _NIL = f"{_RDF}type", f"{_RDF}rest", f"{_RDF}nil"

Resource = str | Blank
Graph = Resource | None


class Statements:
    """Walks one expanded document. ``processor`` is PyLD's, whose forms of numbers are used."""

    def __init__(self, processor: Any) -> None:
        self._processor = processor
        self._unnamed = count()
        self._found: list[Quad] = []

    def of(self, expanded: list[Any]) -> Iterator[Quad]:
        """The statements of a document; what is equal may come more than once."""
        for node in expanded:
            self._node(node, None)
        yield from self._found

    def _node(self, node: dict[str, Any], graph: Graph) -> Resource:
        """Records what is said of a thing, and gives its name."""
        subject = _resource(node["@id"]) if "@id" in node else self._blank()
        for name, values in node.items():
            if name == "@type":
                for value in values:
                    self._say(subject, _TYPE, _resource(value), graph)
            elif name == "@graph":
                for inner in values:
                    self._node(inner, subject)
            elif name == "@included":
                for inner in values:
                    self._node(inner, graph)
            elif name == "@reverse":
                for inverse, inner_values in values.items():
                    for inner in inner_values:
                        self._say(self._node(inner, graph), inverse, subject, graph)
            elif not name.startswith("@"):
                for value in values:
                    self._say(subject, name, self._object(value, graph), graph)
        return subject

    def _object(self, value: dict[str, Any], graph: Graph) -> Resource | Literal:
        if "@value" in value:
            return self._literal(value)
        if "@list" in value:
            return self._list(value["@list"], graph)
        return self._node(value, graph)

    def _literal(self, value: dict[str, Any]) -> Literal:
        options = {"processingMode": "json-ld-1.1"}
        found = self._processor._object_to_rdf(value, None, [], options)
        language = found.get("language") if found["datatype"] == LANGUAGE_STRING else None
        return Literal(found["value"], found["datatype"], language)

    def _list(self, values: list[Any], graph: Graph) -> Resource:
        rest: Resource = _NIL
        for value in reversed(values):
            cell = self._blank()
            self._say(cell, RDF_FIRST, self._object(value, graph), graph)
            self._say(cell, _REST, rest, graph)
            rest = cell
        return rest

    def _say(
        self, subject: Resource, predicate: str, value: Resource | Literal, graph: Graph
    ) -> None:
        self._found.append(Quad(subject, predicate, value, graph))

    def _blank(self) -> Blank:
        # No label a document gives can be the same: it would come after "_:" without this mark.
        return Blank(f"*{next(self._unnamed)}")


def _resource(value: str) -> Resource:
    return Blank(value[2:]) if value.startswith("_:") else value
