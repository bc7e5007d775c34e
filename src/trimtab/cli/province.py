"""``trimtab demo province``: the Chinese demonstration province."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from trimtab.cli.options import DEFAULT_ACTOR, ActorOption, JsonOption
from trimtab.cli.output import language, print_json, print_lines, progress_shown, say

if TYPE_CHECKING:
    from trimtab.app.province import ProvinceResult
    from trimtab.app.province_judging import JudgedIndicator
    from trimtab.app.province_readme import Achieved

_FOLDER = Path("demo") / "province"


def province(
    seed: Annotated[int, typer.Option("--seed", help=say("help.province_seed"))] = 1,
    out: Annotated[Path, typer.Option("--out", help=say("help.province_out"))] = _FOLDER,
    persons: Annotated[int, typer.Option("--persons", help=say("help.province_persons"))] = 100_000,
    months: Annotated[int, typer.Option("--months", help=say("help.province_months"))] = 96,
    actor: ActorOption = DEFAULT_ACTOR,
    as_json: JsonOption = False,
) -> None:
    """Generate the province, write it, and say what monitoring finds in it."""
    from trimtab.app.province import build_province
    from trimtab.province import ProvinceSettings

    settings = ProvinceSettings(seed, persons, months)
    with progress_shown(as_json) as progress:
        result = build_province(out, settings, progress, actor, language())
    if as_json:
        print_json(_to_json(result))
    else:
        _show(result)


def _show(result: ProvinceResult) -> None:
    from trimtab.app.province import BRIEF
    from trimtab.messages import text

    print_lines(text("province.label", language()), "")
    _show_summary(result)
    _show_marginals(result)
    _show_judged(result)
    print_lines(say("province.written"))
    print_lines(*(f"  {result.folder / name}  {rows:,}" for name, rows in result.files.items()))
    print_lines(f"  {result.folder / BRIEF}")
    workspace, exposures = result.folder / "workspace", result.folder / "exposures.csv"
    print_lines("", say("province.next", workspace=workspace, exposures=exposures))


def _show_summary(result: ProvinceResult) -> None:
    made = result.province
    figures = made.figures
    title = figures.province.in_language(language().value)
    print_lines(
        say("province.title", title=title, seed=made.settings.seed),
        say(
            "province.summary",
            employed=f"{made.population.employed.sum():,}",
            unemployed=f"{made.population.unemployed.sum():,}",
            prefectures=len(figures.prefectures.codes),
            industries=len(figures.industries.codes),
            occupations=len(figures.occupations.codes),
            first=str(made.panel.first),
            last=str(made.last),
            persons=f"{made.settings.persons:,}",
        ),
    )


def _show_marginals(result: ProvinceResult) -> None:
    from trimtab.app.province_readme import achieved, figure
    from trimtab.cli.output import console, table
    from trimtab.messages import text

    names = ("figure", "value", "achieved", "unit", "basis")
    heads = [text(f"province.heading.{name}", language()) for name in names]
    shown = table(say("province.marginals_title"), heads, right=(1, 2))
    for one in achieved(result.province):
        given = one.marginal
        if one.value is not None:
            shown.add_row(
                given.title.in_language(language().value),
                figure(given.value),
                figure(one.value),
                text(f"province.unit.{given.unit}", language()),
                text(f"province.basis.{given.basis}", language()),
            )
    console().print(shown)


def _show_judged(result: ProvinceResult) -> None:
    from trimtab.app.titles import indicator_title
    from trimtab.cli.output import console, table

    judged = result.judged
    names = ("indicator", "hit", "hit_any", "other", "other_any", "delay", "verdict")
    heads = [say(f"province.column_{name}") for name in names]
    first = str(judged.first)
    shown = table(say("province.found_title", first=first), heads, right=(1, 2, 3, 4, 5))
    for one in judged.indicators:
        counts = (
            f"{len(cells)} / {found.cells}"
            for found in (one.hit, one.other)
            for cells in (found.alarmed, found.watched)
        )
        shown.add_row(
            indicator_title(one.indicator, language()),
            *counts,
            f"{one.delay_months:.0f}" if one.hit.alarmed else "–",
            _verdicts(one),
        )
    console().print(shown)
    print_lines(
        say("province.found_note", first=judged.downturn_first, last=judged.downturn_last),
        say("province.missed_all", n=len(_missed_by_all(result))),
    )
    _show_gradient(result)


def _verdicts(one: JudgedIndicator) -> str:
    from trimtab.app.province_judging import CANNOT_TELL
    from trimtab.messages import text

    words = {
        name: say("province.cannot_tell")
        if name == CANNOT_TELL
        else text(f"monitoring.component.{name}", language())
        for name in one.verdicts
    }
    listed = [f"{words[name]} {count}" for name, count in one.verdicts.items()]
    return text("form.separator", language()).join(listed) or say("province.none")


def _show_gradient(result: ProvinceResult) -> None:
    from trimtab.messages import format_interval, format_number, text

    found = result.judged.gradient
    if found is None:
        return
    difference = found.top_minus_bottom
    print_lines(
        say(
            "province.gradient",
            value=format_number(difference.value, language(), digits=2),
            interval=format_interval(difference.low, difference.high, language(), digits=2),
            truth=format_number(found.truth, language(), digits=2),
        ),
        text(f"gradient.verdict.{found.verdict.value}", language()),
        *([text(f"gradient.unclear.{found.unclear.value}", language())] if found.unclear else ()),
        "",
    )


def _missed_by_all(result: ProvinceResult) -> list[tuple[str, str]]:
    missed = [set(one.missed) for one in result.judged.indicators]
    return sorted(set.intersection(*missed))


def _to_json(result: ProvinceResult) -> dict[str, Any]:
    from trimtab.app.province_readme import achieved
    from trimtab.messages import text
    from trimtab.province import BASIS

    made, judged = result.province, result.judged
    return {
        "basis": BASIS,
        "label": text("province.label", language()),
        "title": made.figures.province.in_language(language().value),
        "folder": result.folder,
        "seed": made.settings.seed,
        "persons": made.settings.persons,
        "months": made.settings.months,
        "first_month": made.panel.first,
        "last_month": made.last,
        "employed": int(made.population.employed.sum()),
        "unemployed": int(made.population.unemployed.sum()),
        "files": dict(result.files),
        "marginals": [_marginal_to_json(one) for one in achieved(made)],
        "monitoring": {
            "shock_first_month": judged.first,
            "downturn_first_month": judged.downturn_first,
            "downturn_last_month": judged.downturn_last,
            "indicators": [_indicator_to_json(one) for one in judged.indicators],
            "missed_by_all": [list(cell) for cell in _missed_by_all(result)],
            "gradient": _gradient_to_json(result),
        },
    }


def _marginal_to_json(one: Achieved) -> dict[str, Any]:
    given = one.marginal
    return {
        "key": given.key,
        "category": given.category,
        "title": given.title.in_language(language().value),
        "value": given.value,
        "achieved": one.value,
        "unit": given.unit,
        "year": given.year,
        "basis": given.basis,
        "source": given.source,
    }


def _indicator_to_json(one: JudgedIndicator) -> dict[str, Any]:
    realised = one.realised
    return {
        "indicator": one.indicator,
        **{
            name: {
                "cells": found.cells,
                "alarmed": len(found.alarmed),
                "watched": len(found.watched),
            }
            for name, found in (("hit", one.hit), ("other", one.other), ("downturn", one.downturn))
        },
        "months_until_known_median": one.delay_months,
        "attributed": dict(one.verdicts),
        "missed": [list(cell) for cell in one.missed],
        "promised_false_alarms_per_series_year": one.promised,
        "realised_false_alarms_per_series_year": realised.value if realised else None,
    }


def _gradient_to_json(result: ProvinceResult) -> dict[str, Any] | None:
    found = result.judged.gradient
    if found is None:
        return None
    return {
        "top_minus_bottom": found.top_minus_bottom.value,
        "low": found.top_minus_bottom.low,
        "high": found.top_minus_bottom.high,
        "truth": found.truth,
        "verdict": found.verdict.value,
        "unclear": found.unclear.value if found.unclear else None,
    }
