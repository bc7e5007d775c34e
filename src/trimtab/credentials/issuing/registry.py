"""Issuers, what they certify, and what they are accredited for."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TypeVar

from trimtab.credentials.issuing.types import AchievementRecord
from trimtab.credentials.types import Accreditation, Answer, Issuer
from trimtab.credentials.verifying.accreditation import Claim, answer_accreditation
from trimtab.kernel import InputRejectedError, StateError, UnknownCodeError
from trimtab.office.rights import Right, require
from trimtab.ports import Reading, Record, Work

R = TypeVar("R", bound=Record)


def get_record(reading: Reading, kind: type[R], key: str) -> R:
    """A record of the register. Raises UnknownCodeError CREDENTIALS-150."""
    found = reading.get(kind, key)
    if found is None:
        raise UnknownCodeError("CREDENTIALS-150", kind=kind.__name__, id=key)
    return found


def require_at(work: Work, right: Right, issuer: Issuer) -> None:
    """Refuse who does not hold a right where this issuer is. Raises NotAllowedError OFFICE-010."""
    require(work, work.actor, right, issuer.region, issuer.department_id)


def add_issuer(work: Work, issuer: Issuer) -> Issuer:
    """Enter an issuer. Raises InputRejectedError CREDENTIALS-151 for an id that is no address."""
    require_at(work, Right.CREDENTIALS_ACCREDIT, issuer)
    if not issuer.issuer_id.startswith(("did:", "https://")) or len(issuer.issuer_id) < 10:
        raise InputRejectedError("CREDENTIALS-151", issuer=issuer.issuer_id)
    work.add(issuer)
    return issuer


def add_achievement(work: Work, achievement: AchievementRecord, region: str) -> AchievementRecord:
    """Enter what can be certified; ``region`` is where the actor's right is asked for."""
    require(work, work.actor, Right.CREDENTIALS_ACCREDIT, region)
    work.add(achievement)
    return achievement


def change_achievement(
    work: Work, achievement: AchievementRecord, region: str
) -> AchievementRecord:
    """Change words, hours or credits, or retire it; certificates keep what they said.

    Raises StateError CREDENTIALS-152 when standard or level would change.
    """
    require(work, work.actor, Right.CREDENTIALS_ACCREDIT, region)
    before = get_record(work, AchievementRecord, achievement.achievement_id)
    if (before.standard_id, before.level) != (achievement.standard_id, achievement.level):
        raise StateError("CREDENTIALS-152", id=achievement.achievement_id)
    work.replace(achievement)
    return achievement


def add_accreditation(work: Work, accreditation: Accreditation) -> Accreditation:
    """Accredit an issuer. Raises InputRejectedError CREDENTIALS-153 when it ends before it begins,
    names no authority or no grade."""
    require_at(work, Right.CREDENTIALS_ACCREDIT, get_record(work, Issuer, accreditation.issuer_id))
    until = accreditation.until
    empty = until is not None and until <= accreditation.since
    if empty or not accreditation.authority.strip() or not 1 <= accreditation.highest_level <= 8:
        raise InputRejectedError("CREDENTIALS-153", id=accreditation.accreditation_id)
    work.add(accreditation)
    return accreditation


def end_accreditation(work: Work, accreditation_id: str, until: date) -> Accreditation:
    """End an accreditation; it is never taken away. Certificates issued before stay what they are.

    Raises StateError CREDENTIALS-154 when it would end later than it does already.
    """
    known = get_record(work, Accreditation, accreditation_id)
    require_at(work, Right.CREDENTIALS_ACCREDIT, get_record(work, Issuer, known.issuer_id))
    if known.until is not None and until > known.until:
        raise StateError("CREDENTIALS-154", id=accreditation_id, until=known.until)
    ended = replace(known, until=max(until, known.since))
    work.replace(ended)
    return ended


def is_accredited(
    reading: Reading, issuer_id: str, achievement: AchievementRecord, region: str, on: date
) -> bool:
    """Whether an issuer may certify an achievement in a region on a day."""
    accreditations = reading.find(Accreditation, issuer_id=issuer_id)
    claim = Claim(issuer_id, achievement.standard_id, achievement.level, region, on)
    return answer_accreditation(accreditations, claim) is Answer.PASSED
