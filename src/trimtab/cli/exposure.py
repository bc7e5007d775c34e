"""``trimtab exposure``: AI exposure of occupations, industries, tiers and regions; crosswalks."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from trimtab.app.exposure_choices import By
from trimtab.cli.options import JsonOption
from trimtab.cli.output import print_json, say
from trimtab.kernel import OccupationLevel

application = typer.Typer(help=say("help.exposure"), no_args_is_help=True, rich_markup_mode=None)


ScoresOption = Annotated[
    list[Path] | None,
    typer.Option("--scores", exists=True, dir_okay=False, help=say("help.exposure_scores")),
]


@application.command("show", help=say("help.exposure_show"))
def show(
    region: Annotated[str, typer.Option(help=say("help.exposure_region"))] = "US",
    by: Annotated[By, typer.Option(help=say("help.exposure_by"))] = By.INDUSTRY,
    level: Annotated[
        OccupationLevel, typer.Option(help=say("help.exposure_level"))
    ] = OccupationLevel.MAJOR,
    measure: Annotated[str, typer.Option(help=say("help.exposure_measure"))] = "",
    scores: ScoresOption = None,
    jobs: Annotated[
        Path | None,
        typer.Option("--jobs", exists=True, dir_okay=False, help=say("help.exposure_jobs")),
    ] = None,
    assume_automation: Annotated[
        float | None, typer.Option(min=0.0, max=1.0, help=say("help.exposure_assume"))
    ] = None,
    limit: Annotated[int, typer.Option(min=1, help=say("help.exposure_limit"))] = 30,
    out: Annotated[Path | None, typer.Option(help=say("help.exposure_out"))] = None,
    as_json: JsonOption = False,
) -> None:
    from trimtab.app import exposure_groups as groups
    from trimtab.app.exposure_table import write_exposures
    from trimtab.app.places import parse_region
    from trimtab.cli.output import language
    from trimtab.cli.show.exposure import exposures_to_json, show_exposures, show_written

    request = groups.Request(
        str(parse_region(region)),
        by,
        level,
        measure,
        tuple(scores or ()),
        jobs,
        assume_automation,
    )
    found = groups.exposure_of_groups(request)
    if out:
        write_exposures(found, out, language())
    if as_json:
        print_json(exposures_to_json(found))
        return
    show_exposures(found, limit)
    if out:
        show_written(out, len(found.groups))


@application.command("measures", help=say("help.exposure_measures"))
def measures(scores: ScoresOption = None, as_json: JsonOption = False) -> None:
    from trimtab.app.exposure_scores import score_book
    from trimtab.cli.show.exposure_measures import measures_to_json, show_measures

    book = score_book(scores or ())
    if as_json:
        print_json(measures_to_json(book))
    else:
        show_measures(book)


@application.command("crosswalk", help=say("help.exposure_crosswalk"))
def crosswalk(
    code: Annotated[str, typer.Argument(help=say("help.exposure_code"))],
    as_json: JsonOption = False,
) -> None:
    from trimtab.app.exposure_crosswalk import occupation_crosswalk
    from trimtab.cli.show.exposure_crosswalk import crosswalk_to_json, show_crosswalk

    found = occupation_crosswalk(code)
    if as_json:
        print_json(crosswalk_to_json(found))
    else:
        show_crosswalk(found)
