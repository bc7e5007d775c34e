"""``/api/v1/achievements``: what can be certified."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Request
from pydantic import BaseModel, ConfigDict, Field

from trimtab.app.workbench import achievements as acts
from trimtab.app.workbench.issuers import list_achievements
from trimtab.app.workbench.viewer import Viewer
from trimtab.credentials.issuing.types import AchievementRecord
from trimtab.messages import Language
from trimtab.office.rights import Right
from trimtab.web.access import bench, needs
from trimtab.web.paging import Asked
from trimtab.web.problems import PROBLEMS

router = APIRouter(prefix="/achievements", tags=["issuers"], responses=PROBLEMS)

Seer = Annotated[Viewer, needs(Right.CREDENTIALS_SEE)]
Accreditor = Annotated[Viewer, needs(Right.CREDENTIALS_ACCREDIT)]
Reason = Annotated[str, Field(min_length=1, max_length=500)]
Code = Annotated[str, Field(min_length=1, max_length=60)]
Region = Annotated[
    str, Field(min_length=1, max_length=60, description="Where the right is asked for.")
]
_EXAMPLE = "urn:uuid:6f1c9c1a-8d2f-4b57-9f6d-1d1f0a5d9f10"


class AchievementItem(BaseModel):
    """What can be certified. ``level``: one of the eight grades."""

    achievement_id: str = Field(examples=[_EXAMPLE])
    standard_id: str = Field(examples=["CN:online-delivery-rider"])
    title: dict[str, str] = Field(examples=[{"en": "Rider, intermediate"}])
    criteria: dict[str, str]
    level: int | None
    occupations: list[str] = Field(examples=[["CSCO@2022:4-10-08-01"]])
    hours: float | None
    credits: float | None
    active: bool


class AchievementList(BaseModel):
    """Achievements in the order of their ids."""

    items: list[AchievementItem]
    total: int
    next: str | None


class AchievementAsked(BaseModel):
    """A standard at a grade. Amounts as the standard itself states them."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "standard_id": "CN:online-delivery-rider",
                    "title_en": "Rider, intermediate",
                    "level": 3,
                    "occupations": ["CSCO@2022:4-10-08-01"],
                    "hours": 120,
                    "region": "CN-310000",
                    "reason": "new national standard",
                }
            ]
        },
    )

    standard_id: str = Field(min_length=1, max_length=200)
    title_zh: str = Field(default="", max_length=200)
    title_en: str = Field(default="", max_length=200)
    criteria_zh: str = Field(default="", max_length=2_000)
    criteria_en: str = Field(default="", max_length=2_000)
    level: int | None = Field(default=None, ge=1, le=8)
    occupations: list[Code] = Field(default=[], max_length=20)
    hours: float | None = Field(default=None, gt=0, le=100_000)
    credits: float | None = Field(default=None, gt=0, le=100_000)
    region: Region
    reason: Reason


class RetireAsked(BaseModel):
    """What is certified no longer."""

    model_config = ConfigDict(extra="forbid")

    achievement_id: str = Field(min_length=1, max_length=300, examples=[_EXAMPLE])
    region: Region
    reason: Reason


@router.get("", summary="What can be certified")
def list_them(request: Request, viewer: Seer, paging: Asked) -> AchievementList:
    """Standards, grade by grade; also those that are retired."""
    page = paging.of(list_achievements(bench(request)), lambda one: one.achievement_id)
    items = [_item(one) for one in page.items]
    return AchievementList(items=items, total=page.total, next=page.next)


@router.post("", status_code=201, summary="Register a standard at a grade")
def add(request: Request, viewer: Accreditor, asked: AchievementAsked) -> AchievementItem:
    """It can be certified by issuers that are accredited for the standard up to this grade."""
    zh, en = Language.ZH.value, Language.EN.value
    made = acts.AchievementAsked(
        asked.standard_id, {zh: asked.title_zh, en: asked.title_en},
        {zh: asked.criteria_zh, en: asked.criteria_en}, asked.level, tuple(asked.occupations),
        asked.hours, asked.credits,
    )  # fmt: skip
    return _item(
        acts.enter_achievement(bench(request), viewer.name, made, asked.region, asked.reason)
    )


@router.post("/retire", summary="Certify something no longer")
def retire(request: Request, viewer: Accreditor, asked: RetireAsked) -> AchievementItem:
    """Certificates keep what they say."""
    return _item(
        acts.retire_achievement(
            bench(request), viewer.name, asked.achievement_id, asked.region, asked.reason
        )
    )


def _item(record: AchievementRecord) -> AchievementItem:
    return AchievementItem.model_validate(record, from_attributes=True)
