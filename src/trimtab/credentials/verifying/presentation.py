"""The verdict on a presentation: what a holder shows, to whom, for which question."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from trimtab.credentials.securing import ProofFinding
from trimtab.credentials.types import Answer, Check, Outcome, Verdict
from trimtab.credentials.verifying.credential import (
    find_proofs,
    judge_formed,
    verify_credential,
)
from trimtab.credentials.verifying.form import ENVELOPED_CREDENTIAL
from trimtab.credentials.verifying.presentation_form import (
    ENVELOPED_PRESENTATION,
    check_presentation_form,
)
from trimtab.credentials.verifying.proofs import judge_proofs
from trimtab.credentials.verifying.shared import ANY_REQUEST, judge_first_use
from trimtab.credentials.verifying.sources import Document, PresentationRequest, Sources
from trimtab.credentials.verifying.steps import (
    Step,
    failed,
    from_problem,
    gravest,
    not_asked,
    passed,
    skipped,
)
from trimtab.credentials.verifying.values import identifier_of, listed, types_of
from trimtab.kernel import Problem

PRESENTATION_CHECKS = ("form", "proofs", "holder", "request")


@dataclass(frozen=True, slots=True)
class PresentationVerdict:
    """What is to be thought of a presentation; ``outcome`` is the gravest of its own checks and of
    every credential in it."""

    outcome: Outcome
    checks: tuple[Check, ...]
    credentials: tuple[Verdict, ...] = ()
    holder_id: str | None = None
    proofs_hold: bool = False

    def check(self, name: str) -> Check | None:
        """The check of this name."""
        return next((one for one in self.checks if one.name == name), None)


def verify_presentation(
    document: Document,
    sources: Sources,
    at: datetime,
    request: PresentationRequest = ANY_REQUEST,
) -> PresentationVerdict:
    """Judge a presentation and every credential in it.

    Model        form -> proofs, made for showing (``authentication``) -> the holder's key -> the
                 nonce, the audience and the first use, last, so that a bad answer spends nothing ->
                 each credential on its own. A credential without a proof of its own is the holder's
                 own word: it counts only where the presentation names a holder and that is its
                 issuer.
    Returns      PresentationVerdict
    """
    problems = check_presentation_form(document, sources.contexts)
    if problems:
        steps = [from_problem("form", problems[0]), *skipped(PRESENTATION_CHECKS[1:])]
        return _verdict(document, steps, (), proofs_hold=False)
    if ENVELOPED_PRESENTATION in types_of(document):
        problem = Problem("CREDENTIALS-106", params={"reason": ENVELOPED_PRESENTATION})
        steps = [from_problem("form", problem), *skipped(PRESENTATION_CHECKS[1:])]
        return _verdict(document, steps, (), proofs_hold=False)
    steps = [passed("form", "form_good")]
    findings = find_proofs(document, sources, at, "authentication")
    if isinstance(findings, Problem):
        steps += [from_problem("proofs", findings), *skipped(PRESENTATION_CHECKS[2:])]
        return _verdict(document, steps, (), proofs_hold=False)
    proofs = judge_proofs(document, findings, issuer_known=False)
    hold = proofs.check.answer is Answer.PASSED
    holder = judge_holder(document, findings) if hold else skipped(["holder"])[0]
    verdicts = tuple(
        _credential(one, findings, sources, at)
        for one in listed(document.get("verifiableCredential"))
    )
    steps += [proofs, holder]
    fine = hold and holder.check.answer is not Answer.FAILED
    steps.append(judge_request(document, request) if fine else skipped(["request"])[0])
    return _verdict(document, steps, verdicts, proofs_hold=hold)


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


def judge_request(document: Document, request: PresentationRequest) -> Step:
    """Whether this answers the verifier's own question, for the first time."""
    proofs = [proof for proof in listed(document.get("proof")) if isinstance(proof, Mapping)]
    for wanted, name, reason in (
        (request.nonce, "challenge", "other_nonce"),
        (request.audience, "domain", "other_audience"),
    ):
        if wanted is not None and any(wanted not in listed(one.get(name)) for one in proofs):
            return failed("request", reason)
    return judge_first_use(request)


def _credential(
    credential: Document, findings: Sequence[ProofFinding], sources: Sources, at: datetime
) -> Verdict:
    """The verdict on one credential; the holder's own word rests on the presentation's proof."""
    if not _is_own_word(credential):
        return verify_credential(credential, sources, at)
    issuer_id = str(identifier_of(credential.get("issuer")))
    return judge_formed(credential, issuer_id, findings, sources, at)


def _verdict(
    document: Document, steps: Sequence[Step], verdicts: tuple[Verdict, ...], proofs_hold: bool
) -> PresentationVerdict:
    outcomes = [step.outcome for step in steps] + [one.outcome for one in verdicts]
    return PresentationVerdict(
        gravest(outcomes),
        tuple(step.check for step in steps),
        verdicts,
        identifier_of(document.get("holder")),
        proofs_hold,
    )
