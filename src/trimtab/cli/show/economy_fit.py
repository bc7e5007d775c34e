"""The fit of simulated flows to observed transitions: what fits, what does not, against what."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from trimtab.app.economy_fit import EconomyFit
from trimtab.app.titles import code_title
from trimtab.cli.output import console, language, print_lines, say, table
from trimtab.kernel import Occupation
from trimtab.messages import format_number, format_share
from trimtab.simulation.economies import Score
from trimtab.simulation.economies.external_check import ExternalCheck


def show_fit(found: EconomyFit) -> None:
    """Scores of moves, rates of the whole, hires and job losses by group, and the verdicts."""
    out = console()
    print_lines(*_heading(found))
    out.print(_scores(found))
    if found.external:
        out.print(_external(found.external))
        print_lines(_joined(found.external))
    out.print(_rates(found))
    out.print(_groups(found))
    print_lines(*_verdicts(found), say("economy.fit.source"))


def fit_to_json(found: EconomyFit) -> dict[str, Any]:
    """Shares and monthly rates 0 to 1, mean errors in percentage points."""
    flows = found.flows
    return {
        "trained": found.trained,
        "tested": found.tested,
        "moves_between_groups": {
            "simulated": asdict(flows.moves),
            "earlier_months": asdict(found.earlier) if found.earlier else None,
            "held_out_groups": [dict(row) for row in found.held_out],
        },
        "network": asdict(found.external) if found.external else None,
        "monthly_rates": {
            "job_loss": dict(zip(("model", "observed"), flows.loss_rate, strict=True)),
            "job_finding": dict(zip(("model", "observed"), flows.finding_rate, strict=True)),
        },
        "share_of_hires": {
            "distance": flows.entered.distance,
            "correlation": flows.entered.correlation,
        },
        "groups": [
            {
                "occupation": group,
                "hires_model": flows.entered.model[at],
                "hires_observed": flows.entered.observed[at],
                "job_loss_model": flows.job_loss.model[at],
                "job_loss_observed": flows.job_loss.observed[at],
            }
            for at, group in enumerate(flows.groups)
        ],
        "basis": "modelled",
    }


def _heading(found: EconomyFit) -> Iterator[str]:
    yield say("economy.fit.title")
    if found.trained and found.tested:
        (a, b), (c, d) = found.trained, found.tested
        yield say("economy.fit.split", trained=f"{a} – {b}", tested=f"{c} – {d}")
    else:
        yield say("economy.fit.same")


def _scores(found: EconomyFit) -> Any:
    names = ("moves", "deviance_explained", "correlation", "mean_error")
    columns = [say(f"economy.fit.column.{name}") for name in names]
    shown = table(say("economy.fit.moves"), columns, right=(1, 2, 3))
    shown.add_row(say("economy.fit.row.simulated"), *_score(found.flows.moves))
    if found.earlier:
        shown.add_row(say("economy.fit.row.earlier"), *_score(found.earlier))
    models: dict[str, list[str]] = {}
    for row in found.held_out:
        value, low, high = (
            format_number(float(row[name]), language()) for name in ("held_out", "low", "high")
        )
        models.setdefault(row["model"], []).append(f"{value} [{low}, {high}]")
    for model, values in models.items():
        shown.add_row(say(f"economy.fit.held_out.{model}"), *values)
    return shown


def _external(found: ExternalCheck) -> Any:
    names = ("moves", "deviance_explained", "correlation", "mean_error")
    columns = [say(f"economy.fit.column.{name}") for name in names]
    shown = table(say("economy.fit.network"), columns, right=(1, 2, 3))
    ends = zip(*(_score(one) for one in (found.model, found.low, found.high)), strict=True)
    shown.add_row(
        say("economy.fit.network_row.model"), *(f"{value} [{a}, {b}]" for value, a, b in ends)
    )
    shown.add_row(say("economy.fit.network_row.size"), *_score(found.size_alone))
    shown.add_row(say("economy.fit.network_row.group"), *_score(found.group_alone))
    return shown


def _joined(found: ExternalCheck) -> str:
    model, observed = (format_share(value, language()) for value in found.within_major)
    return say(
        "economy.fit.joined",
        joined=found.joined,
        codes=found.codes,
        lost=format_share(found.flow_lost, language()),
        model=model,
        observed=observed,
    )


def _score(one: Score) -> tuple[str, str, str]:
    values = (one.deviance_explained, one.correlation, one.mean_error)
    first, second, third = (format_number(value, language()) for value in values)
    return first, second, third


def _rates(found: EconomyFit) -> Any:
    columns = [say(f"economy.fit.column.{name}") for name in ("rate", "model", "observed")]
    shown = table("", columns, right=(1, 2))
    for name in ("loss_rate", "finding_rate"):
        pair = getattr(found.flows, name)
        shown.add_row(
            say(f"economy.fit.row.{name}"), *(format_share(v, language(), places=2) for v in pair)
        )
    return shown


def _groups(found: EconomyFit) -> Any:
    names = ("group", "hires_model", "hires_observed", "loss_model", "loss_observed")
    columns = [say(f"economy.fit.column.{name}") for name in names]
    shown = table(say("economy.fit.groups"), columns, right=(1, 2, 3, 4))
    flows = found.flows
    parts = (flows.entered, flows.job_loss)
    for at, group in enumerate(flows.groups):
        values = [side[at] for part in parts for side in (part.model, part.observed)]
        title = code_title(Occupation(group), language())
        shown.add_row(title, *(format_share(float(v), language(), places=2) for v in values))
    return shown


def _verdicts(found: EconomyFit) -> Iterator[str]:
    flows = found.flows
    yield say("economy.fit.fits", share=format_share(flows.moves.deviance_explained, language()))
    lost = flows.job_loss.observed
    yield say(
        "economy.fit.not_fitted",
        low=format_share(float(lost.min()), language(), places=2),
        high=format_share(float(lost.max()), language(), places=2),
        model=format_share(float(flows.job_loss.model.mean()), language(), places=2),
        apart=format_share(flows.entered.distance, language()),
    )
