"""The tree of commands: one sub-application per noun, plus ``demo``, ``serve``, ``doctor`` and
``explain``.

Building all of it takes longer than most commands, so the entry point asks for one noun only; the
others then stand in the tree by their name and help alone.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Annotated, Any

import typer

from trimtab.cli.options import DEFAULT_ACTOR, ActorOption, JsonOption, LanguageOption
from trimtab.cli.output import language, print_json, print_lines, say
from trimtab.cli.serve import PORT, PortOption, serve, serve_demonstration

NOUNS = (
    "monitoring",
    "rules",
    "unemployment",
    "coverage",
    "credentials",
    "credits",
    "evidence",
    "exposure",
    "simulation",
    "ingest",
    "stores",
    "classifications",
    "coordination",
    "office",
    "tasks",
    "jobs",
    "notifications",
    "audit",
    "backup",
)
"""In the order of the help: a module of this room with an ``application`` each."""


def _print_version(asked: bool) -> None:
    if asked:
        from trimtab import __version__

        print_lines(f"trimtab {__version__}")
        raise typer.Exit


def root(
    lang: LanguageOption = None,
    version: Annotated[
        bool, typer.Option("--version", help=say("help.version"), callback=_print_version)
    ] = False,
) -> None:
    """Options that stand before the noun; ``--lang`` was already read by the entry point."""


def doctor(as_json: JsonOption = False) -> None:
    from trimtab.app.doctor import examine
    from trimtab.cli.show.checks import show_checks

    checks = examine()
    if as_json:
        print_json({"checks": [check.to_json(language()) for check in checks]})
    else:
        show_checks(checks)
    if not all(check.fine or check.optional for check in checks):
        raise typer.Exit(7)


def explain(
    code: Annotated[str, typer.Argument(help=say("help.explain_code"))], as_json: JsonOption = False
) -> None:
    from trimtab.app.explain import error_sentence

    sentence = error_sentence(code.upper(), language())
    if as_json:
        print_json({"code": code.upper(), "sentence": sentence})
    else:
        print_lines(f"{code.upper()}: {sentence}")


def demo(
    context: typer.Context,
    out: Annotated[str, typer.Option(help=say("help.demo_out"))] = "demo",
    replay: Annotated[str, typer.Option(help=say("help.demo_replay"))] = "2008-03",
    actor: ActorOption = DEFAULT_ACTOR,
    in_browser: Annotated[bool, typer.Option("--serve", help=say("help.demo_serve"))] = False,
    port: PortOption = PORT,
) -> None:
    """The demonstration on embedded US data, unless a demonstration is named after ``demo``."""
    if context.invoked_subcommand is not None:
        return
    if in_browser:
        serve_demonstration(Path(out) / "province", port)
        return
    from trimtab.app.demo import run_demo
    from trimtab.cli.output import progress_shown
    from trimtab.cli.show.passes import show_pass
    from trimtab.kernel import parse_instant

    with progress_shown() as progress:
        result = run_demo(Path(out), parse_instant(replay), progress, actor)
    show_pass(result.now, replayed=False)
    show_pass(result.replay, replayed=True)
    print_lines("", say("demo.serve", out=out), say("demo.done"), str(result.brief))


def _demonstrations() -> typer.Typer:
    """``demo`` alone and ``demo province``."""
    from trimtab.cli.province import province

    group = typer.Typer(help=say("help.demo"), rich_markup_mode=None)
    group.callback(invoke_without_command=True)(demo)
    group.command("province", help=say("help.demo_province"))(province)
    return group


@cache
def build_application(noun: str | None = None) -> typer.Typer:
    """The tree with one noun's commands in full, or with all of them for None.

    A noun that does not exist gives names and help alone, which is what its error message needs.
    """
    application = typer.Typer(
        name="trimtab",
        help=say("help.trimtab"),
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
        context_settings={"max_content_width": 110, "help_option_names": ["-h", "--help"]},
    )
    application.callback()(root)
    for command in (serve, doctor, explain):
        application.command(help=say(f"help.{command.__name__}"))(command)
    application.add_typer(_demonstrations(), name="demo")
    for name in NOUNS:
        if noun in (None, name):
            part = import_module(f"trimtab.cli.{name}").application
        else:
            part = typer.Typer(help=say(f"help.{name}"))
        application.add_typer(part, name=name)
    return application


def __getattr__(name: str) -> Any:
    """``application``: the whole tree, for documentation and tests."""
    if name == "application":
        return build_application()
    raise AttributeError(name)
