"""Who issued a certificate, whether they may, for how long it holds, and who else knows it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from trimtab.credentials.securing import digest
from trimtab.credentials.types import Answer, Issuer, Outcome
from trimtab.credentials.verifying.accreditation import (
    LEVEL_TARGET,
    REGION_TARGET,
    STANDARD_TARGET,
    Claim,
)
from trimtab.credentials.verifying.sources import CLOCK_SKEW, Document, Sources
from trimtab.credentials.verifying.steps import (
    GRAVEST_FIRST,
    Step,
    failed,
    not_asked,
    passed,
    unknown,
    warned,
)
from trimtab.credentials.verifying.values import read_stamp
from trimtab.ports.signing import RegisterAnswer


def judge_issuer(issuer: Issuer | None, issuer_id: str) -> Step:
    """Whether the issuer is one this verifier knows and trusts."""
    if issuer is None:
        return warned("issuer", "issuer_unknown", Outcome.UNKNOWN_ISSUER, issuer=issuer_id)
    if not issuer.trusted:
        return warned("issuer", "issuer_not_trusted", Outcome.UNKNOWN_ISSUER, issuer=issuer_id)
    return passed("issuer", "issuer_known", issuer=issuer_id)


def judge_accreditation(
    codes: Mapping[str, str],
    issuer: Issuer | None,
    issuer_id: str,
    signed: datetime | None,
    sources: Sources,
) -> Step:
    """Whether the issuer may certify this standard at this level, there, on that day.

    ``codes`` are those of ``claimed_standard``. Asked for the day of signing, not for the day the
    certificate names: an award cannot be dated back into an accreditation that has ended since.
    """
    standard = codes.get(STANDARD_TARGET)
    if issuer is None or signed is None:
        return not_asked("accreditation", "not_examined")
    if standard is None:
        return not_asked("accreditation", "no_standard")
    level = codes.get(LEVEL_TARGET)
    told = {"standard": standard, "level": level or "-", "day": signed.strftime("%Y-%m-%d")}
    if level is not None and not (level.isascii() and level.isdecimal()):
        return failed("accreditation", "level_unreadable", **told)
    region = codes.get(REGION_TARGET, issuer.region) or None
    claim = Claim(issuer_id, standard, int(level) if level else None, region, signed.date())
    match sources.accredited(claim):
        case Answer.PASSED:
            return passed("accreditation", "accredited", **told)
        case Answer.FAILED:
            return failed("accreditation", "not_accredited", **told)
        case Answer.NOT_ASKED:
            return not_asked("accreditation", "no_accreditations", **told)
        case _:
            return unknown("accreditation", "accreditation_unreachable", **told)


def judge_period(document: Document, at: datetime) -> Step:
    """Whether the certificate holds at this instant.

    The beginning may lie ahead of the verifier's clock by ``CLOCK_SKEW``; the end may not.
    """
    begin, end = (read_stamp(document.get(name)) for name in ("validFrom", "validUntil"))
    if begin is not None and begin > at + CLOCK_SKEW:
        return failed(
            "period",
            "not_yet_valid",
            Outcome.NOT_YET_VALID,
            since=begin.strftime("%Y-%m-%d %H:%M UTC"),
        )
    if end is not None and end <= at:
        return failed("period", "expired", Outcome.EXPIRED, until=end.strftime("%Y-%m-%d"))
    if end is None:
        return passed("period", "no_end")
    return passed("period", "in_period", until=end.strftime("%Y-%m-%d"))


def judge_register(
    document: Document, issuer_id: str, sources: Sources, at: datetime, holder: Mapping[str, str]
) -> Step:
    """What the register of issues kept here says, and a register kept elsewhere where one is
    plugged in; the graver answer of the two."""
    steps = [_entered(document, issuer_id, sources), _elsewhere(document, sources, at, holder)]
    asked = [step for step in steps if step.check.answer is not Answer.NOT_ASKED]
    if not asked:
        return not_asked("register", "no_register")
    return min(asked, key=lambda step: GRAVEST_FIRST.index(step.outcome))


def _entered(document: Document, issuer_id: str, sources: Sources) -> Step:
    """A register that enters every certificate of an issuer knows the genuine ones: what bears a
    good signature and is not in it was signed past the register."""
    entered = sources.registered(digest(dict(document)), issuer_id)
    if entered is Answer.NOT_ASKED:
        return not_asked("register", "no_register")
    if not isinstance(entered, datetime):
        return unknown("register", "not_entered")
    return passed("register", "entered", day=entered.strftime("%Y-%m-%d %H:%M UTC"))


def _elsewhere(
    document: Document, sources: Sources, at: datetime, holder: Mapping[str, str]
) -> Step:
    number = document.get("id")
    if sources.register is None or not isinstance(number, str):
        return not_asked("register", "no_register")
    match sources.register.look_up(number, holder, at.date()):
        case RegisterAnswer.FOUND:
            return passed("register", "register_found")
        case RegisterAnswer.WITHDRAWN:
            return failed("register", "register_withdrawn", Outcome.REVOKED)
        case RegisterAnswer.NOT_FOUND:
            return unknown("register", "register_not_found")
        case _:
            return unknown("register", "register_unreachable")
