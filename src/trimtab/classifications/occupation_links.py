"""Occupations between SOC, ISCO-08 and CSCO 2022, with the kind of match and a weight.

SOC 2018 stands here as OEWS publishes it. SOC and ISCO are linked by the crosswalk of the US Bureau
of Labor Statistics, carried over the revision of 2018; ISCO and CSCO by a judgement of ours at the
level of sub-major and middle groups. SOC and CSCO are linked through ISCO sub-major groups.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import NamedTuple

from trimtab.classifications.reading import read_csv, read_parquet
from trimtab.classifications.types import Link, MatchType, Weighting

SOC, ISCO, CSCO = "SOC@2018", "ISCO@08", "CSCO@2022"
OCCUPATIONS = (
    ("SOC@2010", SOC),
    (SOC, ISCO),
    (ISCO, SOC),
    (ISCO, CSCO),
    (CSCO, ISCO),
    (SOC, CSCO),
    (CSCO, SOC),
)
_REVERSED = {
    MatchType.EXACT: MatchType.EXACT,
    MatchType.CLOSE: MatchType.CLOSE,
    MatchType.BROAD: MatchType.NARROW,
    MatchType.NARROW: MatchType.BROAD,
}


class OccupationLinks(NamedTuple):
    """Links between two classifications and where their weights come from."""

    links: tuple[Link, ...]
    weighting: Weighting


def occupation_links(source: str, target: str) -> OccupationLinks:
    """Links of a pair of ``OCCUPATIONS``.

    Model        SOC to ISCO: equal split over the groups of the published crosswalk. ISCO to SOC:
                 the jobs of each SOC occupation (US, OEWS) times that split, as shares of the ISCO
                 group. ISCO and CSCO: equal split. SOC and CSCO: the product of both steps
    Match        of SOC and CSCO, and of groups: ``broad`` where the source has one target that has
                 other sources, ``narrow`` where a target of several belongs to the source alone,
                 else ``close``: here the two may merely overlap
    Simplifies   Chinese occupations have no published employment here, so that no weight can say
                 how large they are
    """
    match source, target:
        case "SOC@2010", _:
            return OccupationLinks(_revision(), Weighting.NONE)
        case "SOC@2018", "ISCO@08":
            return OccupationLinks(_soc_isco(), Weighting.EQUAL)
        case "ISCO@08", "SOC@2018":
            return OccupationLinks(_isco_soc(), Weighting.EMPLOYMENT)
        case "CSCO@2022", "ISCO@08":
            return OccupationLinks(_csco_isco(), Weighting.EQUAL)
        case "ISCO@08", "CSCO@2022":
            return OccupationLinks(_isco_csco(), Weighting.EQUAL)
        case "SOC@2018", "CSCO@2022":
            return OccupationLinks(
                _composed(_by_submajor(_soc_isco()), _isco_csco()), Weighting.EQUAL
            )
    return OccupationLinks(_composed(_csco_isco(), _submajor_soc()), Weighting.EMPLOYMENT)


@cache
def published_occupation(code: str) -> str:
    """The SOC 2018 code under which OEWS publishes an occupation: itself, or one that joins it.

    >>> published_occupation("31-1121"), published_occupation("15-1252")
    ('31-1120', '15-1252')
    """
    return _joined().get(code, code)


@cache
def _joined() -> Mapping[str, str]:
    return {row["soc2018"]: row["published"] for row in read_csv("soc2018_joined.csv")}


def _revision() -> tuple[Link, ...]:
    return tuple(
        Link(f"SOC@2010:{row['soc2010']}", f"{SOC}:{row['soc2018']}", MatchType(row["match"]))
        for row in read_csv("soc2010_soc2018.csv")
    )


@cache
def _soc_isco() -> tuple[Link, ...]:
    return tuple(
        Link(
            f"{SOC}:{row['soc2018']}",
            f"{ISCO}:{row['isco08']}",
            MatchType(row["match"]),
            float(row["weight"]),
        )
        for row in read_csv("soc2018_isco08.csv")
    )


@cache
def _jobs() -> Mapping[str, float]:
    """Jobs of each SOC occupation in the United States."""
    import pyarrow.compute as pc

    table = read_parquet("oews_state_occupation.parquet")
    nation = table.filter(pc.equal(table["region"], "US"))
    jobs = nation["employment"].to_pylist()
    return dict(zip(nation["occupation"].to_pylist(), jobs, strict=True))


def _isco_soc() -> tuple[Link, ...]:
    return _shared(
        Link(link.target, link.source, _REVERSED[link.match], link.weight * _jobs()[link.source])
        for link in _soc_isco()
    )


def _submajor_soc() -> tuple[Link, ...]:
    """ISCO sub-major groups to SOC occupations, weighted by jobs."""
    return _shared(
        Link(link.target, link.source, MatchType.CLOSE, link.weight * _jobs()[link.source])
        for link in _by_submajor(_soc_isco())
    )


def _by_submajor(links: Iterable[Link]) -> tuple[Link, ...]:
    """The same links to the first two digits of the ISCO code."""
    found: dict[tuple[str, str], float] = {}
    for link in links:
        key = link.source, link.target[: len(ISCO) + 3]
        found[key] = found.get(key, 0.0) + link.weight
    return tuple(Link(*key, MatchType.CLOSE, weight) for key, weight in found.items())


@cache
def _csco_isco() -> tuple[Link, ...]:
    rows = read_csv("csco2022_isco08.csv")
    return _shared(
        Link(f"{CSCO}:{row['csco2022']}", f"{ISCO}:{row['isco08']}", MatchType(row["match"]))
        for row in rows
    )


@cache
def _isco_csco() -> tuple[Link, ...]:
    """Middle groups only: a small group is a part of one of them."""
    return _shared(
        Link(link.target, link.source, _REVERSED[link.match])
        for link in _csco_isco()
        if link.source.endswith("-00-00")
    )


def _composed(first: Iterable[Link], second: Iterable[Link]) -> tuple[Link, ...]:
    onwards: dict[str, list[Link]] = {}
    for link in second:
        onwards.setdefault(link.source, []).append(link)
    found: dict[tuple[str, str], float] = {}
    for link in first:
        for step in onwards.get(link.target, ()):
            key = link.source, step.target
            found[key] = found.get(key, 0.0) + link.weight * step.weight
    return _shared(links_of_shares(found))


def links_of_shares(shares: Mapping[tuple[str, str], float]) -> Iterator[Link]:
    """Links of source and target with the kind of match that follows from who links to whom."""
    targets = Counter(source for source, _ in shares)
    sources = Counter(target for _, target in shares)
    for (source, target), weight in shares.items():
        alone = sources[target] == 1
        if targets[source] == 1:
            match = MatchType.CLOSE if alone else MatchType.BROAD
        else:
            match = MatchType.NARROW if alone else MatchType.CLOSE
        yield Link(source, target, match, weight)


def _shared(links: Iterable[Link]) -> tuple[Link, ...]:
    """Links with weights that add up to 1 over the targets of each source, in order of codes."""
    kept = sorted(links)
    total: dict[str, float] = {}
    for link in kept:
        total[link.source] = total.get(link.source, 0.0) + link.weight
    return tuple(link._replace(weight=link.weight / total[link.source]) for link in kept)
