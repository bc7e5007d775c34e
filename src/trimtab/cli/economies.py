"""``trimtab simulation economy``: show, fit, try out, export what a simulation starts from."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from trimtab.cli.options import JsonOption, QuietOption
from trimtab.cli.output import print_json, progress_shown, say
from trimtab.kernel import OccupationLevel

application = typer.Typer(help=say("help.economy"), no_args_is_help=True, rich_markup_mode=None)


NameArgument = Annotated[str, typer.Argument(help=say("help.economy_name"))]
RegionOption = Annotated[
    list[str] | None, typer.Option("--region", help=say("help.economy_region"))
]
LevelOption = Annotated[OccupationLevel, typer.Option("--level", help=say("help.economy_level"))]
EdgesOption = Annotated[
    Path | None,
    typer.Option("--edges", exists=True, dir_okay=False, help=say("help.economy_edges")),
]
OccupationsOption = Annotated[
    Path | None,
    typer.Option(
        "--occupations", exists=True, dir_okay=False, help=say("help.economy_occupations")
    ),
]
StayOption = Annotated[
    float | None, typer.Option("--stay-share", help=say("help.economy_stay_share"))
]
BetweenOption = Annotated[
    float | None, typer.Option("--between-share", help=say("help.economy_between_share"))
]


@application.command("show", help=say("help.economy_show"))
def show(
    name: NameArgument = "us",
    region: RegionOption = None,
    level: LevelOption = OccupationLevel.DETAILED,
    edges: EdgesOption = None,
    occupations: OccupationsOption = None,
    stay_share: StayOption = None,
    between_share: BetweenOption = None,
    as_json: JsonOption = False,
) -> None:
    from trimtab.app.economies import assume, open_economy
    from trimtab.cli.show.economies import economy_to_json, show_economy

    assumptions = assume(name, stay_share, between_share)
    economy = open_economy(
        name,
        edges=edges,
        occupations_file=occupations,
        regions=region or (),
        occupations=level.value,
        assumptions=assumptions,
    )
    if as_json:
        print_json(economy_to_json(economy, assumptions))
    else:
        show_economy(economy, assumptions)


@application.command("fit", help=say("help.economy_fit"))
def fit(
    transitions: Annotated[
        Path | None,
        typer.Option(
            "--transitions", exists=True, dir_okay=False, help=say("help.economy_transitions")
        ),
    ] = None,
    train_until: Annotated[
        str | None, typer.Option("--train-until", help=say("help.economy_train_until"))
    ] = None,
    edges: EdgesOption = None,
    occupations: OccupationsOption = None,
    as_json: JsonOption = False,
) -> None:
    from trimtab.app.economy_fit import fit_economy
    from trimtab.cli.show.economy_fit import fit_to_json, show_fit

    found = fit_economy(transitions, train_until, edges, occupations)
    if as_json:
        print_json(fit_to_json(found))
    else:
        show_fit(found)


@application.command("sensitivity", help=say("help.economy_sensitivity"))
def sensitivity(as_json: JsonOption = False, quiet: QuietOption = False) -> None:
    from trimtab.app.economy_sensitivity import study_sensitivity
    from trimtab.cli.show.economy_sensitivity import sensitivity_to_json, show_sensitivity

    with progress_shown(quiet or as_json) as progress:
        found = study_sensitivity(progress)
    if as_json:
        print_json(sensitivity_to_json(found))
    else:
        show_sensitivity(found)


@application.command("export", help=say("help.economy_export"))
def export(
    to: Annotated[Path, typer.Option("--to", help=say("help.economy_to"))],
    name: NameArgument = "us",
    region: RegionOption = None,
    level: LevelOption = OccupationLevel.DETAILED,
    edges: EdgesOption = None,
    occupations: OccupationsOption = None,
    stay_share: StayOption = None,
    between_share: BetweenOption = None,
    as_json: JsonOption = False,
) -> None:
    from trimtab.app.economies import assume, open_economy
    from trimtab.app.economy_files import export_economy
    from trimtab.cli.show.economies import export_to_json, show_export

    economy = open_economy(
        name,
        edges=edges,
        occupations_file=occupations,
        regions=region or (),
        occupations=level.value,
        assumptions=assume(name, stay_share, between_share),
    )
    written = export_economy(economy, to)
    if as_json:
        print_json(export_to_json(written, economy))
    else:
        show_export(written, economy)
