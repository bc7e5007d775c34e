"""The one canonical RDF text of a document: RDF Dataset Canonicalization 1.0, N-Quads.

Plain expansion takes about 25 ms a certificate. Documents of a shape seen before are filled into a
compiled template instead, which takes a fraction of a millisecond and gives the same bytes.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Mapping
from enum import Enum
from functools import lru_cache
from typing import Any

from trimtab.credentials.securing.contexts import STANDARD, Contexts
from trimtab.credentials.securing.labelling import canonical_lines
from trimtab.credentials.securing.linked_data import statements
from trimtab.credentials.securing.reading import DEPTH_LIMIT
from trimtab.credentials.securing.shapes import (
    Shape,
    Vocabulary,
    identities,
    key_of,
    replaced,
    shape_of,
    vocabulary,
)
from trimtab.credentials.securing.templates import Places, Template, marks, places
from trimtab.kernel import InputRejectedError

KEPT_SHAPES = 256  # of each kind, the least recently used goes first
TEMPLATE_LIMIT = 64 * 1024  # characters; with the number of shapes it bounds the memory


class Known(Enum):
    """What is known of a shape that has no template."""

    SEEN_ONCE = "seen_once"
    IMPOSSIBLE = "impossible"


def canonical_quads(document: Mapping[str, Any], contexts: Contexts = STANDARD) -> bytes:
    """RDFC-1.0 form of a JSON-LD document, UTF-8; ``proof`` is a property like any other.

    Raises
    ------
    InputRejectedError
        What ``linked_data.statements`` refuses, and CREDENTIALS-014 for blank nodes that cannot be
        told apart within the limit.
    """
    return "".join(_templates(contexts).lines(document)).encode("utf-8")


def plain_quads(document: Mapping[str, Any], contexts: Contexts = STANDARD) -> bytes:
    """The same without templates: what each template is proved against."""
    return "".join(canonical_lines(statements(document, contexts))).encode("utf-8")


@lru_cache(maxsize=16)
def _templates(contexts: Contexts) -> Templates:
    return Templates(contexts)


class Templates:
    """The templates of one set of contexts; safe between threads."""

    def __init__(self, contexts: Contexts) -> None:
        self.contexts = contexts
        self._lock = threading.Lock()
        self._places: OrderedDict[bytes, Places | Known] = OrderedDict()
        self._templates: OrderedDict[bytes, Template | Known] = OrderedDict()

    def lines(self, document: Mapping[str, Any]) -> list[str]:
        """Canonical lines of a document."""
        try:
            known = vocabulary(document, self.contexts)
            shape = shape_of(document, known)
        except RecursionError as error:
            raise InputRejectedError("CREDENTIALS-005", limit=DEPTH_LIMIT) from error
        if shape is None:
            return self._plain(document)
        found = self._look(self._places, shape.key)
        if not isinstance(found, Places):
            return self._first_encounters(document, shape, known, found)
        kept = found.kept(shape.values, known)
        key = _template_key(shape, kept)
        template = self._look(self._templates, key)
        if isinstance(template, Template):
            return template.filled(shape.values)
        lines = self._plain(document)
        if template is None:
            self._keep(self._templates, key, Known.SEEN_ONCE)
        elif template is Known.SEEN_ONCE:
            made = self._made(document, shape, known, kept, lines)
            self._keep(self._templates, key, made)
        return lines

    def _first_encounters(
        self, document: Mapping[str, Any], shape: Shape, known: Vocabulary, found: Any
    ) -> list[str]:
        """A shape is compiled the second time it comes: most that come once never come again."""
        lines = self._plain(document)
        if found is None:
            self._keep(self._places, shape.key, Known.SEEN_ONCE)
        elif found is Known.SEEN_ONCE:
            marked = self._marked(document, shape, known, frozenset())
            where: Places | Known = Known.IMPOSSIBLE
            if marked is not None:
                named = {shape.values.index(name) for name in identities(document, known)}
                where = places(marked, len(shape.values), named)
            self._keep(self._places, shape.key, where)
            if isinstance(where, Places):
                kept = where.kept(shape.values, known)
                made = self._made(document, shape, known, kept, lines)
                self._keep(self._templates, _template_key(shape, kept), made)
        return lines

    def _plain(self, document: Mapping[str, Any]) -> list[str]:
        return canonical_lines(statements(document, self.contexts))

    def _marked(
        self,
        document: Mapping[str, Any],
        shape: Shape,
        known: Vocabulary,
        kept: frozenset[int],
    ) -> tuple[Any, ...] | None:
        """Statements of the document with marks, or None where marks make no document."""
        try:
            return statements(replaced(document, known, marks(shape.values, kept)), self.contexts)
        except InputRejectedError:
            return None

    def _made(
        self,
        document: Mapping[str, Any],
        shape: Shape,
        known: Vocabulary,
        kept: frozenset[int],
        lines: list[str],
    ) -> Template | Known:
        if sum(map(len, lines)) > TEMPLATE_LIMIT:
            return Known.IMPOSSIBLE
        marked = self._marked(document, shape, known, kept)
        if marked is None or not Template.possible(marked):
            return Known.IMPOSSIBLE
        if not places(marked, len(shape.values), ()).broken <= kept:
            return Known.IMPOSSIBLE
        template = Template(marked, len(shape.values))
        return template if template.filled(shape.values) == lines else Known.IMPOSSIBLE

    def _look(self, kept: OrderedDict[bytes, Any], key: bytes) -> Any:
        with self._lock:
            if key in kept:
                kept.move_to_end(key)
            return kept.get(key)

    def _keep(self, kept: OrderedDict[bytes, Any], key: bytes, value: Any) -> None:
        with self._lock:
            kept[key] = value
            while len(kept) > KEPT_SHAPES:
                kept.popitem(last=False)


def _template_key(shape: Shape, kept: frozenset[int]) -> bytes:
    """A shape with the values that stay part of its template."""
    staying = [(place, shape.values[place]) for place in sorted(kept)]
    return key_of([shape.key, staying]) if staying else shape.key
