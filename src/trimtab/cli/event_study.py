"""``trimtab monitoring event-study``, a sample to try it on, an exercise to judge it by."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from trimtab.cli.options import JsonOption, QuietOption
from trimtab.cli.output import language, print_json, print_lines, progress_shown, say


class Form(StrEnum):
    """The choices of ``ExposureForm``, without loading what computes."""

    CONTINUOUS = "continuous"
    QUINTILE = "quintile"


class Effects(StrEnum):
    """The choices of ``QuarterEffects``, likewise."""

    REGION_AGE = "region-age"
    REGION = "region"
    AGE = "age"
    NATION = "nation"


class Counted(StrEnum):
    """The choices of ``Outcome``, likewise."""

    EMPLOYMENT = "employment"
    HIRES = "hires"
    SEPARATIONS = "separations"


SeedOption = Annotated[int, typer.Option("--seed", min=0, help=say("help.event_study_seed"))]
ColumnOption = str | None


def register(application: typer.Typer) -> None:
    """Add the three commands to an application."""
    application.command("event-study", help=say("help.event_study"))(event_study)
    application.command("event-study-sample", help=say("help.event_study_sample"))(
        event_study_sample
    )
    application.command("event-study-exercise", help=say("help.event_study_exercise"))(
        event_study_exercise
    )


def event_study(
    panel: Annotated[Path, typer.Option(help=say("help.event_study_panel"))],
    event: Annotated[str, typer.Option(help=say("help.event_study_event"))],
    exposure: Annotated[Path | None, typer.Option(help=say("help.event_study_exposure"))] = None,
    exposure_column: Annotated[
        ColumnOption, typer.Option(help=say("help.event_study_exposure_column"))
    ] = None,
    control: Annotated[list[str] | None, typer.Option(help=say("help.event_study_control"))] = None,
    outcome: Annotated[
        list[Counted] | None, typer.Option(help=say("help.event_study_outcome"))
    ] = None,
    age_young: Annotated[
        list[str] | None, typer.Option(help=say("help.event_study_age_young"))
    ] = None,
    exposure_form: Annotated[
        Form, typer.Option(help=say("help.event_study_exposure_form"))
    ] = Form.CONTINUOUS,
    quarter_effects: Annotated[
        Effects, typer.Option(help=say("help.event_study_quarter_effects"))
    ] = Effects.REGION_AGE,
    adjusted: Annotated[
        bool, typer.Option("--adjusted", help=say("help.event_study_adjusted"))
    ] = False,
    span: Annotated[int | None, typer.Option(min=1, help=say("help.event_study_span"))] = None,
    smallest_effect: Annotated[
        float, typer.Option(help=say("help.event_study_smallest_effect"))
    ] = 0.06,
    draws: Annotated[int, typer.Option(min=99, help=say("help.event_study_draws"))] = 999,
    seed: SeedOption = 1,
    region_column: Annotated[
        ColumnOption, typer.Option(help=say("help.event_study_column"))
    ] = None,
    industry_column: Annotated[
        ColumnOption, typer.Option(help=say("help.event_study_column"))
    ] = None,
    age_column: Annotated[ColumnOption, typer.Option(help=say("help.event_study_column"))] = None,
    quarter_column: Annotated[
        ColumnOption, typer.Option(help=say("help.event_study_column"))
    ] = None,
    employment_column: Annotated[
        ColumnOption, typer.Option(help=say("help.event_study_column"))
    ] = None,
    hires_column: Annotated[ColumnOption, typer.Option(help=say("help.event_study_column"))] = None,
    separations_column: Annotated[
        ColumnOption, typer.Option(help=say("help.event_study_column"))
    ] = None,
    csv: Annotated[Path | None, typer.Option("--csv", help=say("help.event_study_csv"))] = None,
    as_json: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    from trimtab.app.event_study import run_event_study
    from trimtab.app.event_study_files import PanelColumns
    from trimtab.cli.show.event_study import show_event_study
    from trimtab.kernel import Period
    from trimtab.monitoring.event_study import ExposureForm, Outcome, QuarterEffects, StudySettings

    named = {
        Outcome.EMPLOYMENT: employment_column,
        Outcome.HIRES: hires_column,
        Outcome.SEPARATIONS: separations_column,
    }
    settings = StudySettings(
        event=Period.parse(event),
        young=tuple(age_young or ()),
        form=ExposureForm(exposure_form),
        quarter_effects=QuarterEffects(quarter_effects),
        seasonal=not adjusted,
        span=span,
        smallest_effect=smallest_effect,
        draws=draws,
        seed=seed,
    )
    columns = PanelColumns(
        region_column,
        industry_column,
        age_column,
        quarter_column,
        {one: name for one, name in named.items() if name},
    )
    with progress_shown(quiet or as_json) as progress:
        answer = run_event_study(
            panel,
            settings,
            exposure=exposure,
            exposure_column=exposure_column,
            controls=tuple(control or ()),
            columns=columns,
            outcomes=tuple(Outcome(one) for one in outcome or ()),
            output=csv,
            progress=progress,
        )
    if as_json:
        print_json(answer.to_json(language()))
    else:
        show_event_study(answer, language())


def event_study_sample(
    out: Annotated[Path, typer.Option("--out", "-o", help=say("help.event_study_out"))],
    seed: SeedOption = 1,
    effect: Annotated[float, typer.Option(help=say("help.event_study_effect"))] = -0.06,
    age_hit: Annotated[list[str] | None, typer.Option(help=say("help.event_study_age_hit"))] = None,
    industries: Annotated[
        int, typer.Option(min=5, max=2000, help=say("help.event_study_industries"))
    ] = 60,
    regions: Annotated[int, typer.Option(min=1, max=500, help=say("help.event_study_regions"))] = 4,
    prior_trend: Annotated[float, typer.Option(help=say("help.event_study_prior_trend"))] = 0.0,
    downturn: Annotated[float, typer.Option(help=say("help.event_study_downturn"))] = 0.0,
    correlation: Annotated[
        float, typer.Option(min=-1.0, max=1.0, help=say("help.event_study_correlation"))
    ] = 0.0,
) -> None:
    from trimtab.app.event_study import write_event_study_sample
    from trimtab.messages import format_period, format_share, text
    from trimtab.monitoring.event_study import SampleDesign
    from trimtab.monitoring.event_study.simulation import hires_change

    design = SampleDesign(
        industries=industries,
        regions=regions,
        effect=effect,
        ages_hit=tuple(age_hit or ()),
        prior_trend=prior_trend,
        downturn=downturn,
        correlation=correlation,
    )
    beside = write_event_study_sample(out, design, seed)
    command = "trimtab monitoring event-study"
    command = f"{command} --panel {out} --exposure {beside} --event {design.event}"
    print_lines(
        say(
            "event_study.sample_written",
            panel=out,
            exposure=beside,
            ages=", ".join(age_hit or ()) or text("event_study.scope.all", language()),
            effect=format_share(effect, language()),
            hires=format_share(hires_change(effect), language()),
            event=format_period(design.event, language()),
            command=command,
        )
    )


def event_study_exercise(
    replicates: Annotated[int, typer.Option(min=2, help=say("help.event_study_replicates"))] = 200,
    design: Annotated[list[str] | None, typer.Option(help=say("help.event_study_design"))] = None,
    seed: SeedOption = 1,
    as_json: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    from trimtab.app.event_study import exercise_event_study
    from trimtab.cli.show.event_study import show_exercise

    with progress_shown(quiet or as_json) as progress:
        rows = exercise_event_study(tuple(design or ()), replicates, seed, progress)
    if as_json:
        from trimtab.monitoring.backtest.types import to_plain

        print_json({"designs": [to_plain(row) for row in rows]})
    else:
        show_exercise(rows, language())
