"""``trimtab evidence``: list and show the measured effects behind the levers."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from trimtab.cli.options import JsonOption
from trimtab.cli.output import print_json, say

application = typer.Typer(help=say("help.evidence"), no_args_is_help=True, rich_markup_mode=None)

FilesOption = Annotated[
    list[Path] | None,
    typer.Option("--evidence", envvar="TRIMTAB_EVIDENCE", help=say("help.evidence_files")),
]


@application.command("list", help=say("help.evidence_list"))
def list_effects(
    lever: Annotated[str | None, typer.Option(help=say("help.evidence_lever"))] = None,
    design: Annotated[str | None, typer.Option(help=say("help.evidence_design"))] = None,
    usable: Annotated[bool, typer.Option("--usable", help=say("help.evidence_usable"))] = False,
    to: Annotated[str | None, typer.Option("--to", help=say("help.evidence_list_to"))] = None,
    search: Annotated[str, typer.Option(help=say("help.evidence_search"))] = "",
    evidence: FilesOption = None,
    out: Annotated[Path | None, typer.Option(help=say("help.evidence_out"))] = None,
    as_json: JsonOption = False,
) -> None:
    from trimtab.app.evidence import find_effects, open_evidence, write_effects
    from trimtab.cli.show.evidence import effect_to_json, show_effects, show_written

    register = open_evidence(evidence)
    found = find_effects(register, lever=lever, design=design, usable=usable, to=to, search=search)
    if out:
        write_effects(found, out)
    if as_json:
        print_json(
            {"effects": [effect_to_json(one, register.file_of(one.id), to) for one in found]}
        )
    else:
        show_effects(found, held=len(register))
        if out:
            show_written(out, len(found))


@application.command("show", help=say("help.evidence_show"))
def show(
    effect_id: Annotated[str, typer.Argument(metavar="ID", help=say("help.evidence_id"))],
    to: Annotated[str, typer.Option("--to", help=say("help.evidence_to"))] = "CN",
    evidence: FilesOption = None,
    as_json: JsonOption = False,
) -> None:
    from trimtab.app.evidence import open_evidence
    from trimtab.cli.show.evidence import effect_to_json, show_effect

    register = open_evidence(evidence)
    effect = register.get(effect_id)
    if as_json:
        print_json(effect_to_json(effect, register.file_of(effect_id), to))
    else:
        show_effect(effect, register.file_of(effect_id), to)
