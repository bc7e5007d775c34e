"""Equivalence rules: what holds on a day, one rule in all versions, and the editor."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Query, Request
from fastapi.responses import Response
from starlette.datastructures import FormData

from trimtab.app.workbench import credit_rules as shown
from trimtab.app.workbench import credit_rules_drafts as drafts
from trimtab.app.workbench.certificates_search import may_name
from trimtab.app.workbench.issuers_acts import day_of
from trimtab.app.workbench.viewer import Viewer
from trimtab.credentials.bank import Origin, RuleKind
from trimtab.kernel import TrimtabError
from trimtab.messages import text
from trimtab.office.rights import Right
from trimtab.web.access import bench, needs
from trimtab.web.problems import sentence_of, status_of
from trimtab.web.rendering import language_of, office_zone, page
from trimtab.web.sessions import see_other

router = APIRouter(prefix="/credits/rules", include_in_schema=False)

Seer = Annotated[Viewer, needs(Right.CREDITS_SEE)]
Editor = Annotated[Viewer, needs(Right.CREDIT_RULES_EDIT)]
Word = Annotated[str, Query(max_length=200)]
Text = Annotated[str, Form(max_length=4000)]
DONE = frozenset({"kept", "ended"})
_FIELDS_MOST, _FIELD_LONGEST = 240, 2000


@router.get("")
def show_all(
    request: Request, viewer: Seer, q: Word = "", on: Word = "", known_on: Word = "",
    ended: bool = False,
) -> Response:  # fmt: skip
    """The rules in force on a day, as far as was known on a day."""
    language = language_of(request, viewer)
    told = ""
    days: list[date | None] = [None, None]
    try:
        days = [day_of(one, "on") if one.strip() else None for one in (on, known_on)]
    except TrimtabError as error:
        told = sentence_of(error, language)
    found = shown.list_rules(bench(request), language, days[0], days[1], q, ended=ended)
    return page(
        request, viewer, "credits/rules.html.j2", 422 if told else 200,
        found=found, q=q, on=on, known_on=known_on, ended=ended, said=told,
    )  # fmt: skip


@router.get("/new")
def ask(
    request: Request, viewer: Editor, like: Annotated[str, Query(alias="from", max_length=128)] = ""
) -> Response:
    """The editor; with a rule, or an earlier version of one, to begin from."""
    fields = drafts.fields_of(shown.version_of(bench(request), like)) if like else {}
    return _edit(request, viewer, fields)


def _edit(
    request: Request, viewer: Viewer, fields: dict[str, str], *,
    trial: drafts.Trial | None = None, error: TrimtabError | None = None,
) -> Response:  # fmt: skip
    language = language_of(request, viewer)
    context: dict[str, Any] = {
        "fields": fields,
        "lines": range(drafts.lines_of(fields)),
        "kinds": [(one.value, text(f"credits.rule_kind.{one.value}", language))
                  for one in RuleKind],
        "origins": [(one.value, text(f"credits.origin.{one.value}", language)) for one in Origin],
        "frameworks": shown.framework_choices(bench(request), language),
        "trial": trial,
        "said": sentence_of(error, language) if error else "",
        "field": str(error.params.get("field", "")) if error else "",
    }  # fmt: skip
    return page(
        request, viewer, "credits/rule_editor.html.j2", status_of(error) if error else 200,
        **context,
    )  # fmt: skip


async def typed(request: Request) -> dict[str, str]:
    """The fields of the editor, as they were typed; files and what is too long are dropped."""
    form: FormData = await request.form()
    return {
        name: value
        for name, value in list(form.items())[:_FIELDS_MOST]
        if isinstance(value, str) and len(value) <= _FIELD_LONGEST
    }


@router.post("/try")
def try_one(
    request: Request, viewer: Editor, fields: Annotated[dict[str, str], Depends(typed)]
) -> Response:
    """What the draft would do: findings, and the cases it would affect. Nothing is kept."""
    try:
        trial = drafts.try_rule(
            bench(request), viewer.name, fields, language_of(request, viewer),
            named=may_name(viewer.rights),
        )  # fmt: skip
    except TrimtabError as error:
        return _edit(request, viewer, fields, error=error)
    return _edit(request, viewer, fields, trial=trial)


@router.post("/new")
def keep(
    request: Request, viewer: Editor, fields: Annotated[dict[str, str], Depends(typed)]
) -> Response:
    """Record the rule; past decisions stay as they are."""
    try:
        made = drafts.keep_rule(
            bench(request), viewer.name, fields, fields.get("note", ""),
            retroactive=fields.get("retroactive") == "1",
        )  # fmt: skip
    except TrimtabError as error:
        return _edit(request, viewer, fields, error=error)
    return see_other(f"/credits/rules/{made.rule_id}?done=kept")


@router.get("/{rule_id}")
def show(request: Request, viewer: Seer, rule_id: str, done: Word = "") -> Response:
    """One rule in all its versions."""
    return _show(request, viewer, rule_id, done=done)


def _show(
    request: Request, viewer: Viewer, rule_id: str, *, done: str = "",
    error: TrimtabError | None = None,
) -> Response:  # fmt: skip
    language = language_of(request, viewer)
    return page(
        request, viewer, "credits/rule.html.j2", status_of(error) if error else 200,
        seen=shown.see_rule(bench(request), rule_id, language),
        today=datetime.now(office_zone(request)).date(), done=done if done in DONE else "",
        said=sentence_of(error, language) if error else "",
    )  # fmt: skip


@router.post("/{rule_id}/end")
def end(
    request: Request, viewer: Editor, rule_id: str, until: Text = "", note: Text = ""
) -> Response:
    """End a rule on a day."""
    try:
        drafts.stop_rule(bench(request), viewer.name, rule_id, day_of(until, "until"), note)
    except TrimtabError as error:
        return _show(request, viewer, rule_id, error=error)
    return see_other(f"/credits/rules/{rule_id}?done=ended")
