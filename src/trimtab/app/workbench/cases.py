"""The board of cases: a column for each stage, what is late on top."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from trimtab.app.workbench.bench import Workbench
from trimtab.app.workbench.case_words import Words, words_of
from trimtab.app.workbench.viewer import Viewer
from trimtab.coordination import Case, Stage, inbox, see_cases
from trimtab.messages import Language
from trimtab.office.rights import today

SOON_DAYS = 3
BOARD = tuple(stage for stage in Stage if not stage.is_final)
ENDED = tuple(stage for stage in Stage if stage.is_final)
_CARDS_MOST = 50


@dataclass(frozen=True, slots=True)
class Card:
    """A case on the board. ``state`` of its deadline: late, soon, open; empty without one."""

    case: Case
    title: str
    region: str
    department: str
    assignee: str
    state: str
    waits_for_me: bool


@dataclass(frozen=True, slots=True)
class Column:
    """A stage with its cases; ``total`` also counts those that are not shown."""

    stage: Stage
    cards: tuple[Card, ...]
    total: int
    late: int


@dataclass(frozen=True, slots=True)
class Board:
    """The stages in their order, how many are late, how many wait for the viewer."""

    columns: tuple[Column, ...]
    total: int
    late: int
    mine: int


def deadline_state(due: date | None, on: date) -> str:
    """How near a deadline is.

    >>> day = date(2026, 11, 23)
    >>> [deadline_state(one, day) for one in (date(2026, 11, 22), day, date(2026, 12, 23), None)]
    ['late', 'soon', 'open', '']
    """
    if due is None:
        return ""
    if due < on:
        return "late"
    return "soon" if due <= on + timedelta(days=SOON_DAYS) else "open"


def board_of(
    bench: Workbench,
    viewer: Viewer,
    language: Language,
    *,
    ended: bool = False,
    mine: bool = False,
    department_id: str = "",
) -> Board:
    """The cases a viewer sees, by stage: those under way or those that ended."""
    stages = ENDED if ended else BOARD
    on = today()
    with bench.office.reading() as reading:
        words = words_of(reading, language)
        waiting = {item.case.case_id for item in inbox(reading, viewer.name, on)}
        seen = see_cases(reading, viewer.name, stages)
    cards = [_card(case, words, on, case.case_id in waiting) for case in seen]
    chosen = [
        card
        for card in cards
        if (card.waits_for_me or not mine)
        and department_id in ("", card.case.department_id, *card.case.departments)
    ]
    columns = tuple(_column(stage, chosen) for stage in stages)
    late = sum(card.state == "late" for card in cards)
    return Board(columns, len(cards), late, sum(card.waits_for_me for card in cards))


def _column(stage: Stage, cards: list[Card]) -> Column:
    held = [card for card in cards if card.case.stage is stage]
    if stage.is_final:
        held.sort(key=lambda card: card.case.entered_at, reverse=True)
    late = sum(card.state == "late" for card in held)
    return Column(stage, tuple(held[:_CARDS_MOST]), len(held), late)


def _card(case: Case, words: Words, on: date, waits: bool) -> Card:
    return Card(
        case,
        case.title[words.language.value],
        words.region(case.region),
        words.department(case.department_id),
        words.person(case.assignee) if case.assignee else "",
        "" if case.stage.is_final else deadline_state(case.due, on),
        waits,
    )
