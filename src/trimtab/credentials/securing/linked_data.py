"""JSON-LD to RDF statements, strictly: what the statements would silently lose is refused.

PyLD does the expansion. A term that no context defines, an address without a scheme and an IRI that
is none would otherwise vanish from what is signed, so that anybody could add or change them.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Final

from trimtab.credentials.securing.contexts import STANDARD, Contexts
from trimtab.credentials.securing.expanded import Statements
from trimtab.credentials.securing.quads import IRI, Quad
from trimtab.credentials.securing.reading import CONTEXT_LIMIT, DEPTH_LIMIT
from trimtab.kernel import InputRejectedError

NODE_LIMIT = 10_000  # values in a document; expansion takes about 0.2 ms each
# What a relative address is resolved against, to be found again and refused.
_BASE: Final = "https://relative.invalid/9b1e0d5c/"
# What PyLD lets through from its own insides on odd contexts, such as an @vocab of null.
_ODD = (AttributeError, IndexError, KeyError, RecursionError, TypeError, ValueError)
_LOCK = threading.Lock()  # PyLD keeps caches that are not safe between threads


def statements(document: Mapping[str, Any], contexts: Contexts = STANDARD) -> tuple[Quad, ...]:
    """The RDF statements of a document; blank nodes bear passing labels.

    Raises
    ------
    InputRejectedError
        CREDENTIALS-005 nested too deeply, -010 an unknown context, -013 not JSON-LD (``reason`` is
        the specification's error code), -015 too many values, -020 a term without definition, -021
        an address without a scheme, -016 an IRI or language tag that is none.
    """
    _refuse_oversize(document)
    with _LOCK:
        return _Reading(contexts).statements(document)


def _refuse_oversize(document: Mapping[str, Any]) -> None:
    waiting: list[tuple[Any, int]] = [(document, 0)]
    seen = 0
    while waiting:
        value, depth = waiting.pop()
        seen += 1
        if seen > NODE_LIMIT:
            raise InputRejectedError("CREDENTIALS-015", limit=NODE_LIMIT)
        if depth > DEPTH_LIMIT:
            raise InputRejectedError("CREDENTIALS-005", limit=DEPTH_LIMIT)
        if isinstance(value, dict):
            waiting.extend((inner, depth + 1) for inner in value.values())
        elif isinstance(value, list):
            waiting.extend((inner, depth + 1) for inner in value)


@lru_cache(maxsize=16)
def _resolved_cache(contexts: Contexts) -> Any:
    """PyLD's cache of processed contexts, one for each set of contexts so that none leaks.

    A context written into a document is its own key there; a huge one is not kept.
    """
    from cachetools import LRUCache

    class Bounded(LRUCache):  # type: ignore[misc,type-arg,unused-ignore]
        def __setitem__(self, key: str, value: Any) -> None:
            if len(key) <= CONTEXT_LIMIT:
                super().__setitem__(key, value)

    return Bounded(maxsize=128)


class _Reading:
    def __init__(self, contexts: Contexts) -> None:
        self.contexts = contexts
        self.refused: InputRejectedError | None = None
        self.dropped: list[str] = []

    def statements(self, document: Mapping[str, Any]) -> tuple[Quad, ...]:
        from pyld import jsonld

        processor = jsonld.JsonLdProcessor(
            on_property_dropped=lambda term: self.dropped.append(str(term))
        )
        try:
            expanded = processor.expand(dict(document), self._options())
            _refuse_lost(expanded, self.dropped)
            return tuple(dict.fromkeys(Statements(processor).of(expanded)))
        except jsonld.JsonLdError as error:
            if self.refused is not None:
                raise self.refused from error
            raise InputRejectedError("CREDENTIALS-013", reason=_reason(error)) from error
        except _ODD as error:
            raise InputRejectedError("CREDENTIALS-013", reason="invalid JSON-LD") from error

    def _options(self) -> dict[str, Any]:
        from pyld.context_resolver import ContextResolver

        return {
            "base": _BASE,
            "processingMode": "json-ld-1.1",
            "produceGeneralizedRdf": False,
            "documentLoader": self._load,
            "contextResolver": ContextResolver(_resolved_cache(self.contexts), self._load),
            "extractAllScripts": False,
        }

    def _load(self, address: str, _options: object = None) -> dict[str, Any]:
        try:
            document = self.contexts.load(address)
        except InputRejectedError as error:
            self.refused = error
            raise
        return {
            "contentType": "application/ld+json",
            "contextUrl": None,
            "documentUrl": address,
            "document": document,
        }


def _reason(error: Any) -> str:
    """The deepest error code JSON-LD gives."""
    code: str | None = None
    while error is not None:
        code = getattr(error, "code", None) or code
        error = error.__cause__ or getattr(error, "cause", None)
    return str(code or "invalid JSON-LD")


def _refuse_lost(expanded: list[Any], dropped: list[str]) -> None:
    if dropped:
        raise InputRejectedError("CREDENTIALS-020", term=dropped[0][:200])
    for node in expanded:
        _refuse_lost_in(node)


def _refuse_lost_in(value: Any) -> None:
    if isinstance(value, list):
        for inner in value:
            _refuse_lost_in(inner)
        return
    if not isinstance(value, dict):
        return
    if "@value" in value:
        if "@type" in value and value["@type"] != "@json":
            _refuse_iri(value["@type"])
        return
    for name, inner in value.items():
        if name in ("@id", "@type"):
            for one in inner if isinstance(inner, list) else [inner]:
                _refuse_iri(one)
        elif name in ("@list", "@set", "@graph", "@included"):
            _refuse_lost_in(inner)
        elif name == "@reverse":
            for property_name, reversed_values in inner.items():
                _refuse_iri(property_name)
                _refuse_lost_in(reversed_values)
        elif not name.startswith("@"):
            if name.startswith("_:"):
                raise InputRejectedError("CREDENTIALS-020", term=name[:200])
            _refuse_iri(name)
            _refuse_lost_in(inner)


def _refuse_iri(value: Any) -> None:
    if not isinstance(value, str):
        raise InputRejectedError("CREDENTIALS-016", value=str(value)[:200])
    if value.startswith(_BASE):
        raise InputRejectedError("CREDENTIALS-021", value=value[len(_BASE) :][:200])
    if value.startswith("_:") and IRI.fullmatch("b" + value[1:]):
        return
    if IRI.fullmatch(value) is None:
        raise InputRejectedError("CREDENTIALS-016", value=value[:200])
