"""How much the assumptions of the modelled network matter, as a table and as data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from trimtab.app.economy_sensitivity import SHARE_OF_EXPOSURE, SHOCK_YEARS, Sensitivity
from trimtab.cli.output import console, language, print_lines, say, table
from trimtab.messages import format_number, format_share


def show_sensitivity(found: Sequence[Sensitivity]) -> None:
    """One row for each run, in points of the labour force."""
    names = ("assumption", "value", "unemployment", "vacancies", "rise", "long_term_rise")
    columns = [say(f"economy.sensitivity.column.{name}") for name in names]
    shown = table(say("economy.sensitivity.title"), columns, right=(1, 2, 3, 4, 5))
    for one in found:
        shown.add_row(
            say(f"economy.assumption.{one.assumption}"),
            format_number(one.value, language()),
            *(
                format_share(rate, language(), places=2)
                for rate in (one.unemployment, one.vacancies)
            ),
            *(f"{100 * rise:.3f}" for rise in (one.rise, one.long_term_rise)),
        )
    console().print(shown)
    share = format_share(SHARE_OF_EXPOSURE, language(), places=0)
    years = format_number(SHOCK_YEARS, language())
    print_lines(say("economy.sensitivity.note", share=share, years=years))


def sensitivity_to_json(found: Sequence[Sensitivity]) -> dict[str, Any]:
    """Shares 0 to 1."""
    return {"basis": "modelled", "runs": [asdict(one) for one in found]}
