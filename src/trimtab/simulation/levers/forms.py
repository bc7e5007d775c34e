"""The ten levers and their fields. What each does to the model is in the module of its name."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from trimtab.kernel.evidence_vocabulary import Lever
from trimtab.simulation.levers.fields import (
    CELLS,
    FROM_YEAR,
    KINDS,
    PAID_BY,
    WINDOW,
    FieldUnit,
    LeverField,
    LeverForm,
)

NEW_WORK_PLACES = ("same_group", "high_skill", "spread")
GRADUATE_FIELDS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "arts": ("27",),
        "business": ("11", "13"),
        "computing": ("15",),
        "education": ("25",),
        "engineering": ("17",),
        "health": ("29", "31"),
        "law": ("23",),
        "science": ("19",),
        "social_work": ("21",),
        "trades": ("47", "49", "51"),
    }
)
"""Field of study to SOC major groups, by the names of both: an assumption of ours, not a published
crosswalk. ``occupations`` replaces it, and must be given where codes are not SOC."""

GROWING = "growing"
NEARLY_ONE = 0.999


def _share(name: str, *, highest: float = 1.0, **more: object) -> LeverField:
    return LeverField(name, FieldUnit.SHARE, highest=highest, uncertain=True, **more)  # type: ignore[arg-type]


def _ratio(name: str, *, lowest: float = 0.0, highest: float = 10.0, **more: object) -> LeverField:
    return LeverField(
        name,
        FieldUnit.RATIO,
        lowest=lowest,
        highest=highest,
        uncertain=True,
        **more,  # type: ignore[arg-type]
    )


def _must(name: str, unit: FieldUnit, *, uncertain: bool = False) -> LeverField:
    return LeverField(name, unit, required=True, uncertain=uncertain)


AI_ADOPTION = LeverForm(
    "ai_adoption",
    None,
    (
        LeverField("pace_years", FieldUnit.YEARS, lowest=0.25, highest=100, required=True,
                   uncertain=True),
        _share("automation_share", required=True),
        _ratio("augmentation_change", lowest=-1.0, highest=5.0, default=0.0),
        _ratio("new_work_share", required=True),
        LeverField("new_work_place", FieldUnit.CHOICE, default="same_group",
                   choices=NEW_WORK_PLACES),
        _share("adoption_share", default=1.0),
        LeverField("measure", FieldUnit.CODES),
        LeverField("industries", FieldUnit.CODES),
        FROM_YEAR,
        *CELLS,
    ),
    is_shock=True,
)  # fmt: skip

TRAINING = LeverForm(
    "training",
    Lever.TRAINING,
    (
        _must("seats_year", FieldUnit.PERSONS_YEAR),
        LeverField("weeks", FieldUnit.WEEKS, lowest=1, highest=260, required=True),
        _share("completion_share", required=True),
        _share("screened_share", required=True),
        _share("unscreened_gain", default=0.0),
        _ratio("opened_weight", required=True),
        _ratio("search_lift", lowest=-1.0, default=0.0),
        LeverField("targets", FieldUnit.CODES),
        LeverField("fade_weeks", FieldUnit.WEEKS, lowest=1),
        LeverField("from_weeks", FieldUnit.WEEKS, default=0.0),
        _share("take_up", default=1.0),
        _must("cost_person", FieldUnit.MONEY_PERSON, uncertain=True),
        *WINDOW, *CELLS, KINDS, PAID_BY,
    ),
)  # fmt: skip

RETENTION_SUBSIDY = LeverForm(
    "retention_subsidy",
    Lever.SHORT_TIME_WORK,
    (
        _share("retained_share", required=True),
        _share("windfall_share", highest=NEARLY_ONE, required=True),
        LeverField("weeks", FieldUnit.WEEKS, lowest=1, highest=260, required=True),
        _must("cost_job_year", FieldUnit.MONEY_JOB_YEAR, uncertain=True),
        *WINDOW, *CELLS, KINDS, PAID_BY,
    ),
)  # fmt: skip

HIRING_SUBSIDY = LeverForm(
    "hiring_subsidy",
    Lever.HIRING_SUBSIDY,
    (
        _must("jobs", FieldUnit.JOBS),
        LeverField("ramp_years", FieldUnit.YEARS, default=0.0),
        _share("windfall_share", required=True),
        _share("kept_share", default=0.0),
        _must("cost_job_year", FieldUnit.MONEY_JOB_YEAR, uncertain=True),
        *WINDOW, *CELLS, PAID_BY,
    ),
)  # fmt: skip

BENEFIT = LeverForm(
    "benefit",
    Lever.UNEMPLOYMENT_BENEFIT,
    (
        LeverField("replacement_rate", FieldUnit.SHARE, highest=1.5),
        LeverField("weeks", FieldUnit.WEEKS, highest=260),
        _ratio("level_elasticity", required=True),
        _ratio("duration_elasticity", required=True),
        *WINDOW,
    ),
)

REEMPLOYMENT_SERVICE = LeverForm(
    "reemployment_service",
    Lever.REEMPLOYMENT_SERVICE,
    (
        _share("share", required=True),
        _ratio("search_lift", lowest=-1.0),
        LeverField("fade_weeks", FieldUnit.WEEKS, lowest=1),
        _must("cost_person", FieldUnit.MONEY_PERSON, uncertain=True),
        *WINDOW, *CELLS, KINDS, PAID_BY,
    ),
)  # fmt: skip

MOBILITY_GRANT = LeverForm(
    "mobility_grant",
    None,
    (
        _must("persons_year", FieldUnit.PERSONS_YEAR),
        LeverField("weeks", FieldUnit.WEEKS, lowest=1, highest=260, required=True),
        _share("take_up", default=1.0),
        _share("windfall_share", required=True),
        _must("cost_person", FieldUnit.MONEY_PERSON, uncertain=True),
        *WINDOW, *CELLS, KINDS, PAID_BY,
    ),
)  # fmt: skip

CLUSTER_SUPPORT = LeverForm(
    "cluster_support",
    None,
    (
        _must("jobs", FieldUnit.JOBS, uncertain=True),
        LeverField("ramp_years", FieldUnit.YEARS, required=True),
        _share("displaced_share", required=True),
        _must("cost_year", FieldUnit.MONEY_YEAR, uncertain=True),
        *WINDOW, *CELLS, PAID_BY,
    ),
)  # fmt: skip

GIG_COVERAGE = LeverForm(
    "gig_coverage",
    None,
    (
        _share("coverage_share", required=True),
        LeverField("ramp_years", FieldUnit.YEARS, lowest=0.25, required=True),
        _must("cost_person", FieldUnit.MONEY_PERSON, uncertain=True),
        *WINDOW, *CELLS, KINDS, PAID_BY,
    ),
)  # fmt: skip

GRADUATES = LeverForm(
    "graduates",
    None,
    (
        _must("persons_year", FieldUnit.PERSONS_YEAR, uncertain=True),
        LeverField("field", FieldUnit.CHOICE, choices=tuple(GRADUATE_FIELDS)),
        _share("exit_share_year", highest=0.5, default=0.0),
        LeverField("exit_kinds", FieldUnit.TRAITS),
        *WINDOW, *CELLS, KINDS,
    ),
    is_shock=True,
)  # fmt: skip

FORMS: Mapping[str, LeverForm] = MappingProxyType(
    {
        form.name: form
        for form in (
            AI_ADOPTION, TRAINING, RETENTION_SUBSIDY, HIRING_SUBSIDY, BENEFIT,
            REEMPLOYMENT_SERVICE, MOBILITY_GRANT, CLUSTER_SUPPORT, GIG_COVERAGE, GRADUATES,
        )
    }
)  # fmt: skip
"""Every lever by its name in a scenario file."""
