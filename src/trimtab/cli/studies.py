"""``trimtab monitoring study``: what the detector does without a shock, and with known ones."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from trimtab.cli.options import DatabaseOption, JsonOption, QuietOption
from trimtab.cli.output import language, print_json, progress_shown, say

if TYPE_CHECKING:
    from trimtab.monitoring.studies import PanelSource
    from trimtab.ports import Progress

application = typer.Typer(help=say("help.study"), no_args_is_help=True, rich_markup_mode=None)

SeedOption = Annotated[int, typer.Option("--seed", min=0, help=say("help.study_seed"))]
RateOption = Annotated[
    float, typer.Option("--promised-rate", min=0.005, max=1.0, help=say("help.promised_rate"))
]
TrainingOption = Annotated[
    int, typer.Option("--training-months", min=36, help=say("help.study_training"))
]
MonthsOption = Annotated[int, typer.Option("--months", min=48, help=say("help.study_months"))]
RegionsOption = Annotated[int, typer.Option("--regions", min=2, help=say("help.study_regions"))]
IndustriesOption = Annotated[
    int, typer.Option("--industries", min=2, help=say("help.study_industries"))
]
SeasonOption = Annotated[float, typer.Option("--season", min=0, help=say("help.study_season"))]
GapsOption = Annotated[float, typer.Option("--gaps", min=0, max=0.49, help=say("help.study_gaps"))]
RecessionsOption = Annotated[bool, typer.Option("--recessions", help=say("help.study_recessions"))]
WorkspaceOption = Annotated[
    Path | None, typer.Option("--workspace", "-w", help=say("help.study_workspace"))
]
IndicatorOption = Annotated[str, typer.Option("--indicator", help=say("help.study_indicator"))]
WorkersOption = Annotated[int, typer.Option("--workers", min=1, help=say("help.study_workers"))]

DEFAULT_WORKERS = min(os.cpu_count() or 1, 4)
DEFAULT_SEED = 20261122
DEFAULT_MONTHS, DEFAULT_TRAINING = 180, 120


@application.command("null", help=say("help.study_null"))
def null(
    replicates: Annotated[
        int, typer.Option("--replicates", min=2, help=say("help.study_replicates"))
    ] = 1000,
    seed: SeedOption = DEFAULT_SEED,
    promised_rate: RateOption = 0.05,
    months: MonthsOption = DEFAULT_MONTHS,
    training_months: TrainingOption = DEFAULT_TRAINING,
    regions: RegionsOption = 10,
    industries: IndustriesOption = 12,
    season: SeasonOption = 0.0,
    gaps: GapsOption = 0.0,
    recessions: RecessionsOption = False,
    workspace: WorkspaceOption = None,
    database: DatabaseOption = None,
    indicator: IndicatorOption = "employment",
    workers: WorkersOption = DEFAULT_WORKERS,
    as_json: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    from trimtab.cli.show.studies import show_null_study
    from trimtab.monitoring.studies import StudySettings, run_null_study

    settings = StudySettings(replicates, seed, training_months, promised_rate)
    with progress_shown(quiet or as_json) as progress:
        source = _source(
            (regions, industries, months, season, gaps, recessions),
            (workspace, database, indicator),
            progress,
        )
        result = run_null_study(source, settings, workers, progress)
    if as_json:
        print_json(result.to_json())
    else:
        show_null_study(result, language())


@application.command("shocks", help=say("help.study_shocks"))
def shocks(
    replicates: Annotated[
        int, typer.Option("--replicates", min=2, help=say("help.study_replicates"))
    ] = 100,
    seed: SeedOption = DEFAULT_SEED,
    promised_rate: RateOption = 0.05,
    months: MonthsOption = DEFAULT_MONTHS,
    training_months: TrainingOption = DEFAULT_TRAINING,
    size: Annotated[list[float] | None, typer.Option("--size", help=say("help.study_size"))] = None,
    regions: RegionsOption = 10,
    industries: IndustriesOption = 12,
    season: SeasonOption = 0.0,
    gaps: GapsOption = 0.0,
    workspace: WorkspaceOption = None,
    database: DatabaseOption = None,
    indicator: IndicatorOption = "employment",
    workers: WorkersOption = DEFAULT_WORKERS,
    as_json: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    from trimtab.cli.show.studies import show_shock_study
    from trimtab.monitoring.studies import SIZES, StudySettings, run_shock_study

    settings = StudySettings(replicates, seed, training_months, promised_rate)
    with progress_shown(quiet or as_json) as progress:
        source = _source(
            (regions, industries, months, season, gaps, False),
            (workspace, database, indicator),
            progress,
        )
        result = run_shock_study(source, settings, tuple(size or SIZES), workers, progress)
    if as_json:
        print_json(result.to_json())
    else:
        show_shock_study(result, language())


def _source(
    generated: tuple[int, int, int, float, float, bool],
    stored: tuple[Path | None, str | None, str],
    progress: Progress,
) -> PanelSource:
    """A workspace's calm history where one is named, generated panels otherwise."""
    from trimtab.monitoring.studies import GeneratedPanels, PanelDesign

    regions, industries, months, season, gaps, recessions = generated
    workspace, database, indicator = stored
    if workspace is not None:
        from trimtab.app.studies import workspace_history

        return workspace_history(workspace, database, indicator, months, progress)
    return GeneratedPanels(
        PanelDesign(
            regions,
            industries,
            months,
            season_size=season,
            gap_share=gaps,
            recessions=recessions,
        )
    )
