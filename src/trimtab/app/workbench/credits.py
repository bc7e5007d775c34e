"""Recognition cases as pages show them: an inbox by state, and one case with all it rests on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from trimtab.app.credits_words import price_words, unused_sentence
from trimtab.app.demonstration_titles import title_in
from trimtab.app.workbench.bench import Workbench
from trimtab.app.workbench.certificates_search import issuer_title, issuer_titles
from trimtab.app.workbench.credit_rules import credits_words
from trimtab.app.workbench.credits_documents import SignedDocument, signed_document
from trimtab.app.workbench.credits_tree import (
    Names,
    Node,
    body_title,
    limit_rows,
    requirement_tree,
)
from trimtab.credentials.bank import (
    APPEALABLE,
    Appeal,
    AppealState,
    Assigned,
    CaseFolder,
    CaseState,
    Entry,
    EquivalenceRule,
    LimitResult,
    NeedResult,
    RecognitionCase,
    RecognitionStep,
    StackResult,
    Unused,
    credits_lacking,
    decision_content,
    folder_of,
    inputs_of,
    moves_open_to,
    see_cases,
    to_hundredths,
)
from trimtab.credentials.issuing.addresses import address_key
from trimtab.credentials.types import Issuer
from trimtab.messages import Language, in_words, text
from trimtab.office.rights import Right, holds
from trimtab.office.types import Actor, Department
from trimtab.ports import Reading
from trimtab.stores.credentials.bulk import SqlCertificates

WAITING = (CaseState.OPEN, CaseState.REVIEWED, CaseState.SENT)
"""States in which somebody must still do something."""

ONWARD = frozenset({"review", "send", "sign"})
"""Steps that a case waits for; whoever may merely withdraw it is not waited for."""


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A case as one line. ``shortfall``: the fewest credits that could close what is lacking;
    ``yours``: the viewer can make a move now."""

    case: RecognitionCase
    holder: str
    qualification: str
    awarding: str
    shortfall: str
    yours: bool


@dataclass(frozen=True, slots=True)
class CaseList:
    """Cases in a state (or all), and how many are in each."""

    rows: tuple[CaseRow, ...]
    counts: Mapping[CaseState, int]


@dataclass(frozen=True, slots=True)
class EntryView:
    """A certificate that was considered: what it says, what it was worth, why it was not used."""

    title: str
    certificate_key: str
    issuer: str
    level: str
    worth: str
    earned_on: date
    used: bool
    reason: str


@dataclass(frozen=True, slots=True)
class AppliedRule:
    """A rule that was applied, with its version and what it rests on."""

    rule_id: str
    key: str
    title: str
    authority: str
    legal_basis: str
    since: date
    standing: str


@dataclass(frozen=True, slots=True)
class StepView:
    """One move, with the person in words."""

    step: RecognitionStep
    actor: str


@dataclass(frozen=True, slots=True)
class AppealView:
    """An appeal with the people in words; ``may_judge``: whether the viewer could decide it."""

    appeal: Appeal
    lodged_by: str
    judge: str
    may_judge: bool


@dataclass(frozen=True, slots=True)
class GapView:
    """The cheapest courses that leave least lacking, in words."""

    courses: tuple[tuple[str, str, str], ...]
    price: str
    remaining: str


@dataclass(frozen=True, slots=True)
class CaseView:
    """One case. ``moves``: names of what the viewer may do; ``holds``: nobody changed the decision
    since it was frozen."""

    row: CaseRow
    framework: str
    entries: tuple[EntryView, ...]
    rules: tuple[AppliedRule, ...]
    tree: Node
    limits: tuple[tuple[str, str, str], ...]
    counted: str
    gap: GapView | None
    steps: tuple[StepView, ...]
    appeals: tuple[AppealView, ...]
    moves: tuple[str, ...]
    may_appeal: bool
    holds: bool
    opened_by: str
    department: str
    document: SignedDocument | None


def list_cases(
    bench: Workbench, asking: str, language: Language, states: tuple[CaseState, ...], *, named: bool
) -> CaseList:
    """The cases one may see, in some states; the newest first."""
    with bench.office.reading() as reading:
        seen = see_cases(reading, asking)
        rows = tuple(
            _row(reading, asking, one, language, named) for one in seen if one.state in states
        )
    return CaseList(rows, Counter(one.state for one in seen))


def see_case(
    bench: Workbench, asking: str, case_id: str, language: Language, *, named: bool
) -> CaseView:
    """One case. Raises UnknownCodeError CREDITS-025, NotAllowedError OFFICE-010."""
    with bench.office.reading() as reading:
        folder = folder_of(reading, asking, case_id)
        return _view(reading, asking, folder, language, named)


def result_of(plain: Mapping[str, Any]) -> StackResult:
    """A result as it was frozen, amounts in hundredths again."""

    def hundredths(one: Mapping[str, Any], *names: str) -> dict[str, int]:
        return {name: to_hundredths(one[name]) for name in names}

    needs = tuple(
        NeedResult(
            one["need_id"], one["title"], asked=one["asked"],
            **hundredths(one, "wanted", "got", "short"),
        )
        for one in plain["needs"]
    )  # fmt: skip
    limits = tuple(
        LimitResult(one["name"], **hundredths(one, "wanted", "got", "short"))
        for one in plain["limits"]
    )
    assignments = tuple(
        Assigned(
            one["need_id"], to_hundredths(one["credits"]), tuple(one["entry_ids"]), one["rule_key"]
        )
        for one in plain["assignments"]
    )
    unused = tuple(Unused(one["entry_id"], one["reason"], one["params"]) for one in plain["unused"])
    return StackResult(
        plain["qualification_key"], plain["satisfied"], to_hundredths(plain["shortfall"]),
        to_hundredths(plain["used"]), needs, limits, assignments, unused, tuple(plain["rules"]),
        plain["proven"],
    )  # fmt: skip


def _row(
    reading: Reading, asking: str, case: RecognitionCase, language: Language, named: bool
) -> CaseRow:
    content = decision_content(case)
    short = credits_lacking(content)
    holder = SqlCertificates().holder(reading, case.holder_id) if named else None
    issuer = reading.get(Issuer, case.awarding_body)
    return CaseRow(
        case,
        (holder.name if holder else None) or case.holder_id[:8],
        in_words(content["qualification"]["title"], language, case.qualification_key),
        issuer_title(issuer, language, body_title(case.awarding_body, language)),
        credits_words(short, language) if short else "",
        any(one.name in ONWARD for one in moves_open_to(reading, asking, case)),
    )


def _view(
    reading: Reading, asking: str, folder: CaseFolder, language: Language, named: bool
) -> CaseView:
    case, content = folder.case, folder.content
    entries, qualification, frameworks, rules = inputs_of(content)
    result = result_of(content["result"])
    names = Names(
        {one.entry_id: in_words(one.title, language, one.entry_id) for one in entries},
        {one.key: in_words(one.title, language, one.key) for one in rules},
        issuer_titles(reading, language),
    )
    framework = frameworks.get(qualification.framework_id)
    department = reading.get(Department, case.department_id)
    return CaseView(
        row=_row(reading, asking, case, language, named),
        framework=in_words(framework.title, language) if framework else qualification.framework_id,
        entries=tuple(_entry(reading, one, result, language) for one in entries),
        rules=tuple(_rule(one, language) for one in rules if one.key in result.rules),
        tree=requirement_tree(qualification, language, result, names),
        limits=limit_rows(qualification, language, result, names),
        counted=credits_words(sum(one.hundredths for one in result.assignments), language),
        gap=_gap(content["gap"], language),
        steps=tuple(
            StepView(one, _person(reading, one.actor, language)) for one in reversed(folder.steps)
        ),
        appeals=tuple(_appeal(reading, asking, case, one, language) for one in folder.appeals),
        moves=tuple(
            one.name for one in moves_open_to(reading, asking, case) if one.name != "overturn"
        ),
        may_appeal=case.state in APPEALABLE
        and not any(one.state is AppealState.OPEN for one in folder.appeals)
        and holds(reading, asking, Right.CREDITS_REVIEW, case.region, case.department_id),
        holds=folder.holds,
        opened_by=_person(reading, case.opened_by, language),
        department=department.title if department else "",
        document=signed_document(reading, asking, case),
    )


def _entry(reading: Reading, entry: Entry, result: StackResult, language: Language) -> EntryView:
    unused = next((one for one in result.unused if one.entry_id == entry.entry_id), None)
    reason = unused_sentence(unused, language) if unused else ""
    worth = text("web.credits.by_rule", language)
    if entry.hundredths is not None:
        worth = credits_words(entry.hundredths, language)
    elif entry.hours is not None:
        worth = text("web.credits.hours", language, hours=entry.hours)
    issuer = reading.get(Issuer, entry.issuer_id)
    return EntryView(
        in_words(entry.title, language, entry.entry_id),
        address_key(entry.certificate_id),
        issuer_title(issuer, language, entry.issuer_id),
        entry.level,
        worth,
        entry.earned_on,
        unused is None,
        reason,
    )


def _rule(rule: EquivalenceRule, language: Language) -> AppliedRule:
    return AppliedRule(
        rule.rule_id, rule.key, in_words(rule.title, language, rule.key), rule.authority,
        rule.legal_basis, rule.since, rule.standing,
    )  # fmt: skip


def _gap(plain: Mapping[str, Any] | None, language: Language) -> GapView | None:
    if plain is None:
        return None
    courses = tuple(
        (
            in_words(one["title"], language, one["id"]),
            text("web.credits.number", language, credits=one["credits"]),
            price_words(one["price"], plain["currency"], language),
        )
        for one in plain["courses"]
    )
    remaining = to_hundredths(plain["remaining"])
    return GapView(
        courses,
        price_words(plain["price"], plain["currency"], language),
        credits_words(remaining, language) if remaining else "",
    )


def _appeal(
    reading: Reading, asking: str, case: RecognitionCase, appeal: Appeal, language: Language
) -> AppealView:
    parts = {case.opened_by, case.reviewer, case.signer, appeal.lodged_by}
    right = Right.CREDIT_APPEALS_DECIDE
    return AppealView(
        appeal,
        _person(reading, appeal.lodged_by, language),
        _person(reading, appeal.judge, language) if appeal.judge else "",
        appeal.state is AppealState.OPEN
        and asking not in parts
        and holds(reading, asking, right, case.region, case.department_id),
    )


def _person(reading: Reading, actor: str, language: Language) -> str:
    found = reading.get(Actor, actor)
    return title_in(found.title, language) if found else actor
