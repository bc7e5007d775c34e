"""One case as its page shows it: everything that belongs to it, and what the viewer may do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from trimtab.app.workbench.bench import Workbench
from trimtab.app.workbench.case_words import Words, words_of
from trimtab.app.workbench.viewer import Viewer
from trimtab.coordination import (
    Approval,
    Assessment,
    BasisPart,
    Case,
    CaseFolder,
    Comparison,
    ExpectedEffect,
    Measure,
    Move,
    Stage,
    StoryEntry,
    comparison_of,
    folder_of,
    moves_open_to,
    open_to,
    parts_of,
    story_of,
)
from trimtab.coordination.deciding import RIGHT_OF
from trimtab.coordination.moving import holds_for, places_of
from trimtab.messages import Language
from trimtab.office.rights import Right, holders, holds, today
from trimtab.ports import Reading

_NAMED = 5
_LEAD = (
    Right.ALERTS_HANDLE,
    Right.ASSESSMENTS_WRITE,
    Right.DECISIONS_DRAFT,
    Right.DECISIONS_COSIGN,
    Right.DECISIONS_SIGN,
    Right.REVIEWS_WRITE,
    Right.EVIDENCE_WRITE,
    Right.CASES_ASSIGN,
    Right.CASES_COMMENT,
    Right.ACTIONS_WORK,
)


@dataclass(frozen=True, slots=True)
class Able:
    """Whether the viewer may do something here, and who else may, by title."""

    may: bool
    who: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CaseView:
    """A folder with words and rights.

    ``able`` by the value of a right, asked in the leading department (for comments in any that
    takes part); ``able_actions`` and ``able_assign`` by measure; ``able_places`` by approval.
    ``people`` of the leading department and ``owners`` by department: whom a matter can be handed
    to.
    """

    folder: CaseFolder
    story: tuple[StoryEntry, ...]
    words: Words
    today: date
    moves: frozenset[str]
    able: Mapping[str, Able]
    able_actions: Mapping[str, Able]
    able_assign: Mapping[str, Able]
    able_places: Mapping[str, Able]
    my_places: tuple[Approval, ...]
    people: tuple[tuple[str, str], ...]
    owners: Mapping[str, tuple[tuple[str, str], ...]]
    drafted_by_me: bool

    @property
    def case(self) -> Case:
        return self.folder.case

    @property
    def assessment(self) -> Assessment | None:
        """The assessment that counts."""
        return self.folder.assessments[-1] if self.folder.assessments else None

    @property
    def parts(self) -> tuple[BasisPart, ...]:
        """What it rests on."""
        return parts_of(self.assessment) if self.assessment else ()

    @property
    def expected(self) -> ExpectedEffect | None:
        """What the decision expects."""
        decision = self.folder.decision
        return ExpectedEffect.from_plain(decision.expected) if decision else None

    @property
    def measures(self) -> tuple[Measure, ...]:
        """What the decision orders."""
        decision = self.folder.decision
        return tuple(map(Measure.from_plain, decision.measures)) if decision else ()

    @property
    def comparison(self) -> Comparison | None:
        """What the last review found."""
        return comparison_of(self.folder.reviews[-1]) if self.folder.reviews else None

    def may(self, name: str) -> bool:
        """Whether a move of the state machine is open to the viewer now."""
        return name in self.moves


def view_case(bench: Workbench, viewer: Viewer, case_id: str, language: Language) -> CaseView:
    """A case for its page.

    Raises UnknownCodeError COORDINATION-001, NotAllowedError OFFICE-010.
    """
    with bench.office.reading() as reading:
        folder = folder_of(reading, viewer.name, case_id)
        return _view(reading, viewer, folder, words_of(reading, language))


def _view(reading: Reading, viewer: Viewer, folder: CaseFolder, words: Words) -> CaseView:
    case, decision = folder.case, folder.decision
    return CaseView(
        folder=folder,
        story=story_of(folder),
        words=words,
        today=today(),
        moves=frozenset(_moves(reading, viewer, case)),
        able={one.value: _able(reading, viewer, one, case, words) for one in _LEAD},
        able_actions={
            one.action_id: _able(
                reading, viewer, Right.ACTIONS_WORK, case, words, one.department_id
            )
            for one in folder.actions
        },
        able_assign={
            one.action_id: _able(
                reading, viewer, Right.CASES_ASSIGN, case, words, one.department_id
            )
            for one in folder.actions
        },
        able_places={
            place.approval_id: _able_place(reading, place, folder, words)
            for place, signature in folder.approvals
            if signature is None
        },
        my_places=(
            tuple(
                place
                for place in open_to(reading, viewer.name, case, decision)
                if viewer.may(RIGHT_OF[place.kind])
            )
            if decision and case.stage is Stage.SIGNING
            else ()
        ),
        people=_people(reading, words, Right.CASES_COMMENT, case.region, case.department_id),
        owners={
            one: _people(reading, words, Right.ACTIONS_WORK, case.region, one)
            for one in dict.fromkeys(action.department_id for action in folder.actions)
        },
        drafted_by_me=decision is not None and viewer.actor in decision.drafters,
    )


def _moves(reading: Reading, viewer: Viewer, case: Case) -> list[str]:
    """Moves open to the viewer, cut down to the rights they come with."""
    found: tuple[Move, ...] = moves_open_to(reading, viewer.name, case)
    return [one.name for one in found if viewer.may(one.right)]


def _able(
    reading: Reading,
    viewer: Viewer,
    right: Right,
    case: Case,
    words: Words,
    department_id: str | None = None,
) -> Able:
    place = department_id or case.department_id
    if right is Right.CASES_COMMENT:
        may = holds_for(reading, viewer.name, right, case)
    else:
        may = holds(reading, viewer.name, right, case.region, place)
    able = holders(reading, right, case.region, place)
    return Able(may and viewer.may(right), tuple(map(words.person, able[:_NAMED])))


def _able_place(reading: Reading, place: Approval, folder: CaseFolder, words: Words) -> Able:
    """Who may sign here: whoever has the right, drafted nothing and signed nowhere else."""
    right = RIGHT_OF[place.kind]
    decision = folder.decision
    out = set(decision.drafters if decision else ())
    out |= {signature.actor for _, signature in folder.approvals if signature}
    able = holders(reading, right, folder.case.region, place.department_id)
    chosen = (place.actor_id,) if place.actor_id else [one for one in able if one not in out]
    return Able(False, tuple(map(words.person, chosen[:_NAMED])))


def _people(
    reading: Reading, words: Words, right: Right, region: str, department_id: str
) -> tuple[tuple[str, str], ...]:
    able = holders(reading, right, region, department_id)
    return tuple((one, words.person(one)) for one in able)


def departments_of(view: CaseView) -> tuple[str, ...]:
    """The departments that lead and take part."""
    return places_of(view.case)
