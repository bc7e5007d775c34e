"""``trimtab coverage``: flexible-employment subsidies, contribution bases."""

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
from trimtab.cli.output import print_json, say
from trimtab.cli.rules import KnownOnOption, RulebookOption

application = typer.Typer(help=say("help.coverage"), no_args_is_help=True, rich_markup_mode=None)


@application.command("subsidy", help=say("help.coverage_subsidy"))
def subsidy(
    source: Annotated[Path, typer.Option("--input", help=say("help.coverage_input"))],
    check: CheckOption = False,
    ignore_column: IgnoreColumnOption = None,
    known_on: KnownOnOption = None,
    rulebook: RulebookOption = None,
    out: OutOption = None,
    record: RecordOption = False,
    workspace: TaskWorkspaceOption = None,
    database: DatabaseOption = None,
    actor: ActorOption = DEFAULT_ACTOR,
    as_json: JsonOption = False,
) -> None:
    from trimtab.app.case_files import refuse_differences
    from trimtab.app.coverage import FILED, ask_open_questions, record_decisions, size_file
    from trimtab.app.rule_records import day_known, opened_office
    from trimtab.cli.show.coverage import print_subsidies_json, show_subsidies

    known, ignored = day_known(known_on, record), tuple(ignore_column or ())
    found = size_file(source, known, tuple(rulebook or ()), check, ignored)
    write_out(found.results, FILED, out)
    needed = record or workspace is not None
    with opened_office(workspace or DEFAULT_WORKSPACE, database, needed) as office:
        asked = ask_open_questions(found, office, actor)
        kept = record_decisions(found, office, actor) if record and office else ()
    if as_json:
        print_subsidies_json(found, asked, kept)
    else:
        show_subsidies(found, asked, kept, check)
        say_written(found.results, out)
    refuse_differences(found.cases, found.differences)


@application.command("bounds", help=say("help.coverage_bounds"))
def bounds(
    region: Annotated[str, typer.Option("--region", help=say("help.rules_region"))],
    on: Annotated[str | None, typer.Option("--on", help=say("help.rules_on"))] = None,
    known_on: KnownOnOption = None,
    rulebook: RulebookOption = None,
    workspace: TaskWorkspaceOption = None,
    database: DatabaseOption = None,
    actor: ActorOption = DEFAULT_ACTOR,
    as_json: JsonOption = False,
) -> None:
    from trimtab.app.coverage import bounds_at
    from trimtab.app.rule_records import ask, day_known, opened_office, today
    from trimtab.cli.show.coverage import show_bounds

    day = day_known(on, recording=True) or today()
    found = bounds_at(region, day, day_known(known_on, recording=False), tuple(rulebook or ()))
    folder = workspace or DEFAULT_WORKSPACE
    with opened_office(folder, database, required=workspace is not None) as office:
        asked = ask(office, found.questions, (str(found.region),), actor, "coverage.bounds")
    if as_json:
        print_json({**found.to_json(), "tasks": asked.to_json()})
    else:
        show_bounds(found, asked)


@application.command("recompute", help=say("help.cases_recompute"))
def recompute(
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    database: DatabaseOption = None,
    rulebook: RulebookOption = None,
    as_json: JsonOption = False,
) -> None:
    from trimtab.app.coverage import recompute_decisions

    recompute_kept(recompute_decisions, workspace, database, rulebook, as_json)
