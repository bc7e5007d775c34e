"""How much the assumptions of the modelled network matter for the answer to one shock."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from trimtab.ports.progress import Progress, no_progress

if TYPE_CHECKING:
    from trimtab.simulation.economies import MobilityAssumptions
    from trimtab.simulation.types import Economy

SHARE_OF_EXPOSURE = 0.5
SHOCK_YEARS = 10.0
_SHOCK_AT, _STEPS = 5, 100
_EDGES = (20, 40, 100)


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """One run: ``assumption`` and its ``value``, the others at their defaults; unemployment and
    vacancy rate before the shock; the rise of unemployment and of long-term unemployment to their
    highest, as shares of the labour force."""

    assumption: str
    value: float
    unemployment: float
    vacancies: float
    rise: float
    long_term_rise: float


def study_sensitivity(progress: Progress = no_progress) -> tuple[Sensitivity, ...]:
    """Run one stylised shock with each assumption at the ends of its range.

    Model        mean field from the steady state; demand moves between occupations as in
                 ``automation_path`` with automated shares of half the mean published exposure of
                 each occupation, over ten years: a yardstick, not a forecast. The nation's
                 detailed occupations for what concerns occupations, states by major groups for
                 what concerns states
    """
    cases = list(_cases())
    found = []
    for done, (assumption, value, assumptions, states) in enumerate(cases):
        progress("economy.step.sensitivity", done, len(cases))
        found.append(_run(assumption, value, _economy(assumptions, states)))
    return tuple(found)


def _cases() -> Iterator[tuple[str, float, MobilityAssumptions, bool]]:
    from trimtab.simulation.economies import RANGES, MobilityAssumptions

    ours = MobilityAssumptions()
    values = {name: (low, getattr(ours, name), high) for name, (low, high) in RANGES.items()}
    for name, states in (
        ("stay_share", False),
        ("kept_edges", False),
        ("between_share", True),
        ("distance_elasticity", True),
    ):
        for value in values.get(name, _EDGES):
            changed: dict[str, Any] = {name: value}
            yield name, value, replace(ours, **changed), states


def _economy(assumptions: MobilityAssumptions, states: bool) -> Economy:
    from trimtab.app.economies import open_economy

    if states:
        return open_economy("us", occupations="major", assumptions=assumptions)
    return open_economy("us", regions=("US",), assumptions=assumptions)


def _run(assumption: str, value: float, economy: Economy) -> Sensitivity:
    from trimtab.app.economy_fit import steady_model
    from trimtab.simulation.mean_field import simulate_mean_field
    from trimtab.simulation.published import Parameters, automation_path

    model = steady_model(economy, _STEPS)
    demand = model.inputs(0).target[:, 0]
    automated = SHARE_OF_EXPOSURE * np.nan_to_num(np.nanmean(economy.exposure, axis=1))
    path = automation_path(
        demand, automated, _STEPS, Parameters(shock_at=_SHOCK_AT, duration_years=SHOCK_YEARS)
    )
    constant = model.inputs(0)
    shocked = replace(model, inputs=lambda t: replace(constant, target=path[t + 1][:, None]))
    run = simulate_mean_field(shocked, _STEPS)
    whole = run.whole
    unemployment = whole.unemployment[:, 0, 0]
    long_term = (whole.long_term / (whole.employed + whole.unemployed))[:, 0, 0]
    vacancies = whole.vacancies / (whole.vacancies + whole.employed)
    return Sensitivity(
        assumption,
        value,
        float(unemployment[0]),
        float(vacancies[0, 0, 0]),
        float(unemployment.max() - unemployment[0]),
        float(long_term.max() - long_term[0]),
    )
