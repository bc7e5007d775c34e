"""What computing by rules leaves in the office: questions as tasks, decisions to be kept."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from trimtab.classifications import recognise_region
from trimtab.ingest.periods import read_period
from trimtab.kernel import Frequency, InputRejectedError, Period, Region, StateError, UsageError
from trimtab.office.rights import Right, covers, holds, require
from trimtab.office.tasks import open_task, task_id
from trimtab.office.types import RuleDecisionRecord, Task, TaskState
from trimtab.ports import OfficeStore, Work
from trimtab.rules.book import RuleBook
from trimtab.rules.columns import Column
from trimtab.rules.computation import Computation
from trimtab.rules.decision import (
    Recomputed,
    RecordingLookup,
    RuleDecision,
    plain_cell,
    plain_outputs,
    recompute,
)
from trimtab.rules.places import layers_of
from trimtab.rules.types import Answer
from trimtab.rules.unknowns import OpenQuestion, clause_of

_NO_WORKSPACE = "STORE-002"
_DIVISION = re.compile(r"(?:CN-)?(\d{6})")


class NotStored(StrEnum):
    """Why a question was not kept as a task."""

    NO_WORKSPACE = "no_workspace"
    RIGHT_LACKS = "right_lacks"


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    """A rule to be found out; ``task_id`` where it is kept as a task of the workspace, else why
    not."""

    question: OpenQuestion
    task_id: str | None = None
    not_stored: NotStored | None = NotStored.NO_WORKSPACE

    def to_json(self) -> dict[str, Any]:
        """As the command line prints it."""
        asked = self.question
        return {
            "kind": asked.kind.value,
            "key": asked.key,
            "region": str(asked.region),
            "on": str(asked.on),
            "task_id": self.task_id,
            "stored": self.task_id is not None,
            "not_stored": None if self.not_stored is None else self.not_stored.value,
        }


@dataclass(frozen=True, slots=True)
class AskedQuestions:
    """The rules one run asks for; ``open_tasks`` are all that are open in the workspace."""

    questions: tuple[AskedQuestion, ...]
    open_tasks: int = 0

    def __iter__(self) -> Iterator[AskedQuestion]:
        return iter(self.questions)

    def count(self, not_stored: NotStored | None) -> int:
        """How many were not stored for this reason; stored ones for None."""
        return sum(one.not_stored is not_stored for one in self.questions)

    def to_json(self) -> list[dict[str, Any]]:
        """As the command line prints them."""
        return [one.to_json() for one in self.questions]


def day_known(written: str | None, recording: bool) -> date | None:
    """The day up to which knowledge counts: as written, today for what is kept, else no bound."""
    if written is not None:
        return Period.parse(written).start
    return today() if recording else None


def day_written(word: str) -> date:
    """One day, as written. Raises UsageError CASES-016 for a month, a year or no date at all."""
    period = read_period(word)
    if period is None or period.frequency is not Frequency.DAILY:
        raise UsageError("CASES-016", word=word)
    return period.start


def today() -> date:
    """The day it is, in UTC."""
    return datetime.now(UTC).date()


@contextmanager
def opened_office(
    folder: Path, database: str | None, required: bool
) -> Iterator[OfficeStore | None]:
    """The office of a workspace; None where there is no workspace and none is ``required``.

    Raises StateError STORE-002 when it is.
    """
    from trimtab.stores.office.store import open_office

    try:
        office = open_office(folder, database)
    except StateError as error:
        if required or error.code != _NO_WORKSPACE:
            raise
        yield None
        return
    with office:
        yield office


def place_of(written: str) -> Region:
    """A place as people write it: a code with or without its country, a district, a name."""
    if match := _DIVISION.fullmatch(written.strip().upper()):
        return layers_of(Region(f"CN-{match[1]}"))[0]
    return recognise_region(written).region


def plain_rules(answers: Iterable[Answer]) -> list[dict[str, Any]]:
    """The rules a result rests on, by id and version, with their clauses."""
    return [
        {
            "id": rule.id,
            "version": rule.version,
            "verification": rule.verification.value,
            "clause": clause_of((answer,)),
        }
        for answer in answers
        for rule in answer.rules
    ]


def ask(
    office: OfficeStore | None,
    questions: Iterable[OpenQuestion],
    places: Iterable[str],
    actor: str,
    reason: str,
) -> AskedQuestions:
    """Open a task for each question that comes from these ``places``; without an office, or without
    the right to open tasks at any of the places it comes from, it is only listed.

    Asking again finds the task that is open. A task about a rule of a layer above is opened there
    by whoever may open tasks there, else at the place the question comes from.
    """
    asked = tuple(AskedQuestion(question) for question in questions)
    if office is None or not asked:
        return AskedQuestions(asked)
    known = sorted(set(places))
    with office.work(actor, reason) as work:
        kept = tuple(_keep_question(work, one, known) for one in asked)
        return AskedQuestions(kept, len(work.find(Task, state=TaskState.OPEN)))


def _keep_question(work: Work, asked: AskedQuestion, places: Sequence[str]) -> AskedQuestion:
    question = asked.question
    above = str(question.region)
    params = {"key": question.key, "on": str(question.on), "region": above}
    below = [place for place in places if covers(above, place)]
    able = [
        place
        for place in (above, *below)
        if holds(work, work.actor, Right.TASKS_OPEN, place, shared=True)
    ]
    if not able:
        return replace(asked, not_stored=NotStored.RIGHT_LACKS)
    kind = question.kind.value
    there = work.get(Task, task_id(kind, params, above))
    if there is None or there.state is not TaskState.OPEN:
        there = open_task(work, kind, params, able[0])
    return replace(asked, task_id=there.task_id, not_stored=None)


def decisions_of(
    computation: Computation,
    lookup: RecordingLookup,
    known_on: date,
    columns: Mapping[str, Column],
    made: Mapping[str, Column],
    day: str,
) -> Iterator[RuleDecision]:
    """One decision for each person; ``day`` names the column of the day the rules count on."""
    answers: dict[tuple[str, str], Any] = {}
    count = len(next(iter(columns.values())))
    for row in range(count):
        inputs = {name: plain_cell(column, row) for name, column in columns.items()}
        inputs = {name: value for name, value in inputs.items() if value is not None}
        place = (inputs["region"], inputs[day])
        if place not in answers:
            answers[place] = lookup.about(Region(place[0]), date.fromisoformat(place[1]))
        outputs = plain_outputs(computation, made, row)
        yield RuleDecision(computation.full_name, known_on, inputs, answers[place], outputs)


def keep(
    office: OfficeStore, decisions: Iterable[RuleDecision], day: str, actor: str, reason: str
) -> tuple[str, ...]:
    """Keep decisions, all or none; one that is kept already stays as it is. Their ids.

    Raises NotAllowedError OFFICE-010 when the actor may not decide claims at one of the places.
    """
    ids = []
    places: set[str] = set()
    with office.work(actor, reason) as work:
        for decision in decisions:
            record = _record(decision, day)
            ids.append(record.decision_id)
            if record.region not in places:
                require(work, work.actor, Right.CLAIMS_DECIDE, record.region)
                places.add(record.region)
            if work.get(RuleDecisionRecord, record.decision_id) is None:
                work.add(record)
    return tuple(ids)


def _record(decision: RuleDecision, day: str) -> RuleDecisionRecord:
    room, name = decision.computation.split(".", 1)
    return RuleDecisionRecord(
        decision_id=decision.decision_id,
        room=room,
        computation=name,
        region=decision.inputs["region"],
        decided_on=date.fromisoformat(decision.inputs[day]),
        known_on=decision.known_on,
        content=decision.content,
    )


@dataclass(frozen=True, slots=True)
class RecomputedRecord:
    """A kept decision computed again. ``altered``: what is kept is not what its id was made of."""

    decision_id: str
    altered: bool
    again: Recomputed

    @property
    def agrees(self) -> bool:
        """Kept as decided, and every way of computing it again gives the same."""
        return not self.altered and self.again.agrees


def recompute_kept(
    office: OfficeStore, computations: Sequence[Computation], book: RuleBook
) -> tuple[RecomputedRecord, ...]:
    """Compute every kept decision of these computations again, from frozen values and the book."""
    return tuple(
        again for computation in computations for again in _recompute_one(office, computation, book)
    )


def _recompute_one(
    office: OfficeStore, computation: Computation, book: RuleBook
) -> Iterator[RecomputedRecord]:
    with office.reading() as reading:
        kept = reading.find(RuleDecisionRecord, room=computation.room, computation=computation.name)
    for record in kept:
        decision = RuleDecision.of_content(record.content)
        altered = decision.decision_id != record.decision_id
        yield RecomputedRecord(record.decision_id, altered, recompute(computation, decision, book))


def refuse_disagreeing(found: Sequence[RecomputedRecord]) -> None:
    """Raise InputRejectedError DECISION-003 when a decision does not come out as decided."""
    if wrong := sum(not one.agrees for one in found):
        raise InputRejectedError("DECISION-003", count=wrong, total=len(found))
