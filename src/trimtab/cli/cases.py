"""Options of the commands that compute a file of cases by rules."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from trimtab.cli.output import say

TaskWorkspaceOption = Annotated[
    Path | None,
    typer.Option("--workspace", "-w", envvar="TRIMTAB_WORKSPACE", help=say("help.cases_workspace")),
]
CheckOption = Annotated[bool, typer.Option("--check", help=say("help.cases_check"))]
RecordOption = Annotated[bool, typer.Option("--record", help=say("help.cases_record"))]
