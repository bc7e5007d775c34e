"""The credit bank of a workspace: its book, its holders' credits, deposits from certificates."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from trimtab.credentials.bank import (
    Balance,
    Book,
    CaseState,
    Considered,
    Entry,
    Gap,
    LedgerEntry,
    Qualification,
    RecognitionCase,
    StackResult,
    balances,
    book_with_own,
    decide,
    decision_content,
    decision_holds,
    deposit,
    entries_of,
    entry_id_of,
    has_ended,
    inputs_of,
    is_there,
    last_lines,
    lines_of,
    load_book,
    to_hundredths,
    usable_entries,
    used_entries,
)
from trimtab.credentials.bank.frameworks import Framework
from trimtab.credentials.issuing.registry import is_accredited
from trimtab.credentials.issuing.storage import CertificateQuery, CertificateReading
from trimtab.credentials.issuing.types import (
    AchievementRecord,
    CertificateDocument,
    CertificateRecord,
    CertificateState,
)
from trimtab.credentials.types import Answer, Verdict
from trimtab.kernel import UnknownCodeError
from trimtab.ports import Reading, Work
from trimtab.stores.credentials.issuing import SqlCertificateReading

GRADES = "CN-GRADES"
"""The framework of a certificate of skill that names no other."""

Verify = Callable[[Mapping[str, Any]], Verdict]


def book_of(reading: Reading) -> Book:
    """The embedded book with what the workspace recorded itself."""
    return book_with_own(reading, load_book())


def stated_entry(certificate: CertificateRecord, achievement: AchievementRecord) -> Entry:
    """What a certificate of the workspace's register states.

    Credits count as the standard states them, in the framework it names, else in the eight grades;
    hours are rounded down. The mark counts where it is a whole number up to 100.
    """
    framework, level = GRADES, str(achievement.level or "")
    if achievement.level is None and achievement.framework_levels:
        framework, level = sorted(achievement.framework_levels.items())[0]
    score = certificate.score or ""
    credits = achievement.credits
    return Entry(
        entry_id=entry_id_of(certificate.certificate_id),
        certificate_id=certificate.certificate_id,
        holder_id=certificate.holder_id or "",
        issuer_id=certificate.issuer_id,
        standard_id=achievement.standard_id,
        title=dict(achievement.title),
        framework_id=framework,
        level=level,
        earned_on=certificate.awarded_on,
        module_id=achievement.standard_id,
        hundredths=None if credits is None else to_hundredths(Decimal(str(credits))),
        hours=None if achievement.hours is None else int(achievement.hours),
        grade=int(score) if score.isdecimal() and int(score) <= 100 else None,
        expires_on=certificate.valid_until.date() if certificate.valid_until else None,
        digest=certificate.digest,
    )


def deposit_certificate(
    work: Work, store: CertificateReading, certificate_id: str, verify: Verify
) -> Considered:
    """Put a certificate of the register into the bank, after verifying the document that is kept.

    Raises UnknownCodeError CREDITS-058 (no such certificate of a holder and an achievement), and
    what ``deposit`` raises.
    """
    certificate = store.certificate(work, certificate_id)
    kept = kept_document(work, store, certificate_id)
    achievement = (
        work.get(AchievementRecord, certificate.achievement_id)
        if certificate and certificate.achievement_id
        else None
    )
    if certificate is None or kept is None or achievement is None or not certificate.holder_id:
        raise UnknownCodeError("CREDITS-058", certificate=certificate_id[:128])

    def accredited(stated: Entry, _: Framework | None) -> Answer:
        held = is_accredited(
            work, stated.issuer_id, achievement, certificate.region, stated.earned_on
        )
        return Answer.PASSED if held else Answer.FAILED

    return deposit(
        work,
        stated_entry(certificate, achievement),
        region=certificate.region,
        verdict=verify(json.loads(kept.content)),
        accredited=accredited,
        frameworks=book_of(work).frameworks,
    )


def kept_document(
    reading: Reading, store: CertificateReading, certificate_id: str
) -> CertificateDocument | None:
    """The present signed document of a certificate of the register."""
    certificate = store.certificate(reading, certificate_id)
    return store.document(reading, certificate.digest) if certificate else None


def not_in_force(
    reading: Reading, store: CertificateReading, holder_id: str
) -> dict[str, CertificateState]:
    """A holder's certificates that are suspended or revoked: their state by their ids."""
    held = store.certificates(reading, CertificateQuery(holder_id=holder_id))
    return {
        one.certificate_id: one.state for one in held if one.state is not CertificateState.ISSUED
    }


def verify_here(reading: Reading, store: CertificateReading, at: datetime) -> Verify:
    """Verifies a document with what the workspace knows, never the network."""
    from trimtab.app.verification_sources import workspace_sources
    from trimtab.credentials.verifying import verify_credential

    sources = workspace_sources(reading, store)
    return lambda document: verify_credential(document, sources, at)


@dataclass(frozen=True, slots=True)
class HeldEntry:
    """An entry as its holder sees it: ``line`` is what happened to it last."""

    entry: Entry
    line: LedgerEntry | None
    usable: bool
    ends_soon: bool  # its shelf life ends within half a year


@dataclass(frozen=True, slots=True)
class HolderLedger:
    """A holder's entries, balance in each framework and every line."""

    entries: tuple[HeldEntry, ...]
    balances: tuple[Balance, ...]
    lines: tuple[LedgerEntry, ...]


_SOON_DAYS = 183


def holder_ledger(reading: Reading, holder_id: str, at: datetime) -> HolderLedger:
    """What a holder has in the bank, usable entries first. The credits of a certificate that is
    suspended or revoked are not usable."""
    lines = lines_of(reading, holder_id)
    last, today = last_lines(lines), at.date()
    fallen = not_in_force(reading, SqlCertificateReading(), holder_id)
    held = tuple(
        HeldEntry(
            one,
            last.get(one.entry_id),
            is_there(last.get(one.entry_id))
            and not has_ended(one, today)
            and one.certificate_id not in fallen,
            one.expires_on is not None and 0 < (one.expires_on - today).days <= _SOON_DAYS,
        )
        for one in entries_of(reading, holder_id)
    )
    ordered = sorted(
        held, key=lambda one: (not one.usable, one.entry.earned_on, one.entry.entry_id)
    )
    return HolderLedger(tuple(ordered), balances(lines), lines)


@dataclass(frozen=True, slots=True)
class Prospect:
    """One qualification a holder could go for, with what is there and what is lacking.

    ``recognised``: hundredths that its awarding body has recognised for it already, counted here.
    """

    qualification: Qualification
    result: StackResult
    gap: Gap | None
    recognised: int = 0


def holder_prospects(
    reading: Reading, holder_id: str, at: datetime, most: int = 3
) -> tuple[Prospect, ...]:
    """The qualifications for which a holder's credits count at all, the nearest first: by the
    share of what is asked for that is lacking. Empty where nothing counts for anything.

    What was used up for a signed recognition counts for the qualification it was recognised for,
    and for no other; a qualification that is complete by recognitions is not told again.
    """
    fallen = not_in_force(reading, SqlCertificateReading(), holder_id)
    usable = usable_entries(reading, holder_id, at.date())
    entries = tuple(one for one in usable if one.certificate_id not in fallen)
    recognised = _recognised(reading, holder_id)
    if not entries and not recognised:
        return ()
    book = book_of(reading)
    found = []
    for one in book.qualifications_in_force(at.date(), at):
        kept = recognised.get(one.qualification_id, _Recognised())
        held = (*entries, *kept.entries)
        if not held or kept.complete:
            continue
        result, gap, _ = decide(held, one, book, on=at.date(), known=at)
        if result.assignments:
            found.append(Prospect(one, result, gap, kept.hundredths))
    return tuple(sorted(found, key=_distance)[:most])


@dataclass(frozen=True, slots=True)
class _Recognised:
    """What the signed recognitions of one qualification rest on, and the credits they state."""

    entries: tuple[Entry, ...] = ()
    hundredths: int = 0
    complete: bool = False


def _recognised(reading: Reading, holder_id: str) -> dict[str, _Recognised]:
    found: dict[str, _Recognised] = {}
    for case in reading.find(RecognitionCase, holder_id=holder_id, state=CaseState.SIGNED):
        content = decision_content(case)
        entries, qualification, _, _ = inputs_of(content)
        used = set(used_entries(content))
        before = found.get(qualification.qualification_id, _Recognised())
        found[qualification.qualification_id] = _Recognised(
            (*before.entries, *(_kept(one) for one in entries if one.entry_id in used)),
            before.hundredths
            + sum(to_hundredths(one["credits"]) for one in content["result"]["assignments"]),
            before.complete or case.satisfied,
        )
    return found


def _kept(entry: Entry) -> Entry:
    """What was recognised does not end with the shelf life of what it was recognised for."""
    return replace(entry, expires_on=None)


def _distance(prospect: Prospect) -> tuple[float, str]:
    result = prospect.result
    wanted = sum(one.wanted for one in result.needs if one.asked)
    wanted += sum(one.wanted for one in result.limits)
    return (result.shortfall / wanted if wanted else 0.0, prospect.qualification.qualification_id)


def export_decision(case: RecognitionCase) -> dict[str, Any]:
    """A case's frozen decision with its hash, as a document for anybody to check.

    ``sha256`` is that of the canonical text of ``decision``: sorted keys, no spaces, UTF-8.
    """
    return {
        "case_id": case.case_id,
        "state": case.state.value,
        "advice": case.signed_at is None,
        "sha256": case.digest,
        "intact": decision_holds(case),
        "decision": decision_content(case),
        "document": json.loads(case.document) if case.document else None,
    }
