"""``/api/v1/credits/rules``: equivalence rules, tried on past cases, recorded, ended."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Query, Request
from pydantic import BaseModel, ConfigDict, Field

from trimtab.app.workbench import credit_rules as shown
from trimtab.app.workbench import credit_rules_drafts as drafts
from trimtab.app.workbench.viewer import Viewer
from trimtab.credentials.bank import CaseState
from trimtab.office.rights import Right
from trimtab.web.access import bench, needs
from trimtab.web.paging import Asked
from trimtab.web.problems import PROBLEMS
from trimtab.web.rendering import language_of

router = APIRouter(prefix="/credits/rules", tags=["credits"], responses=PROBLEMS)

Seer = Annotated[Viewer, needs(Right.CREDITS_SEE)]
Editor = Annotated[Viewer, needs(Right.CREDIT_RULES_EDIT)]
RuleId = Annotated[
    str,
    Path(
        pattern=r"^[^/\s]{1,128}$", description="The rule", examples=["example.rider-to-delivery"]
    ),
]
_RULE: dict[str, Any] = {
    "id": "own.rider-to-delivery",
    "kind": "one_to_one",
    "title": {"en": "Rider, intermediate, for city delivery"},
    "framework": "CN-GRADES",
    "inputs": [{"code": "CN:online-delivery-rider", "level": "3"}],
    "outputs": [{"modules": ["City delivery"], "credits": 4}],
    "authority": "Example College",
    "legal_basis": "Decision no. 1",
    "since": "2027-01-01",
}


class Asking(BaseModel):
    """A body that knows no other fields."""

    model_config = ConfigDict(extra="forbid")


class RuleItem(BaseModel):
    """A rule as it stands on the day that was asked about."""

    rule_id: str
    version: int
    title: str
    kind: str
    gives: str
    framework: str
    authority: str
    legal_basis: str
    since: date
    until: date | None
    recorded: datetime
    state: Literal["in_force", "ahead", "ended"]
    standing: str = Field(description="published, own or synthetic.")
    content: dict[str, Any] = Field(description="The rule, as it is recorded.", examples=[_RULE])


class RuleList(BaseModel):
    """Rules in the order of their ids."""

    items: list[RuleItem]
    total: int
    next: str | None


class RuleAnswer(BaseModel):
    """A rule in all its versions, the latest first."""

    rule_id: str
    versions: list[RuleItem]


class RuleAsked(Asking):
    """A rule to be tried or recorded; version and time of recording are set by the register."""

    rule: dict[str, Any] = Field(examples=[_RULE])


class RuleKept(RuleAsked):
    """A rule to be recorded."""

    note: str = Field(min_length=1, max_length=4000, description="Why.")
    retroactive: bool = Field(default=False, description="It begins in the past.")


class RuleEnd(Asking):
    """When a rule ends."""

    until: date
    note: str = Field(min_length=1, max_length=4000)


class FindingItem(BaseModel):
    """What is wrong with a field of the rule."""

    field: str
    sentence: str


class AffectedItem(BaseModel):
    """A case whose result would be another; amounts in hundredths of a credit.

    ``counted`` is recognised; ``lacking``: the fewest credits that could close what is lacking;
    ``shortfall``: the sum over all needs and limits, which one credit can serve at once.
    """

    case_id: str
    state: CaseState
    qualification_key: str
    shortfall_before: int
    shortfall_after: int
    lacking_before: int
    lacking_after: int
    counted_before: int
    counted_after: int
    used_before: int
    used_after: int


class TrialAnswer(BaseModel):
    """What a draft would do; nothing was kept."""

    findings: list[FindingItem]
    checked: int = Field(description="How many cases were looked at.")
    affected: list[AffectedItem]


@router.get("", summary="Equivalence rules")
def list_them(
    request: Request, viewer: Seer, paging: Asked,
    q: Annotated[str, Query(max_length=200)] = "", on: date | None = None,
    known_on: date | None = None, ended: bool = False,
) -> RuleList:  # fmt: skip
    """Those in force on a day as far as was known on a day; ``ended``: all."""
    found = shown.list_rules(
        bench(request), language_of(request, viewer), on, known_on, q, ended=ended
    )
    page = paging.of(found.rows, lambda one: one.rule.rule_id)
    return RuleList(items=[_item(one) for one in page.items], total=page.total, next=page.next)


def _item(row: shown.RuleRow) -> RuleItem:
    rule = row.rule
    same = ("rule_id", "version", "authority", "legal_basis", "since", "until", "recorded",
            "standing")  # fmt: skip
    return RuleItem(
        **{name: getattr(rule, name) for name in same},
        title=row.title, kind=rule.kind.value, gives=row.gives, framework=rule.framework_id,
        state=row.state, content=rule.to_plain(),
    )  # fmt: skip


@router.post("/try", summary="Try a rule")
def try_one(request: Request, viewer: Editor, asked: RuleAsked) -> TrialAnswer:
    """What is wrong with it, and which past and open cases it would affect; nothing is kept."""
    trial = drafts.try_plain(bench(request), viewer.name, asked.rule, language_of(request, viewer))
    return TrialAnswer(
        findings=[FindingItem(field=name, sentence=told) for name, told in trial.findings],
        checked=trial.checked,
        affected=[AffectedItem.model_validate(one, from_attributes=True) for one in trial.affected],
    )


@router.post("", status_code=201, summary="Record a rule")
def keep(request: Request, viewer: Editor, asked: RuleKept) -> RuleAnswer:
    """A new rule, or a new version of one. Past recognitions stay as they are."""
    made = drafts.keep_plain(
        bench(request), viewer.name, asked.rule, asked.note, retroactive=asked.retroactive
    )
    return _answer(request, viewer, made.rule_id)


@router.get("/{rule_id}", summary="One rule")
def show(request: Request, viewer: Seer, rule_id: RuleId) -> RuleAnswer:
    """In all its versions."""
    return _answer(request, viewer, rule_id)


def _answer(request: Request, viewer: Viewer, rule_id: str) -> RuleAnswer:
    seen = shown.see_rule(bench(request), rule_id, language_of(request, viewer))
    return RuleAnswer(rule_id=rule_id, versions=[_item(row) for row, _ in seen.versions])


@router.post("/{rule_id}/end", summary="End a rule")
def end(request: Request, viewer: Editor, rule_id: RuleId, asked: RuleEnd) -> RuleAnswer:
    """It no longer counts from a day on."""
    drafts.stop_rule(bench(request), viewer.name, rule_id, asked.until, asked.note)
    return _answer(request, viewer, rule_id)
