"""``/api/v1/rules``: what is in force, one rule, answers for a person, what lapses or changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Query, Request

from trimtab.app.workbench.rules import ListedRule, RulePage, list_rules, rule_page
from trimtab.app.workbench.rules_changes import ChangeRow, LapseRow, changes, lapses
from trimtab.app.workbench.rules_questions import Verdict, ask
from trimtab.app.workbench.viewer import Viewer
from trimtab.office.rights import Right
from trimtab.web.access import needs
from trimtab.web.paging import Asked
from trimtab.web.problems import PROBLEMS
from trimtab.web.rendering import language_of

router = APIRouter(prefix="/rules", tags=["rules"], responses=PROBLEMS)

Seer = Annotated[Viewer, needs(Right.OFFICE_SEE)]
Place = Annotated[
    str, Query(max_length=60, description="Name or code of a place", examples=["CN-440300"])
]
On = Annotated[date | None, Query(description="In force on this day; today if not given")]
Known = Annotated[
    date | None, Query(description="As known on this day; everything recorded if not given")
]


def _example(shown: dict[str, Any]) -> dict[int | str, dict[str, Any]]:
    return {200: {"content": {"application/json": {"example": shown}}}}


@dataclass(frozen=True)
class RuleList:
    """Rules, in the order of their names."""

    items: list[ListedRule]
    total: int
    next: str | None


_LISTED = {
    "key": "minimum_wage_cny_month",
    "title": "Monthly minimum wage",
    "kind": "value",
    "places": 33,
    "value": "2,740 CNY per month",
    "reason": "",
    "href_region": "CN-310000",
}


@router.get(
    "",
    summary="Rules that hold at a place on a day",
    responses=_example({"items": [_LISTED], "total": 228, "next": "minimum_wage_cny_month"}),
)
def rules(
    request: Request,
    viewer: Seer,
    paging: Asked,
    q: Annotated[str, Query(max_length=100, description="Words of name or title")] = "",
    region: Place = "",
    on: On = None,
    known_on: Known = None,
) -> RuleList:
    """Rules with their value, or why there is none, in words of the asker's language."""
    found = list_rules(language_of(request, viewer), q, region, on, known_on)
    shown = paging.of(found, lambda one: one.key)
    return RuleList(list(shown.items), shown.total, shown.next)


@dataclass(frozen=True)
class LapseList:
    """Rules that lapse, the soonest first."""

    items: list[LapseRow]
    total: int
    next: str | None


@router.get(
    "/expiring",
    summary="Rules that have no value from a day on",
    responses=_example({"items": [], "total": 0, "next": None}),
)
def expiring(
    request: Request,
    viewer: Seer,
    on: On = None,
    days: Annotated[int, Query(ge=1, le=3650, description="How far to look ahead")] = 180,
    past: Annotated[bool, Query(description="Instead those without a value on that day")] = False,
) -> LapseList:
    """What to find out before a decision rests on it."""
    found = list(lapses(language_of(request, viewer), on, days, past=past))
    return LapseList(found, len(found), None)


@dataclass(frozen=True)
class ChangeList:
    """Differences by rule and place."""

    items: list[ChangeRow]
    total: int
    next: str | None


@router.get(
    "/changes",
    summary="What differs between two days",
    responses=_example({"items": [], "total": 0, "next": None}),
)
def changed(
    request: Request,
    viewer: Seer,
    paging: Asked,
    earlier: date,
    later: date,
    kind: Annotated[
        Literal["in_force", "known"], Query(description="What is in force, or what is known")
    ] = "in_force",
) -> ChangeList:
    """Entries that hold, or are known, on the later day and not on the earlier one."""
    found = changes(language_of(request, viewer), earlier, later, known=kind == "known")
    shown = paging.of(found, lambda one: f"{one.key}@{one.region}@{one.start}")
    return ChangeList(list(shown.items), shown.total, shown.next)


@router.get(
    "/questions/unemployment",
    summary="Unemployment benefit of one person",
    responses=_example({"question": "unemployment", "state": "entitled",
                        "place": "Shanghai (CN-310000)", "on": "2026-11-23", "known_on": None,
                        "sentences": ["Benefit for 16 months."],
                        "provisional": False, "steps": [], "readings": [], "schedule": [],
                        "lacking": None, "facts": {"months": 16, "amount_cny_month": 2340.0}}),
)  # fmt: skip
def unemployment(
    request: Request,
    viewer: Seer,
    region: Place,
    contribution_months: Annotated[int, Query(ge=0, le=1200)],
    spell_month: Annotated[int, Query(ge=1, le=600)] = 1,
    unused_months: Annotated[int, Query(ge=0, le=24)] = 0,
    extension: Annotated[bool, Query(description="Applies for an extension to retirement")] = False,
    on: On = None,
    known_on: Known = None,
) -> Verdict:
    """How many months, how much, and by which clauses."""
    given = {
        "contribution_months": contribution_months,
        "spell_month": spell_month,
        "unused_months": unused_months,
        "extension": "1" if extension else "",
    }
    return _asked(request, viewer, "unemployment", region, on, known_on, given)


@router.get(
    "/questions/subsidy",
    summary="Flexible employment subsidy of one person",
    responses=_example({"question": "subsidy", "state": "unknown", "place": "Shanghai (CN-310000)",
                        "on": "2026-03-01", "known_on": None,
                        "sentences": ["It cannot be told from the rules recorded."],
                        "provisional": True, "steps": [], "readings": [], "schedule": [],
                        "lacking": None, "facts": {"error": "not_in_force"}}),
)  # fmt: skip
def subsidy(
    request: Request,
    viewer: Seer,
    region: Place,
    contribution_base: Annotated[float, Query(ge=0, le=1_000_000, description="CNY a month")],
    group: Annotated[Literal["hard_to_employ", "graduate"], Query()] = "hard_to_employ",
    months_received: Annotated[int, Query(ge=0, le=600)] = 0,
    months_to_retirement: Annotated[int | None, Query(ge=0, le=600)] = None,
    months_since_graduation: Annotated[int | None, Query(ge=0, le=600)] = None,
    on: On = None,
    known_on: Known = None,
) -> Verdict:
    """How much a month and for how long, and by which clauses."""
    given = {
        "contribution_base": contribution_base,
        "group": group,
        "months_received": months_received,
        "months_to_retirement": months_to_retirement,
        "months_since_graduation": months_since_graduation,
    }
    return _asked(request, viewer, "subsidy", region, on, known_on, given)


@router.get(
    "/questions/bounds",
    summary="Contribution bases allowed at a place",
    responses=_example({"question": "bounds", "state": "entitled", "place": "Shanghai (CN-310000)",
                        "on": "2026-11-23", "known_on": None,
                        "sentences": ["Lowest base: 7,546 CNY a month."], "provisional": False,
                        "steps": [], "readings": [], "schedule": [], "lacking": None, "facts": {}}),
)  # fmt: skip
def bounds(
    request: Request, viewer: Seer, region: Place, on: On = None, known_on: Known = None
) -> Verdict:
    """Lowest and highest contribution base."""
    return _asked(request, viewer, "bounds", region, on, known_on, {})


def _asked(
    request: Request, viewer: Viewer, question: str, region: str, on: date | None,
    known_on: date | None, given: dict[str, Any],
) -> Verdict:  # fmt: skip
    words = {name: str(value) for name, value in given.items() if value is not None}
    fields = {"region": region, "on": str(on or ""), "known_on": str(known_on or ""), **words}
    return ask(question, fields, language_of(request, viewer))


@router.get(
    "/{key}",
    summary="One rule at a place on a day, with its history",
    responses=_example({"key": "minimum_wage_cny_month", "title": "Monthly minimum wage",
                        "region": "CN-310000", "place": "Shanghai (CN-310000)", "on": "2026-11-23",
                        "known_on": None, "value": "2,740 CNY per month", "reason": "",
                        "provisional": False, "lines": [], "neighbours": [], "strip": [],
                        "asked_at": 92.7, "ends": ["2023-10-03", "2027-02-21"], "history": [],
                        "places": [["CN-310000", "Shanghai (CN-310000)"]]}),
)  # fmt: skip
def rule(
    request: Request,
    viewer: Seer,
    key: Annotated[str, Path(max_length=120, examples=["minimum_wage_cny_month"])],
    region: Place = "",
    on: On = None,
    known_on: Known = None,
) -> RulePage:
    """What holds, which place decides, and everything recorded."""
    return rule_page(key, language_of(request, viewer), region, on, known_on)
