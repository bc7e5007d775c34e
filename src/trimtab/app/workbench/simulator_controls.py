"""The controls of the builder: every field of every lever as a number with range, unit and start.

Starting values are places to begin from. None is a published figure: the page calls each an
assumption, except where a field may be left empty and an effect calibrated on a trial applies.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from trimtab.app.workbench.simulator_grounds import Scale
from trimtab.simulation.levers import BENEFIT_FIELDS, FORMS, FieldUnit, LeverField, LeverForm
from trimtab.simulation.levers.calibrated import calibrated_effects
from trimtab.simulation.levers.fields import NUMBERS

SCHEME = "scheme"
"""Name of the benefit there is before any lever, beside the names of levers."""

WIDTHS = (0.0, 0.15, 0.3, 0.5)
"""How far an uncertain number may be off, as a share of it: what the builder offers."""
USUAL_WIDTH = 0.3

_PLACED = frozenset({"regions", "occupations", "tiers", "kinds"})
_LEFT_TO_FILES = frozenset({"measure", "industries", "exit_kinds", "field", "paid_by"})
"""Fields that a scenario file has and the builder leaves out."""

_STARTS: Mapping[str, float] = MappingProxyType(
    {
        "ai_adoption.pace_years": 3,
        "ai_adoption.automation_share": 0.15,
        "ai_adoption.new_work_share": 0.4,
        "training.weeks": 20,
        "training.completion_share": 0.7,
        "training.screened_share": 0.3,
        "training.opened_weight": 0.2,
        "retention_subsidy.retained_share": 0.2,
        "retention_subsidy.windfall_share": 0.6,
        "retention_subsidy.weeks": 26,
        "hiring_subsidy.windfall_share": 0.5,
        "benefit.replacement_rate": 0.6,
        "benefit.level_elasticity": 0.5,
        "benefit.duration_elasticity": 0.2,
        "reemployment_service.share": 0.3,
        "mobility_grant.weeks": 13,
        "mobility_grant.windfall_share": 0.5,
        "cluster_support.ramp_years": 1,
        "cluster_support.displaced_share": 0.3,
        "gig_coverage.coverage_share": 0.3,
        "gig_coverage.ramp_years": 2,
        "scheme.replacement_rate": 0.5,
        "scheme.weeks": 26,
        "scheme.insured_share": 0.6,
        "scheme.contribution_rate": 0.02,
    }
)
_JOBS: Mapping[str, float] = MappingProxyType(
    {
        "training.seats_year": 0.002,
        "hiring_subsidy.jobs": 0.002,
        "mobility_grant.persons_year": 0.001,
        "cluster_support.jobs": 0.001,
        "graduates.persons_year": 0.01,
    }
)
"""Starts as a share of all jobs."""
_PAY: Mapping[str, float] = MappingProxyType(
    {
        "training.cost_person": 0.1,
        "retention_subsidy.cost_job_year": 0.15,
        "hiring_subsidy.cost_job_year": 0.25,
        "reemployment_service.cost_person": 0.006,
        "mobility_grant.cost_person": 0.04,
        "gig_coverage.cost_person": 0.05,
    }
)
"""Starts as a share of mean yearly pay."""
_PAYROLL: Mapping[str, float] = MappingProxyType(
    {"cluster_support.cost_year": 0.0002, "scheme.reserve": 0.02}
)
"""Starts as a share of the yearly pay of all."""

_REACH: Mapping[FieldUnit, float] = MappingProxyType(
    {FieldUnit.RATIO: 2.0, FieldUnit.YEARS: 10.0, FieldUnit.WEEKS: 104.0, FieldUnit.SHARE: 1.0}
)
"""How far a slider reaches where the field allows more; the number beside it may be larger."""
_BUDGET = 0.0005
_LARGEST_JOBS, _LARGEST_PAY, _LARGEST_PAYROLL = 0.02, 1.0, 0.05
_STEPS = 200


@dataclass(frozen=True, slots=True)
class Control:
    """One field: what may be written (``lowest`` to ``highest``), how far the slider reaches, and
    where it starts. ``start`` None: the field begins empty, which stands for ``default``, or for
    the effect of a trial where ``calibrated``. ``choices`` are words instead of a number."""

    form: str
    field: str
    unit: FieldUnit
    lowest: float
    highest: float
    slider_low: float
    slider_high: float
    step: float
    start: float | None
    default: float | str | None
    required: bool
    uncertain: bool
    calibrated: bool = False
    choices: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """``training.seats_year``: the name of the field in forms, addresses and the API."""
        return f"{self.form}.{self.field}"

    @property
    def bounded(self) -> bool:
        """Whether there is a largest value."""
        return math.isfinite(self.highest)


def controls_of(form: LeverForm, scale: Scale) -> tuple[Control, ...]:
    """Every field of a lever that the builder asks for, in the order of the form."""
    left = _PLACED | _LEFT_TO_FILES
    asked = (one for one in form.fields if one.name not in left)
    return tuple(
        _control(form.name, one, scale)
        for one in asked
        if one.unit in NUMBERS or one.unit is FieldUnit.CHOICE
    )


def scheme_controls(scale: Scale) -> tuple[Control, ...]:
    """The fields of the benefit that there is before any lever."""
    return tuple(_control(SCHEME, one, scale) for one in BENEFIT_FIELDS)


def all_controls(scale: Scale) -> dict[str, Control]:
    """Every control by its name."""
    every = [one for form in FORMS.values() for one in controls_of(form, scale)]
    return {one.name: one for one in (*every, *scheme_controls(scale))}


def _control(form: str, field: LeverField, scale: Scale) -> Control:
    name = f"{form}.{field.name}"
    low, high = _slider(form, field, scale)
    trials = {(one.form, one.field) for one in calibrated_effects()}
    return Control(
        form=form,
        field=field.name,
        unit=field.unit,
        lowest=field.lowest,
        highest=field.highest,
        slider_low=low,
        slider_high=high,
        step=_step(field.unit, high),
        start=_start(name, scale),
        default=field.default,
        required=field.required,
        uncertain=field.uncertain,
        calibrated=(form, field.name) in trials,
        choices=field.choices,
    )


def starting_budget(scale: Scale) -> float:
    """A budget to begin from: a small part of the yearly pay of all; an assumption as well."""
    return _round(scale.wage_year * scale.jobs * _BUDGET)


def _step(unit: FieldUnit, high: float) -> float:
    """How far one press of a key moves a slider."""
    if unit is FieldUnit.WEEKS:
        return 1.0
    if high <= _REACH[FieldUnit.YEARS]:
        return 0.25 if unit is FieldUnit.YEARS else 0.01
    return _round(high / _STEPS)


def _slider(form: str, field: LeverField, scale: Scale) -> tuple[float, float]:
    match field.unit:
        case FieldUnit.PERSONS_YEAR | FieldUnit.JOBS:
            return 0.0, _round(scale.jobs * _LARGEST_JOBS)
        case FieldUnit.MONEY_PERSON | FieldUnit.MONEY_JOB_YEAR:
            return 0.0, _round(scale.wage_year * _LARGEST_PAY)
        case FieldUnit.MONEY | FieldUnit.MONEY_YEAR:
            return 0.0, _round(scale.wage_year * scale.jobs * _LARGEST_PAYROLL)
        case FieldUnit.CHOICE:
            return 0.0, 1.0
        case unit:
            return max(field.lowest, -0.5), min(field.highest, _REACH[unit])


def _start(name: str, scale: Scale) -> float | None:
    if name in _STARTS:
        return float(_STARTS[name])
    if name in _JOBS:
        return _round(scale.jobs * _JOBS[name])
    if name in _PAY:
        return _round(scale.wage_year * _PAY[name])
    if name in _PAYROLL:
        return _round(scale.wage_year * scale.jobs * _PAYROLL[name])
    return None


def _round(value: float) -> float:
    """To one digit that a person would choose: 1, 2 or 5 times a power of ten, not below 1.

    Examples
    --------
    >>> _round(137.0), _round(4200.0), _round(0.3)
    (100.0, 5000.0, 1.0)
    """
    if value <= 1:
        return 1.0
    power = 10.0 ** math.floor(math.log10(value))
    return float(min((1, 2, 5, 10), key=lambda one: abs(one - value / power)) * power)
