"""Appeals against a recognition, judged by somebody who had no part in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from trimtab.credentials.bank.deciding import decision_content
from trimtab.credentials.bank.ledger import reverse_case
from trimtab.credentials.bank.moving import (
    checked_note,
    get_case,
    move,
    refuse_same_person,
    require_for,
)
from trimtab.credentials.bank.recognising import refuse_other_holder
from trimtab.credentials.bank.records import Appeal, AppealState, CaseState, RecognitionCase
from trimtab.kernel import StateError, UnknownCodeError
from trimtab.office.rights import Right, require
from trimtab.office.tasks import open_task
from trimtab.ports import Reading, Work

APPEALABLE = (CaseState.REVIEWED, CaseState.SENT, CaseState.SIGNED, CaseState.DECLINED)
TASK = "credit_rule_review"


def lodge_appeal(work: Work, case_id: str, grounds: str, *, as_holder: bool = False) -> Appeal:
    """Disagree with a recognition, for the worker or on behalf of one.

    Raises UnknownCodeError CREDITS-025; StateError CREDITS-038 (nothing was decided yet, or an
    appeal is open); InputRejectedError CREDITS-026; NotAllowedError OFFICE-010, CREDITS-034.
    """
    case = get_case(work, case_id)
    if as_holder:
        require(work, work.actor, Right.WALLET_OWN, case.region, shared=True)
        refuse_other_holder(work, case.holder_id)
    else:
        require_for(work, work.actor, Right.CREDITS_REVIEW, case)
    earlier = work.find(Appeal, case_id=case_id)
    waiting = [one.appeal_id for one in earlier if one.state is AppealState.OPEN]
    if case.state not in APPEALABLE or waiting:
        raise StateError(
            "CREDITS-038",
            case=case_id,
            state=case.state.value,
            waiting=", ".join(waiting) or "-",
        )
    number = len(earlier) + 1
    appeal = Appeal(
        appeal_id=f"{case_id}:appeal{number}",
        case_id=case_id,
        number=number,
        lodged_by=work.actor,
        lodged_at=work.at,
        grounds=checked_note("grounds", grounds, wanted=True),
    )
    work.add(appeal)
    return appeal


def get_appeal(reading: Reading, appeal_id: str) -> Appeal:
    """An appeal. Raises UnknownCodeError CREDITS-039."""
    found = reading.get(Appeal, appeal_id)
    if found is None:
        raise UnknownCodeError("CREDITS-039", appeal=appeal_id[:128])
    return found


def judge_appeal(
    work: Work, appeal_id: str, *, overturn: bool, reason: str, rules: Sequence[str] = ()
) -> Appeal:
    """Decide an appeal, by somebody who neither opened, reviewed, signed nor lodged.

    Where it is overturned the case ends so, what it used up comes back by compensating lines, and
    a task asks for the review of ``rules`` (all that were applied, if none is named). A signed
    document has to be revoked by its awarding body, which the task says too. Raises
    UnknownCodeError CREDITS-039, StateError CREDITS-020 and -040 (decided already),
    InputRejectedError CREDITS-026, NotAllowedError CREDITS-027, OFFICE-010.
    """
    appeal = get_appeal(work, appeal_id)
    case = get_case(work, appeal.case_id)
    require_for(work, work.actor, Right.CREDIT_APPEALS_DECIDE, case)
    parts = {
        "open": case.opened_by,
        "review": case.reviewer,
        "sign": case.signer,
        "appeal": appeal.lodged_by,
    }
    refuse_same_person(case, work.actor, parts)
    if appeal.state is not AppealState.OPEN:
        raise StateError("CREDITS-040", appeal=appeal_id, state=appeal.state.value)
    named = tuple(sorted(set(rules))) or _applied(case)
    judged = replace(
        appeal,
        state=AppealState.OVERTURNED if overturn else AppealState.UPHELD,
        judge=work.actor,
        judged_at=work.at,
        reason=checked_note("reason", reason, wanted=True),
        rules=named if overturn else (),
    )
    work.replace(judged)
    if overturn:
        _overturn(work, case, judged)
    return judged


def _applied(case: RecognitionCase) -> tuple[str, ...]:
    return tuple(decision_content(case)["result"]["rules"])


def _titles(case: RecognitionCase, keys: Sequence[str]) -> list[dict[str, str]]:
    """The titles of rules by language, as the decision holds them; of another rule, its key."""
    held = {f"{one['id']}@{one['version']}": one for one in decision_content(case)["rules"]}
    return [dict(held[key]["title"]) if key in held else {"": key} for key in keys]


def _overturn(work: Work, case: RecognitionCase, appeal: Appeal) -> None:
    if case.state is CaseState.SIGNED:
        reverse_case(work, case.case_id, appeal.appeal_id)
    move(work, case, "overturn", appeal.reason)
    open_task(
        work,
        TASK,
        {
            "case": case.case_id,
            "rules": ", ".join(appeal.rules) or "-",
            "rule_titles": _titles(case, appeal.rules),
        },
        case.region,
        case.department_id,
    )
