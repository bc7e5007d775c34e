"""Standards of occupations with the skills their sources name: for training and matching.

A link says that a named source counts a skill to an occupation. It carries no weight, because
nobody published one, and no link means that none is embedded, not that there is none.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any

from trimtab.credentials.bank.reference import embedded

_PREFIX = "CSCO@2022:"


class SkillKind(StrEnum):
    """What a source says when it names a skill; ``credits.skill_kind.<value>``."""

    FUNCTION = "function"  # examined by the standard
    WORK_TYPE = "work_type"  # a kind of work within the occupation
    TASK = "task"  # a main task of the occupation, as announced


@dataclass(frozen=True, slots=True)
class Skill:
    """Something an occupation asks for, named as its source names it."""

    skill_id: str
    title: Mapping[str, str]
    kind: SkillKind
    source: str


@dataclass(frozen=True, slots=True)
class Standard:
    """What is certified, with the occupations it is named after (codes of the 2022
    classification), its grades and, where published, the hours of training for each grade."""

    standard_id: str
    title: Mapping[str, str]
    occupations: tuple[str, ...]
    framework_id: str
    levels: tuple[str, ...]
    source: str
    standing: str
    skills: tuple[Skill, ...]
    hours: Mapping[str, int]
    linked: str  # who linked it to occupations: the standard's name ("name") or this project


@cache
def standards() -> tuple[Standard, ...]:
    """Every embedded standard."""
    return tuple(_standard(one) for one in embedded("skills")["standard"])


def _standard(plain: Mapping[str, Any]) -> Standard:
    skills = tuple(
        Skill(one["id"], {"zh": one["zh"], "en": one["en"]}, SkillKind(one["kind"]), one["source"])
        for one in plain["skills"]
    )
    return Standard(
        plain["id"],
        plain["title"],
        tuple(plain["occupations"]),
        plain["framework"],
        tuple(plain["levels"]),
        plain["source"],
        plain["standing"],
        skills,
        plain.get("hours", {}),
        plain.get("linked", "name"),
    )


def standards_of(occupation: str) -> tuple[Standard, ...]:
    """The standards of an occupation, or of every occupation of a group (``4-10-00-00``).

    ``4-10-08-01`` or ``CSCO@2022:4-10-08-01``. A code of another classification finds nothing: the
    crosswalks to it are too broad to say which skills cross over.
    """
    code = occupation.removeprefix(_PREFIX)
    group = code
    while group.endswith("-00"):
        group = group.removesuffix("-00")
    return tuple(
        one
        for one in standards()
        if any(held == code or held.startswith(f"{group}-") for held in one.occupations)
    )


def skills_of(occupation: str) -> tuple[Skill, ...]:
    """The skills of an occupation or group, each once, in the order of their standards; empty
    where none is embedded."""
    return tuple(
        {skill.skill_id: skill for one in standards_of(occupation) for skill in one.skills}.values()
    )


def occupations_of(skill_id: str) -> tuple[str, ...]:
    """The occupations that ask for a skill, by their codes of 2022."""
    found = {
        occupation
        for one in standards()
        if any(skill.skill_id == skill_id for skill in one.skills)
        for occupation in one.occupations
    }
    return tuple(sorted(found))
