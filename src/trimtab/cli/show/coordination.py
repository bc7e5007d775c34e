"""Cases on a terminal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from trimtab.app.coordination import Checked
from trimtab.app.coordination_words import story_sentence
from trimtab.app.office import place_title
from trimtab.cli.output import console, language, print_lines, say, table
from trimtab.coordination import Case, CaseFolder, comparison_of, parts_of, story_of
from trimtab.messages import format_instant, text

if TYPE_CHECKING:
    from rich.table import Table


def show_cases(cases: Sequence[Case]) -> None:
    """Cases as a table, in the order given."""
    if not cases:
        print_lines(say("coordination.none"))
        return
    names = ("id", "title", "stage", "level", "department", "due")
    made: Table = table(
        say("coordination.title.cases"),
        [say(f"coordination.column.{name}") for name in names],
        right=(3,),
        whole=(0, 5),
    )
    for case in cases:
        made.add_row(
            case.case_id,
            case.title[language().value],
            stage_word(case.stage.value),
            str(case.level),
            case.department_id,
            case.due.isoformat() if case.due else say("coordination.no_due"),
        )
    console().print(made)


def stage_word(stage: str) -> str:
    """A stage in words."""
    return text(f"coordination.stage.{stage}", language())


def show_folder(folder: CaseFolder) -> None:
    """One case: where it stands, what it rests on, what came of it."""
    case = folder.case
    print_lines(
        say("coordination.title_line", id=case.case_id, title=case.title[language().value]),
        say(
            "coordination.state",
            stage=stage_word(case.stage.value),
            level=case.level,
            region=place_title(case.region, language()),
            department=case.department_id,
            due=case.due or say("coordination.no_due"),
        ),
    )
    for part in parts_of(folder.assessments[-1]) if folder.assessments else ():
        kind = text(f"coordination.basis.{part.kind.value}", language())
        title = part.title[language().value]
        print_lines("  " + say("coordination.basis_line", kind=kind, title=title))
    if folder.decision is not None and folder.decision.title:
        print_lines("  " + folder.decision.title)
    for action in folder.actions:
        state = text(f"coordination.action.{action.state.value}", language())
        print_lines(f"  {action.action_id} {action.title} ({state}, {action.due})")
    if folder.reviews:
        outcome = comparison_of(folder.reviews[-1]).outcome.value
        verdict = text(f"coordination.verdict.{outcome}", language())
        print_lines(say("coordination.verdict_line", verdict=verdict))


def show_story(folder: CaseFolder) -> None:
    """What happened, a line for each."""
    for one in story_of(folder):
        note = f"  {one.note}" if one.note else ""
        when = format_instant(one.at, language())
        print_lines(f"{when}  {one.actor}  {story_sentence(one, language())}{note}")


def show_checks(found: Sequence[Checked]) -> None:
    """Each thing that was checked, with the result."""
    for one in found:
        result = text(f"coordination.check.{'holds' if one.holds else 'changed'}", language())
        print_lines(f"{text(f'coordination.check.{one.kind}', language(), key=one.key)}: {result}")
    if all(one.holds for one in found):
        print_lines(say("coordination.all_hold"))
