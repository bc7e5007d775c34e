"""The same three rules in OpenFisca-Core, run with an interpreter that has it installed.

    PYTHON benchmarks/_openfisca.py FOLDER PERSONS

FOLDER holds the rules of Shanghai as `trimtab rules export` writes them, so both engines compute
with the same figures. Prints seconds to build and compute, seconds per reform, peak memory, sums.
OpenFisca-Core (AGPL-3.0) is no dependency of Trimtab; nothing of it is copied here.
"""

# ruff: noqa: N801, N805  OpenFisca calls variables by their class and formulas by the population

from __future__ import annotations

import json
import resource
import statistics
import sys
import time

import numpy as np
from openfisca_core.entities import build_entity
from openfisca_core.parameters import ParameterNode
from openfisca_core.periods import MONTH
from openfisca_core.reforms import Reform
from openfisca_core.simulations import SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

PERIOD = "2026-09"
REFORMS = 20
Person = build_entity(key="person", plural="persons", label="Person", is_person=True)


class contribution_months(Variable):
    value_type, entity, definition_period, label = float, Person, MONTH, "months"


class spell_month(Variable):
    value_type, entity, definition_period, label = float, Person, MONTH, "month of the spell"


class contribution_base(Variable):
    value_type, entity, definition_period, label = float, Person, MONTH, "CNY a month"


class benefit_months(Variable):
    value_type, entity, definition_period, label = float, Person, MONTH, "months"

    def formula(person, period, parameters):
        months = person("contribution_months", period)
        rule = parameters(period).unemployment.benefit_duration_months
        step, award = rule.steps.calc(months), rule.awards.calc(months)
        least = parameters(period).unemployment.contribution_months_min
        ceiling = parameters(period).unemployment.benefit_duration_cap_months.calc(months)
        earned = np.minimum(np.floor(months / step) * award, np.minimum(rule.cap, ceiling))
        return np.where(months >= least, earned, 0)


class benefit_amount(Variable):
    value_type, entity, definition_period, label = float, Person, MONTH, "CNY a month"

    def formula(person, period, parameters):
        month = person("spell_month", period)
        amount = parameters(period).unemployment.benefit_amount_cny_month.bands.calc(month)
        return np.where(month <= person("benefit_months", period), amount, 0)


class flexible_subsidy(Variable):
    value_type, entity, definition_period, label = float, Person, MONTH, "CNY a month"

    def formula(person, period, parameters):
        at = parameters(period)
        shares = at.contribution.pension_flexible_share + at.contribution.medical_flexible_share
        base = person("contribution_base", period)
        floor = at.contribution.base_floor_cny_month
        inside = (base >= floor) & (base <= at.contribution.base_cap_cny_month)
        return np.where(inside, floor * shares * at.flexible_subsidy.share, 0)


def make_system(folder: str) -> TaxBenefitSystem:
    """Parameters and the six variables."""
    system = TaxBenefitSystem([Person])
    system.parameters = ParameterNode("", directory_path=folder)
    for variable in (contribution_months, spell_month, contribution_base, *RESULTS):
        system.add_variable(variable)
    return system


RESULTS = (benefit_months, benefit_amount, flexible_subsidy)


def compute(system: TaxBenefitSystem, columns: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Build a simulation of these persons and compute the three variables."""
    count = len(next(iter(columns.values())))
    simulation = SimulationBuilder().build_default_simulation(system, count)
    for name, column in columns.items():
        simulation.set_input(name, PERIOD, column)
    return {one.__name__: simulation.calculate(one.__name__, PERIOD) for one in RESULTS}


def reform_once(system: TaxBenefitSystem, amount: float, person: dict[str, np.ndarray]) -> float:
    """A reform of one figure, and one rule evaluated under it."""

    class Changed(Reform):
        def apply(self) -> None:
            def change(parameters):
                share = parameters.flexible_subsidy.share
                share.update(start="2023-01-01", value=amount)
                return parameters

            self.modify_parameters(modifier_function=change)

    return float(compute(Changed(system), person)["flexible_subsidy"][0])


def main() -> None:
    folder, persons = sys.argv[1], int(sys.argv[2])
    system = make_system(folder)
    columns = dict(np.load(f"{folder}/persons.npz"))
    one = {name: column[:1] for name, column in columns.items()}
    compute(system, one)
    seconds = []
    for _ in range(3):
        start = time.perf_counter()
        found = compute(system, {name: column[:persons] for name, column in columns.items()})
        seconds.append(time.perf_counter() - start)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    start = time.perf_counter()
    reformed = [reform_once(system, 0.3 + 0.001 * at, one) for at in range(REFORMS)]
    reform = (time.perf_counter() - start) / REFORMS
    sums = {name: float(column.astype(float).sum()) for name, column in found.items()}
    print(
        json.dumps(
            {
                "seconds": statistics.median(seconds),
                "reform_seconds": reform,
                "peak_mb": peak,
                "answer": sums,
                "reformed": reformed,
            }
        )
    )


if __name__ == "__main__":
    main()
