"""Names of regions, occupations, tiers and traits of persons in both languages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from trimtab.classifications import occupation_title, region_title, source_of, tile_grid
from trimtab.kernel import Occupation, Region, TrimtabError, Wording
from trimtab.messages import Language, has_text, text

LEAST_TILES = 5
"""Regions from which a map shows more than a list."""
_OCCUPATIONS = " Occupations"  # ends every English title of a SOC group


def tiles_of(regions: Sequence[str]) -> dict[str, tuple[int, int]]:
    """Column and row of each region in its country's tile map; empty where there is no such map
    or too few regions for one."""
    try:
        country = Region(regions[0]).country
        grid = tile_grid(country)
    except TrimtabError:  # regions of the user's own, or a country without a map
        return {}
    placed = {str(region): (column, row) for region, (row, column) in grid.items()}
    known = {region: placed[region] for region in regions if region in placed}
    return known if len(known) == len(regions) >= LEAST_TILES else {}


def axis_title(axis: str, language: Language) -> str:
    """``region``, ``age band``; an axis of the user's own by its name."""
    key = f"answers.axis.{axis}"
    return text(key, language) if has_text(key, language) else axis


def group_title(axis: str, group: str, own: Mapping[str, Wording], language: Language) -> str:
    """A group of an axis in words; its code where no list knows it."""
    if group in own and (title := own[group].in_language(language.value)):
        return title.removesuffix(_OCCUPATIONS)
    key = f"answers.group.{axis}.{group}"
    if has_text(key, language):
        return text(key, language)
    try:
        if axis == "region":
            return region_title(Region(group), language.value)
        if axis == "occupation_group":
            code = group if "@" in group else f"SOC@2018:{group}"
            title = occupation_title(Occupation(code), language.value)
            return title.removesuffix(_OCCUPATIONS)
    except TrimtabError:  # a code of the user's own network
        return group
    return group


def code_title(field: str, code: str, own: Mapping[str, Wording], language: Language) -> str:
    """An entry of a selector of a lever: the title of its code, the code behind it in brackets; as
    it was written where no list knows it. ``own`` titles of the economy come first."""
    try:
        if code in own:
            title = own[code].in_language(language.value) or code
        elif field == "regions":
            title = region_title(Region(code), language.value)
        elif field in ("occupations", "targets"):
            title = occupation_title(Occupation(_whole_code(code)), language.value)
        else:
            return code
    except TrimtabError:  # a word, or a code of the user's own
        return code
    shown = title.removesuffix(_OCCUPATIONS)
    return text("simulation_report.coded", language, title=shown, code=code)


def _whole_code(code: str) -> str:
    """``29`` -> ``SOC@2018:29-0000``, ``4`` -> ``CSCO@2022:4-00-00-00``: levers name groups by
    their first part."""
    if "@" in code:
        return code
    first = code.partition("-")[0]
    system, rest = ("CSCO@2022", "-00-00-00") if len(first) == 1 else ("SOC@2018", "-0000")
    return f"{system}:{code if '-' in code else code + rest}"


def economy_title(name: str, own: Mapping[str, Wording], language: Language) -> str:
    """Its own title, that of a region, or else its name."""
    return group_title("region", name, own, language)


def source_title(name: str, language: Language) -> str:
    """What an embedded file is, by whom, under which licence; a file of the user's by its name."""
    try:
        known = source_of(name)
    except TrimtabError:
        return name
    return text(
        "simulation_report.source",
        language,
        title=known.title,
        publisher=known.publisher,
        licence=known.licence,
        file=name,
    )
