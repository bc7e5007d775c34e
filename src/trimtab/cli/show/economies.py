"""An economy to start from: what it holds, what of it is modelled, where its figures come from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from trimtab.app.economies import sources_of
from trimtab.app.economy_files import ExportedEconomy
from trimtab.cli.output import console, language, print_lines, say, table
from trimtab.kernel import Wording
from trimtab.messages import format_count, format_share
from trimtab.simulation.economies import BETWEEN, RANGES, TIERS, WITHIN, MobilityAssumptions
from trimtab.simulation.economies.describing import EconomyDescription, describe_economy
from trimtab.simulation.types import Economy


def show_economy(economy: Economy, assumptions: MobilityAssumptions | None) -> None:
    """Counts, where applications go, assumptions with their ranges, basis and sources."""
    out, found = console(), describe_economy(economy)
    names = [say("economy.column.what"), say("economy.column.value")]
    shown = table(say("economy.title", name=economy.name), names, right=(1,))
    for label, value in (*_counts(found), *_network(found), *_rates(economy)):
        shown.add_row(label, value)
    out.print(shown)
    if assumptions is not None:
        out.print(_assumptions(assumptions))
    print_lines(*_notes(economy, found))
    for source in sources_of(economy):
        print_lines(say("economy.source", title=source.title, licence=source.licence))


def economy_to_json(economy: Economy, assumptions: MobilityAssumptions | None) -> dict[str, Any]:
    """The same as data; shares 0 to 1, persons."""
    return {
        "name": economy.name,
        "basis": economy.basis.value,
        "note": _words(economy.note),
        "currency": economy.cells.currency,
        **asdict(describe_economy(economy)),
        "unemployment_rate": economy.unemployment_rate,
        "vacancy_rate": economy.vacancy_rate,
        "measures": list(economy.measures),
        "industries": list(economy.industries),
        "assumptions": None if assumptions is None else _assumed(assumptions),
        "sources": [
            {"file": source.file, "title": source.title, "licence": source.licence}
            for source in sources_of(economy)
        ],
    }


def show_export(written: ExportedEconomy, economy: Economy) -> None:
    """Where the files are, what is not in them, how to read them again."""
    print_lines(
        say("economy.exported.edges", path=written.edges, rows=written.edge_rows),
        say("economy.exported.occupations", path=written.occupations, rows=written.occupation_rows),
        say("economy.exported.again", edges=written.edges, occupations=written.occupations),
        _basis(economy),
    )


def export_to_json(written: ExportedEconomy, economy: Economy) -> dict[str, Any]:
    """Files and rows."""
    return {
        "edges": str(written.edges),
        "occupations": str(written.occupations),
        "edge_rows": written.edge_rows,
        "occupation_rows": written.occupation_rows,
        "basis": economy.basis.value,
    }


def _counts(found: EconomyDescription) -> Iterator[tuple[str, str]]:
    for name in ("regions", "occupations", "kinds", "cells", "jobs", "smallest_cell", "below_five"):
        yield say(f"economy.row.{name}"), format_count(getattr(found, name), language())
    for tier, share in found.tiers.items():
        label = say("economy.row.tier", tier=_tier(tier)) if tier else say("economy.row.no_tier")
        yield label, format_share(share, language())


def _network(found: EconomyDescription) -> Iterator[tuple[str, str]]:
    for name, edges in found.edges.items():
        yield say("economy.row.edges", layer=_layer(name)), format_count(edges, language())
    for name in ("same_cell", "same_region", "other_regions", "exposed"):
        yield say(f"economy.row.{name}"), format_share(getattr(found, name), language())


def _tier(name: str) -> str:
    """Our tiers in words, those of a user as the user calls them."""
    return say(f"economy.tier.{name}") if name in TIERS else name


def _layer(name: str) -> str:
    return say(f"economy.layer.{name}") if name in (WITHIN, BETWEEN) else name


def _rates(economy: Economy) -> Iterator[tuple[str, str]]:
    for name in ("unemployment_rate", "vacancy_rate"):
        rate = getattr(economy, name)
        shown = say("economy.own_steady_state") if rate is None else format_share(rate, language())
        yield say(f"economy.row.{name}"), shown


def _assumptions(assumptions: MobilityAssumptions) -> Any:
    names = [say(f"economy.column.{name}") for name in ("assumption", "value", "low", "high")]
    shown = table(say("economy.assumptions"), names, right=(1, 2, 3))
    for name, (value, low, high) in _assumed(assumptions).items():
        shown.add_row(say(f"economy.assumption.{name}"), f"{value:g}", f"{low:g}", f"{high:g}")
    return shown


def _assumed(assumptions: MobilityAssumptions) -> dict[str, tuple[float, float, float]]:
    """Value, low and high end of the plausible range of each assumption."""
    return {name: (getattr(assumptions, name), *span) for name, span in RANGES.items()}


def _notes(economy: Economy, found: EconomyDescription) -> Iterator[str]:
    yield _basis(economy)
    if note := _words(economy.note):
        yield note
    if found.below_five:
        yield say("economy.small_cells", n=found.below_five)


def _basis(economy: Economy) -> str:
    basis = say(f"network.basis.{economy.basis}")
    return say("economy.basis", basis=basis)


def _words(note: Wording) -> str:
    return note.in_language(language())
