"""``trimtab unemployment``: what claims are entitled to; kept decisions computed again."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from trimtab.cli.cases import CheckOption, RecordOption, TaskWorkspaceOption
from trimtab.cli.options import (
    DEFAULT_ACTOR,
    DEFAULT_WORKSPACE,
    ActorOption,
    DatabaseOption,
    JsonOption,
    WorkspaceOption,
)
from trimtab.cli.output import print_json, say
from trimtab.cli.rules import KnownOnOption, RulebookOption

application = typer.Typer(
    help=say("help.unemployment"), no_args_is_help=True, rich_markup_mode=None
)


@application.command("entitlement", help=say("help.unemployment_entitlement"))
def entitlement(
    source: Annotated[Path, typer.Option("--input", help=say("help.unemployment_input"))],
    check: CheckOption = False,
    known_on: KnownOnOption = None,
    rulebook: RulebookOption = None,
    record: RecordOption = False,
    workspace: TaskWorkspaceOption = None,
    database: DatabaseOption = None,
    actor: ActorOption = DEFAULT_ACTOR,
    as_json: JsonOption = False,
) -> None:
    from trimtab.app.case_files import refuse_differences
    from trimtab.app.rule_records import day_known, opened_office
    from trimtab.app.unemployment import ask_open_questions, entitle, record_decisions
    from trimtab.cli.show.unemployment import answer_to_json, show_answer

    found = entitle(source, day_known(known_on, record), tuple(rulebook or ()), check)
    needed = record or workspace is not None
    with opened_office(workspace or DEFAULT_WORKSPACE, database, needed) as office:
        asked = ask_open_questions(found, office, actor)
        kept = record_decisions(found, office, actor) if record and office else ()
    if as_json:
        print_json(answer_to_json(found, asked, kept))
    else:
        show_answer(found, asked, kept, check)
    refuse_differences(found.cases, found.differences)


@application.command("recompute", help=say("help.cases_recompute"))
def recompute(
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    database: DatabaseOption = None,
    rulebook: RulebookOption = None,
    as_json: JsonOption = False,
) -> None:
    from trimtab.app.rule_records import opened_office, refuse_disagreeing
    from trimtab.app.unemployment import recompute_decisions
    from trimtab.cli.show.cases import recomputed_to_json, show_recomputed

    with opened_office(workspace, database, required=True) as office:
        assert office is not None
        found = recompute_decisions(office, tuple(rulebook or ()))
    if as_json:
        print_json(recomputed_to_json(found))
    else:
        show_recomputed(found)
    refuse_disagreeing(found)
