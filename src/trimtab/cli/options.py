"""Options that several commands share, with the same name and meaning everywhere."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from trimtab.cli.output import say

WorkspaceOption = Annotated[
    Path,
    typer.Option(
        "--workspace",
        "-w",
        envvar="TRIMTAB_WORKSPACE",
        help=say("help.workspace"),
        show_default=True,
    ),
]
DatabaseOption = Annotated[
    str | None,
    typer.Option("--database", envvar="TRIMTAB_DATABASE", help=say("help.database")),
]
JsonOption = Annotated[bool, typer.Option("--json", help=say("help.json"))]
LanguageOption = Annotated[str | None, typer.Option("--lang", help=say("help.lang"))]
QuietOption = Annotated[bool, typer.Option("--quiet", "-q", help=say("help.quiet"))]

IndicatorOption = Annotated[
    list[str] | None, typer.Option("--indicator", help=say("help.indicator"))
]
RateOption = Annotated[
    float, typer.Option("--promised-rate", min=0.005, max=1.0, help=say("help.promised_rate"))
]

ActorOption = Annotated[
    str,
    typer.Option("--actor", envvar="TRIMTAB_ACTOR", help=say("help.actor"), show_default=True),
]
ReasonOption = Annotated[str, typer.Option("--reason", help=say("help.reason"))]

DEFAULT_ACTOR = "operator"
DEFAULT_WORKSPACE = Path("workspace")
