"""Whether a document is a credential of the W3C data model 2.0, before any signature is looked at.

References   W3C Verifiable Credentials Data Model v2.0, sections 4 and 5, cited at each rule
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from trimtab.credentials.securing import STANDARD, Contexts
from trimtab.credentials.verifying.badge_form import check_badge, is_badge
from trimtab.credentials.verifying.rules import (
    Node,
    check_address,
    check_context,
    check_everywhere,
    check_identified,
    check_period,
    check_texts,
    check_type,
    check_typed,
    missing,
    shown,
)
from trimtab.credentials.verifying.terms import check_terms
from trimtab.credentials.verifying.values import listed, types_of
from trimtab.kernel import Problem

ENVELOPED_CREDENTIAL = "EnvelopedVerifiableCredential"
STATUS_ENTRY = "BitstringStatusListEntry"
_OF_ENVELOPES = frozenset({"@context", "id", "type"})
TYPED = (
    "proof",
    "credentialStatus",
    "credentialSchema",
    "evidence",
    "termsOfUse",
    "refreshService",
    "renderMethod",
    "confidenceMethod",
)
"""Properties whose objects must state a type (section 4.5)."""


def check_credential_form(
    document: Mapping[str, Any], contexts: Contexts = STANDARD
) -> tuple[Problem, ...]:
    """What keeps a document from being a credential; nothing where it is one.

    Signed or not makes no difference: an issuer asks before it signs, a verifier before it
    believes. An envelope is looked at as an envelope; what is in it is read elsewhere. An Open
    Badge is also held to Open Badges 3.0.

    Returns      one Problem for each rule broken, ``column`` being the place in the document
    """
    if ENVELOPED_CREDENTIAL in types_of(document):
        return tuple(check_envelope(document, ENVELOPED_CREDENTIAL))
    plain = tuple(_plain_rules(document))
    # A name that no context defines is told only where the document can be read at all.
    return plain or tuple(check_terms(document, contexts))


def check_envelope(document: Node, wanted: str) -> Iterator[Problem]:
    """A data address that holds something signed, the type that says so (section 4.13.1-2), and
    nothing else: nobody signed what stands beside it."""
    if beside := sorted(document.keys() - _OF_ENVELOPES):
        names = shown(", ".join(beside))
        yield Problem("CREDENTIALS-300", column=beside[0], params={"names": names})
    yield from check_context(document, plain_allowed=True)
    yield from check_type(document, wanted)
    address = document.get("id")
    if not (isinstance(address, str) and address.startswith("data:") and "," in address):
        yield Problem("CREDENTIALS-091", column="id", params={"found": shown(address)})


def _plain_rules(document: Node) -> Iterator[Problem]:
    yield from check_context(document)  # 4.3
    yield from check_type(document, "VerifiableCredential")  # 4.5
    yield from check_everywhere(document)  # 4.4, 4.5, 11.1
    yield from check_texts(document, "")  # 4.6
    yield from _issuer(document)  # 4.7
    yield from _subjects(document)  # 4.8
    yield from check_period(document)  # 4.9
    yield from check_typed(document, TYPED)  # 4.10, 4.11, 5.4, 5.5, 5.6
    yield from _status_entries(document)
    yield from _schemas(document)
    yield from _related_resources(document)  # 5.3
    if is_badge(document):
        yield from check_badge(document)


def _issuer(document: Node) -> Iterator[Problem]:
    if "issuer" not in document:
        yield missing("issuer")
        return
    issuer = document["issuer"]
    yield from check_identified(issuer, "issuer")
    if isinstance(issuer, Mapping):
        yield from check_texts(issuer, "issuer")


def _subjects(document: Node) -> Iterator[Problem]:
    subjects = listed(document.get("credentialSubject"))
    if not subjects:
        yield missing("credentialSubject")
    for position, subject in enumerate(subjects):
        if not isinstance(subject, Mapping) or not subject:
            yield Problem(
                "CREDENTIALS-090",
                column="credentialSubject",
                params={"n": position + 1, "found": shown(subject)},
            )


def _status_entries(document: Node) -> Iterator[Problem]:
    """Bitstring Status List v1.0, section 2.1: purpose, position as a text of digits, address."""
    for entry in listed(document.get("credentialStatus")):
        if not isinstance(entry, Mapping) or STATUS_ENTRY not in types_of(entry):
            continue
        for name in ("statusPurpose", "statusListIndex", "statusListCredential"):
            if name not in entry:
                yield missing(f"credentialStatus.{name}")
        index = entry.get("statusListIndex", "0")
        if not (isinstance(index, str) and index.isascii() and index.isdigit()):
            yield Problem(
                "CREDENTIALS-092", column="credentialStatus", params={"found": shown(index)}
            )
        if "statusListCredential" in entry:
            place = "credentialStatus.statusListCredential"
            yield from check_address(entry["statusListCredential"], place)


def _schemas(document: Node) -> Iterator[Problem]:
    for schema in listed(document.get("credentialSchema")):
        if isinstance(schema, Mapping) and "id" not in schema:
            yield missing("credentialSchema.id")


def _related_resources(document: Node) -> Iterator[Problem]:
    seen: set[str] = set()
    for resource in listed(document.get("relatedResource")):
        named = resource.get("id") if isinstance(resource, Mapping) else None
        digests = isinstance(resource, Mapping) and (
            "digestSRI" in resource or "digestMultibase" in resource
        )
        if not isinstance(named, str) or not digests or named in seen:
            yield Problem(
                "CREDENTIALS-093", column="relatedResource", params={"found": shown(resource)}
            )
            continue
        seen.add(named)
