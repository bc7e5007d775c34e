"""``trimtab simulation levers`` and ``trial``: what a scenario may change, and how it was found."""

from __future__ import annotations

from typing import Annotated

import typer

from trimtab.cli.options import JsonOption
from trimtab.cli.output import print_json, say

application = typer.Typer(no_args_is_help=True, rich_markup_mode=None)


@application.command("levers", help=say("help.simulation_levers"))
def levers(
    lever: Annotated[str | None, typer.Option(help=say("help.simulation_lever"))] = None,
    to: Annotated[str, typer.Option("--to", help=say("help.simulation_levers_to"))] = "CN",
    as_json: JsonOption = False,
) -> None:
    from trimtab.cli.show.levers import forms_asked, lever_to_json, show_lever, show_levers

    forms = forms_asked(lever)
    if as_json:
        print_json({"levers": [lever_to_json(form, to) for form in forms]})
    elif lever:
        show_lever(forms[0], to)
    else:
        show_levers(forms, to)


@application.command("trial", help=say("help.simulation_trial"))
def trial(
    name: Annotated[str, typer.Argument(help=say("help.simulation_trial_name"))],
    economy: Annotated[str, typer.Option(help=say("help.simulation_trial_economy"))] = "us",
    region: Annotated[str | None, typer.Option(help=say("help.simulation_trial_region"))] = None,
    search_intensity: Annotated[
        float | None, typer.Option(min=0.05, max=1.0, help=say("help.simulation_trial_search"))
    ] = None,
    as_json: JsonOption = False,
) -> None:
    from dataclasses import replace

    from trimtab.app.economies import open_economy
    from trimtab.cli.show.trials import calibration_to_json, show_calibration
    from trimtab.simulation.levers import Baseline
    from trimtab.simulation.trials import calibrate, find_trial

    asked = find_trial(name)
    if region:
        asked = replace(asked, region=region)
    baseline = (
        Baseline() if search_intensity is None else Baseline(search_intensity=search_intensity)
    )
    found = calibrate(asked, open_economy(economy, regions=[asked.region]), baseline)
    if as_json:
        print_json(calibration_to_json(found))
    else:
        show_calibration(found)
