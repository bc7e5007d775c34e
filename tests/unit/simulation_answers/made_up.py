"""Made-up ensembles whose truth is known: effects, parameter spread, chance. Labelled synthetic."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np

from trimtab.kernel import Wording
from trimtab.messages import Language
from trimtab.reports.simulation import Given, MixDescription, SimulationReport
from trimtab.simulation.answers import Runs, answer
from trimtab.simulation.levers import BenefitScheme, Uncertain, make_policy
from trimtab.simulation.types import DataBasis

MIXES = ("nothing", "serve", "train_and_serve")
PARAMETERS = (
    "ai_adoption.automation_share",
    "training.completion_share",
    "baseline.search_intensity",
)
STATES = ("US-OH", "US-MI", "US-IN", "US-PA", "US-KY", "US-WV")
GROUPS = tuple(f"SOC@2018:{major}-0000" for major in ("11", "15", "43", "51", "53"))
AGES = ("16-24", "25-54", "55+")
STEPS = 39


def nested(
    generator: np.random.Generator, draws: int, replicates: int, parameters: float, chance: float
) -> np.ndarray:
    """Runs (1 + draws, replicates): the central draw has no deviation of its own."""
    deviation = np.concatenate([[0.0], parameters * generator.standard_normal(draws)])
    noise = chance * generator.standard_normal((1 + draws, replicates))
    return deviation[:, None] + noise


def of_outcome(table: np.ndarray, name: str = "employment_years", **more: object) -> Runs:
    """Runs of one outcome (M, D, R)."""
    mixes = tuple(f"mix{place}" for place in range(len(table)))
    return Runs(mixes, STEPS, 6.75, {name: table}, **more)


def ensemble(
    seed: int = 5, draws: int = 40, replicates: int = 6, regions: tuple[str, ...] = STATES
) -> Runs:
    """Three mixes in an economy of six states: everything a report can show."""
    generator = np.random.default_rng(seed)
    d = draws + 1
    uniforms = generator.random((d, len(PARAMETERS)))
    uniforms[0] = 0.5
    r = replicates
    chance = generator.standard_normal((d, r))
    shock = 0.012 + 0.02 * uniforms[:, 0]
    course = 0.001 + 0.004 * uniforms[:, 1]
    search = 0.002 * uniforms[:, 2]
    force = 11_500_000.0
    lowered = np.stack([np.zeros(d), 0.001 + search, 0.0015 + search + course])
    level = 0.045 + shock[None, :] - lowered
    own = generator.standard_normal((3, d, r))
    unemployment = level[..., None] + 2e-4 * (0.9 * chance + 0.4 * own)
    years = STEPS * 6.75 / 52.179
    spent = np.array([0.0, 60e6, 310e6])
    cost = spent[:, None] * (0.9 + 0.2 * uniforms[:, 2])
    benefits = 1.1e10 * unemployment / 0.06
    time = np.arange(STEPS + 1) / STEPS
    curve = time * time * (3 - 2 * time)
    paths = 0.045 + (unemployment[..., None] - 0.045) * curve
    paths = paths + 1e-4 * generator.standard_normal(paths.shape)
    outcomes = {
        "unemployment": unemployment,
        "long_term_unemployment": 0.4 * unemployment,
        "vacancy_rate": 0.06 - 0.4 * unemployment,
        "employment_years": force * years * (1 - 0.5 * (unemployment + 0.045)),
        "hires": 9.1e6 + 1e7 * lowered[..., None] + 2e4 * own,
        "separations": 9.2e6 + 2e4 * own,
        "cost": cost[..., None] + benefits,
        "windfall": np.broadcast_to((0.2 * cost)[..., None], unemployment.shape),
        "fund_reserve_end": 4e9 - benefits / 4,
        "fund_reserve_lowest": 3.5e9 - benefits / 4,
    }
    outcomes = {name: np.array(table) for name, table in outcomes.items()}
    swings = {
        "unemployment": _swings(),
        "employment_years": -force * years * 0.5 * _swings(),
    }
    by, labels = {}, {}
    for axis, names in (("region", regions), ("occupation_group", GROUPS), ("age", AGES)):
        weights = np.linspace(1, 3, len(names))
        people = force * weights / weights.sum()
        tilt = np.linspace(-0.7, 1.6, len(names))
        gain = lowered[..., None, None] * years * people * tilt
        base = people * years * 0.94 + 300 * generator.standard_normal((3, d, r, len(names)))
        by[axis] = {
            "employment_years": base + gain,
            "labour_force": np.broadcast_to(people, base.shape).copy(),
        }
        labels[axis] = names
    flows = generator.random((3, len(GROUPS), len(GROUPS))) * 2e5
    flows += np.eye(len(GROUPS)) * 1e6
    return Runs(
        mixes=MIXES,
        steps=STEPS,
        step_weeks=6.75,
        outcomes=outcomes,
        series={
            "unemployment": paths,
            "long_term_unemployment": 0.4 * paths,
            "vacancy_rate": 0.06 - 0.4 * paths,
            "employed": force * (1 - paths),
        },
        by=by,
        labels=labels,
        costs={
            "reemployment_service": np.repeat(cost[..., None] / 3, r, axis=2),
            "training": np.repeat(cost[..., None] * 2 / 3, r, axis=2),
            "benefits": benefits,
        },
        currency="USD",
        moves={"occupation_group": flows},
        parameters=PARAMETERS,
        uniforms=uniforms,
        swings=swings,
    )


def _swings() -> np.ndarray:
    """Unemployment (M, P, 2) with one parameter at 5 and 95 %."""
    middle = 0.045 + 0.022 - np.array([0.0, 0.002, 0.0045])
    table = np.repeat(middle[:, None, None], 3, axis=1).repeat(2, axis=2)
    table[:, 0] += np.array([-0.009, 0.009])
    table[2, 1] -= np.array([-0.0018, 0.0018])
    table[1:, 2] -= np.array([-0.0009, 0.0009])
    return table


def report(
    basis: DataBasis = DataBasis.SYNTHETIC, language: Language = Language.ZH, **more: object
) -> SimulationReport:
    """A report on the made-up ensemble, with one shock and two mixes of levers."""
    runs = ensemble(**more)
    uncertain = {"low": 0.5, "best": 0.6, "high": 0.7}
    shock = make_policy(
        "ai_adoption",
        {"pace_years": 5, "automation_share": {"low": 0.1, "best": 0.2, "high": 0.3},
         "new_work_share": 0.05},
    )  # fmt: skip
    serve = make_policy("reemployment_service", {"share": 0.5, "cost_person": 290})
    train = make_policy(
        "training",
        {"seats_year": 20_000, "weeks": 27, "completion_share": uncertain, "screened_share": 0.5,
         "opened_weight": 1.0, "cost_person": 6_000},
    )  # fmt: skip
    return SimulationReport(
        title=Wording("Office work under AI in six states", "六州办公室工作与人工智能"),
        runs=runs,
        answers=answer(runs, budget=3e8, least_reserve=0.0),
        mixes=(
            MixDescription("nothing", Wording("No policy", "无政策")),
            MixDescription("serve", Wording("Re-employment service", "再就业服务"), (serve,)),
            MixDescription(
                "train_and_serve", Wording("Training and service", "培训加服务"), (train, serve)
            ),
        ),
        basis=basis,
        economy="made-up",
        years=5,
        counted=True,
        seed=7,
        generated_at=datetime(2026, 11, 23, 9, tzinfo=UTC),
        software_version="0.1",
        note=Wording(
            "What if AI does a fifth of office work?", "若人工智能承担五分之一的办公室工作"
        ),
        shocks=(shock,),
        sources=("oews_state_occupation.parquet", "mobility_groups_us.csv"),
        scenario_file="ohio.yaml",
        scenario_sha256="ab" * 32,
        to_country="US",
        budget=3e8,
        least_reserve=0.0,
        given=Given(
            search_intensity=Uncertain(0.5, 0.6, 0.7),
            unemployment_rate=0.0507,
            unemployment_source="mobility_groups_us.csv",
            network={"stay_share": 0.5},
            scheme=BenefitScheme(0.4, 26, contribution_rate=0.01, reserve=1e9),
        ),
        language=language,
    )
