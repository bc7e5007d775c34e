"""A run of the published model as a table for people and as JSON for programs."""

from __future__ import annotations

from typing import Any

from trimtab.app.network_run import NetworkRun, Shock
from trimtab.cli.output import console, language, print_lines, say, table
from trimtab.messages import format_number, format_share

SOURCE = "https://doi.org/10.1098/rsif.2020.0898"
_NAMED_OCCUPATIONS = 10


def show_network(found: NetworkRun) -> None:
    """Print the figures, what they are, and what limits them."""
    title = say(
        f"network.title.{found.request.shock}",
        workers=format_number(found.workers, language()),
        occupations=found.occupations,
        steps=found.request.steps,
        mode=say(f"network.mode.{found.request.mode}"),
    )
    shown = table(title, [say("network.column.figure"), say("network.column.value")], right=(1,))
    for name, value in found.figures.items():
        shown.add_row(say(f"network.figure.{name}"), _value(name, value))
    console().print(shown)
    print_lines(*_notes(found))


def _value(name: str, value: float) -> str:
    if name == "loop_area_pp2":
        return format_number(value, language())
    return format_share(value, language(), places=3)


def network_to_json(found: NetworkRun) -> dict[str, Any]:
    """Figures as shares 0 to 1 (the loop's area in squared percentage points) and their basis."""
    request = found.request
    return {
        **found.figures,
        "mode": request.mode.value,
        "shock": request.shock.value,
        "workers": found.workers,
        "occupations": found.occupations,
        "steps": request.steps,
        "seed": request.seed,
        "parameters": dict(found.parameters),
        "automation_column": (
            request.automation_column if request.shock is Shock.AUTOMATION else None
        ),
        "basis": found.basis.value,
        "files": list(found.sources),
        "emptied": [
            {"occupation": one.occupation, "region": one.region, "step": one.step}
            for one in found.emptied
        ],
        "notes": _notes(found),
        "source": SOURCE,
    }


def _notes(found: NetworkRun) -> list[str]:
    """What a reader of the figures must know."""
    notes = [
        say("network.note.model", source=SOURCE),
        say("network.note.basis", basis=say(f"network.basis.{found.basis}")),
    ]
    if found.illustrated:
        notes.append(say("network.note.illustration", column=found.request.automation_column))
    if found.emptied:
        named = [one.occupation for one in found.emptied[:_NAMED_OCCUPATIONS]]
        more = "" if len(named) == len(found.emptied) else ", ..."
        notes.append(
            say("network.note.emptied", n=len(found.emptied), codes=", ".join(named) + more)
        )
    return notes
