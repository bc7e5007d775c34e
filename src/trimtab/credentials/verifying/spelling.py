"""Whether the names that a verifier reads are the names that were signed.

A proof over linked data signs what words mean, not how they are spelled. ``credentialStatus`` may
be written as its full address, under an alias, or inside ``@nest`` without breaking it, and whoever
reads the JSON no longer finds it: a revoked certificate would look like one without a status. Where
no proof of the issuer is over the text, a document therefore has to be spelled as the pinned
contexts spell it.

References   W3C Verifiable Credentials Data Model 2.0, section 1.3 (a conforming document is
             compacted JSON-LD); JSON-LD 1.1, sections 4.1.5 (keyword aliasing) and 4.2.2
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from typing import Any

from trimtab.credentials.securing import (
    CRYPTOSUITES,
    STANDARD,
    Contexts,
    ProofFinding,
    controller_of,
)
from trimtab.credentials.securing.quads import IRI
from trimtab.credentials.securing.shapes import definitions
from trimtab.credentials.verifying.values import listed, objects, types_of
from trimtab.kernel import InputRejectedError

Node = Mapping[str, Any]

_OF_VALUES = frozenset({"@value", "@language", "@direction", "@type"})
_OF_DEFINITIONS = frozenset({"@id", "@type", "@context", "@protected"})
_PLAIN_ALIASES = frozenset({("id", "@id"), ("type", "@type")})
_READ = frozenset(
    {"achievement", "alignment", "creditsEarned", "credentialSchema", "credentialStatus",
     "credentialSubject", "description", "encodedList", "hashed", "holder", "id", "identifier",
     "identityHash", "issuer", "name", "proof", "relatedResource", "salt", "statusListCredential",
     "statusListIndex", "statusPurpose", "statusSize", "targetCode", "targetType", "ttl", "type",
     "validFrom", "validUntil", "verifiableCredential"}
)  # fmt: skip
"""Names that this verifier reads: no document may define one of them itself."""


def find_hidden_word(
    document: Node, findings: Sequence[ProofFinding], contexts: Contexts = STANDARD
) -> str | None:
    """The first name that may hide what was signed; None where nothing can be hidden.

    Model        nothing is hidden where a proof of the issuer (of a presentation, the holder) is
                 over the JSON text, or where the document came whole in a signed token. Otherwise
                 no name may be an address or a keyword, no type the address of a word, no list may
                 stand directly in a list, no part bear the id of the document, and contexts inside
                 the document may only add words whose meaning is an absolute address that no pinned
                 context names.
    Simplifies   such a context may be harmless and is refused all the same where it uses more of
                 JSON-LD, such as ``@vocab``
    """
    if _is_text_signed(document, findings):
        return None
    try:
        found = chain(
            _hidden_names(document),
            _hidden_definitions(document, contexts),
            _hidden_types(document, contexts),
        )
        return next(found, None)
    except InputRejectedError as refused:  # a context that is not known
        return str(next(iter(refused.params.values()), refused.code))


def _is_text_signed(document: Node, findings: Sequence[ProofFinding]) -> bool:
    if not listed(document.get("proof")):
        return True
    signer = controller_of(document)
    return any(
        finding.holds
        and finding.cryptosuite in CRYPTOSUITES
        and CRYPTOSUITES[finding.cryptosuite].keeps_context
        and (signer is None or (finding.key is not None and finding.key.issuer_id == signer))
        for finding in findings
    )


def _hidden_names(document: Node) -> Iterator[str]:
    """Names that are no plain words. Credentials in a presentation that bear proofs of their own
    are asked by themselves."""
    waiting: list[tuple[Any, bool]] = [(document, True)]
    while waiting:
        node, may_name_contexts = waiting.pop()
        if isinstance(node, list):
            waiting += [(one, may_name_contexts) for one in node]
        if not isinstance(node, Mapping):
            continue
        for name, value in node.items():
            if isinstance(value, list) and any(isinstance(one, list) for one in value):
                yield name
            elif name == "@context" and may_name_contexts:
                if node is not document and not _adds_nothing(value, document):
                    yield name
            elif not _is_plain(name, node) or _is_document_again(name, value, node, document):
                yield name
            elif name == "verifiableCredential":
                waiting += [(one, True) for one in listed(value) if not _is_signed(one)]
            elif name != "jsonSchema":  # JSON as a value, of which every name is signed
                waiting.append((value, name == "proof"))


def _is_plain(name: str, node: Node) -> bool:
    if name[:1] == "@":
        return name in _OF_VALUES and "@value" in node
    return ":" not in name


def _is_document_again(name: str, value: object, part: Node, document: Node) -> bool:
    """Whether a part bears the id of the document: what it says would be said of the document."""
    return name == "id" and part is not document and value == document.get("id")


def _adds_nothing(contexts: object, document: Node) -> bool:
    """Whether the contexts of a part are those of the document, or addresses alone."""
    return contexts == document.get("@context") or all(
        isinstance(one, str) for one in listed(contexts)
    )


def _is_signed(value: object) -> bool:
    return isinstance(value, Mapping) and bool(value.get("proof"))


def _hidden_definitions(document: Node, contexts: Contexts) -> Iterator[str]:
    """Names that contexts inside the document define, but must not."""
    stated = listed(document.get("@context"))
    inside = [one for one in stated if not isinstance(one, str)]
    if not inside:
        return
    everything = dict(definitions(stated, contexts))
    known = _pinned_meanings(document, contexts)
    waiting: list[Any] = inside
    while waiting:
        context = waiting.pop()
        if not isinstance(context, Mapping):
            yield str(context)
            continue
        for name, definition in context.items():
            if name == "@context":  # a context in the form of a document
                waiting += listed(definition)
                continue
            if name in ("@protected", "@version") or (name, str(definition)) in _PLAIN_ALIASES:
                continue
            parts = definition if isinstance(definition, Mapping) else {"@id": definition}
            if (
                name[:1] == "@"
                or name in _READ
                or parts.keys() - _OF_DEFINITIONS
                or not _is_new(parts.get("@id"), known, everything)
            ):
                yield name
            waiting += listed(parts.get("@context"))


def _hidden_types(document: Node, contexts: Contexts) -> Iterator[str]:
    """Types written as the address of a word, which then does not mean what it brings along."""
    written = [one for _, node in objects(document) for one in types_of(node) if ":" in one]
    if written:
        known = _pinned_meanings(document, contexts)
        yield from (one for one in written if one in known)


def _pinned_meanings(document: Node, contexts: Contexts) -> frozenset[str]:
    """The addresses that the pinned contexts of a document have words for."""
    addresses = [one for one in listed(document.get("@context")) if isinstance(one, str)]
    pinned = list(definitions(addresses, contexts))
    prefixes = dict(pinned)
    return frozenset(_resolved(meaning, prefixes) for _, meaning in pinned)


def _is_new(meaning: object, known: frozenset[str], terms: Mapping[str, str]) -> bool:
    """Whether a meaning is an address by itself, and none that a pinned context names."""
    if not isinstance(meaning, str) or IRI.fullmatch(meaning) is None or meaning in known:
        return False
    scheme, rest = meaning.split(":", 1)
    return rest.startswith("//") or scheme not in terms


def _resolved(meaning: str, terms: Mapping[str, str]) -> str:
    """A meaning whose prefix is written out."""
    prefix, colon, rest = meaning.partition(":")
    if not colon or rest.startswith("//") or prefix not in terms:
        return meaning
    return terms[prefix] + rest
