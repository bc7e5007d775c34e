"""What can be certified: the standards with their grades, entered and retired."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import Response

from trimtab.app.workbench import achievements as acts
from trimtab.app.workbench.viewer import Viewer
from trimtab.credentials.issuing.types import Grade
from trimtab.kernel import InputRejectedError, TrimtabError
from trimtab.messages import Language, text
from trimtab.office.rights import Right
from trimtab.web.access import bench, needs
from trimtab.web.problems import sentence_of, status_of
from trimtab.web.rendering import language_of, page
from trimtab.web.sessions import see_other

router = APIRouter(prefix="/issuers/standards", include_in_schema=False)

Seer = Annotated[Viewer, needs(Right.CREDENTIALS_SEE)]
Accreditor = Annotated[Viewer, needs(Right.CREDENTIALS_ACCREDIT)]
Word = Annotated[str, Query(max_length=40)]
Text = Annotated[str, Form(max_length=500)]
Long = Annotated[str, Form(max_length=2_000)]
DONE = frozenset({"entered", "retired"})
FIELDS = (
    *("standard", "title_zh", "title_en", "level", "occupations", "hours", "credits"),
    *("criteria_zh", "criteria_en", "region"),
)


@router.get("")
def show(request: Request, viewer: Seer, done: Word = "") -> Response:
    """What can be certified, grade by grade."""
    return _page(request, viewer, done=done)


def _page(
    request: Request, viewer: Viewer, *, done: str = "", error: TrimtabError | None = None,
    filled: dict[str, str] | None = None,
) -> Response:  # fmt: skip
    language = language_of(request, viewer)
    grades = [
        (str(one.value), text(f"web.certificates.grade.{one.value}", language)) for one in Grade
    ]
    return page(
        request, viewer, "issuers/standards.html.j2", status_of(error) if error else 200,
        achievements=acts.see_achievements(bench(request), language),
        grades=[("", text("web.issuers.standards.no_grade", language)), *grades],
        filled={name: (filled or {}).get(name, "") for name in FIELDS},
        done=done if done in DONE else "",
        said=sentence_of(error, language) if error else "",
    )  # fmt: skip


@router.post("")
def enter(
    request: Request, viewer: Accreditor, standard: Text = "", title_zh: Text = "",
    title_en: Text = "", level: Text = "", occupations: Text = "", hours: Text = "",
    credits: Text = "", criteria_zh: Long = "", criteria_en: Long = "", region: Text = "",
    reason: Text = "",
) -> Response:  # fmt: skip
    """Register a standard at a grade."""
    zh, en = Language.ZH.value, Language.EN.value
    try:
        asked = acts.AchievementAsked(
            standard, {zh: title_zh, en: title_en}, {zh: criteria_zh, en: criteria_en},
            _grade(level), acts.codes_of(occupations), acts.amount_of(hours, "hours"),
            acts.amount_of(credits, "credits"),
        )  # fmt: skip
        acts.enter_achievement(bench(request), viewer.name, asked, region, reason)
    except TrimtabError as error:
        filled = {
            "standard": standard, "title_zh": title_zh, "title_en": title_en, "level": level,
            "occupations": occupations, "hours": hours, "credits": credits,
            "criteria_zh": criteria_zh, "criteria_en": criteria_en, "region": region,
        }  # fmt: skip
        return _page(request, viewer, error=error, filled=filled)
    return see_other("/issuers/standards?done=entered")


def _grade(typed: str) -> int | None:
    if not typed:
        return None
    if typed not in {str(one.value) for one in Grade}:
        raise InputRejectedError("WEB-175", field="level", value=typed[:20])
    return int(typed)


@router.post("/retire")
def retire(
    request: Request, viewer: Accreditor, achievement: Text = "", region: Text = "",
    reason: Text = "",
) -> Response:  # fmt: skip
    """Certify something no longer."""
    try:
        acts.retire_achievement(bench(request), viewer.name, achievement, region, reason)
    except TrimtabError as error:
        return _page(request, viewer, error=error)
    return see_other("/issuers/standards?done=retired")
