"""Where open alerts stand: by level, on a schematic tile map, by industry."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil, sqrt

from trimtab import classifications
from trimtab.app.alerts import Alert
from trimtab.app.titles import indicator_title
from trimtab.app.workbench.alert_titles import plain_title
from trimtab.classifications.region_lists import demonstration_regions
from trimtab.kernel import Frequency, Industry, Region, UnknownCodeError
from trimtab.messages import Language, opening_capital, text
from trimtab.monitoring import MonitoringPass

LEVELS = (4, 3, 2, 1)
_INDUSTRIES = 8
_LABEL = 2  # characters of a Chinese name on a tile
_WIDER_THAN_HIGH = 1.6


@dataclass(frozen=True, slots=True)
class LevelRow:
    """Open alerts of one indicator by level, highest first as in ``LEVELS``."""

    indicator: str
    title: str
    weekly: bool
    counts: tuple[int, ...]
    total: int


@dataclass(frozen=True, slots=True)
class Tile:
    """A region in the schematic map: highest level of an open alert (0: none), how many are open.
    A ``level`` of None: no series of the region can be judged."""

    code: str
    label: str
    title: str
    column: int
    row: int
    level: int | None
    value: str
    href: str


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """An industry with its open alerts."""

    code: str
    title: str
    level: int
    count: int


def level_rows(
    passes: Sequence[MonitoringPass], alerts: Sequence[Alert], language: Language
) -> tuple[LevelRow, ...]:
    """One row for each pass, in the passes' order."""
    rows = []
    for found in passes:
        levels = [int(episode.level) for one, episode in alerts if one is found]
        counts = tuple(levels.count(level) for level in LEVELS)
        title = opening_capital(indicator_title(found.indicator, language))
        weekly = found.frequency is Frequency.WEEKLY
        rows.append(LevelRow(found.indicator, title, weekly, counts, len(levels)))
    return tuple(rows)


def tiles_of(
    passes: Sequence[MonitoringPass], alerts: Sequence[Alert], language: Language, month: str = ""
) -> tuple[Tile, ...]:
    """One tile for each region below the country; none where there are fewer than two.

    ``month``: links lead to what was known at the end of it.
    """
    judged = _judged_regions(passes)
    if len(judged) < 2:
        return ()
    places = _grid(tuple(judged))
    open_in: dict[Region, list[int]] = {region: [] for region in judged}
    for _, episode in alerts:
        if episode.series.region in open_in:
            open_in[episode.series.region].append(int(episode.level))
    behind = f"&month={month}" if month else ""
    return tuple(
        _tile(region, places[region], levels, judged[region], language, behind)
        for region, levels in open_in.items()
    )


def _judged_regions(passes: Sequence[MonitoringPass]) -> dict[Region, bool]:
    """Every region below its country, and whether a series of it can be judged."""
    judged: dict[Region, bool] = {}
    for found in passes:
        for key, known in zip(found.signal.series, found.judged, strict=True):
            if not key.region.is_country:
                judged[key.region] = judged.get(key.region, False) or bool(known)
    return dict(sorted(judged.items()))


def _grid(regions: tuple[Region, ...]) -> Mapping[Region, tuple[int, int]]:
    """Row and column: of the published grid of the country; in order of code where it has none of
    these regions."""
    try:
        grid = classifications.tile_grid(regions[0].country)
    except UnknownCodeError:
        grid = {}
    if all(region in grid for region in regions):
        return grid
    across = max(1, ceil(sqrt(len(regions) * _WIDER_THAN_HIGH)))
    return {region: divmod(place, across) for place, region in enumerate(regions)}


def _tile(
    region: Region,
    place: tuple[int, int],
    levels: Sequence[int],
    judged: bool,
    language: Language,
    behind: str,
) -> Tile:
    name = plain_title(region, language)
    highest = max(levels, default=0)
    if not judged and not levels:
        key, level = "unjudged", None
    else:
        key, level = ("some" if levels else "none"), highest
    word = text(f"monitoring.level.{highest}", language) if highest else ""
    title = text(f"web.overview.tile_{key}", language, n=len(levels), region=name, level=word)
    return Tile(
        code=str(region),
        label=_label(region, language),
        title=title,
        column=place[1],
        row=place[0],
        level=level,
        value="–" if level is None else str(len(levels)),
        href=f"/alerts?region={region}{behind}",
    )


def _label(region: Region, language: Language) -> str:
    """US postal letters; for numbered divisions the first two characters of the Chinese name, in
    English the first word of an invented name, which is short."""
    local = region.text.partition("-")[2]
    if not local.isdigit():
        return local
    if language is Language.EN and str(region) in demonstration_regions():
        return plain_title(region, language).partition(" ")[0]
    return plain_title(region, Language.ZH)[:_LABEL]


def industry_rows(alerts: Sequence[Alert], language: Language) -> tuple[PlaceRow, ...]:
    """The industries with the highest level, then the most open alerts."""
    levels: dict[str, list[int]] = {}
    for _, episode in alerts:
        if episode.series.industry:
            levels.setdefault(str(episode.series.industry), []).append(int(episode.level))
    ranked = sorted(levels.items(), key=lambda one: (-max(one[1]), -len(one[1]), one[0]))
    return tuple(
        PlaceRow(code, plain_title(Industry(code), language), max(found), len(found))
        for code, found in ranked[:_INDUSTRIES]
    )
