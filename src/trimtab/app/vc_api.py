"""The W3C VC API, before it is HTTP: what a request may say, and what is answered.

A request carries one document and ``options``. What is not known is refused by name: a verifier
that passed over an option it does not know would seem to have checked what it was asked to. The
conformance server alone passes over it, and says so in its answer.

References   W3C CCG Verifiable Credential API, sections Issuing, Verifying Credentials and
             Verifying Presentations; W3C Verifiable Credentials Data Model 2.0, section 7.1
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from trimtab.app.vc_api_older import is_older, verify_older
from trimtab.credentials.securing import read_document
from trimtab.credentials.types import Answer, Check, Outcome, Verdict
from trimtab.credentials.verifying import (
    PresentationRequest,
    PresentationVerdict,
    Sources,
    verify_credential,
    verify_presentation,
)
from trimtab.credentials.verifying.values import listed
from trimtab.kernel import InputRejectedError

ISSUE_OPTIONS = frozenset({"credentialId", "credentialStatus"})
VERIFY_OPTIONS = frozenset(
    {
        "checks",
        "challenge",
        "domain",
        "expectedProofPurpose",
        "returnCredential",
        "returnPresentation",
        "returnProblemDetails",
        "returnResults",
    }
)
ACCEPTABLE = frozenset({Outcome.VALID, Outcome.UNKNOWN_ISSUER})
"""Outcomes a verifier may answer ``verified`` for; the second with a warning."""

OF_PROOF = ("form", "proofs", "proofs_agree", "key")
ASKED_BY = {"proof": OF_PROOF, "status": (*OF_PROOF, "status")}
ASKED_BY["credentialStatus"] = ASKED_BY["status"]
"""Our checks behind the names that ``options.checks`` may hold; without them, all are asked."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A request that was understood: the document and what is wanted of it; ``passed_over`` are the
    names of fields and options that nobody here knows."""

    document: dict[str, Any]
    options: dict[str, Any]
    passed_over: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Verified:
    """What a verification found, for the API: ``failed`` are the checks that speak against it."""

    outcome: Outcome
    checks: tuple[Check, ...]
    failed: tuple[Check, ...]

    @property
    def verified(self) -> bool:
        """Whether nothing that was asked speaks against the document."""
        return not self.failed

    @property
    def warnings(self) -> tuple[Check, ...]:
        """What a reader should know although it is no reason to refuse."""
        return tuple(one for one in self.checks if one.answer is Answer.WARNED)


def read_request(
    body: bytes, subject: str, known: Collection[str], *, lenient: bool = False
) -> Asked:
    """The request of a body; ``subject`` is the field that holds the document.

    A ``@context`` beside it, which some clients send, says nothing about the document.
    ``lenient``: what is not known is passed over instead of refused.

    Raises InputRejectedError as ``read_document``; CREDENTIALS-120 for a field that is not known,
    121 where the document lacks or is no object, 122 for options that are no object, 123 for an
    option that is not known.
    """
    request = read_document(body)
    allowed = (subject, "options")
    document, options = request.get(subject), request.get("options")
    options = {} if options is None else options
    fields = sorted(request.keys() - {*allowed, "@context"})
    if fields and not lenient:
        raise InputRejectedError(
            "CREDENTIALS-120", field=fields[0][:80], allowed=", ".join(allowed)
        )
    if not isinstance(document, dict):
        raise InputRejectedError("CREDENTIALS-121", field=subject)
    if not isinstance(options, dict):
        raise InputRejectedError("CREDENTIALS-122")
    strange = sorted(options.keys() - set(known))
    if strange and not lenient:
        raise InputRejectedError(
            "CREDENTIALS-123", option=strange[0][:80], allowed=", ".join(sorted(known))
        )
    heeded = {name: value for name, value in options.items() if name in known}
    return Asked(document, heeded, (*fields, *strange))


def verify_asked_credential(
    asked: Asked, sources: Sources, at: datetime, *, older: bool = False
) -> Verified:
    """Verify a credential as the request wants it; ``older`` also takes the data model 1.1.

    Raises InputRejectedError CREDENTIALS-124 for an option whose value makes no sense.
    """
    wanted = _wanted_checks(asked.options)
    if older and is_older(asked.document):
        verdict = verify_older(asked.document, sources, at)
    else:
        verdict = verify_credential(asked.document, sources, at)
    checks = tuple(one for one in verdict.checks if wanted is None or one.name in wanted)
    against = _against(checks, verdict, everything=wanted is None)
    against += _binding(asked.document, asked.options)
    return Verified(verdict.outcome, verdict.checks + _passed_over(asked), against)


def verify_asked_presentation(asked: Asked, sources: Sources, at: datetime) -> Verified:
    """Verify a presentation: its own proof, and every credential in it.

    Raises InputRejectedError CREDENTIALS-124 for an option whose value makes no sense.
    """
    wanted = _wanted_checks(asked.options)
    request = PresentationRequest(
        nonce=_text(asked.options, "challenge"), audience=_text(asked.options, "domain")
    )
    verdict = verify_presentation(asked.document, sources, at, request)
    held = _of_credentials(verdict)
    wanted_of_held = (
        one for one in held if wanted is None or one.name.rsplit(".", 1)[-1] in wanted
    )
    # Whose presentation it is and what it answers is always asked: that is its proof.
    against = _against((*verdict.checks, *wanted_of_held), verdict, everything=wanted is None)
    purpose = _purpose(asked.document, asked.options)
    checks = verdict.checks + held + _passed_over(asked)
    return Verified(verdict.outcome, checks, against + purpose)


def _passed_over(asked: Asked) -> tuple[Check, ...]:
    """A warning for what was asked and not heeded."""
    if not asked.passed_over:
        return ()
    told = {"names": ", ".join(name[:80] for name in asked.passed_over[:10])}
    return (Check("request", Answer.WARNED, "option_not_heeded", told),)


def _of_credentials(verdict: PresentationVerdict) -> tuple[Check, ...]:
    """The checks of the credentials, each named by its place: ``credentials.0.status``."""
    return tuple(
        replace(check, name=f"credentials.{position}.{check.name}")
        for position, one in enumerate(verdict.credentials)
        for check in one.checks
    )


def _against(
    checks: tuple[Check, ...], verdict: Verdict | PresentationVerdict, *, everything: bool
) -> tuple[Check, ...]:
    """What speaks against a document. Where the verdict does and no check alone, all are named, so
    that whatever made it is never hidden."""
    bad = not verdict.proofs_hold or (everything and verdict.outcome not in ACCEPTABLE)
    found = tuple(one for one in checks if one.answer in (Answer.FAILED, Answer.UNKNOWN))
    return found or (checks if bad else ())


def _wanted_checks(options: Mapping[str, Any]) -> frozenset[str] | None:
    """The names of our checks that ``options.checks`` asks for; None: all of them."""
    given = options.get("checks", [])
    if not isinstance(given, list) or any(str(one) not in ASKED_BY for one in given):
        raise InputRejectedError(
            "CREDENTIALS-124", option="checks", allowed=", ".join(sorted(ASKED_BY))
        )
    return frozenset(name for one in given for name in ASKED_BY[one]) or None


def _text(options: Mapping[str, Any], name: str) -> str | None:
    given = options.get(name)
    if given is not None and (not isinstance(given, str) or not given):
        raise InputRejectedError("CREDENTIALS-124", option=name, allowed="text")
    return given


def _binding(document: Mapping[str, Any], options: Mapping[str, Any]) -> tuple[Check, ...]:
    """What a credential's proofs must say where the request names a purpose, domain, challenge."""
    found = _purpose(document, options)
    for name in ("domain", "challenge"):
        wanted = _text(options, name)
        if wanted is not None and any(
            wanted not in listed(proof.get(name)) for proof in _proofs(document)
        ):
            found += (_failed("other_binding", field=name, wanted=wanted),)
    return found


def _purpose(document: Mapping[str, Any], options: Mapping[str, Any]) -> tuple[Check, ...]:
    wanted = _text(options, "expectedProofPurpose")
    if wanted is None or all(one.get("proofPurpose") == wanted for one in _proofs(document)):
        return ()
    return (_failed("other_binding", field="proofPurpose", wanted=wanted),)


def _failed(reason: str, **params: str) -> Check:
    return Check("proofs", Answer.FAILED, reason, params)


def _proofs(document: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return [one for one in listed(document.get("proof")) if isinstance(one, Mapping)]
