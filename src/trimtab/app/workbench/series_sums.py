"""Totals that are not held themselves but can be added up from series that are.

A total over all industries, or of the region above, is offered only where it means something: for
counts, of parts of which none contains another, and where the total is not held itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from trimtab import classifications
from trimtab.kernel import Industry, Region, SeriesKey, UnknownCodeError

_COUNTS = frozenset({"count", "net_count"})
Sums = Mapping[SeriesKey, tuple[SeriesKey, ...]]


def sums_of(held: Sequence[SeriesKey]) -> dict[SeriesKey, tuple[SeriesKey, ...]]:
    """Totals by key with the series they add up: over industries, then over regions.

    Simplifies   where a part was not known in a period, neither is the total; regions that the
                 store does not hold are not in it (``lacking``)
    """
    there = set(held)
    by_industry = _grouped(
        (replace(key, industry=None), key)
        for key in held
        if key.unit in _COUNTS and key.industry is not None and key.occupation is None
    )
    over_industries = {
        total: tuple(parts)
        for total, parts in by_industry.items()
        if total not in there and len(parts) > 1 and not nested([one.industry for one in parts])
    }
    parents = {region: _parent(region) for region in {key.region for key in held}}
    by_region = _grouped(
        (replace(key, region=parent), key)
        for key in (*held, *over_industries)
        if key.unit in _COUNTS and key.occupation is None
        and (parent := parents[key.region]) is not None
    )  # fmt: skip
    over_regions = {
        total: tuple(leaf for one in parts for leaf in over_industries.get(one, (one,)))
        for total, parts in by_region.items()
        if total not in there and len(parts) > 1
    }
    return over_industries | over_regions


def nested(industries: Sequence[Industry | None]) -> bool:
    """Whether one of the codes may contain another, as far as codes tell.

    A remainder (``-R``) contains nothing else.

    >>> nested([Industry("CES@2017:10212000-R"), Industry("CES@2017:10212100")])
    False
    >>> nested([Industry("NAICS@2022:11"), Industry("NAICS@2022:1121")])
    True
    """
    known = [one for one in industries if one is not None]
    if len({one.classification for one in known}) > 1:
        return True
    codes = sorted(one.text.rstrip("0") for one in known)
    return any(
        after.startswith(before) for before, after in pairwise(codes) if not before.endswith("-R")
    )


def lacking(total: SeriesKey, parts: Iterable[SeriesKey]) -> int:
    """How many regions below that of a total have no part in it; 0 for a total over industries."""
    inside = {str(one.region) for one in parts}
    if inside == {str(total.region)}:
        return 0
    try:
        below = {str(one) for one in classifications.subregions(str(total.region))}
    except UnknownCodeError:
        return 0
    return len(below - inside)


def _grouped(
    pairs: Iterable[tuple[SeriesKey, SeriesKey]],
) -> dict[SeriesKey, list[SeriesKey]]:
    found: dict[SeriesKey, list[SeriesKey]] = {}
    for total, part in pairs:
        found.setdefault(total, []).append(part)
    return found


def _parent(region: Region) -> Region | None:
    try:
        above = classifications.region(str(region)).parent
    except UnknownCodeError:
        return None
    return None if above is None else Region(str(above))
