"""``/api/v1/audit``: the audit trail, its entries and its verification."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request
from pydantic import BaseModel, Field

from trimtab.app.workbench import audit
from trimtab.app.workbench.audit import Entry
from trimtab.app.workbench.viewer import Viewer
from trimtab.kernel import UsageError
from trimtab.messages import explain_problem
from trimtab.office.audit import structure
from trimtab.office.rights import Right
from trimtab.web.access import bench, needs
from trimtab.web.problems import PROBLEMS
from trimtab.web.rendering import language_of

router = APIRouter(prefix="/audit", tags=["audit"], responses=PROBLEMS)

Reader = Annotated[Viewer, needs(Right.AUDIT_READ)]
Word = Annotated[str, Query(max_length=128)]
_LARGEST = 2**62


class ChangedField(BaseModel):
    """A field before and after, in words."""

    name: str = Field(examples=["region"])
    before: str
    after: str


class EntryItem(BaseModel):
    """An entry of the trail as it is kept, and what it changed in words."""

    sequence: int = Field(examples=[7])
    at: str = Field(examples=["2026-11-23T08:00:00+00:00"])
    actor: str = Field(examples=["analyst-01"])
    reason: str
    action: str = Field(examples=["replace"])
    entity: str = Field(examples=["role_grant"])
    entity_id: str
    before: Any | None
    after: Any | None
    previous: str = Field(description="The hash of the entry before it.")
    hash: str
    changes: list[ChangedField]


class EntriesAnswer(BaseModel):
    """Entries, newest first. How many match is not counted: the trail may be long."""

    items: list[EntryItem]
    total: int | None = None
    next: str | None


class ProblemItem(BaseModel):
    """Something that is not as it was written."""

    code: str = Field(examples=["AUDIT-002"])
    sequence: int | None
    sentence: str


class VerificationAnswer(BaseModel):
    """Whether the trail and every record it accounts for are as they were written."""

    intact: bool
    entries: int
    anchor: str | None = Field(description="Hash and sequence of the last entry, to be kept.")
    problem_count: int
    problems: list[ProblemItem]


@router.get("", summary="Entries, newest first")
def list_entries(
    request: Request,
    viewer: Reader,
    entity: Word = "",
    record: Word = "",
    actor: Word = "",
    since: Annotated[str, Query(max_length=10, description="A day: 2026-11-23")] = "",
    until: Annotated[str, Query(max_length=10, description="A day, included")] = "",
    words: Word = "",
    limit: Annotated[int, Query(ge=1, le=500)] = 50,
    cursor: Annotated[str | None, Query(max_length=20)] = None,
) -> EntriesAnswer:
    """By table, record, actor, time, and words in reason or record."""
    query = audit.query_of(
        entity=entity, record=record, actor=actor, since=since, until=until, words=words,
        before=_sequence(cursor),
    )  # fmt: skip
    language = language_of(request, viewer)
    found = audit.read_trail(bench(request).office, viewer.name, query, language, limit)
    items = [_item(one) for one in found.entries]
    return EntriesAnswer(items=items, next=None if found.next is None else str(found.next))


def _sequence(cursor: str | None) -> int | None:
    if cursor is None:
        return None
    if not (cursor.isascii() and cursor.isdigit() and int(cursor) <= _LARGEST):
        raise UsageError("WEB-039", cursor=cursor)
    return int(cursor)


@router.get("/verification", summary="Verify the trail")
def verify(request: Request, viewer: Reader) -> VerificationAnswer:
    """Recomputes every hash and compares every record."""
    verdict = audit.verify(bench(request).office, viewer.name)
    language = language_of(request, viewer)
    return VerificationAnswer(
        intact=verdict.intact,
        entries=verdict.entries,
        anchor=str(verdict.head) if verdict.head else None,
        problem_count=verdict.total,
        problems=[
            ProblemItem(code=one.code, sequence=one.row, sentence=explain_problem(one, language))
            for one in verdict.problems
        ],
    )


@router.get("/{sequence}", summary="One entry")
def show(
    request: Request,
    viewer: Reader,
    sequence: Annotated[int, Path(ge=0, le=_LARGEST, examples=[7])],
) -> EntryItem:
    """An entry and the fields that it changed."""
    found, _ = audit.read_entry(
        bench(request).office, viewer.name, sequence, language_of(request, viewer)
    )
    return _item(found)


def _item(entry: Entry) -> EntryItem:
    kept = entry.link._asdict() | {
        "before": structure(entry.link.before),
        "after": structure(entry.link.after),
    }
    changes = [
        ChangedField(name=one.name, before=one.before, after=one.after) for one in entry.changes
    ]
    return EntryItem(**kept, changes=changes)
