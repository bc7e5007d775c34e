"""Exposure-related co-movement: the estimate with its bounds, its replay, its error curves."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any

from trimtab.app.gradient import Curves, GradientReading, ReplayedWindow
from trimtab.app.titles import code_title, indicator_title
from trimtab.cli.output import console, language, print_lines, say, table
from trimtab.cli.show.estimates import estimate_to_json
from trimtab.kernel import Estimate, Industry
from trimtab.messages import format_number, format_period, format_share, text
from trimtab.monitoring.gradient import Gradient, HistoryBand, Rule


def _percent(value: float) -> str:
    return format_share(value, language(), places=1)


def _interval(low: float, high: float) -> str:
    return f"[{_percent(low)}, {_percent(high)}]"


def _estimate(one: Estimate) -> str:
    return f"{_percent(one.value)} {_interval(one.low, one.high)}"


def _listed(words: Iterator[str]) -> str:
    return text("form.separator", language()).join(words)


def show_reading(reading: GradientReading, indicator: str) -> None:
    """What was estimated, each variant, the bounds, the verdict, and what must not follow."""
    out, found = console(), reading.gradient
    out.print(f"\n[bold]{say('gradient.title')}[/]")
    print_lines(
        say(
            "gradient.header",
            indicator=indicator_title(indicator, language()),
            start=format_period(reading.start, language()),
            end=format_period(reading.end, language()),
            industries=found.industries,
            cells=found.cells,
            vintage=say(f"vintage.{reading.vintage.value}"),
        )
    )
    names = (say("gradient.column.quantity"), say("gradient.column.value"))
    shown = table("", names, right=(1,))
    for label, value in (*_variants(found), *_limits(found)):
        shown.add_row(label, value)
    out.print(shown)
    print_lines(*_verdict(reading), say("gradient.no_payment"))
    for note in _notes(reading):
        out.print(f"[dim]{note}[/]")


def _variants(found: Gradient) -> Iterator[tuple[str, str]]:
    yield say("gradient.row.top_minus_bottom"), _estimate(found.top_minus_bottom)
    yield say("gradient.row.per_deviation"), _estimate(found.per_deviation)
    yield say("gradient.row.fifths"), _estimate(found.fifths)
    yield say("gradient.row.robust"), _estimate(found.robust)
    yield say("gradient.row.leave_one_out"), _interval(*found.leave_one_out)
    clustered = format_number(found.p_value, language(), digits=2)
    dealt = format_number(found.permutation_p, language(), digits=2)
    yield say("gradient.row.p_values"), f"{clustered} / {dealt}"


def _limits(found: Gradient) -> Iterator[tuple[str, str]]:
    shares = found.shares
    lowest, highest = _percent(shares.lowest), _percent(shares.highest)
    yield say("gradient.row.share"), f"{lowest} – {highest}"
    yield say("gradient.row.industries_share"), _percent(shares.industries)
    limits = found.confounder
    yield say("gradient.row.robustness"), _percent(limits.robustness)
    yield say("gradient.row.robustness_significance"), _percent(limits.robustness_significance)
    for one in limits.bounds:
        strength = {"x": _percent(one.with_exposure), "y": _percent(one.with_change)}
        yield say("gradient.row.bound", **strength), _interval(*one.interval)
    if found.history:
        yield say("gradient.row.history"), _interval(found.history.low, found.history.high)


def _verdict(reading: GradientReading) -> Iterator[str]:
    found = reading.gradient
    yield text(f"gradient.verdict.{found.verdict.value}", language())
    if found.unclear:
        yield text(f"gradient.unclear.{found.unclear.value}", language())
    if found.history is None:
        yield say("gradient.no_band")


def _notes(reading: GradientReading) -> Iterator[str]:
    found = reading.gradient
    influential = code_title(Industry(found.most_influential), language())
    yield say("gradient.note.most_influential", industry=influential)
    if reading.controls:
        named = (text(f"gradient.control.{name}", language()) for name in reading.controls)
        yield say("gradient.note.controls", listed=_listed(named))
    counts = (
        text(f"gradient.join.{kind.value}", language(), n=count)
        for kind, count in reading.joins.items()
        if count
    )
    yield say("gradient.note.joins", listed=_listed(counts))
    if found.dropped or reading.nested:
        yield say("gradient.note.dropped", dropped=found.dropped, nested=reading.nested)
    yield say("gradient.note.method")


def show_replay(windows: Sequence[ReplayedWindow], months: int, effect: float) -> None:
    """How often each rule would have called a gradient, window by window."""
    names = [text(f"gradient.rule.{rule.value}", language()) for rule in Rule]
    head = [say("gradient.column.end"), say("gradient.row.top_minus_bottom"), *names]
    shown = table(say("gradient.replay_title", months=months), head, right=(1,))
    for one in windows:
        sides = (text(f"gradient.side.{one.side[rule] + 1}", language()) for rule in Rule)
        shown.add_row(format_period(one.end, language()), _estimate(one.top_minus_bottom), *sides)
    console().print(shown)
    for rule, name in zip(Rule, names, strict=True):
        seen = sum(one.side[rule] != 0 for one in windows)
        print_lines(say("gradient.replay_count", rule=name, seen=seen, windows=len(windows)))
    judged = [one for one in windows if one.history]
    found = sum(one.planted[Rule.HISTORY] == (1 if effect > 0 else -1) for one in judged)
    planted = {"effect": _percent(effect), "found": found, "windows": len(judged)}
    print_lines(say("gradient.replay_planted", **planted), say("gradient.replay_note"))


def show_curves(found: Curves) -> None:
    """False positives and power by rule over the correlation of the confounder."""
    setting = found.setting
    names = [text(f"gradient.rule.{rule.value}", language()) for rule in Rule]
    for measure in ("false_positive", "power"):
        title = say(f"gradient.curve.{measure}", effect=_percent(setting.effect))
        shown = table(title, [say("gradient.column.correlation"), *names], right=(0, 1, 2, 3))
        for point in found.points:
            rates = getattr(point, measure)
            correlation = format_number(point.correlation, language(), digits=1)
            shown.add_row(correlation, *(_estimate(rates[rule]) for rule in Rule))
        console().print(shown)
    print_lines(
        say(
            "gradient.curve.note",
            industries=setting.industries,
            regions=setting.regions,
            replicates=setting.replicates,
            confounder=_percent(setting.confounder),
            dispersion=_percent(found.dispersion),
            windows=found.calm_windows,
            months=found.months,
            first=format_period(found.first, language()),
            last=format_period(found.last, language()),
        )
    )


def gradient_to_json(found: Gradient) -> dict[str, Any]:
    """A gradient for a program."""
    shares = found.shares
    return {
        "top_minus_bottom": estimate_to_json(found.top_minus_bottom),
        "per_deviation": estimate_to_json(found.per_deviation),
        "fifths": estimate_to_json(found.fifths),
        "robust": estimate_to_json(found.robust),
        "leave_one_out": list(found.leave_one_out),
        "most_influential": found.most_influential,
        "p_value": found.p_value,
        "permutation_p": found.permutation_p,
        "degrees_of_freedom": found.degrees_of_freedom,
        "exposure_gap": found.exposure_gap,
        "exposure_deviation": found.exposure_deviation,
        "industries": found.industries,
        "cells": found.cells,
        "dropped": found.dropped,
        "confounder": asdict(found.confounder),
        "shares": {
            "lowest": shares.lowest,
            "exposure_first": estimate_to_json(shares.exposure_first),
            "after_controls": shares.after_controls,
            "highest": shares.highest,
            "industries": shares.industries,
        },
        "history": _band_to_json(found.history),
        "verdict": found.verdict.value,
        "unclear": found.unclear.value if found.unclear else None,
    }


def _band_to_json(band: HistoryBand | None) -> dict[str, Any] | None:
    return asdict(band) if band else None


def reading_to_json(reading: GradientReading) -> dict[str, Any]:
    """A reading for a program, with the sentence that must stand beside it."""
    return {
        "component": "exposure_related_co_movement",
        "start": str(reading.start),
        "end": str(reading.end),
        "months": reading.months,
        "known_at": reading.known_at,
        "vintage": reading.vintage.value,
        "controls": list(reading.controls),
        "joins": {kind.value: count for kind, count in reading.joins.items()},
        "nested": reading.nested,
        "gradient": gradient_to_json(reading.gradient),
        "past": [{"end": str(end), "top_minus_bottom": value} for end, value in reading.past],
        "no_payment": say("gradient.no_payment"),
    }


def replay_to_json(windows: Sequence[ReplayedWindow], months: int, effect: float) -> dict[str, Any]:
    """A replay for a program."""
    return {
        "months": months,
        "effect": effect,
        "windows": [
            {
                "end": str(one.end),
                "top_minus_bottom": estimate_to_json(one.top_minus_bottom),
                "side": {rule.value: one.side[rule] for rule in Rule},
                "planted": {rule.value: one.planted[rule] for rule in Rule},
                "history": _band_to_json(one.history),
            }
            for one in windows
        ],
        "seen": {rule.value: sum(one.side[rule] != 0 for one in windows) for rule in Rule},
    }


def curves_to_json(found: Curves) -> dict[str, Any]:
    """Error curves for a program; every rate is of simulated panels."""
    return {
        "setting": asdict(found.setting),
        "months": found.months,
        "dispersion": found.dispersion,
        "pool_industries": found.pool_industries,
        "calm_windows": found.calm_windows,
        "first": str(found.first),
        "last": str(found.last),
        "points": [
            {
                "correlation": point.correlation,
                "false_positive": {
                    rule.value: estimate_to_json(point.false_positive[rule]) for rule in Rule
                },
                "power": {rule.value: estimate_to_json(point.power[rule]) for rule in Rule},
                "coverage": estimate_to_json(point.coverage),
            }
            for point in found.points
        ],
    }
