"""The embedded data: frameworks, rules, qualifications, courses, facts, standards and skills."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any

from trimtab.credentials.bank.book import Book
from trimtab.credentials.bank.frameworks import Framework, Frameworks, Level
from trimtab.credentials.bank.reading import (
    course_from_plain,
    qualification_from_plain,
    rule_from_plain,
)


@dataclass(frozen=True, slots=True)
class CreditSource:
    """Where figures come from; ``address`` is empty for the project's own examples."""

    source_id: str
    title: str
    publisher: str
    address: str
    published: str
    retrieved: str
    licence: str


@dataclass(frozen=True, slots=True)
class Fact:
    """A published figure about a credit bank, to be quoted with its source."""

    fact_id: str
    value: int
    title: Mapping[str, str]
    as_of: str
    source: str


@dataclass(frozen=True, slots=True)
class Skill:
    """Something a standard examines, named as its source names it. It carries no weight: nobody
    published how much of an occupation it is."""

    skill_id: str
    title: Mapping[str, str]
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
def _read(name: str) -> Mapping[str, Any]:
    import tomllib
    from importlib.resources import files

    place = files("trimtab.reference") / "credits" / f"{name}.toml"
    return MappingProxyType(tomllib.loads(place.read_text(encoding="utf-8")))


@cache
def load_book() -> Book:
    """The embedded frameworks, rules, qualifications and courses."""
    frameworks = tuple(_framework(name, one) for name, one in _read("frameworks").items())
    return Book(
        Frameworks(frameworks),
        tuple(rule_from_plain(one) for one in _read("rules")["rule"]),
        tuple(qualification_from_plain(one) for one in _read("qualifications")["qualification"]),
        tuple(course_from_plain(one) for one in _read("courses")["course"]),
    )


def _framework(name: str, plain: Mapping[str, Any]) -> Framework:
    levels = tuple(
        Level(one["number"], one["code"], {"zh": one["zh"], "en": one["en"]})
        for one in plain.get("levels", ())
    )
    own = {key: plain[key] for key in
           ("hours_low", "hours_high", "credits_year", "shelf_months", "once", "notes")
           if key in plain}  # fmt: skip
    return Framework(
        framework_id=name,
        title=plain["title"],
        country=plain["country"],
        since=plain.get("since"),
        recorded=plain["recorded"],
        source=plain["source"],
        standing=plain["standing"],
        levels=levels,
        **own,
    )


@cache
def credit_sources() -> Mapping[str, CreditSource]:
    """Every source of the embedded data, by its id."""
    made = {name: CreditSource(name, **one) for name, one in _read("sources").items()}
    return MappingProxyType(made)


@cache
def facts() -> tuple[Fact, ...]:
    """Published figures about credit banks; none of them enters a computation."""
    return tuple(
        Fact(one["id"], one["value"], one["title"], one["as_of"], one["source"])
        for one in _read("facts")["fact"]
    )


@cache
def standards() -> tuple[Standard, ...]:
    """Every embedded standard."""
    return tuple(_standard(one) for one in _read("skills")["standard"])


def _standard(plain: Mapping[str, Any]) -> Standard:
    skills = tuple(
        Skill(one["id"], {"zh": one["zh"], "en": one["en"]}, one["source"])
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


def skills_of(occupation: str) -> tuple[Skill, ...]:
    """The skills that standards of an occupation examine; empty where none is embedded, which
    says nothing about the occupation."""
    return tuple(
        skill for one in standards() if occupation in one.occupations for skill in one.skills
    )


def occupations_of(skill_id: str) -> tuple[str, ...]:
    """The occupations whose standards examine a skill, by their codes of 2022."""
    return tuple(
        sorted(
            {
                occupation
                for one in standards()
                if any(skill.skill_id == skill_id for skill in one.skills)
                for occupation in one.occupations
            }
        )
    )
