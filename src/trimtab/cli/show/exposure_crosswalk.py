"""One occupation in the other classifications."""

from __future__ import annotations

from typing import Any

from trimtab.app.exposure_crosswalk import Correspondence, OccupationCrosswalk, link_title
from trimtab.cli.output import console, language, print_lines, say, table
from trimtab.cli.show.notes import print_note
from trimtab.messages import text

_SHOWN = 12


def show_crosswalk(found: OccupationCrosswalk) -> None:
    """A table per classification, with where the links come from."""
    for one in found.found:
        _show(found.code, one)


def _show(code: str, one: Correspondence) -> None:
    out = console()
    titled = {"code": code, "title": link_title(code, language()), "target": one.target}
    out.print(f"\n[bold]{say('exposure.crosswalk_title', **titled)}[/]")
    if one.asked != code:
        title = link_title(one.asked, language())
        print_lines(say("exposure.crosswalk_through", code=one.asked, title=title))
    if not one.links:
        print_lines(say("exposure.crosswalk_nothing"))
        return
    heads = [say(f"exposure.column.{name}") for name in ("code", "title", "match", "weight")]
    shown = table("", heads, right=(3,), whole=(0,))
    for link in one.links[:_SHOWN]:
        match = text(f"exposure.match.{link.match.value}", language())
        title = link_title(link.target, language())
        shown.add_row(link.target.partition(":")[2], title, match, f"{link.weight:.2f}")
    out.print(shown)
    if len(one.links) > _SHOWN:
        print_lines(say("exposure.crosswalk_more", n=len(one.links) - _SHOWN))
    ours = one.file == "csco2022_isco08.csv"
    print_note(text(f"exposure.weighting.{one.weighting.value}", language()))
    print_note(say("exposure.crosswalk_ours" if ours else "exposure.crosswalk_bls"))


def crosswalk_to_json(found: OccupationCrosswalk) -> dict[str, Any]:
    """Links for a program."""
    return {
        "code": found.code,
        "title": link_title(found.code, language()),
        "correspondences": [
            {
                "target": one.target,
                "links_of": one.asked,
                "weighting": one.weighting.value,
                "source": one.file,
                "links": [
                    {
                        "code": link.target,
                        "title": link_title(link.target, language()),
                        "match": link.match.value,
                        "weight": link.weight,
                    }
                    for link in one.links
                ],
            }
            for one in found.found
        ],
    }
