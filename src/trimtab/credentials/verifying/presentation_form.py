"""Whether a document is a presentation of the W3C data model 2.0 (section 4.13)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from trimtab.credentials.securing import STANDARD, Contexts
from trimtab.credentials.verifying.form import check_credential_form, check_envelope
from trimtab.credentials.verifying.rules import (
    Node,
    check_context,
    check_everywhere,
    check_identified,
    check_type,
    check_typed,
    shown,
)
from trimtab.credentials.verifying.terms import check_terms
from trimtab.credentials.verifying.values import listed, types_of
from trimtab.kernel import Problem

ENVELOPED_PRESENTATION = "EnvelopedVerifiablePresentation"


def check_presentation_form(
    document: Mapping[str, Any], contexts: Contexts = STANDARD
) -> tuple[Problem, ...]:
    """What keeps a document from being a presentation, its credentials included."""
    if ENVELOPED_PRESENTATION in types_of(document):
        return tuple(check_envelope(document, ENVELOPED_PRESENTATION))
    plain = tuple(_plain_rules(document, contexts))
    return plain or tuple(check_terms(document, contexts))


def _plain_rules(document: Node, contexts: Contexts) -> Iterator[Problem]:
    yield from check_context(document)
    yield from check_type(document, "VerifiablePresentation")
    shell = {name: value for name, value in document.items() if name != "verifiableCredential"}
    yield from check_everywhere(shell)
    yield from check_typed(document, ("proof", "termsOfUse"))
    if "holder" in document:
        yield from check_identified(document["holder"], "holder")
    for position, credential in enumerate(listed(document.get("verifiableCredential"))):
        place = f"verifiableCredential[{position}]"
        if not isinstance(credential, Mapping):
            yield Problem(
                "CREDENTIALS-086", column=place, params={"place": place, "found": shown(credential)}
            )
            continue
        for problem in check_credential_form(credential, contexts):
            below = f"{place}.{problem.column}" if problem.column else place
            yield replace(problem, column=below)
