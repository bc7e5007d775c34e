"""``trimtab rules``: ask the rule book, check it, run its cases, exchange it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated

import typer

from trimtab.cli.options import JsonOption
from trimtab.cli.output import language, print_json, print_lines, say

application = typer.Typer(help=say("help.rules"), no_args_is_help=True, rich_markup_mode=None)

_REFUSED = 3

RulebookOption = Annotated[
    list[Path] | None,
    typer.Option("--rulebook", envvar="TRIMTAB_RULEBOOK", help=say("help.rules_rulebook")),
]
KeyArgument = Annotated[str, typer.Argument(help=say("help.rules_key"))]
RegionOption = Annotated[str, typer.Option("--region", help=say("help.rules_region"))]
OnOption = Annotated[str | None, typer.Option("--on", help=say("help.rules_on"))]
KnownOnOption = Annotated[str | None, typer.Option("--known-on", help=say("help.rules_known_on"))]
ReplaceOption = Annotated[bool, typer.Option("--replace", help=say("help.rules_replace"))]


def _day(written: str | None) -> date | None:
    """A day as written; the first day of a month, quarter or year."""
    from trimtab.kernel import Period

    return None if written is None else Period.parse(written).start


def _today() -> date:
    """The day on the wall of the office."""
    return datetime.now(UTC).astimezone().date()


def _days(written: tuple[str, str] | None) -> tuple[date, date] | None:
    return None if written is None else (_today_or(written[0]), _today_or(written[1]))


def _today_or(written: str | None) -> date:
    return _day(written) or _today()


@application.command("list", help=say("help.rules_list"))
def list_(
    words: Annotated[str, typer.Argument(help=say("help.rules_words"))] = "",
    region: Annotated[
        str | None, typer.Option("--region", help=say("help.rules_list_region"))
    ] = None,
    rulebook: RulebookOption = None,
    as_json: JsonOption = False,
) -> None:
    from trimtab.app.places import parse_region
    from trimtab.app.rules import list_keys
    from trimtab.cli.show.rules import key_to_json, show_keys
    from trimtab.rules import load_rulebook

    asked = None if region is None else parse_region(region)
    found = list_keys(load_rulebook(*rulebook or ()), words, asked)
    if as_json:
        print_json({"keys": [key_to_json(one) for one in found]})
    else:
        show_keys(found)


@application.command(help=say("help.rules_show"))
def show(
    key: KeyArgument,
    region: RegionOption,
    on: OnOption = None,
    known_on: KnownOnOption = None,
    rulebook: RulebookOption = None,
    as_json: JsonOption = False,
) -> None:
    from trimtab.app.places import parse_region
    from trimtab.app.rules import explain_answer
    from trimtab.cli.show.rules import explanation_to_json, show_answer
    from trimtab.rules import load_rulebook

    book = load_rulebook(*rulebook or ())
    found = explain_answer(book, key, parse_region(region), _today_or(on), _day(known_on))
    answer = found.answer
    if as_json:
        print_json(explanation_to_json(found, language()))
    else:
        show_answer(found)
    book.require(answer.key, answer.region, answer.on, answer.known_on)


@application.command(help=say("help.rules_explain"))
def explain(
    key: KeyArgument,
    region: RegionOption,
    on: OnOption = None,
    known_on: KnownOnOption = None,
    rulebook: RulebookOption = None,
    as_json: JsonOption = False,
) -> None:
    from trimtab.app.places import parse_region
    from trimtab.app.rule_explaining import explanation_lines
    from trimtab.app.rules import explain_answer
    from trimtab.cli.show.rules import explanation_to_json
    from trimtab.rules import load_rulebook

    book = load_rulebook(*rulebook or ())
    found = explain_answer(book, key, parse_region(region), _today_or(on), _day(known_on))
    lines = explanation_lines(found, language())
    if as_json:
        print_json({**explanation_to_json(found, language()), "sentences": lines})
    else:
        print_lines(*lines)


@application.command(help=say("help.rules_test"))
def test(
    paths: Annotated[list[Path], typer.Argument(help=say("help.rules_test_paths"))],
    rulebook: RulebookOption = None,
    as_json: JsonOption = False,
) -> None:
    from trimtab.app.rules import run_case_files
    from trimtab.cli.show.rule_cases import report_to_json, show_report
    from trimtab.rules import load_rulebook

    report = run_case_files(paths, load_rulebook(*rulebook or ()))
    if as_json:
        print_json(report_to_json(report, language()))
    else:
        show_report(report)
    if not report.passed:
        raise typer.Exit(_REFUSED)


@application.command(help=say("help.rules_export"))
def export(
    region: RegionOption,
    out: Annotated[Path, typer.Option("--out", help=say("help.rules_out"))],
    known_on: KnownOnOption = None,
    replace: ReplaceOption = False,
    rulebook: RulebookOption = None,
    as_json: JsonOption = False,
) -> None:
    from trimtab.app.places import parse_region
    from trimtab.rules import load_rulebook
    from trimtab.rules.openfisca import export_openfisca, write_openfisca

    book = load_rulebook(*rulebook or ())
    documents = export_openfisca(book, parse_region(region), known_on=_day(known_on))
    written = write_openfisca(documents, out, replace=replace)
    if as_json:
        print_json({"folder": str(out), "files": [str(path) for path in written]})
    else:
        print_lines(say("rules.exported", n=len(written), folder=out))


@application.command("import", help=say("help.rules_import"))
def import_(
    path: Annotated[Path, typer.Argument(help=say("help.rules_import_path"))],
    region: RegionOption,
    source: Annotated[str, typer.Option("--source", help=say("help.rules_source"))] = "",
    prefix: Annotated[str, typer.Option("--prefix", help=say("help.rules_prefix"))] = "",
    out: Annotated[Path | None, typer.Option("--out", help=say("help.rules_import_out"))] = None,
    replace: ReplaceOption = False,
    as_json: JsonOption = False,
) -> None:
    from trimtab.app.places import parse_region
    from trimtab.cli.show.rule_changes import import_to_json, show_import
    from trimtab.rules.openfisca import load_openfisca, rule_file_text, write_files

    place = parse_region(region)
    read = load_openfisca(path, place, recorded=_today(), source=source, prefix=prefix)
    if out is not None:
        write_files({out: rule_file_text(read.parameters, place)}, replace=replace)
    if as_json:
        print_json(import_to_json(read, out, language()))
    else:
        show_import(read, out)


@application.command(help=say("help.rules_diff"))
def diff(
    known: Annotated[
        tuple[str, str] | None, typer.Option("--known", help=say("help.rules_diff_known"))
    ] = None,
    in_force: Annotated[
        tuple[str, str] | None, typer.Option("--in-force", help=say("help.rules_diff_in_force"))
    ] = None,
    rulebook: RulebookOption = None,
    as_json: JsonOption = False,
) -> None:
    from trimtab.app.rules import find_differences
    from trimtab.cli.show.rule_changes import difference_to_json, show_differences

    found = find_differences(rulebook or (), known=_days(known), in_force=_days(in_force))
    if as_json:
        print_json({"differences": [difference_to_json(one) for one in found]})
    else:
        show_differences(found)


@application.command(help=say("help.rules_expiring"))
def expiring(
    on: OnOption = None,
    days: Annotated[int, typer.Option(min=1, help=say("help.rules_days"))] = 90,
    rulebook: RulebookOption = None,
    as_json: JsonOption = False,
) -> None:
    from trimtab.cli.show.rule_changes import lapse_to_json, show_lapses
    from trimtab.rules import load_rulebook
    from trimtab.rules.expiring import expiring as find_lapses

    found = find_lapses(load_rulebook(*rulebook or ()), _today_or(on), days)
    if as_json:
        print_json({"lapses": [lapse_to_json(one) for one in found]})
    else:
        show_lapses(found)


@application.command(help=say("help.rules_lint"))
def lint(
    folders: Annotated[
        list[Path] | None, typer.Argument(help=say("help.rules_lint_folders"))
    ] = None,
    as_json: JsonOption = False,
) -> None:
    from trimtab.cli.show.rule_changes import lint_to_json, show_lint
    from trimtab.rules.lint import lint_folders

    report = lint_folders(*folders or (), today=_today())
    if as_json:
        print_json(lint_to_json(report, language()))
    else:
        show_lint(report)
    if not report.clean:
        raise typer.Exit(_REFUSED)


@application.command(help=say("help.rules_schema"))
def schema() -> None:
    from trimtab.rules.editor_schema import editor_schema

    print_json(editor_schema(language()))
