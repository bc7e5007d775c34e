"""``/api/v1/credits/skills`` and ``/credits/level-maps``: published, with where it was read.

Other software trains and matches with them; they are the same in every workspace.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, ConfigDict, Field

from trimtab.app.workbench.viewer import Viewer
from trimtab.credentials.bank import (
    CreditSource,
    Relation,
    SkillKind,
    Standard,
    chosen_frameworks,
    credit_sources,
    load_book,
    standards,
    standards_of,
)
from trimtab.messages import Language, in_words
from trimtab.office.rights import Right
from trimtab.web.access import needs
from trimtab.web.paging import Asked
from trimtab.web.problems import PROBLEMS
from trimtab.web.rendering import language_of

router = APIRouter(prefix="/credits", tags=["credits"], responses=PROBLEMS)

Seer = Annotated[Viewer, needs(Right.CREDITS_SEE)]
Code = Annotated[
    str,
    Query(
        pattern=r"^(CSCO@2022:)?\d(-\d\d){3}$|^$",
        description="An occupation or group of the Chinese classification of 2022; empty: all.",
        examples=["4-10-08-01"],
    ),
]
FrameworkId = Annotated[
    str, Query(max_length=64, description="Levels of this framework.", examples=["EQF"])
]


class SourceItem(BaseModel):
    """Where something was published, and where it was read."""

    title: str
    publisher: str
    address: str
    published: str = Field(description="Empty where no date was found.")
    retrieved: date
    licence: str
    read: str = Field(description="original, reproduction or retelling.")


class SkillItem(BaseModel):
    """A skill as its source names it. Nobody published a weight."""

    skill_id: str
    title: str
    kind: SkillKind
    source: SourceItem


class StandardItem(BaseModel):
    """A standard with the occupations it is named after."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "standard_id": "CN:courier",
                    "title": "National standard for couriers (2019)",
                    "occupations": ["CSCO@2022:4-02-07-08"],
                    "framework": "CN-GRADES",
                    "levels": ["2", "3", "4", "5", "6"],
                    "hours": {},
                    "source": {
                        "title": "National standard for couriers (2019)",
                        "publisher": "Ministry of Human Resources and Social Security",
                        "address": "https://m.wenku365.com/p-66140990.html",
                        "published": "2019",
                        "retrieved": "2026-11-23",
                        "licence": "facts",
                        "read": "reproduction",
                    },
                    "skills": [],
                }
            ]
        }
    )

    standard_id: str
    title: str
    occupations: list[str]
    framework: str
    levels: list[str]
    hours: dict[str, int] = Field(description="Hours of training for each level, where published.")
    source: SourceItem
    skills: list[SkillItem]


class StandardList(BaseModel):
    """Standards in the order of their ids; none says nothing about the occupation."""

    items: list[StandardItem]
    total: int
    next: str | None


class LevelMapItem(BaseModel):
    """What was published of two levels. It obliges nobody to recognise anything."""

    from_framework: str
    from_level: str
    to_framework: str
    to_level: str
    relation: Relation = Field(description="Only comparable levels are computed with.")
    since: date
    until: date | None
    standing: str
    note: str
    source: SourceItem


class LevelMapList(BaseModel):
    """Relations in the order of their frameworks and levels."""

    items: list[LevelMapItem]
    total: int
    next: str | None


@router.get("/skills", summary="Skills of occupations")
def list_skills(
    request: Request, viewer: Seer, paging: Asked, occupation: Code = ""
) -> StandardList:
    """The standards of an occupation with the skills that their sources name."""
    language = language_of(request, viewer)
    found = standards_of(occupation) if occupation else standards()
    page = paging.of(found, lambda one: one.standard_id)
    items = [_standard(one, language) for one in page.items]
    return StandardList(items=items, total=page.total, next=page.next)


@router.get("/level-maps", summary="Levels that answer to one another")
def list_level_maps(
    request: Request, viewer: Seer, paging: Asked, framework: FrameworkId = ""
) -> LevelMapList:
    """What was published of the levels of one framework, or of all."""
    language = language_of(request, viewer)
    book = load_book().frameworks
    names = {one.framework_id for one in chosen_frameworks(book, framework)}
    same = ("from_framework", "from_level", "to_framework", "to_level")
    found = [one for one in book.maps if one.from_framework in names]
    page = paging.of(found, lambda one: " ".join(getattr(one, name) for name in same))
    rest = ("relation", "since", "until", "standing")
    items = [
        LevelMapItem(
            **{name: getattr(one, name) for name in (*same, *rest)},
            note=in_words(one.note, language) if one.note else "",
            source=_source(one.source),
        )
        for one in page.items
    ]
    return LevelMapList(items=items, total=page.total, next=page.next)


def _standard(one: Standard, language: Language) -> StandardItem:
    return StandardItem(
        standard_id=one.standard_id,
        title=in_words(one.title, language, one.standard_id),
        occupations=[f"CSCO@2022:{code}" for code in one.occupations],
        framework=one.framework_id,
        levels=list(one.levels),
        hours=dict(one.hours),
        source=_source(one.source),
        skills=[
            SkillItem(
                skill_id=skill.skill_id,
                title=in_words(skill.title, language, skill.skill_id),
                kind=skill.kind,
                source=_source(skill.source),
            )
            for skill in one.skills
        ],
    )


def _source(name: str) -> SourceItem:
    found: CreditSource = credit_sources()[name]
    same = ("title", "publisher", "address", "published", "licence", "read")
    return SourceItem(
        **{field: getattr(found, field) for field in same},
        retrieved=date.fromisoformat(found.retrieved),
    )
