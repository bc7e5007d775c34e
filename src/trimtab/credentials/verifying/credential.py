"""The verdict on one credential: nine questions in a fixed order, the gravest answer counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from types import MappingProxyType

from trimtab.credentials.securing import (
    ProofFinding,
    RelatedReason,
    check_proofs,
    check_related,
)
from trimtab.credentials.types import Answer, Verdict
from trimtab.credentials.verifying.accreditation import claimed_standard
from trimtab.credentials.verifying.enveloped import open_envelope, read_token
from trimtab.credentials.verifying.form import ENVELOPED_CREDENTIAL, check_credential_form
from trimtab.credentials.verifying.proofs import judge_agreement, judge_keys, judge_proofs
from trimtab.credentials.verifying.rules import shown
from trimtab.credentials.verifying.shared import verify_shared
from trimtab.credentials.verifying.sources import Document, Sources
from trimtab.credentials.verifying.standing import (
    judge_accreditation,
    judge_issuer,
    judge_period,
    judge_register,
)
from trimtab.credentials.verifying.statuses import judge_status
from trimtab.credentials.verifying.steps import (
    CHECKS,
    Step,
    failed,
    from_problem,
    gravest,
    not_asked,
    passed,
    skipped,
    warned,
)
from trimtab.credentials.verifying.values import identifier_of, read_stamp, types_of
from trimtab.kernel import InputRejectedError, Problem

_NOBODY: Mapping[str, str] = MappingProxyType({})


def verify_credential(
    document: Document, sources: Sources, at: datetime, holder: Mapping[str, str] = _NOBODY
) -> Verdict:
    """Judge a credential as it stands at an instant.

    Model        form -> proofs -> agreement of the proofs -> key at signing -> issuer ->
                 accreditation -> period -> status -> registers. Where form, proofs or their
                 agreement fail, nobody stands for the rest and it is not examined.
    Inputs       a document read by ``read_document``; the questions; an aware UTC instant; what
                 the asker knows of the holder, handed to a register kept elsewhere
    Returns      Verdict; ``proofs_hold`` says that the signatures are good and nothing else: not
                 that the certificate is in force, not revoked, or by somebody who may issue it
    Raises       nothing for what a document holds
    """
    if step := broken_form(document, sources):
        return _verdict(document, [step, *skipped(CHECKS[1:])], proofs_hold=False)
    if ENVELOPED_CREDENTIAL in types_of(document):
        return _verify_envelope(document, sources, at, holder)
    issuer_id = str(identifier_of(document["issuer"]))
    findings = find_proofs(document, sources, at)
    return judge_formed(document, issuer_id, findings, sources, at, holder)


def _verify_envelope(
    document: Document, sources: Sources, at: datetime, holder: Mapping[str, str]
) -> Verdict:
    try:
        token, is_shared = open_envelope(document)
    except InputRejectedError as refused:
        return unreadable(refused)
    if is_shared:
        return verify_shared(token, sources, at)[0]
    return verify_token(token, sources, at, holder)[0]


def verify_token(
    token: str, sources: Sources, at: datetime, holder: Mapping[str, str] = _NOBODY
) -> tuple[Verdict, Document]:
    """Judge a credential that is the payload of a signed token; the verdict and the credential."""
    try:
        document, findings = read_token(token, sources.resolve, at)
    except InputRejectedError as refused:
        return unreadable(refused), {}
    if step := broken_form(document, sources):
        return _verdict(document, [step, *skipped(CHECKS[1:])], proofs_hold=False), document
    issuer_id = str(identifier_of(document.get("issuer")))
    return judge_formed(document, issuer_id, findings, sources, at, holder), document


def broken_form(document: Document, sources: Sources) -> Step | None:
    """What is wrong with the form of a credential."""
    problems = check_credential_form(document, sources.contexts)
    return from_problem("form", problems[0]) if problems else None


def _judge_related(document: Document, sources: Sources) -> Step:
    """Whether what a credential of good form leans on is what was signed."""
    try:
        related = check_related(document, sources.fetch, contexts=sources.contexts)
    except InputRejectedError as refused:
        return from_problem("form", Problem(refused.code, params=dict(refused.params)))
    for finding in related:
        if finding.answer is Answer.FAILED:
            return failed("form", finding.reason.value, address=shown(finding.address))
    unseen = [shown(finding.address) for finding in related if finding.answer is Answer.UNKNOWN]
    if unseen:
        return warned("form", RelatedReason.NOT_SEEN.value, address=", ".join(unseen))
    return passed("form", "form_good")


def find_proofs(
    document: Document, sources: Sources, at: datetime, purpose: str = "assertionMethod"
) -> tuple[ProofFinding, ...] | Problem:
    """What the proofs of a document say; the problem, where they cannot even be read.

    Whose keys they are is asked apart, so that the answer can tell a broken signature from a good
    one by somebody else.
    """
    try:
        return check_proofs(
            document,
            sources.resolve,
            contexts=sources.contexts,
            expected_purpose=purpose,
            at=at,
            check_controller=False,
        )
    except InputRejectedError as refused:
        return Problem(refused.code, params=dict(refused.params))


def judge_formed(
    document: Document,
    issuer_id: str,
    findings: Sequence[ProofFinding] | Problem,
    sources: Sources,
    at: datetime,
    holder: Mapping[str, str] = _NOBODY,
) -> Verdict:
    """The questions after that of form, for a document whose signatures were looked at."""
    steps = [_judge_related(document, sources)]
    if steps[0].check.answer is Answer.FAILED:
        return _verdict(document, [*steps, *skipped(CHECKS[1:])], proofs_hold=False)
    issuer = sources.issuer(issuer_id)
    if isinstance(findings, Problem):
        steps += [from_problem("proofs", findings), *skipped(CHECKS[2:])]
        return _verdict(document, steps, proofs_hold=False)
    proofs = judge_proofs(document, findings, issuer is not None, sources.contexts)
    if proofs.check.answer is not Answer.PASSED:
        claimed = judge_issuer(issuer, issuer_id)
        if claimed.check.answer is Answer.PASSED:  # anybody can write the name of a known issuer
            claimed = not_asked("issuer", "issuer_claimed")
        rest = [*skipped(("proofs_agree", "key")), claimed]
        steps += [proofs, *rest, *skipped(CHECKS[5:])]
        return _verdict(document, steps, proofs_hold=False)
    issued = sources.certificate(str(document.get("id"))) if document.get("proof") else None
    agreement = judge_agreement(document, findings, issuer_id, issued)
    steps += [proofs, agreement]
    if agreement.check.answer is Answer.FAILED:
        return _verdict(document, [*steps, *skipped(CHECKS[3:])], proofs_hold=False)
    created = [one.created for one in findings if one.created is not None]
    signed = max(created, default=None) or read_stamp(document.get("validFrom")) or at
    steps += [
        judge_keys(document, findings, sources, at),
        judge_issuer(issuer, issuer_id),
        judge_accreditation(claimed_standard(document), issuer, issuer_id, signed, sources),
        judge_period(document, at),
        judge_status(document, issuer_id, at, sources),
        judge_register(document, issuer_id, sources, at, holder),
    ]
    return _verdict(document, steps, proofs_hold=True)


def _verdict(document: Document, steps: Sequence[Step], proofs_hold: bool) -> Verdict:
    named = document.get("id")
    return Verdict(
        gravest(step.outcome for step in steps),
        tuple(step.check for step in steps),
        credential_id=named if isinstance(named, str) else None,
        issuer_id=identifier_of(document.get("issuer")),
        proofs_hold=proofs_hold,
    )


def unreadable(refused: InputRejectedError) -> Verdict:
    """The verdict on something that should hold a credential and cannot be read."""
    problem = Problem(refused.code, params=dict(refused.params))
    return _verdict({}, [from_problem("form", problem), *skipped(CHECKS[1:])], proofs_hold=False)
