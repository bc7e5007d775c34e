"""From the many ways people write a region to the one form used inside."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache, lru_cache
from types import MappingProxyType

from trimtab.classifications.region_lists import (
    demonstration_regions,
    entries,
    retirements,
    unknown_region,
)
from trimtab.classifications.searching import normalise
from trimtab.classifications.types import RegionEntry, ResolvedRegion
from trimtab.kernel import Region, UnknownCodeError

# A name that several regions share means the broadest: 吉林 is the province, 吉林市 the city.
_BREADTH = {"country": 0, "province": 1, "state": 1, "territory": 1, "prefecture": 2, "county": 3}
_FIPS = re.compile(r"\d{1,2}")
_DIVISION = re.compile(r"(?:cn)?(\d{6})(?:0{3}|0{6})?")


@cache
def _names() -> Mapping[str, tuple[RegionEntry, ...]]:
    """Regions by each normalised name, code or pinyin; a title outranks a mere reading."""
    ranked: dict[str, list[tuple[tuple[int, int], RegionEntry]]] = {}
    for entry in entries().values():
        breadth = _BREADTH[entry.level]
        for name in (entry.code, *entry.names):
            weight = 1 if name == entry.pinyin else 0
            ranked.setdefault(normalise(name), []).append(((weight, breadth), entry))
    return MappingProxyType({name: _best(found) for name, found in ranked.items()})


def _best(found: list[tuple[tuple[int, int], RegionEntry]]) -> tuple[RegionEntry, ...]:
    least = min(weight for weight, _ in found)
    kept = {entry.code: entry for weight, entry in found if weight == least}
    return tuple(kept.values())


@cache
def _by_fips() -> Mapping[str, RegionEntry]:
    return MappingProxyType({entry.fips: entry for entry in entries().values() if entry.fips})


def resolve_region(text: str) -> Region:
    """The region that a text means, retired codes mapped forward.

    See ``recognise_region``, which also says whether a code was retired.

    Examples
    --------
    >>> [str(resolve_region(text)) for text in ("01", "al", "Alabama", "亚拉巴马州")]
    ['US-AL', 'US-AL', 'US-AL', 'US-AL']
    >>> [str(resolve_region(text)) for text in ("上海", "上海市", "310000", "Shanghai", "沪")]
    ['CN-310000', 'CN-310000', 'CN-310000', 'CN-310000', 'CN-310000']
    """
    return recognise_region(text).region


@lru_cache(maxsize=4096)  # a file repeats the same few names in every row
def recognise_region(text: str) -> ResolvedRegion:
    """The region that a text means, and the retirement that was followed, if any.

    Understands the inside form (``US-AL``, ``CN-310000``), postal codes, one- or two-digit FIPS
    state codes, six-, nine- and twelve-digit division codes, full and short names in Chinese and
    English, pinyin, province abbreviations and earlier names; width, case, accents, spaces and
    punctuation do not count. A name that several regions share means the broadest one (吉林 is
    the province).

    Raises
    ------
    UnknownCodeError
        CLASSIFICATION-003 when nothing is meant, with suggestions; CLASSIFICATION-005 when several
        regions of one level are (Suzhou); CLASSIFICATION-006 when a retired code was divided among
        several successors, so that a figure cannot be carried over as a whole.
    """
    key = normalise(text)
    if _FIPS.fullmatch(key):
        if entry := _by_fips().get(key.zfill(2)):
            return ResolvedRegion(entry.region)
        raise unknown_region(text)
    if found := _division(key):
        return found
    meant = _names().get(key, ())
    if len(meant) == 1:
        return ResolvedRegion(meant[0].region)
    if meant:
        shown = ", ".join(f"{entry.code} {entry.title_zh} {entry.title_en}" for entry in meant)
        raise UnknownCodeError("CLASSIFICATION-005", text=text, candidates=shown)
    raise unknown_region(text)


def _division(key: str) -> ResolvedRegion | None:
    """A six-digit division code in force or retired; None when the text is not one of these."""
    match = _DIVISION.fullmatch(key)
    if match is None:
        return None
    code = f"CN-{match[1]}"
    if entry := entries().get(code) or demonstration_regions().get(code):
        return ResolvedRegion(entry.region)
    if retired := retirements().get(code):
        if len(retired.successors) == 1:
            return ResolvedRegion(retired.successors[0], retired)
        raise UnknownCodeError(
            "CLASSIFICATION-006",
            text=code,
            title=retired.title_zh,
            year=retired.year,
            successors=", ".join(map(str, retired.successors)) or "-",
        )
    return None
