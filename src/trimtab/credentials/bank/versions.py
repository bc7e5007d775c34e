"""A bureau's own rules and qualifications: versions that are added and never changed.

A rule counts in what is decided after it was recorded, so a past decision never sees it. One whose
dates begin in the past is refused, unless it is said to be retroactive and why; even then it is
recorded now, and only decisions made from now on know it.
"""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta

from trimtab.credentials.bank.book import Book
from trimtab.credentials.bank.deciding import freeze
from trimtab.credentials.bank.equivalences import EquivalenceRule
from trimtab.credentials.bank.linting import lint_rule
from trimtab.credentials.bank.moving import checked_note
from trimtab.credentials.bank.plain import plain_qualification, plain_rule
from trimtab.credentials.bank.qualifications import Qualification
from trimtab.credentials.bank.reading import qualification_from_plain, rule_from_plain
from trimtab.credentials.bank.records import QualificationVersion, RuleVersion
from trimtab.kernel import InputRejectedError, StateError, UnknownCodeError
from trimtab.office.people import check_region
from trimtab.office.rights import Right, require
from trimtab.ports import Reading, Work


def record_rule(
    work: Work,
    rule: EquivalenceRule,
    *,
    region: str,
    department_id: str | None,
    book: Book,
    note: str = "",
    retroactive: bool = False,
) -> RuleVersion:
    """Add a version of a rule; its number follows the last one, it is recorded now.

    Raises InputRejectedError CREDITS-042 (what ``lint_rule`` finds), -026 (a retroactive rule
    without a reason), CODE-001; StateError CREDITS-041 (begins in the past and is not said to);
    NotAllowedError OFFICE-010.
    """
    check_region(region)
    require(work, work.actor, Right.CREDIT_RULES_EDIT, region, department_id)
    kept = checked_note("note", note, wanted=retroactive)
    if rule.since < work.at.date() and not retroactive:
        raise StateError("CREDITS-041", rule=rule.rule_id, since=rule.since.isoformat())
    known = [one.version for one in (*book.rules, *own_rules(work)) if one.rule_id == rule.rule_id]
    made = replace(rule, version=max(known, default=0) + 1, recorded=work.at)
    if problems := lint_rule(made, book):
        raise InputRejectedError("CREDITS-042", rule=made.rule_id, problems=problems)
    text, digest = freeze(plain_rule(made))
    version = RuleVersion(
        rule_key=made.key,
        rule_id=made.rule_id,
        version=made.version,
        since=made.since,
        until=made.until,
        recorded=work.at,
        recorded_by=work.actor,
        content=text,
        digest=digest,
        note=kept,
    )
    work.add(version)
    return version


def end_rule(
    work: Work,
    rule_id: str,
    until: date,
    *,
    region: str,
    department_id: str | None,
    book: Book,
    note: str = "",
) -> RuleVersion:
    """Let a rule count until before a day, which must lie ahead: a version like the last one.

    Raises UnknownCodeError CREDITS-045, StateError CREDITS-046, and as ``record_rule``.
    """
    held = [one for one in (*book.rules, *own_rules(work)) if one.rule_id == rule_id]
    if not held:
        raise UnknownCodeError("CREDITS-045", rule=rule_id[:128])
    last = max(held, key=lambda one: one.version)
    since = max(last.since, work.at.date())
    if until <= since:
        earliest = (since + timedelta(days=1)).isoformat()
        raise StateError("CREDITS-046", until=until.isoformat(), earliest=earliest)
    return record_rule(
        work,
        replace(last, since=since, until=until),
        region=region,
        department_id=department_id,
        book=book,
        note=note,
    )


def own_rules(reading: Reading) -> tuple[EquivalenceRule, ...]:
    """Every version of a workspace's own rules."""
    return tuple(rule_from_plain(json.loads(one.content)) for one in reading.find(RuleVersion))


def record_qualification(
    work: Work,
    qualification: Qualification,
    *,
    region: str,
    department_id: str | None,
    book: Book,
) -> QualificationVersion:
    """Add a version of a qualification; ``department_id`` is that of the awarding body.

    Raises InputRejectedError CREDITS-047 (a framework nobody knows), CODE-001; StateError
    CREDITS-041; NotAllowedError OFFICE-010.
    """
    check_region(region)
    require(work, work.actor, Right.CREDIT_RULES_EDIT, region, shared=True)
    if book.frameworks.get(qualification.framework_id) is None:
        raise InputRejectedError("CREDITS-047", framework=qualification.framework_id)
    if qualification.since < work.at.date():
        raise StateError(
            "CREDITS-041",
            rule=qualification.qualification_id,
            since=qualification.since.isoformat(),
        )
    known = [
        one.version
        for one in (*book.qualifications, *own_qualifications(work))
        if one.qualification_id == qualification.qualification_id
    ]
    made = replace(qualification, version=max(known, default=0) + 1, recorded=work.at.date())
    text, digest = freeze(plain_qualification(made))
    version = QualificationVersion(
        qualification_key=made.key,
        qualification_id=made.qualification_id,
        version=made.version,
        awarding_body=made.awarding_body,
        department_id=department_id,
        region=region,
        since=made.since,
        until=made.until,
        recorded=work.at,
        recorded_by=work.actor,
        content=text,
        digest=digest,
    )
    work.add(version)
    return version


def own_qualifications(reading: Reading) -> tuple[Qualification, ...]:
    """Every version of qualifications entered in a workspace."""
    return tuple(
        qualification_from_plain(json.loads(one.content))
        for one in reading.find(QualificationVersion)
    )


def book_with_own(reading: Reading, book: Book) -> Book:
    """A book together with what a workspace recorded itself."""
    return book.with_own(own_rules(reading), own_qualifications(reading))
