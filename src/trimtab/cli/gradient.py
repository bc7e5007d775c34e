"""``trimtab monitoring gradient``: show, replay, curves of exposure-related co-movement."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from trimtab.cli.options import (
    DEFAULT_WORKSPACE,
    DatabaseOption,
    JsonOption,
    QuietOption,
    WorkspaceOption,
)
from trimtab.cli.output import print_basis, print_json, progress_shown, say

application = typer.Typer(help=say("help.gradient"), no_args_is_help=True, rich_markup_mode=None)

MonthsOption = Annotated[int, typer.Option("--months", min=12, help=say("help.gradient_months"))]
EffectOption = Annotated[
    float, typer.Option("--effect", min=-0.9, max=0.9, help=say("help.curves_effect"))
]
IndicatorOption = Annotated[str, typer.Option("--indicator", help=say("help.gradient_indicator"))]
ExposuresOption = Annotated[
    Path | None,
    typer.Option("--exposures", exists=True, dir_okay=False, help=say("help.gradient_exposures")),
]


@application.command("show", help=say("help.gradient_show"))
def show(
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    database: DatabaseOption = None,
    months: MonthsOption = 24,
    as_of: Annotated[str | None, typer.Option("--as-of", help=say("help.as_of"))] = None,
    indicator: IndicatorOption = "employment",
    exposures: ExposuresOption = None,
    as_json: JsonOption = False,
) -> None:
    from trimtab.app.gradient import read_gradient
    from trimtab.app.workspace import open_workspace
    from trimtab.cli.show.gradient import reading_to_json, show_reading
    from trimtab.kernel import parse_instant

    instant = parse_instant(as_of) if as_of else None
    opened = open_workspace(workspace, database)
    reading = read_gradient(opened, instant, months, indicator, exposures)
    if as_json:
        print_json({"basis": opened.basis.value} | reading_to_json(reading))
    else:
        print_basis(opened)
        show_reading(reading, indicator)


@application.command("replay", help=say("help.gradient_replay"))
def replay(
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    database: DatabaseOption = None,
    months: MonthsOption = 24,
    effect: EffectOption = -0.06,
    indicator: IndicatorOption = "employment",
    exposures: ExposuresOption = None,
    as_json: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    from trimtab.app.gradient import replay_gradient
    from trimtab.app.workspace import open_workspace
    from trimtab.cli.show.gradient import replay_to_json, show_replay

    opened = open_workspace(workspace, database)
    with progress_shown(quiet or as_json) as progress:
        windows = replay_gradient(opened, months, effect, indicator, exposures, progress)
    if as_json:
        print_json({"basis": opened.basis.value} | replay_to_json(windows, months, effect))
    else:
        print_basis(opened)
        show_replay(windows, months, effect)


@application.command("curves", help=say("help.gradient_curves"))
def curves(
    industries: Annotated[int, typer.Option(help=say("help.curves_industries"))] = 113,
    regions: Annotated[int, typer.Option(help=say("help.curves_regions"))] = 1,
    confounder: Annotated[float, typer.Option(help=say("help.curves_confounder"))] = 0.02,
    effect: EffectOption = -0.06,
    months: MonthsOption = 24,
    replicates: Annotated[int, typer.Option(help=say("help.curves_replicates"))] = 400,
    seed: Annotated[int, typer.Option(help=say("help.curves_seed"))] = 1,
    as_json: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    from trimtab.app.gradient import payroll_curves
    from trimtab.cli.show.gradient import curves_to_json, show_curves
    from trimtab.monitoring.gradient import CurveSetting

    setting = CurveSetting(
        industries=industries,
        regions=regions,
        confounder=confounder,
        effect=effect,
        replicates=replicates,
        seed=seed,
    )
    with progress_shown(quiet or as_json) as progress:
        found = payroll_curves(setting, months, progress)
    if as_json:
        print_json(curves_to_json(found))
    else:
        show_curves(found)
