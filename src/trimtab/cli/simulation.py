"""``trimtab simulation``: run, compare and search mixes of policies in a scenario."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from trimtab.cli import economies, levers
from trimtab.cli.options import JsonOption, QuietOption
from trimtab.cli.output import print_json, print_lines, progress_shown, say
from trimtab.cli.simulation_network import simulate_network

application = typer.Typer(help=say("help.simulation"), no_args_is_help=True, rich_markup_mode=None)

ScenarioArgument = Annotated[Path, typer.Argument(help=say("help.simulation_scenario"))]
MixOption = Annotated[list[str] | None, typer.Option("--mix", help=say("help.simulation_mix"))]
ModeOption = Annotated[str | None, typer.Option("--mode", help=say("help.simulation_mode"))]
ReplicatesOption = Annotated[
    int | None,
    typer.Option("--replicates", min=1, max=2000, help=say("help.simulation_replicates")),
]
DrawsOption = Annotated[
    int | None, typer.Option("--draws", min=0, max=2000, help=say("help.simulation_draws"))
]
SeedOption = Annotated[int | None, typer.Option("--seed", min=0, help=say("help.simulation_seed"))]
ProcessesOption = Annotated[
    int | None, typer.Option("--processes", min=1, max=256, help=say("help.simulation_processes"))
]
ClusterOption = Annotated[
    str | None, typer.Option("--cluster", help=say("help.simulation_cluster"))
]
KeepOption = Annotated[Path | None, typer.Option("--keep", help=say("help.simulation_keep"))]
ResumeOption = Annotated[bool, typer.Option("--resume", help=say("help.simulation_resume"))]
OutOption = Annotated[Path | None, typer.Option("--out", help=say("help.simulation_out"))]
HtmlOption = Annotated[Path | None, typer.Option("--html", help=say("help.simulation_html"))]
ExcelOption = Annotated[Path | None, typer.Option("--excel", help=say("help.simulation_excel"))]
WordOption = Annotated[Path | None, typer.Option("--word", help=say("help.simulation_word"))]
OutcomeOption = Annotated[
    list[str] | None, typer.Option("--outcome", help=say("help.simulation_outcome"))
]


@application.command("run", help=say("help.simulation_run"))
def run(
    scenario: ScenarioArgument,
    mix: MixOption = None,
    mode: ModeOption = None,
    replicates: ReplicatesOption = None,
    draws: DrawsOption = None,
    seed: SeedOption = None,
    processes: ProcessesOption = None,
    cluster: ClusterOption = None,
    keep: KeepOption = None,
    resume: ResumeOption = False,
    out: OutOption = None,
    html: HtmlOption = None,
    excel: ExcelOption = None,
    word: WordOption = None,
    outcome: OutcomeOption = None,
    quiet: QuietOption = False,
    as_json: JsonOption = False,
) -> None:
    from trimtab.app.simulation import Wishes, parse_mode
    from trimtab.app.simulation_results import Destinations, run_to_json
    from trimtab.cli.show.simulation import show_run
    from trimtab.cli.simulation_running import Workforce, run_and_write, say_written

    wishes = Wishes(tuple(mix or ()), parse_mode(mode), replicates, draws, seed)
    workforce = Workforce(processes, cluster, keep, resume)
    destinations, outcomes = Destinations(out, html, excel, word), tuple(outcome or ())
    finished = run_and_write(scenario, wishes, workforce, destinations, outcomes, quiet or as_json)
    if as_json:
        print_json(run_to_json(finished, outcomes))
    else:
        show_run(finished, outcomes)
        say_written(destinations)


@application.command("compare", help=say("help.simulation_compare"))
def compare(
    scenario: ScenarioArgument,
    mix: MixOption = None,
    mode: ModeOption = None,
    replicates: ReplicatesOption = None,
    draws: DrawsOption = None,
    seed: SeedOption = None,
    processes: ProcessesOption = None,
    cluster: ClusterOption = None,
    keep: KeepOption = None,
    resume: ResumeOption = False,
    out: OutOption = None,
    html: HtmlOption = None,
    excel: ExcelOption = None,
    word: WordOption = None,
    outcome: OutcomeOption = None,
    quiet: QuietOption = False,
    as_json: JsonOption = False,
) -> None:
    from trimtab.app.simulation import Wishes, parse_mode
    from trimtab.app.simulation_results import Destinations, comparison_to_json
    from trimtab.cli.show.simulation_comparison import show_comparison
    from trimtab.cli.simulation_running import Workforce, run_and_write, say_written

    wishes = Wishes(tuple(mix or ()), parse_mode(mode), replicates, draws, seed)
    workforce = Workforce(processes, cluster, keep, resume)
    destinations, outcomes = Destinations(out, html, excel, word), tuple(outcome or ())
    finished = run_and_write(
        scenario, wishes, workforce, destinations, outcomes, quiet or as_json, least_mixes=2
    )
    if as_json:
        print_json(comparison_to_json(finished, outcomes))
    else:
        show_comparison(finished, outcomes)
        say_written(destinations)


@application.command("frontier", help=say("help.simulation_frontier"))
def frontier(
    scenario: ScenarioArgument,
    budget: Annotated[
        float | None, typer.Option("--budget", min=0, help=say("help.simulation_budget"))
    ] = None,
    least_reserve: Annotated[
        float | None, typer.Option("--least-reserve", help=say("help.simulation_least_reserve"))
    ] = None,
    mixes: Annotated[
        int, typer.Option("--mixes", min=2, max=20_000, help=say("help.simulation_mixes"))
    ] = 1000,
    outcome: Annotated[
        str, typer.Option("--outcome", help=say("help.simulation_frontier_outcome"))
    ] = "employment_years",
    draws: DrawsOption = None,
    seed: SeedOption = None,
    processes: ProcessesOption = None,
    cluster: ClusterOption = None,
    quiet: QuietOption = False,
    as_json: JsonOption = False,
) -> None:
    from trimtab.app.simulation import Wishes
    from trimtab.app.simulation_frontier import find_frontier
    from trimtab.app.simulation_results import frontier_to_json
    from trimtab.cli.show.simulation_frontier import show_frontier
    from trimtab.cli.simulation_running import Workforce

    wishes = Wishes(draws=draws, seed=seed)
    with progress_shown(quiet or as_json) as progress:
        workers = Workforce(processes, cluster)
        found = find_frontier(
            scenario, wishes, mixes, outcome, budget, least_reserve,
            workers.processes_used, cluster, progress,
        )  # fmt: skip
    if as_json:
        print_json(frontier_to_json(found))
    else:
        show_frontier(found)


@application.command("check", help=say("help.simulation_check"))
def check(scenario: ScenarioArgument, as_json: JsonOption = False) -> None:
    from trimtab.app.simulation import Wishes, prepare
    from trimtab.app.simulation_results import scenario_to_json
    from trimtab.cli.show.simulation_plain import show_scenario

    prepared = prepare(scenario, Wishes())
    if as_json:
        print_json(scenario_to_json(prepared))
    else:
        show_scenario(prepared)


@application.command("example", help=say("help.simulation_example"))
def example(
    name: Annotated[str | None, typer.Argument(help=say("help.simulation_example_name"))] = None,
    out: Annotated[
        Path | None, typer.Option("--out", help=say("help.simulation_example_out"))
    ] = None,
) -> None:
    from trimtab.app.simulation_examples import EXAMPLES, write_example

    if name is None:
        print_lines(*(f"{one}: {say(f'simulation.example.{one}')}" for one in EXAMPLES))
        return
    print_lines(say("simulation.example_written", file=write_example(name, out)))


@application.command("outcomes", help=say("help.simulation_outcomes"))
def outcomes(as_json: JsonOption = False) -> None:
    from trimtab.cli.show.simulation_outcomes import outcomes_to_json, show_outcomes

    if as_json:
        print_json(outcomes_to_json())
    else:
        show_outcomes()


application.command("network", help=say("help.simulation_network"))(simulate_network)
application.registered_commands += levers.application.registered_commands
application.add_typer(economies.application, name="economy")
