"""The one state machine: which stage may follow which, by whose right, and what must be said.

The triggers of the database are made from this table (``stores.coordination.guards``), so that a
move that is not in it cannot happen by any way. Changing it needs a new migration.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from trimtab.coordination.types import ActionState, Stage
from trimtab.office.rights import Right


class Limit(StrEnum):
    """What else must hold for a move; each is asked by the service that makes it."""

    NONE = ""
    NOBODY_SIGNED = "nobody_signed"
    ALL_SIGNED = "all_signed"
    REOPENING = "reopening"  # within the procedure's days and times
    FROZEN = "frozen"  # the assessment
    ACTIONS_ENDED = "actions_ended"
    REVIEWED = "reviewed"


@dataclass(frozen=True, slots=True)
class Move:
    """A change of stage. ``note``: a reason must be given."""

    name: str
    sources: tuple[Stage, ...]
    target: Stage
    right: Right
    note: bool = False
    limit: Limit = Limit.NONE


BEGIN = Stage.ALERT
"""The stage of a new case."""

_ALL = (
    Move("dismiss", (Stage.ALERT,), Stage.DISMISSED, Right.ALERTS_HANDLE, note=True),
    Move(
        "reopen",
        (Stage.DISMISSED,),
        Stage.ALERT,
        Right.ALERTS_HANDLE,
        note=True,
        limit=Limit.REOPENING,
    ),
    Move("undo", (Stage.ALERT,), Stage.WITHDRAWN, Right.ALERTS_HANDLE),
    Move("assess", (Stage.ALERT,), Stage.ASSESSMENT, Right.ASSESSMENTS_WRITE),
    Move("find_nothing", (Stage.ASSESSMENT,), Stage.DISMISSED, Right.ASSESSMENTS_WRITE, note=True),
    Move(
        "complete",
        (Stage.ASSESSMENT,),
        Stage.DRAFTING,
        Right.ASSESSMENTS_WRITE,
        limit=Limit.FROZEN,
    ),
    Move("reassess", (Stage.DRAFTING,), Stage.ASSESSMENT, Right.DECISIONS_DRAFT, note=True),
    Move("abandon", (Stage.DRAFTING,), Stage.WITHDRAWN, Right.DECISIONS_DRAFT, note=True),
    Move("submit", (Stage.DRAFTING,), Stage.SIGNING, Right.DECISIONS_DRAFT),
    Move(
        "take_back",
        (Stage.SIGNING,),
        Stage.DRAFTING,
        Right.DECISIONS_DRAFT,
        limit=Limit.NOBODY_SIGNED,
    ),
    Move("return", (Stage.SIGNING,), Stage.DRAFTING, Right.DECISIONS_COSIGN, note=True),
    Move("sign", (Stage.SIGNING,), Stage.ACTION, Right.DECISIONS_SIGN, limit=Limit.ALL_SIGNED),
    Move("revoke", (Stage.ACTION,), Stage.WITHDRAWN, Right.DECISIONS_SIGN, note=True),
    Move("review", (Stage.ACTION,), Stage.REVIEW, Right.REVIEWS_WRITE, limit=Limit.ACTIONS_ENDED),
    Move("act_again", (Stage.REVIEW,), Stage.ACTION, Right.REVIEWS_WRITE, note=True),
    Move("close", (Stage.REVIEW,), Stage.CLOSED, Right.REVIEWS_WRITE, limit=Limit.REVIEWED),
    Move(
        "review_again",
        (Stage.CLOSED,),
        Stage.REVIEW,
        Right.REVIEWS_WRITE,
        note=True,
        limit=Limit.REOPENING,
    ),
)
MOVES: Mapping[str, Move] = MappingProxyType({move.name: move for move in _ALL})

ACTION_MOVES: frozenset[tuple[ActionState, ActionState]] = frozenset(
    {
        (ActionState.OPEN, ActionState.DONE),
        (ActionState.OPEN, ActionState.DROPPED),
        (ActionState.DONE, ActionState.OPEN),
        (ActionState.DROPPED, ActionState.OPEN),
    }
)
"""What may become of a measure while its case is in the stage of action."""


def steps() -> frozenset[tuple[Stage, Stage]]:
    """Every stage with each that may follow it."""
    return frozenset((source, move.target) for move in _ALL for source in move.sources)


def moves_from(stage: Stage) -> tuple[Move, ...]:
    """The moves that lead out of a stage.

    >>> [move.name for move in moves_from(Stage.REVIEW)]
    ['act_again', 'close']
    """
    return tuple(move for move in _ALL if stage in move.sources)
