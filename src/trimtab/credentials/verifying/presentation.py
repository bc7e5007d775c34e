"""The verdict on a presentation: what a holder shows, to whom, for which question."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from trimtab.credentials.securing import ProofFinding, raw_key
from trimtab.credentials.sharing import key_of_jwk
from trimtab.credentials.types import Answer, Check, Outcome, Verdict
from trimtab.credentials.verifying.credential import (
    find_proofs,
    judge_formed,
    verify_credential,
    verify_token,
)
from trimtab.credentials.verifying.enveloped import open_envelope, read_presentation_token
from trimtab.credentials.verifying.form import ENVELOPED_CREDENTIAL
from trimtab.credentials.verifying.presentation_form import (
    ENVELOPED_PRESENTATION,
    check_presentation_form,
)
from trimtab.credentials.verifying.proofs import judge_proofs
from trimtab.credentials.verifying.shared import ANY_REQUEST, judge_first_use, verify_shared
from trimtab.credentials.verifying.sources import Document, PresentationRequest, Sources
from trimtab.credentials.verifying.steps import (
    Step,
    failed,
    from_problem,
    gravest,
    not_asked,
    passed,
    skipped,
    warned,
)
from trimtab.credentials.verifying.values import identifier_of, listed, types_of
from trimtab.kernel import InputRejectedError, Problem

PRESENTATION_CHECKS = ("form", "proofs", "holder", "request", "credentials")


@dataclass(frozen=True, slots=True)
class PresentationVerdict:
    """What is to be thought of a presentation; ``outcome`` is the gravest of its own checks and of
    every credential in it.

    ``documents``  what was judged, one for each of ``credentials``: of a credential in an envelope
                   what was signed, never the envelope; empty where that is an SD-JWT
    """

    outcome: Outcome
    checks: tuple[Check, ...]
    credentials: tuple[Verdict, ...] = ()
    holder_id: str | None = None
    proofs_hold: bool = False
    documents: tuple[Document, ...] = ()

    def check(self, name: str) -> Check | None:
        """The check of this name."""
        return next((one for one in self.checks if one.name == name), None)


@dataclass(frozen=True, slots=True)
class _Signed:
    """A presentation out of any envelope, who signed it, and for each signature what it answers:
    ``challenge`` and ``domain``, as a proof says it."""

    document: Document
    findings: Sequence[ProofFinding]
    answers: tuple[Mapping[str, Any], ...]


def verify_presentation(
    document: Document,
    sources: Sources,
    at: datetime,
    request: PresentationRequest = ANY_REQUEST,
) -> PresentationVerdict:
    """Judge a presentation and every credential in it.

    Model        form -> proofs, made for showing (``authentication``), or the signature of its
                 envelope -> the holder's key -> the nonce, the audience and the first use, last, so
                 that a bad answer spends nothing -> each credential on its own. A credential
                 without a proof of its own is the holder's own word: it counts only where the
                 presentation names a holder and that is its issuer. A presentation without any
                 credential vouches for nothing: nobody known stands behind it.
    Returns      PresentationVerdict
    """
    signed = _opened(document, sources, at)
    if isinstance(signed, Problem):
        steps = [from_problem("form", signed), *skipped(PRESENTATION_CHECKS[1:])]
        return PresentationVerdict(gravest(one.outcome for one in steps), _checks(steps))
    proofs = judge_proofs(signed.document, signed.findings, False, sources.contexts)
    hold = proofs.check.answer is Answer.PASSED
    holder = judge_holder(signed.document, signed.findings) if hold else skipped(["holder"])[0]
    held = listed(signed.document.get("verifiableCredential"))
    judged = [_credential(one, signed.findings, sources, at) for one in held]
    steps = [passed("form", "form_good"), proofs, holder]
    fine = hold and holder.check.answer is not Answer.FAILED
    steps.append(judge_request(signed.answers, request) if fine else skipped(["request"])[0])
    if not held:
        steps.append(warned("credentials", "no_credential", Outcome.UNKNOWN_ISSUER))
    outcomes = [step.outcome for step in steps] + [one.outcome for one, _ in judged]
    return PresentationVerdict(
        gravest(outcomes),
        _checks(steps),
        tuple(one for one, _ in judged),
        identifier_of(signed.document.get("holder")),
        hold,
        tuple(shown for _, shown in judged),
    )


def _opened(document: Document, sources: Sources, at: datetime) -> _Signed | Problem:
    """A presentation of good form with its signatures; else the first thing that is wrong."""
    problems = check_presentation_form(document, sources.contexts)
    if problems:
        return problems[0]
    if ENVELOPED_PRESENTATION not in types_of(document):
        found = find_proofs(document, sources, at, "authentication")
        proofs = (one for one in listed(document.get("proof")) if isinstance(one, Mapping))
        return found if isinstance(found, Problem) else _Signed(document, found, tuple(proofs))
    try:
        token = read_presentation_token(open_envelope(document)[0], sources.resolve, at)
    except InputRejectedError as refused:
        return Problem(refused.code, params=dict(refused.params))
    if ENVELOPED_PRESENTATION in types_of(token.document):  # an envelope in an envelope
        return Problem("CREDENTIALS-106", params={"reason": ENVELOPED_PRESENTATION})
    problems = check_presentation_form(token.document, sources.contexts)
    answer = {"challenge": token.nonce, "domain": list(token.audiences)}
    return problems[0] if problems else _Signed(token.document, token.findings, (answer,))


def _checks(steps: Sequence[Step]) -> tuple[Check, ...]:
    return tuple(step.check for step in steps)


def judge_holder(document: Document, findings: Sequence[ProofFinding]) -> Step:
    """Whether who signs the presentation is its holder, and stands behind their own word."""
    holder = identifier_of(document.get("holder"))
    controllers = {one.key.issuer_id for one in findings if one.key is not None}
    if holder is not None and controllers != {holder}:
        return failed(
            "holder", "holder_other_key", holder=holder, other=", ".join(sorted(controllers))
        )
    for credential in listed(document.get("verifiableCredential")):
        issuer = identifier_of(credential.get("issuer"))
        if _is_own_word(credential) and (holder is None or issuer != holder):
            reason = "own_word_without_holder" if holder is None else "own_word_of_other"
            return failed("holder", reason, issuer=str(issuer), holder=holder or "-")
    if holder is None:
        return not_asked("holder", "no_holder")
    return passed("holder", "holder_signed", holder=holder)


def _is_own_word(credential: Document) -> bool:
    """Whether a credential is secured by nothing but the presentation around it."""
    return not credential.get("proof") and ENVELOPED_CREDENTIAL not in types_of(credential)


def judge_request(answers: Sequence[Mapping[str, Any]], request: PresentationRequest) -> Step:
    """Whether every signature answers the verifier's own question, for the first time."""
    for wanted, name, reason in (
        (request.nonce, "challenge", "other_nonce"),
        (request.audience, "domain", "other_audience"),
    ):
        if wanted is not None and any(wanted not in listed(one.get(name)) for one in answers):
            return failed("request", reason)
    return judge_first_use(request)


def _shared(
    token: str, findings: Sequence[ProofFinding], sources: Sources, at: datetime
) -> Verdict:
    """The verdict on a certificate in parts. One that is bound to a key has to be shown by that
    key: whoever was shown it once could else wrap it into a presentation of their own."""
    verdict, found = verify_shared(token, sources, at)
    keys = {raw_key(one.key.public_key_multibase)[1] for one in findings if one.key is not None}
    if found.holder_key is None or _point(found.holder_key) in keys:
        return verdict
    refused = failed("request", "bound_to_other_key")
    checks = (*(one for one in verdict.checks if one.name != "request"), refused.check)
    outcome = gravest([verdict.outcome, refused.outcome])
    return replace(verdict, outcome=outcome, checks=checks)


def _point(holder_key: Mapping[str, str]) -> bytes | None:
    try:
        return key_of_jwk(holder_key)
    except InputRejectedError:
        return None  # of another kind than any signer here


def _credential(
    credential: Document, findings: Sequence[ProofFinding], sources: Sources, at: datetime
) -> tuple[Verdict, Document]:
    """The verdict on one credential of good form, and what was judged; the holder's own word rests
    on the signature of the presentation."""
    if ENVELOPED_CREDENTIAL in types_of(credential):
        try:
            token, is_shared = open_envelope(credential)
        except InputRejectedError:  # the verdict says what is wrong with it
            return verify_credential(credential, sources, at), {}
        if is_shared:
            return _shared(token, findings, sources, at), {}
        return verify_token(token, sources, at)
    if _is_own_word(credential):
        issuer_id = str(identifier_of(credential.get("issuer")))
        return judge_formed(credential, issuer_id, findings, sources, at), credential
    return verify_credential(credential, sources, at), credential
