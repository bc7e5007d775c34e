"""The embedded data: frameworks, maps between their levels, rules, qualifications, facts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any

from trimtab.credentials.bank.book import Book
from trimtab.credentials.bank.frameworks import (
    Framework,
    Frameworks,
    Level,
    LevelMap,
    Relation,
)
from trimtab.credentials.bank.reading import (
    course_from_plain,
    qualification_from_plain,
    rule_from_plain,
)


@dataclass(frozen=True, slots=True)
class CreditSource:
    """Where figures come from; ``address`` is empty for the project's own examples.

    ``read``: where they were read, ``credits.read.<value>``: ``original`` (published by whoever
    decides), ``reproduction`` (its text kept by somebody else), ``retelling`` (somebody's account)
    or ``own``.
    """

    source_id: str
    title: str
    publisher: str
    address: str
    published: str
    retrieved: str
    licence: str
    read: str


@dataclass(frozen=True, slots=True)
class Fact:
    """A published figure about a credit bank, to be quoted with its source."""

    fact_id: str
    value: int
    title: Mapping[str, str]
    as_of: str
    source: str


@cache
def embedded(name: str) -> Mapping[str, Any]:
    """One file of ``reference/credits``, as it is written."""
    import tomllib
    from importlib.resources import files

    place = files("trimtab.reference") / "credits" / f"{name}.toml"
    return MappingProxyType(tomllib.loads(place.read_text(encoding="utf-8")))


@cache
def load_book() -> Book:
    """The embedded frameworks, rules, qualifications and courses."""
    frameworks = tuple(_framework(name, one) for name, one in embedded("frameworks").items())
    return Book(
        Frameworks(frameworks, level_maps()),
        tuple(rule_from_plain(one) for one in embedded("rules")["rule"]),
        tuple(qualification_from_plain(one) for one in embedded("qualifications")["qualification"]),
        tuple(course_from_plain(one) for one in embedded("courses")["course"]),
    )


def _framework(name: str, plain: Mapping[str, Any]) -> Framework:
    own = {key: plain[key] for key in
           ("hours_low", "hours_high", "credits_year", "shelf_months", "notes")
           if key in plain}  # fmt: skip
    return Framework(
        framework_id=name,
        title=plain["title"],
        country=plain["country"],
        since=plain.get("since"),
        recorded=plain["recorded"],
        source=plain["source"],
        standing=plain["standing"],
        levels=_levels(plain.get("levels", ())),
        **own,
    )


def _levels(plain: Any) -> tuple[Level, ...]:
    """Levels listed one by one, or only numbered (``count`` with the words for one)."""
    if isinstance(plain, Mapping):
        plain = [
            {
                "number": n,
                "code": str(n),
                **{name: plain[name].format(n=n) for name in ("zh", "en")},
            }
            for n in range(1, plain["count"] + 1)
        ]
    return tuple(
        Level(one["number"], one["code"], {"zh": one["zh"], "en": one["en"]}) for one in plain
    )


@cache
def level_maps() -> tuple[LevelMap, ...]:
    """Every published relation between levels; comparable ones in both directions."""
    made = []
    for plain in embedded("levels")["map"]:
        relation = Relation(plain["relation"])
        ways = [(plain["from"], plain["to"], pair) for pair in plain["pairs"]]
        if relation is Relation.COMPARABLE:
            ways += [(target, source, pair[::-1]) for source, target, pair in ways]
        made += [
            LevelMap(
                from_framework=source,
                from_level=pair[0],
                to_framework=target,
                to_level=pair[1],
                since=plain["since"],
                recorded=plain["recorded"],
                source=plain["source"],
                relation=relation,
                standing=plain["standing"],
                note=plain.get("note", {}),
            )
            for source, target, pair in ways
        ]
    return tuple(made)


@cache
def credit_sources() -> Mapping[str, CreditSource]:
    """Every source of the embedded data, by its id."""
    made = {name: CreditSource(name, **one) for name, one in embedded("sources").items()}
    return MappingProxyType(made)


@cache
def facts() -> tuple[Fact, ...]:
    """Published figures about credit banks; none of them enters a computation."""
    return tuple(
        Fact(one["id"], one["value"], one["title"], one["as_of"], one["source"])
        for one in embedded("facts")["fact"]
    )
