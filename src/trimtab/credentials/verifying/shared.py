"""The verdict on a certificate shown in parts: an SD-JWT VC, the twin of a badge."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from trimtab.credentials.sharing import SharingFinding, verify_sd_jwt
from trimtab.credentials.types import Answer, Issuer, Outcome, Verdict
from trimtab.credentials.verifying.accreditation import LEVEL_TARGET, STANDARD_TARGET
from trimtab.credentials.verifying.proofs import judge_key
from trimtab.credentials.verifying.sources import Entered, PresentationRequest, Sources
from trimtab.credentials.verifying.standing import judge_accreditation, judge_issuer
from trimtab.credentials.verifying.statuses import gravest_of, judge_place
from trimtab.credentials.verifying.steps import (
    Step,
    failed,
    from_problem,
    gravest,
    not_asked,
    passed,
    skipped,
    unknown,
)
from trimtab.credentials.verifying.summary import RECOGNITION_TYPE, Summary, texts
from trimtab.kernel import Problem

SHARED_CHECKS = ("proofs", "key", "issuer", "accreditation", "period", "status", "request")
_BINDING = frozenset({"CREDENTIALS-220", "CREDENTIALS-221", "CREDENTIALS-222", "CREDENTIALS-223"})
"""What ``verify_sd_jwt`` says of the holder's signature, as opposed to the issuer's."""

ANY_REQUEST = PresentationRequest()


def verify_shared(
    text: str, sources: Sources, at: datetime, request: PresentationRequest = ANY_REQUEST
) -> tuple[Verdict, SharingFinding]:
    """Judge what a holder shows of a certificate, and what it discloses.

    Model        signatures of issuer and holder, structure and period by ``verify_sd_jwt``; then
                 key, issuer, accreditation and status as for any certificate; the nonce is spent
                 last, so that a bad answer spends nothing
    Returns      the verdict, and the finding whose ``claims`` are what was disclosed
    """
    finding = verify_sd_jwt(text, sources.resolve, request.nonce, request.audience, at)
    key = finding.key
    if finding.code in _BINDING:
        refused = from_problem("request", Problem(finding.code, params=dict(finding.params)))
        return _verdict(finding, [*skipped(SHARED_CHECKS[:-1]), refused]), finding
    if key is None or finding.issuer_id is None:
        steps = [_not_signed(finding), *skipped(SHARED_CHECKS[1:])]
        return _verdict(finding, steps), finding
    issuer = sources.issuer(finding.issuer_id)
    signed = finding.issued_at or at
    steps = [
        passed("proofs", "proof_holds", suite=key.algorithm.value),
        judge_key(key, signed, _never_entered(sources)),
        judge_issuer(issuer, finding.issuer_id),
        _accreditation(finding, issuer, finding.issuer_id, signed, sources),
        _period(finding),
        _status(finding, finding.issuer_id, at, sources),
    ]
    sound = gravest(step.outcome for step in steps) in (Outcome.VALID, Outcome.UNKNOWN_ISSUER)
    steps.append(judge_first_use(request) if sound else skipped(["request"])[0])
    return _verdict(finding, steps), finding


def _never_entered(sources: Sources) -> Any:
    """Twins are made on demand and never entered: of a stolen key no twin can be told genuine."""

    def entered(issuer_id: str) -> Entered:
        return Answer.NOT_ASKED if sources.registered("", issuer_id) is Answer.NOT_ASKED else None

    return entered


def _not_signed(finding: SharingFinding) -> Step:
    problem = Problem(finding.code or "CREDENTIALS-106", params=dict(finding.params))
    step = from_problem("proofs", problem)
    if finding.outcome is Outcome.UNKNOWN_ISSUER:
        return unknown("proofs", step.check.reason, finding.outcome, **step.check.params)
    return step


def _accreditation(
    finding: SharingFinding,
    issuer: Issuer | None,
    issuer_id: str,
    signed: datetime,
    sources: Sources,
) -> Step:
    codes = _codes(finding.claims)
    if issuer is not None and STANDARD_TARGET not in codes:
        if _recognises(finding.claims):
            return not_asked("accreditation", "no_standard")
        return not_asked("accreditation", "standard_withheld")
    return judge_accreditation(codes, issuer, issuer_id, signed, sources)


def _recognises(claims: Mapping[str, Any]) -> bool:
    """Whether it recognises credits, which no standard is certified by."""
    return str(claims.get("vct", "")).endswith(RECOGNITION_TYPE)


def _period(finding: SharingFinding) -> Step:
    """The period of what was shown, which may end before the certificate whose end is withheld."""
    if finding.outcome is Outcome.EXPIRED and finding.expires:
        return failed(
            "period", "shown_expired", Outcome.EXPIRED, until=finding.expires.strftime("%Y-%m-%d")
        )
    if finding.outcome is Outcome.NOT_YET_VALID:
        begin = max(one for one in (finding.issued_at, finding.not_before) if one)
        return failed(
            "period", "not_yet_valid", finding.outcome, since=begin.strftime("%Y-%m-%d %H:%M UTC")
        )
    if finding.expires is None:
        return passed("period", "no_end")
    return passed("period", "shown_in_period", until=finding.expires.strftime("%Y-%m-%d"))


def _status(finding: SharingFinding, issuer_id: str, at: datetime, sources: Sources) -> Step:
    steps = [judge_place(place, issuer_id, at, sources) for place in finding.status]
    if finding.unreadable_status:
        steps.append(unknown("status", "status_kind_unknown", kind="status"))
    return gravest_of(steps)


def judge_first_use(request: PresentationRequest) -> Step:
    """Of an answer that is right in every other way: whether it is the first."""
    if request.nonce is None:
        return not_asked("request", "no_request")
    if request.fresh is None:
        return passed("request", "answers_untracked")
    if not request.fresh(request.nonce):
        return failed("request", "replayed")
    return passed("request", "answers_request")


def _codes(claims: Mapping[str, Any]) -> dict[str, str]:
    found = {STANDARD_TARGET: claims.get("standard"), LEVEL_TARGET: claims.get("level")}
    return {kind: str(code) for kind, code in found.items() if code is not None}


def _verdict(finding: SharingFinding, steps: list[Step]) -> Verdict:
    named = finding.claims.get("jti") or finding.claims.get("id")
    return Verdict(
        gravest(step.outcome for step in steps),
        tuple(step.check for step in steps),
        credential_id=named if isinstance(named, str) else None,
        issuer_id=finding.issuer_id,
        proofs_hold=steps[0].check.answer is Answer.PASSED,
    )


def summarise_shared(finding: SharingFinding) -> Summary:
    """The facts that were disclosed; what was withheld is empty."""
    claims, codes = finding.claims, _codes(finding.claims)
    named = claims.get("jti") or claims.get("id")
    return Summary(
        credential_id=named if isinstance(named, str) else None,
        title=texts(claims.get("title")),
        issuer_id=finding.issuer_id,
        standard=codes.get(STANDARD_TARGET),
        level=codes.get(LEVEL_TARGET),
        valid_from=finding.not_before or finding.issued_at,
        valid_until=finding.expires,
        description=texts(claims.get("meaning")),
        credits=str(claims["credits"]) if "credits" in claims else None,
        recognition=_recognises(claims),
    )
