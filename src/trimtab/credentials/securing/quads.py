"""RDF statements and their canonical line (RDF Dataset Canonicalization 1.0, N-Quads form)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from trimtab.kernel import InputRejectedError

XSD_STRING = "http://www.w3.org/2001/XMLSchema#string"
LANGUAGE_STRING = "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString"
RDF_FIRST = "http://www.w3.org/1999/02/22-rdf-syntax-ns#first"

# What an IRI may hold so that nothing can end the brackets it stands in, and so that every reader
# of RDF takes it: no control or private character, none that is never assigned (RFC 3987, 2.2).
IRI = re.compile(
    r"[A-Za-z][A-Za-z0-9+.\-]*:[^\x00-\x20<>\"{}|^`\\\x7f-\x9f\ue000-\uf8ff\ufdd0-\ufdef\ufff0-\uffff"
    r"\U000e0000-\U000e0fff\U000f0000-\U0010ffff]*"
)
_LANGUAGE = re.compile(r"[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*")
_SPECIAL = re.compile('[\x00-\x1f"\\\\\x7f]')
_ESCAPES = {
    **{chr(code): f"\\u{code:04X}" for code in (*range(0x20), 0x7F)},
    "\b": "\\b",
    "\t": "\\t",
    "\n": "\\n",
    "\f": "\\f",
    "\r": "\\r",
    '"': '\\"',
    "\\": "\\\\",
}


@dataclass(frozen=True, slots=True)
class Blank:
    """A blank node, by the label it happens to have."""

    label: str


@dataclass(frozen=True, slots=True)
class Literal:
    """A literal: its text, its datatype and, for text of a language, the language."""

    text: str
    datatype: str = XSD_STRING
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Quad:
    """One statement. IRIs are plain text; ``graph`` is None for the default graph."""

    subject: str | Blank
    predicate: str
    object: str | Blank | Literal
    graph: str | Blank | None = None

    def blanks(self) -> tuple[Blank, ...]:
        """Its blank nodes, each as often as it stands there."""
        return tuple(
            part for part in (self.subject, self.object, self.graph) if isinstance(part, Blank)
        )


def escaped(text: str) -> str:
    """Text as it stands between the quotation marks of a literal."""
    if _SPECIAL.search(text) is None:
        return text
    return _SPECIAL.sub(lambda found: _ESCAPES[found.group()], text)


def iri(text: str) -> str:
    """An IRI in its brackets; CREDENTIALS-016 for one that would not stay inside them."""
    if IRI.fullmatch(text) is None:
        raise InputRejectedError("CREDENTIALS-016", value=text[:200])
    return f"<{text}>"


def ending(literal: Literal) -> str:
    """What follows the closing quotation mark."""
    if literal.language is not None:
        if _LANGUAGE.fullmatch(literal.language) is None:
            raise InputRejectedError("CREDENTIALS-016", value=literal.language[:200])
        return f"@{literal.language}"
    return "" if literal.datatype == XSD_STRING else f"^^{iri(literal.datatype)}"
