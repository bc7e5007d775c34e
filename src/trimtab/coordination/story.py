"""The story line of a case: what happened, in order, from all its records."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from trimtab.coordination.finding import CaseFolder


class StoryKind(StrEnum):
    """What an entry tells; the sentence is ``coordination.story.<value>``."""

    MOVE = "move"
    SIGNATURE = "signature"
    COMMENT = "comment"
    ATTACHMENT = "attachment"
    ESCALATION = "escalation"
    ACTION_ADDED = "action_added"
    ACTION_ENDED = "action_ended"
    REVIEW = "review"
    EVIDENCE = "evidence"


@dataclass(frozen=True, slots=True)
class StoryEntry:
    """One thing that happened. ``params``: codes and texts for the sentence, ids untranslated;
    ``note``: what the person wrote."""

    at: datetime
    actor: str
    kind: StoryKind
    params: Mapping[str, Any] = field(default_factory=dict)
    note: str = ""


def story_of(folder: CaseFolder) -> tuple[StoryEntry, ...]:
    """Everything that happened, oldest first."""
    found = (*_moves(folder), *_together(folder), *_afterwards(folder))
    return tuple(sorted(found, key=lambda one: one.at))


def _moves(folder: CaseFolder) -> Iterator[StoryEntry]:
    for step in folder.steps:
        params = {"move": step.move, "stage": step.stage_to}
        yield StoryEntry(step.at, step.actor, StoryKind.MOVE, params, step.note)
    for one in folder.signatures:
        params = {"approval": one.kind.value, "for": one.on_behalf_of or ""}
        yield StoryEntry(one.at, one.actor, StoryKind.SIGNATURE, params, one.note)


def _together(folder: CaseFolder) -> Iterator[StoryEntry]:
    for said in folder.comments:
        yield StoryEntry(said.at, said.actor, StoryKind.COMMENT, {}, said.text)
    for file in folder.attachments:
        params = {"name": file.name, "attachment": file.attachment_id}
        yield StoryEntry(file.added_at, file.added_by, StoryKind.ATTACHMENT, params, file.note)
    for one in folder.escalations:
        called = {"department": one.department_to, "automatic": one.automatic}
        yield StoryEntry(one.at, one.actor, StoryKind.ESCALATION, called, one.note)


def _afterwards(folder: CaseFolder) -> Iterator[StoryEntry]:
    for action in folder.actions:
        params = {"title": action.title, "department": action.department_id}
        yield StoryEntry(action.added_at, action.added_by, StoryKind.ACTION_ADDED, params)
        if action.finished_at is not None and action.finished_by is not None:
            ended = {"title": action.title, "state": action.state.value}
            yield StoryEntry(
                action.finished_at, action.finished_by, StoryKind.ACTION_ENDED, ended, action.note
            )
    for review in folder.reviews:
        params = {"review": review.review_id}
        yield StoryEntry(
            review.written_at, review.written_by, StoryKind.REVIEW, params, review.lessons
        )
    for entry in folder.evidence:
        params = {"evidence": entry.evidence_id}
        yield StoryEntry(entry.written_at, entry.written_by, StoryKind.EVIDENCE, params)
