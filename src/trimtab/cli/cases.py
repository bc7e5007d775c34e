"""What the commands that compute a file of cases by rules share."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from trimtab.cli.output import language, print_json, print_lines, progress_shown, say

if TYPE_CHECKING:
    from trimtab.app.case_results import CaseResults
    from trimtab.app.rule_records import RecomputedRecord
    from trimtab.ports import OfficeStore

TaskWorkspaceOption = Annotated[
    Path | None,
    typer.Option("--workspace", "-w", envvar="TRIMTAB_WORKSPACE", help=say("help.cases_workspace")),
]
OutOption = Annotated[Path | None, typer.Option("--out", help=say("help.cases_out"))]
IgnoreColumnOption = Annotated[
    list[str] | None, typer.Option("--ignore-column", help=say("help.cases_ignore_column"))
]
CheckOption = Annotated[bool, typer.Option("--check", help=say("help.cases_check"))]
RecordOption = Annotated[bool, typer.Option("--record", help=say("help.cases_record"))]


def write_out(results: CaseResults, names: Sequence[str], out: Path | None) -> None:
    """Write results to a file where one is named, showing progress."""
    from trimtab.app.case_tables import write_results

    if out is None:
        return
    with progress_shown() as progress:
        write_results(results, names, out, language(), progress)


def say_written(results: CaseResults, out: Path | None) -> None:
    """Say where the results are."""
    if out is not None:
        print_lines(say("cases.written", n=len(results), file=str(out)))


def recompute_kept(
    recompute: Callable[[OfficeStore, tuple[Path, ...]], tuple[RecomputedRecord, ...]],
    workspace: Path,
    database: str | None,
    rulebook: Sequence[Path] | None,
    as_json: bool,
) -> None:
    """Compute the kept decisions of a room again, show them, and refuse those that disagree."""
    from trimtab.app.rule_records import opened_office, refuse_disagreeing
    from trimtab.cli.show.cases import recomputed_to_json, show_recomputed

    with opened_office(workspace, database, required=True) as office:
        assert office is not None
        found = recompute(office, tuple(rulebook or ()))
    if as_json:
        print_json(recomputed_to_json(found))
    else:
        show_recomputed(found)
    refuse_disagreeing(found)
