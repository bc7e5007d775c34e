"""The tree of commands: one sub-application per noun, plus ``demo``, ``doctor`` and ``explain``."""

from __future__ import annotations

from typing import Annotated

import typer

from trimtab.cli import (
    audit,
    backup,
    classifications,
    coverage,
    evidence,
    ingest,
    jobs,
    monitoring,
    notifications,
    office,
    rules,
    stores,
    tasks,
    unemployment,
)
from trimtab.cli.options import JsonOption, LanguageOption
from trimtab.cli.output import language, print_json, print_lines, say

application = typer.Typer(
    name="trimtab",
    help=say("help.trimtab"),
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"max_content_width": 110, "help_option_names": ["-h", "--help"]},
)
for _noun in (
    monitoring,
    rules,
    unemployment,
    coverage,
    evidence,
    ingest,
    stores,
    classifications,
    office,
    tasks,
    jobs,
    notifications,
    audit,
    backup,
):
    application.add_typer(_noun.application, name=_noun.__name__.rpartition(".")[2])


def _print_version(asked: bool) -> None:
    if asked:
        from trimtab import __version__

        print_lines(f"trimtab {__version__}")
        raise typer.Exit


@application.callback()
def root(
    lang: LanguageOption = None,
    version: Annotated[
        bool, typer.Option("--version", help=say("help.version"), callback=_print_version)
    ] = False,
) -> None:
    """Options that stand before the noun; ``--lang`` was already read by the entry point."""


@application.command(help=say("help.doctor"))
def doctor(as_json: JsonOption = False) -> None:
    from trimtab.app.doctor import examine
    from trimtab.cli.show import show_checks

    checks = examine()
    if as_json:
        print_json({"checks": [check.to_json(language()) for check in checks]})
    else:
        show_checks(checks)
    if not all(check.fine or check.optional for check in checks):
        raise typer.Exit(7)


@application.command(help=say("help.explain"))
def explain(
    code: Annotated[str, typer.Argument(help=say("help.explain_code"))], as_json: JsonOption = False
) -> None:
    from trimtab.app.explain import error_sentence

    sentence = error_sentence(code.upper(), language())
    if as_json:
        print_json({"code": code.upper(), "sentence": sentence})
    else:
        print_lines(f"{code.upper()}: {sentence}")


@application.command(help=say("help.demo"))
def demo(
    out: Annotated[str, typer.Option(help=say("help.demo_out"))] = "demo",
    replay: Annotated[str, typer.Option(help=say("help.demo_replay"))] = "2008-03",
) -> None:
    from pathlib import Path

    from trimtab.app.demo import run_demo
    from trimtab.cli.output import progress_shown
    from trimtab.cli.show import show_pass
    from trimtab.kernel import parse_instant

    with progress_shown() as progress:
        result = run_demo(Path(out), parse_instant(replay), progress)
    show_pass(result.now, replayed=False)
    show_pass(result.replay, replayed=True)
    print_lines("", say("demo.done"), str(result.brief))
