"""``trimtab unemployment``: what claims are entitled to; kept decisions computed again."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from trimtab.cli.cases import (
    CheckOption,
    IgnoreColumnOption,
    OutOption,
    RecordOption,
    TaskWorkspaceOption,
    recompute_kept,
    say_written,
    write_out,
)
from trimtab.cli.options import (
    DEFAULT_ACTOR,
    DEFAULT_WORKSPACE,
    ActorOption,
    DatabaseOption,
    JsonOption,
    WorkspaceOption,
)
from trimtab.cli.output import say
from trimtab.cli.rules import KnownOnOption, RulebookOption
from trimtab.kernel import UsageError

application = typer.Typer(
    help=say("help.unemployment"), no_args_is_help=True, rich_markup_mode=None
)


@application.command("entitlement", help=say("help.unemployment_entitlement"))
def entitlement(
    source: Annotated[
        Path | None, typer.Option("--input", help=say("help.unemployment_input"))
    ] = None,
    region: Annotated[
        str | None, typer.Option("--region", help=say("help.unemployment_region"))
    ] = None,
    claim_date: Annotated[
        str | None, typer.Option("--claim-date", help=say("help.unemployment_claim_date"))
    ] = None,
    contribution_months: Annotated[
        int | None,
        typer.Option(min=0, max=1200, help=say("help.unemployment_contribution_months")),
    ] = None,
    spell_month: Annotated[
        int, typer.Option(min=1, max=600, help=say("help.unemployment_spell_month"))
    ] = 1,
    unused_months: Annotated[
        int, typer.Option(min=0, max=24, help=say("help.unemployment_unused_months"))
    ] = 0,
    extension: Annotated[
        bool, typer.Option("--extension", help=say("help.unemployment_extension"))
    ] = False,
    out: OutOption = None,
    check: CheckOption = False,
    ignore_column: IgnoreColumnOption = None,
    known_on: KnownOnOption = None,
    rulebook: RulebookOption = None,
    record: RecordOption = False,
    workspace: TaskWorkspaceOption = None,
    database: DatabaseOption = None,
    actor: ActorOption = DEFAULT_ACTOR,
    as_json: JsonOption = False,
) -> None:
    from trimtab.app.case_files import refuse_differences
    from trimtab.app.rule_records import day_known, day_written, opened_office
    from trimtab.app.unemployment import (
        FILED,
        Claimant,
        ask_open_questions,
        entitle,
        entitle_one,
        record_decisions,
    )
    from trimtab.cli.show.unemployment import print_answer_json, show_answer

    known, folders = day_known(known_on, record), tuple(rulebook or ())
    if source is not None and (region, claim_date, contribution_months) == (None, None, None):
        found = entitle(source, known, folders, check, tuple(ignore_column or ()))
    elif source is None and region and claim_date and contribution_months is not None:
        day = day_written(claim_date)
        claim = Claimant(region, day, contribution_months, spell_month, extension, unused_months)
        found = entitle_one(claim, known, folders)
    else:
        raise UsageError("UNEMPLOYMENT-008")
    write_out(found.results, FILED, out)
    needed = record or workspace is not None
    with opened_office(workspace or DEFAULT_WORKSPACE, database, needed) as office:
        asked = ask_open_questions(found, office, actor)
        kept = record_decisions(found, office, actor) if record and office else ()
    if as_json:
        print_answer_json(found, asked, kept)
    else:
        show_answer(found, asked, kept, check)
        say_written(found.results, out)
    refuse_differences(found.cases, found.differences)


@application.command("recompute", help=say("help.cases_recompute"))
def recompute(
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    database: DatabaseOption = None,
    rulebook: RulebookOption = None,
    as_json: JsonOption = False,
) -> None:
    from trimtab.app.unemployment import recompute_decisions

    recompute_kept(recompute_decisions, workspace, database, rulebook, as_json)
