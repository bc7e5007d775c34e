"""The regions of China and the United States: names, hierarchy, groupings, tile grids."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from trimtab.classifications.reading import read_csv
from trimtab.classifications.searching import Searchable, prepare, rank
from trimtab.classifications.types import Match, RegionEntry, Retirement
from trimtab.kernel import Region, UnknownCodeError

_FILES = {"CN": "regions_cn.csv", "US": "regions_us.csv"}


def _entry(row: dict[str, str]) -> RegionEntry:
    return RegionEntry(
        region=Region(row["code"]),
        parent=Region(row["parent"]) if row["parent"] else None,
        level=row["level"],
        title_en=row["title_en"],
        title_zh=row["title_zh"],
        short_en=row.get("short_en") or row["title_en"],
        short_zh=row["short_zh"],
        group=row.get("group") or row.get("census_region") or "",
        division=row.get("census_division") or "",
        fips=row.get("fips") or "",
        pinyin=row.get("pinyin") or "",
        other_names=tuple(name for name in row["other_names"].split("|") if name),
    )


@cache
def entries() -> Mapping[str, RegionEntry]:
    """Every region by its code, China first, each country before its parts."""
    rows = [row for name in _FILES.values() for row in read_csv(name)]
    return MappingProxyType({row["code"]: _entry(row) for row in rows})


@cache
def demonstration_regions() -> Mapping[str, RegionEntry]:
    """The demonstration province and its prefectures by code: invented, so in no list or search."""
    rows = read_csv("province_prefectures.csv")
    province = rows[0]["code"]
    return MappingProxyType({row["code"]: _invented(row, province) for row in rows})


def _invented(row: dict[str, str], province: str) -> RegionEntry:
    code, english, chinese = row["code"], row["title_en"], row["title_zh"]
    level, above = ("province", "CN") if code == province else ("prefecture", province)
    return RegionEntry(Region(code), Region(above), level, english, chinese, english, chinese)


@cache
def _searchable() -> tuple[Searchable, ...]:
    return prepare(entries().values())


def search_regions(text: str, limit: int = 10) -> tuple[Match, ...]:
    """Regions by code, name in Chinese or English, pinyin, its initials, or abbreviation.

    >>> [match.code for match in search_regions("sjz")]
    ['CN-130100']
    """
    listed = tuple(entries().values())
    return tuple(
        Match(listed[at].code, listed[at].title_en, listed[at].title_zh, score)
        for at, score in rank(_searchable(), text, limit)
    )


def region(code: str | Region) -> RegionEntry:
    """The entry of a region code in force, or of the demonstration province.

    Raises UnknownCodeError CLASSIFICATION-003 when no such region is held; ``resolve_region``
    also understands names and retired codes.
    """
    held = entries().get(str(code)) or demonstration_regions().get(str(code))
    if held is None:
        raise unknown_region(str(code))
    return held


def unknown_region(text: str) -> UnknownCodeError:
    """The error for a region that is not held, with what may have been meant.

    For a county code the prefecture and province above it come first.
    """
    held = entries()
    local = text.removeprefix("CN-")
    above = [f"CN-{local[:4]}00", f"CN-{local[:2]}0000"] if local[:6].isdigit() else []
    near = [code for code in above if code in held]
    near += [match.code for match in search_regions(text, limit=3) if match.code not in near]
    shown = ", ".join(f"{code} {held[code].title_zh} {held[code].title_en}" for code in near[:3])
    return UnknownCodeError("CLASSIFICATION-003", text=text, suggestions=shown or "-")


def region_title(code: str | Region, language: str, *, short: bool = False) -> str:
    """Name of a region in ``zh`` or ``en``; ``short`` for tiles and charts.

    >>> region_title("CN-310000", "zh", short=True), region_title("US-AL", "en", short=True)
    ('上海', 'AL')
    """
    return region(code).title(language, short=short)


def regions(country: str, level: str | None = None) -> tuple[Region, ...]:
    """Regions of a country, without the country itself; ``level`` picks one.

    Levels: ``state``, ``territory`` (US); ``province``, ``prefecture``, ``county`` (China, the
    counties and cities that a province governs directly). Raises UnknownCodeError
    CLASSIFICATION-004 for another country.

    >>> len(regions("US", "state")), len(regions("CN", "province"))
    (51, 34)
    """
    _check_country(country)
    return tuple(
        entry.region
        for entry in entries().values()
        if entry.region.country == country
        and not entry.region.is_country
        and level in (None, entry.level)
    )


def subregions(code: str | Region) -> tuple[Region, ...]:
    """Regions directly below a region."""
    above = region(code).region
    return tuple(entry.region for entry in entries().values() if entry.parent == above)


@cache
def tile_grid(country: str) -> Mapping[Region, tuple[int, int]]:
    """Row and column (from 0, top left) of each region in a schematic grid, one tile each.

    A diagram, not a map: tiles show neighbourhood and order, neither borders nor areas. States and
    DC for ``US``, the 34 province-level divisions for ``CN``.
    """
    _check_country(country)
    rows = read_csv(f"tile_grid_{country.lower()}.csv")
    return MappingProxyType(
        {Region(row["region"]): (int(row["row"]), int(row["column"])) for row in rows}
    )


@cache
def retirements() -> Mapping[str, Retirement]:
    """Retired region codes (``CN-371200``) with what became of them."""
    return MappingProxyType(
        {
            row["code"]: Retirement(
                row["code"],
                row["title_zh"],
                int(row["retired"]),
                tuple(Region(code) for code in row["successors"].split("|") if code),
                row["change"],
            )
            for row in read_csv("regions_cn_retired.csv")
        }
    )


def _check_country(country: str) -> None:
    if country not in _FILES:
        raise UnknownCodeError("CLASSIFICATION-004", country=country, held=", ".join(_FILES))
