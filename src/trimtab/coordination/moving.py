"""How a case changes its stage: the only way, for every service of the room."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any, TypeVar

from trimtab.coordination.procedures import deadline, procedure_of
from trimtab.coordination.states import BEGIN, MOVES, Move, moves_from
from trimtab.coordination.types import Case, CaseStep, Decision, Stage
from trimtab.coordination.values import NOTE_LONGEST, checked_text
from trimtab.kernel import InputRejectedError, StateError, UnknownCodeError
from trimtab.office.rights import Right, holds, require
from trimtab.ports import Reading, Record, Work

R = TypeVar("R", bound=Record)


def get_case(reading: Reading, case_id: str) -> Case:
    """A case, whoever asks. Raises UnknownCodeError COORDINATION-001."""
    return get_record(reading, Case, case_id)


def get_record(reading: Reading, kind: type[R], key: str) -> R:
    """A record of the room, whoever asks. Raises UnknownCodeError COORDINATION-001."""
    found = reading.get(kind, key)
    if found is None:
        raise UnknownCodeError("COORDINATION-001", key=key[:100])
    return found


def require_stage(case: Case, *stages: Stage) -> None:
    """Refuse what belongs to other stages. Raises StateError COORDINATION-002."""
    if case.stage not in stages:
        allowed = ", ".join(stage.value for stage in stages)
        raise StateError(
            "COORDINATION-002", case=case.case_id, stage=case.stage.value, allowed=allowed
        )


def places_of(case: Case) -> tuple[str, ...]:
    """The leading department, those that take part and the one above that was called."""
    called = (case.escalated_to,) if case.escalated_to else ()
    return tuple(dict.fromkeys((case.department_id, *case.departments, *called)))


class Held:
    """The rights an actor holds, for lists of many cases: each place is asked once."""

    def __init__(self, reading: Reading, actor: str) -> None:
        self._reading, self._actor = reading, actor
        self._known: dict[tuple[Right, str, str], bool] = {}

    def at(self, right: Right, region: str, department_id: str) -> bool:
        """Whether the right is held there."""
        place = (right, region, department_id)
        if place not in self._known:
            self._known[place] = holds(self._reading, self._actor, *place)
        return self._known[place]

    def of(self, right: Right, case: Case) -> bool:
        """Whether it is held in a department that leads or takes part."""
        return any(self.at(right, case.region, one) for one in places_of(case))


def holds_for(reading: Reading, actor: str, right: Right, case: Case) -> bool:
    """Whether an actor holds a right in a department that leads or takes part."""
    return any(holds(reading, actor, right, case.region, one) for one in places_of(case))


def require_part(reading: Reading, actor: str, right: Right, case: Case) -> None:
    """Refuse whoever holds a right in none of the departments. Raises NotAllowedError OFFICE-010
    or OFFICE-017."""
    if not holds_for(reading, actor, right, case):
        require(reading, actor, right, case.region, case.department_id)


def next_number(keys: Iterable[int]) -> int:
    """One more than the largest of the numbers."""
    return max(keys, default=0) + 1


def review_day(reading: Reading, case: Case) -> date | None:
    """The day on which the case's signed decision is to be reviewed."""
    signed = [one for one in reading.find(Decision, case_id=case.case_id) if one.signed_at]
    return signed[-1].review_on if signed else None


def first_step(work: Work, case: Case) -> CaseStep:
    """Write down that a case began."""
    step = CaseStep(
        f"{case.case_id}:s1", case.case_id, 1, "open", "", BEGIN.value, work.actor, work.at
    )
    work.add(step)
    return step


def move(
    work: Work, case: Case, name: str, note: str = "", *, department_id: str | None = None
) -> Case:
    """Take a case to another stage: a move of the table, with the right it asks for.

    ``department_id``: where the right is asked for, if not in the leading department. The limits
    of the table are asked by the services. Raises StateError COORDINATION-002 (not from this
    stage), InputRejectedError COORDINATION-010 or -011 (note), NotAllowedError OFFICE-010.
    """
    found = MOVES[name]
    _require_move(case, found)
    place = department_id or case.department_id
    require(work, work.actor, found.right, case.region, place)
    kept = checked_text("note", note, NOTE_LONGEST, wanted=found.note)
    moved = _entered(work, case, found.target)
    work.replace(moved)
    work.add(
        CaseStep(
            f"{case.case_id}:s{moved.moves}",
            case.case_id,
            moved.moves,
            name,
            case.stage.value,
            moved.stage.value,
            work.actor,
            work.at,
            kept,
        )
    )
    return moved


def _require_move(case: Case, found: Move) -> None:
    if case.stage in found.sources:
        return
    allowed = ", ".join(one.name for one in moves_from(case.stage)) or "-"
    raise StateError(
        "COORDINATION-003",
        case=case.case_id,
        stage=case.stage.value,
        move=found.name,
        allowed=allowed,
    )


def _entered(work: Work, case: Case, stage: Stage) -> Case:
    procedure = procedure_of(work, case.region)
    again = case.stage.is_final and not stage.is_final
    changes: dict[str, Any] = {
        "stage": stage,
        "entered_at": work.at,
        "moves": case.moves + 1,
        "reopened": case.reopened + again,
        "escalated_to": None,
        "due": deadline(procedure, case.level, stage, work.at.date(), review_day(work, case)),
    }
    return replace(case, **changes)


def require_reopening(reading: Reading, case: Case, on: date) -> None:
    """Refuse to reopen a case that ended too long ago or was reopened too often.

    Raises StateError COORDINATION-004 or -005.
    """
    procedure = procedure_of(reading, case.region)
    ended = case.entered_at.date()
    if (on - ended).days > procedure.reopen_days:
        raise StateError(
            "COORDINATION-004", case=case.case_id, ended=ended, days=procedure.reopen_days
        )
    if case.reopened >= procedure.reopen_times:
        raise StateError("COORDINATION-005", case=case.case_id, times=case.reopened)


def require_revision(kept: int, given: int, key: str) -> None:
    """Refuse to write over what somebody else changed meanwhile. StateError COORDINATION-006."""
    if kept != given:
        raise StateError("COORDINATION-006", key=key)


def checked_level(level: int) -> int:
    """The level, 1 to 4. Raises InputRejectedError COORDINATION-015."""
    if level not in (1, 2, 3, 4):
        raise InputRejectedError("COORDINATION-015", level=level)
    return level
