"""Exposures of groups: a table with spread and join losses, and the same for programs."""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite
from pathlib import Path
from typing import Any

import numpy as np

from trimtab.app.exposure_groups import GroupExposures, scale_of
from trimtab.app.exposure_table import group_title, notes
from trimtab.app.titles import code_title
from trimtab.cli.output import console, language, print_lines, say, table
from trimtab.cli.show.notes import print_note
from trimtab.kernel import Basis, Region
from trimtab.messages import format_count, format_share


def _figure(value: float) -> str:
    return f"{value:.2f}" if isfinite(value) else say("exposure.unknown")


def _spread(low: float, high: float) -> str:
    return f"{low:.2f} – {high:.2f}" if isfinite(low) else "–"


def _split(automation: float) -> str:
    return _share(automation) if isfinite(automation) else say("exposure.unknown")


def _share(value: float) -> str:
    return format_share(value, language(), places=0)


def show_exposures(found: GroupExposures, limit: int) -> None:
    """Groups from the most exposed down, then what must be known to read them."""
    region = code_title(Region(found.request.region), language())
    by = say(f"exposure.by.{found.request.by.value}")
    out = console()
    out.print(f"\n[bold]{say('exposure.title', region=region, by=by)}[/]")
    if found.basis is Basis.MODELLED:
        print_lines(say("exposure.modelled"))
    order = found.order()
    columns = _columns(found, order[:limit])
    heads = [say(f"exposure.column.{name}") for name in columns]
    shown = table("", heads, right=range(1, len(heads)))
    for row in zip(*columns.values(), strict=True):
        shown.add_row(*row)
    out.print(shown)
    if len(order) > limit:
        print_lines(say("exposure.shown", shown=limit, total=len(order)), "")
    for note in notes(found, language()):
        print_note(note)


def _columns(found: GroupExposures, rows: Sequence[int]) -> dict[str, list[str]]:
    """Cells by column; what would say the same in every row, and stands in a note, is left out."""
    middle = found.found
    columns = {
        "group": [group_title(found.request.by, found.groups[at], language()) for at in rows],
        "jobs": [format_count(float(found.jobs[at]), language()) for at in rows],
        "exposure": [_figure(float(middle.middle[at])) for at in rows],
    }
    if not found.request.measure:
        columns["spread"] = [_spread(float(middle.low[at]), float(middle.high[at])) for at in rows]
        if len(set(middle.measures.tolist())) > 1:
            columns["measures"] = [str(middle.measures[at]) for at in rows]
    if np.isfinite(found.automation).any():
        columns["automation"] = [_split(float(found.automation[at])) for at in rows]
        columns["known"] = [_share(float(found.known[at])) for at in rows]
    return columns | {"matched": [_share(float(found.matched[at])) for at in rows]}


def show_written(path: Path, rows: int) -> None:
    """That the rows were written."""
    print_lines(say("exposure.written", n=rows, file=path))


def exposures_to_json(found: GroupExposures) -> dict[str, Any]:
    """Exposures for a program, with the notes that must stand beside them."""
    request = found.request
    return {
        "region": request.region,
        "by": request.by.value,
        "scale": scale_of(found).value,
        "basis": found.basis.value,
        "source": found.source,
        "groups": [_group_to_json(found, at) for at in found.order()],
        "joins": [
            {
                "measure": held.measure.name,
                "grain": held.grain.value,
                "source": held.source,
                "occupations_matched": held.matched,
                "jobs_share_matched": held.jobs_share,
                "codes_lost": list(held.joining.lost) if held.joining else [],
            }
            for held in found.held
        ],
        "automation_source": found.automation_source or None,
        "automation_assumed": request.assumed,
        "notes": notes(found, language()),
    }


def _group_to_json(found: GroupExposures, at: int) -> dict[str, Any]:
    code = found.groups[at]
    automation = float(found.automation[at])
    return {
        "code": code,
        "title": group_title(found.request.by, code, language()),
        "jobs": float(found.jobs[at]),
        "exposure": float(found.found.middle[at]),
        "lowest": float(found.found.low[at]),
        "highest": float(found.found.high[at]),
        "measures": int(found.found.measures[at]),
        "by_measure": {
            held.measure.name: float(value)
            for held, value in zip(found.held, found.by_measure[at], strict=True)
        },
        "jobs_matched": float(found.matched[at]),
        "automation": automation,
        "augmentation": 1 - automation,
        "automation_jobs_known": float(found.known[at]),
    }
