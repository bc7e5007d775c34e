"""How a recognition changes its state: the moves, whose right each needs, the step it leaves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

from trimtab.credentials.bank.records import CaseState, RecognitionCase, RecognitionStep
from trimtab.kernel import InputRejectedError, NotAllowedError, StateError, UnknownCodeError
from trimtab.office.rights import Right, holds, require
from trimtab.ports import Reading, Work

NOTE_LONGEST = 4_000


@dataclass(frozen=True, slots=True)
class Move:
    """A change of state; ``credits.move.<name>``. ``note``: a reason must be given."""

    name: str
    sources: tuple[CaseState, ...]
    target: CaseState
    right: Right
    note: bool = False

    @property
    def awarding(self) -> bool:
        """Whether people of the awarding body make it."""
        return self.right is Right.RECOGNITIONS_SIGN


_UNDER_WAY = (CaseState.OPEN, CaseState.REVIEWED, CaseState.SENT)
MOVES: Mapping[str, Move] = MappingProxyType(
    {
        one.name: one
        for one in (
            Move("review", (CaseState.OPEN,), CaseState.REVIEWED, Right.CREDITS_REVIEW),
            Move("send", (CaseState.REVIEWED,), CaseState.SENT, Right.CREDITS_REVIEW),
            Move("sign", (CaseState.SENT,), CaseState.SIGNED, Right.RECOGNITIONS_SIGN),
            Move("decline", (CaseState.SENT,), CaseState.DECLINED, Right.RECOGNITIONS_SIGN, True),
            Move("withdraw", _UNDER_WAY, CaseState.WITHDRAWN, Right.CREDITS_REVIEW, True),
            Move(
                "overturn",
                (CaseState.REVIEWED, CaseState.SENT, CaseState.SIGNED, CaseState.DECLINED),
                CaseState.OVERTURNED,
                Right.CREDIT_APPEALS_DECIDE,
                True,
            ),
        )
    }
)


def get_case(reading: Reading, case_id: str) -> RecognitionCase:
    """A case, whoever asks. Raises UnknownCodeError CREDITS-025."""
    found = reading.get(RecognitionCase, case_id)
    if found is None:
        raise UnknownCodeError("CREDITS-025", case=case_id[:128])
    return found


def checked_note(field: str, text: str, *, wanted: bool) -> str:
    """The text without blanks around it. Raises InputRejectedError CREDITS-026."""
    kept = text.strip()
    if len(kept) > NOTE_LONGEST or (wanted and not kept):
        raise InputRejectedError("CREDITS-026", field=field, length=len(kept), longest=NOTE_LONGEST)
    return kept


def department_of(case: RecognitionCase, right: Right) -> str | None:
    """Where a right is asked: in the awarding body's department, or in the bureau's."""
    if right is Right.RECOGNITIONS_SIGN:
        return case.awarding_department_id
    return case.department_id


def require_for(reading: Reading, actor: str, right: Right, case: RecognitionCase) -> None:
    """Refuse whoever lacks a right for a case. Raises NotAllowedError OFFICE-010."""
    require(reading, actor, right, case.region, department_of(case, right))


def refuse_same_person(case: RecognitionCase, actor: str, people: Mapping[str, str | None]) -> None:
    """Refuse somebody who had a part in it already. ``people``: who did what.

    Raises NotAllowedError CREDITS-027. The operator of the workspace is one person as well.
    """
    for part, person in people.items():
        if person is not None and person == actor:
            raise NotAllowedError("CREDITS-027", actor=actor, case=case.case_id, part=part)


def move(
    work: Work, case: RecognitionCase, name: str, note: str = "", **changes: Any
) -> RecognitionCase:
    """Make a move and leave its step.

    Raises StateError CREDITS-028 (not from this state), InputRejectedError CREDITS-026,
    NotAllowedError OFFICE-010.
    """
    wanted = MOVES[name]
    require_for(work, work.actor, wanted.right, case)
    if case.state not in wanted.sources:
        raise StateError(
            "CREDITS-028",
            case=case.case_id,
            state=case.state.value,
            move=name,
            allowed=", ".join(one.value for one in wanted.sources),
        )
    kept = checked_note("note", note, wanted=wanted.note)
    moved = replace(case, state=wanted.target, moves=case.moves + 1, **changes)
    work.replace(moved)
    leave_step(work, moved, name, case.state.value, kept)
    return moved


def leave_step(
    work: Work, case: RecognitionCase, name: str, before: str, note: str
) -> RecognitionStep:
    """Tell the case's history what happened. Part of a move."""
    step = RecognitionStep(
        step_id=f"{case.case_id}:{case.moves}",
        case_id=case.case_id,
        number=case.moves,
        move=name,
        state_from=before,
        state_to=case.state.value,
        actor=work.actor,
        at=work.at,
        note=note,
    )
    work.add(step)
    return step


def moves_open_to(reading: Reading, actor: str, case: RecognitionCase) -> tuple[Move, ...]:
    """What somebody may do with a case in its present state: rights and different persons asked."""
    barred: dict[str, set[str | None]] = {
        "review": {case.opened_by},
        "sign": {case.opened_by, case.reviewer},
        "overturn": {case.opened_by, case.reviewer, case.signer},
    }
    return tuple(
        one
        for one in MOVES.values()
        if case.state in one.sources
        and actor not in barred.get(one.name, set())
        and holds(reading, actor, one.right, case.region, department_of(case, one.right))
    )
