"""What a simulation answers for, and what it refuses."""

from __future__ import annotations

from typing import Any

from trimtab.cli.output import console, language, say, table
from trimtab.cli.show.simulation_lines import show_lines
from trimtab.messages import text
from trimtab.simulation.answers import OUTCOMES, REFUSED, REFUSED_HEADS


def outcomes_to_json() -> dict[str, Any]:
    """Outcomes with unit, span and better side; refusals with the code of their reason."""
    return {
        "outcomes": [
            {
                "name": one.name,
                "title": text(f"answers.outcome.{one.name}.title", language()),
                "unit": one.unit.value,
                "span": one.span.value,
                "better": one.better.value,
                "help": text(f"answers.outcome.{one.name}.help", language()),
            }
            for one in OUTCOMES.values()
        ],
        "refused": [
            {"name": name, "code": REFUSED[name], "why": _why(name)} for name in REFUSED_HEADS
        ],
    }


def show_outcomes() -> None:
    """One table of what is answered, then a line for each refusal."""
    shown = table(
        say("simulation.title.answered"),
        (
            say("simulation.column.name"),
            say("simulation.column.outcome"),
            say("simulation.column.meaning"),
        ),
        whole=(0,),
    )
    for one in OUTCOMES.values():
        meaning = text(f"answers.outcome.{one.name}.help", language())
        shown.add_row(one.name, text(f"answers.outcome.{one.name}.title", language()), meaning)
    console().print(shown)
    show_lines(say("simulation.title.refused"))
    show_lines(*(f"- {REFUSED[name]}: {_why(name)}" for name in REFUSED_HEADS))


def _why(name: str) -> str:
    return text(f"error.{REFUSED[name]}", language(), outcome=name)
