"""The rule book: a question for a person, all rules, one rule, what lapses, what changed."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse

from trimtab.app.workbench.rules import (
    ListedRule,
    list_rules,
    places_with,
    rule_page,
    today,
)
from trimtab.app.workbench.rules_changes import ChangeRow, changes, lapses
from trimtab.app.workbench.rules_questions import DURATION, QUESTIONS, SUBSIDY, ask
from trimtab.app.workbench.simulator_views import problem_words
from trimtab.app.workbench.viewer import Viewer
from trimtab.coverage import Group
from trimtab.kernel import InputRejectedError, Period, TrimtabError
from trimtab.messages import text
from trimtab.office.rights import Right
from trimtab.web.access import needs
from trimtab.web.addresses import address
from trimtab.web.problems import sentence_of, status_of
from trimtab.web.rendering import language_of, page

router = APIRouter(include_in_schema=False)

Seer = Annotated[Viewer, needs(Right.OFFICE_SEE)]
Word = Annotated[str, Query(max_length=100)]
Day = Annotated[str, Query(max_length=20)]
_NEEDED = {
    "unemployment": DURATION,
    "subsidy": SUBSIDY,
    "bounds": "contribution.base_floor_cny_month",
}
_SHOWN, _CHANGES = 100, 40


def _day(written: str) -> date | None:
    """A day of an address. Raises InputRejectedError for what is none."""
    return Period.parse(written).start if written.strip() else None


@router.get("/rules")
def question(request: Request, viewer: Seer, question: Word = "unemployment") -> Response:
    """A question for a person; with a place the answer, clause by clause."""
    language = language_of(request, viewer)
    asked = question if question in QUESTIONS else QUESTIONS[0]
    fields = {name: value[:100] for name, value in request.query_params.items()}
    context: dict[str, Any] = {
        "question": asked,
        "questions": QUESTIONS,
        "fields": fields,
        "groups": [(one.value, text(f"coverage.group.{one.value}", language)) for one in Group],
        "known_places": places_with(_NEEDED[asked], language),
        "verdict": None,
        "errors": {},
        "problems": [],
    }
    status = 200
    if "region" in fields:
        try:
            context["verdict"] = ask(asked, fields, language)
        except InputRejectedError as error:
            status = 422
            told = [(one.column or "", problem_words(one, language)) for one in error.problems]
            context["errors"] = dict(told)
            context["problems"] = [{"field": name, "text": words} for name, words in told]
    return page(request, viewer, "rules/ask.html.j2", status, **context)


@router.get("/rules/all")
def browse(
    request: Request, viewer: Seer, q: Word = "", region: Word = "", on: Day = "",
    known_on: Day = "",
    start: Annotated[int, Query(ge=0, le=100_000)] = 0,
) -> Response:  # fmt: skip
    """All rules, or those with some words, at a place on a day, as known on a day."""
    language = language_of(request, viewer)
    context: dict[str, Any] = {"q": q, "region": region, "on": on, "known_on": known_on}
    status, told = 200, ""
    found: tuple[ListedRule, ...] = ()
    try:
        found = list_rules(language, q, region, _day(on), _day(known_on))
    except TrimtabError as error:
        status, told = status_of(error), sentence_of(error, language)
    return page(
        request, viewer, "rules/browse.html.j2", status,
        **context, told=told, rows=found[start : start + _SHOWN], total=len(found),
        **_pages("/rules/all", context, start, len(found), _SHOWN),
    )  # fmt: skip


def _pages(path: str, asked: dict[str, Any], start: int, total: int, shown: int) -> dict[str, Any]:
    """Addresses of the part of a list after this one and of the part before; empty at the ends."""
    parts = [(name, str(value)) for name, value in asked.items()]
    more = address(path, [*parts, ("start", str(start + shown))])
    before = address(path, [*parts, ("start", str(max(start - shown, 0)))])
    return {"next": more if start + shown < total else "", "previous": before if start else ""}


@router.get("/rules/expiring")
def expiring(
    request: Request, viewer: Seer, days: Annotated[int, Query(ge=1, le=3650)] = 180
) -> Response:
    """What lapses within some days, and what has no value now."""
    language = language_of(request, viewer)
    context: dict[str, Any] = {
        "days": days,
        "rows": lapses(language, None, days),
        "past": lapses(language, past=True),
    }
    return page(request, viewer, "rules/expiring.html.j2", **context)


@router.get("/rules/changes")
def changed(
    request: Request, viewer: Seer, earlier: Day = "", later: Day = "", kind: Word = "in_force",
    start: Annotated[int, Query(ge=0, le=100_000)] = 0,
) -> Response:  # fmt: skip
    """What differs between two days."""
    language = language_of(request, viewer)
    told, status = "", 200
    found: tuple[ChangeRow, ...] = ()
    last = today()
    try:
        first, last = _day(earlier) or last - timedelta(days=365), _day(later) or last
        found = changes(language, first, last, known=kind == "known")
    except TrimtabError as error:
        first, status, told = last, status_of(error), sentence_of(error, language)
    context: dict[str, Any] = {
        "earlier": earlier or str(first),
        "later": later or str(last),
        "kind": kind,
    }
    return page(
        request, viewer, "rules/changes.html.j2", status, **context,
        rows=found[start : start + _CHANGES], total=len(found), told=told,
        **_pages("/rules/changes", context, start, len(found), _CHANGES),
    )  # fmt: skip


@router.get("/rules/{key}")
def rule(
    request: Request, viewer: Seer, key: str, region: Word = "", on: Day = "", known_on: Day = ""
) -> Response:
    """One rule: what holds, who decides, its history."""
    if key.endswith(".json"):
        query = address("", [("region", region), ("on", on), ("known_on", known_on)])
        return RedirectResponse(f"/api/v1/rules/{key.removesuffix('.json')}{query}", 307)
    shown = rule_page(key[:120], language_of(request, viewer), region, _day(on), _day(known_on))
    return page(request, viewer, "rules/rule.html.j2", rule=shown, on=on, known_on=known_on)
