"""Crosswalks between classifications, every line with the kind of match."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property

from trimtab.classifications.occupation_links import OCCUPATIONS, occupation_links
from trimtab.classifications.reading import read_csv
from trimtab.classifications.types import Link, MatchType, Weighting
from trimtab.kernel import Industry, UnknownCodeError

_INDUSTRIES = (("CES@2017", "NAICS@2017"), ("CES@2017", "NAICS@2022"))


@dataclass(frozen=True)
class Crosswalk:
    """Links from the codes of one classification to another.

    A code may have several links (``narrow``: together they make up the source) or none (a total).
    Only ``exact`` links carry figures over unchanged.
    """

    source: str
    target: str
    links: tuple[Link, ...]
    weighting: Weighting = Weighting.NONE

    def forward(self, code: str) -> tuple[Link, ...]:
        """Links of a source code, written with its classification; empty when there is none."""
        return self._by_source.get(code, ())

    def backward(self, code: str) -> tuple[Link, ...]:
        """Links that lead to a target code; their match is still as seen from the source."""
        return self._by_target.get(code, ())

    @cached_property
    def _by_source(self) -> dict[str, tuple[Link, ...]]:
        return _grouped([(link.source, link) for link in self.links])

    @cached_property
    def _by_target(self) -> dict[str, tuple[Link, ...]]:
        return _grouped([(link.target, link) for link in self.links])


def _grouped(pairs: list[tuple[str, Link]]) -> dict[str, tuple[Link, ...]]:
    groups: dict[str, list[Link]] = {}
    for key, link in pairs:
        groups.setdefault(key, []).append(link)
    return {key: tuple(links) for key, links in groups.items()}


@cache
def crosswalk(source: str, target: str) -> Crosswalk:
    """The crosswalk between two classifications.

    Industries: ``CES@2017`` to ``NAICS@2022`` or ``NAICS@2017``. Occupations: ``SOC@2010`` to
    ``SOC@2018``; ``SOC@2018``, ``ISCO@08`` and ``CSCO@2022`` to each other, with weights
    (``occupation_links``).
    Raises UnknownCodeError CLASSIFICATION-011 for a pair that is not held.

    >>> table = crosswalk("CES@2017", "NAICS@2022")
    >>> [(link.target, str(link.match)) for link in table.forward("CES@2017:42447000")]
    [('NAICS@2022:4571', 'close')]
    >>> table = crosswalk("SOC@2018", "ISCO@08")
    >>> [(link.target, str(link.match)) for link in table.forward("SOC@2018:23-1011")]
    [('ISCO@08:2611', 'exact')]
    """
    if (source, target) in OCCUPATIONS:
        found = occupation_links(source, target)
        return Crosswalk(source, target, found.links, found.weighting)
    links = tuple(
        Link(row["ces"], row["naics"], MatchType(row["match"]))
        for row in read_csv("ces_naics.csv")
        if (_list_of(row["ces"]), _list_of(row["naics"])) == (source, target)
    )
    if not links:
        held = ", ".join(f"{one} - {other}" for one, other in (*_INDUSTRIES, *OCCUPATIONS))
        raise UnknownCodeError("CLASSIFICATION-011", source=source, target=target, held=held)
    return Crosswalk(source, target, links)


def _list_of(code: str) -> str:
    return Industry(code).classification
