"""``trimtab classifications``: find a region, industry or occupation code by name."""

from __future__ import annotations

from typing import Annotated

import typer

from trimtab.cli.options import JsonOption
from trimtab.cli.output import language, print_json, print_lines, say

application = typer.Typer(
    help=say("help.classifications"), no_args_is_help=True, rich_markup_mode=None
)


@application.command("search", help=say("help.classifications_search"))
def search(
    words: Annotated[str, typer.Argument(help=say("help.search_words"))],
    limit: Annotated[int, typer.Option(min=1, help=say("help.search_limit"))] = 20,
    as_json: JsonOption = False,
) -> None:
    from trimtab.app.lookup import search_codes

    found = search_codes(words, language(), limit)
    if as_json:
        print_json({"codes": [{"code": code, "title": title} for code, title in found]})
    elif found:
        print_lines(*(f"{code:<24} {title}" for code, title in found))
    else:
        print_lines(say("classifications.nothing", words=words))
