"""``trimtab simulation network``: the published model on a network of one's own."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from trimtab.app.network_run import AUTOMATION_COLUMN, STEPS, Mode, Shock
from trimtab.cli.options import JsonOption, QuietOption
from trimtab.cli.output import print_json, print_lines, progress_shown, say


def _option(name: str, *more: str) -> object:
    return typer.Option(f"--{name}", *more, help=say(f"help.network_{name.replace('-', '_')}"))


def simulate_network(
    edges: Annotated[Path, _option("edges")],
    occupations: Annotated[Path, _option("occupations")],
    mode: Annotated[Mode, _option("mode")] = Mode.MEAN_FIELD,
    shock: Annotated[Shock, _option("shock")] = Shock.AUTOMATION,
    workers: Annotated[int | None, _option("workers")] = None,
    seed: Annotated[int, _option("seed")] = 0,
    steps: Annotated[int, _option("steps")] = STEPS,
    automation_column: Annotated[str, _option("automation-column")] = AUTOMATION_COLUMN,
    separation: Annotated[float, _option("separation")] = 0.016,
    opening: Annotated[float, _option("opening")] = 0.012,
    adjustment: Annotated[float, _option("adjustment")] = 0.16,
    out: Annotated[Path | None, _option("out", "-o")] = None,
    as_json: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    """Run the model, print its figures, write the time path where a file is named."""
    from trimtab.app.network_run import NetworkRequest, run_network, write_path
    from trimtab.cli.show.network import network_to_json, show_network

    request = NetworkRequest(
        edges, occupations, mode, shock, workers, seed, steps, automation_column,
        separation, opening, adjustment,
    )  # fmt: skip
    with progress_shown(quiet or as_json) as progress:
        found = run_network(request, progress)
    if out is not None:
        write_path(found, out)
    if as_json:
        print_json(network_to_json(found))
        return
    show_network(found)
    if out is not None:
        print_lines(say("network.written", file=str(out)))
