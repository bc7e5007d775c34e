"""Economies of six cells: two regions, three occupations, known exposure and wages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache

import numpy as np
from scipy import sparse

from trimtab.simulation.levers import (
    Baseline,
    BenefitScheme,
    Column,
    Compiled,
    compile_model,
    make_policy,
)
from trimtab.simulation.mean_field import simulate_mean_field
from trimtab.simulation.types import Cells, DataBasis, Economy, Kinds, Network, Trajectory

REGIONS = ("US-NV", "US-CA")
OCCUPATIONS = ("11-1011", "15-1252", "35-2014")
EXPOSURE = np.array([0.5, 0.8, 0.2])
WAGES = np.array([90_000.0, 120_000.0, 30_000.0])
JOBS = np.array([2000.0, 3000.0, 9000.0, 4000.0, 8000.0, 6000.0])
WITHIN = np.array([[0.8, 0.15, 0.05], [0.1, 0.85, 0.05], [0.1, 0.05, 0.85]])
BETWEEN = 0.05
INSURED = Kinds(
    ("age", "insured"),
    (("young", "yes"), ("young", "no"), ("old", "yes"), ("old", "no")),
)
KIND_SHARES = np.array([0.2, 0.1, 0.5, 0.2])


@cache
def economy(
    *,
    regions: int = 2,
    kinds: Kinds | None = None,
    scale: float = 1.0,
    unemployment: float | None = 0.05,
    vacancies: float | None = 0.03,
) -> Economy:
    """``regions`` 1 or 2; ``kinds`` INSURED splits every cell by KIND_SHARES."""
    cells = 3 * regions
    region_of, occupation_of = np.divmod(np.arange(cells), 3)
    if regions == 1:
        network = Network(("within",), (sparse.csr_array(WITHIN),))
    else:
        within = np.kron(np.eye(2), WITHIN) * (1 - BETWEEN)
        between = np.kron(1 - np.eye(2), np.eye(3)) * BETWEEN
        network = Network(
            ("within", "between"), (sparse.csr_array(within), sparse.csr_array(between))
        )
    shares = np.ones(1) if kinds is None else KIND_SHARES
    return Economy(
        name="tiny",
        cells=Cells(
            REGIONS[:regions],
            OCCUPATIONS,
            region_of,
            occupation_of,
            ("low", "high"),
            np.array([1, 1, 0])[occupation_of],
            WAGES[occupation_of],
            "USD",
        ),
        kinds=kinds or Kinds(),
        network=network,
        employed=scale * JOBS[:cells, None] * shares,
        basis=DataBasis.SYNTHETIC,
        unemployment_rate=unemployment,
        vacancy_rate=vacancies,
        measures=("beta",),
        exposure=EXPOSURE[occupation_of][:, None],
        industries=("52", "72"),
        industry_mix=np.column_stack([EXPOSURE, 1 - EXPOSURE])[occupation_of],
    )


SCHEME = BenefitScheme(0.5, 26.0, insured_share=0.6, contribution_rate=0.02, reserve=1e8)

WRITTEN: Mapping[str, Mapping[str, object]] = {
    "ai_adoption": {"pace_years": 4, "automation_share": 0.2, "new_work_share": 0.3},
    "training": {
        "seats_year": 400, "weeks": 20, "completion_share": 0.8, "screened_share": 0.5,
        "opened_weight": 1.0, "targets": "15", "cost_person": 5000,
    },
    "retention_subsidy": {
        "retained_share": 0.5, "windfall_share": 0.6, "weeks": 26, "cost_job_year": 10_000,
    },
    "hiring_subsidy": {
        "jobs": 600, "windfall_share": 0.5, "cost_job_year": 10_000, "until_year": 2,
    },
    "benefit": {
        "replacement_rate": 0.6, "weeks": 39, "level_elasticity": 0.5, "duration_elasticity": 0.3,
    },
    "reemployment_service": {"share": 0.5, "search_lift": 0.2, "cost_person": 290},
    "mobility_grant": {
        "persons_year": 300, "weeks": 20, "windfall_share": 0.3, "cost_person": 3000,
        "regions": "US-NV",
    },
    "cluster_support": {
        "jobs": 500, "ramp_years": 2, "displaced_share": 0.4, "cost_year": 1e6,
        "regions": "US-NV", "occupations": "15",
    },
    "gig_coverage": {"coverage_share": 0.5, "ramp_years": 2, "cost_person": 500},
    "graduates": {"persons_year": 400, "field": "computing", "exit_share_year": 0.02},
}  # fmt: skip
"""One use of every lever that changes something."""

SIZES: Mapping[str, Mapping[str, object]] = {
    "ai_adoption": {"automation_share": 0.0, "augmentation_change": 0.0},
    "training": {"seats_year": 0},
    "retention_subsidy": {"retained_share": 0.0},
    "hiring_subsidy": {"jobs": 0},
    "benefit": {"replacement_rate": SCHEME.replacement_rate, "weeks": SCHEME.weeks},
    "reemployment_service": {"share": 0.0},
    "mobility_grant": {"persons_year": 0},
    "cluster_support": {"jobs": 0},
    "gig_coverage": {"coverage_share": 0.0},
    "graduates": {"persons_year": 0, "exit_share_year": 0.0},
}
"""What makes each of them a lever of size zero."""

Use = tuple[str, Mapping[str, object]]


def use(form: str, **changed: object) -> Use:
    """A lever as in WRITTEN, with other values."""
    return form, {**WRITTEN[form], **changed}


def compiled(
    given: Economy, *columns: Sequence[Use], steps: int = 20, baseline: Baseline | None = None
) -> Compiled:
    """The model of columns of levers."""
    made = [Column(tuple(make_policy(form, values) for form, values in one)) for one in columns]
    return compile_model(given, baseline or Baseline(scheme=SCHEME), made, steps)


def run(model: Compiled) -> Trajectory:
    """Its mean field."""
    return simulate_mean_field(model.model, model.steps, threads=1)
