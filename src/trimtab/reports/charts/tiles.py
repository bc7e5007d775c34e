"""The schematic tile map: a square a region, coloured by an observed structure, not an alarm."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.stats import rankdata

from trimtab.kernel import Estimate, Region
from trimtab.messages import Language
from trimtab.reports import numbers
from trimtab.reports.charts.drawing import Drawing
from trimtab.reports.charts.figure import Column, Figure, TableView, csv_link, plain
from trimtab.reports.types import RegionalExposure
from trimtab.reports.wording import Wording

TILE, GAP, CLASSES = 48, 4, 5
_TOP = 76  # the title and the five classes stand above the tiles
_ENDS = 5
_SPREAD_WIDTH, _ROW, _BETWEEN = 288, 34, 16


def class_bounds(values: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Ends of five classes of equal numbers of regions, shape (6,)."""
    return np.asarray(np.quantile(values, np.linspace(0, 1, CLASSES + 1)))


def class_of(value: float, bounds: npt.NDArray[np.float64]) -> int:
    """Class 0 to 4 of a value."""
    return int(np.clip(np.searchsorted(bounds, value, side="right") - 1, 0, CLASSES - 1))


def rank_agreement(estimates: list[Estimate]) -> float:
    """Spearman correlation of the regions' order by their lowest and by their highest measure.

    NaN when either order does not exist (all equal). Measures may differ in level and still agree
    in order, and only the order makes a map.
    """
    ranks = [rankdata([getattr(e, end) for e in estimates]) for end in ("low", "high")]
    if any(np.ptp(rank) == 0 for rank in ranks):
        return float("nan")
    return float(np.corrcoef(ranks[0], ranks[1])[0, 1])


def tile_label(region: Region, wording: Wording) -> str:
    """US postal letters; for numbered divisions the first two characters of the Chinese name."""
    local = region.text.partition("-")[2]
    if local.isdigit():
        return wording.brief.region_title(region, Language.ZH)[:2]
    return local or region.text


def draw_tiles(exposure: RegionalExposure, wording: Wording) -> Figure:
    """Map, spread of the measures at both ends of the list, table, download."""
    known = [region for region, e in exposure.estimates.items() if not np.isnan(e.value)]
    ranked = sorted(known, key=lambda region: -exposure.estimates[region].value)
    bounds = class_bounds(np.array([exposure.estimates[region].value for region in ranked]))
    finding = _finding(exposure, ranked, wording)
    headers = tuple(wording.say(f"table.{name}") for name in ("region", "exposure", "low", "high"))
    rows = tuple((_name(region, wording), *_cells(exposure, region, wording)) for region in ranked)
    kept = (
        (_name(region, wording), *map(plain, _figures(exposure.estimates[region])))
        for region in ranked
    )
    return Figure(
        name="tiles",
        title=wording.say("chart.tiles_title"),
        finding=finding,
        drawings=(
            _draw(exposure, ranked, bounds, wording).svg(finding, "tiles"),
            _draw_spread(exposure, ranked, wording).svg(
                wording.say("chart.spread_title", n=_ENDS), "spread"
            ),
        ),
        table=TableView((Column(headers[0], False), *map(Column, headers[1:])), rows, len(rows)),
        download=csv_link(headers, kept),
        file_name=f"exposure-{wording.language}.csv",
        note=wording.say("chart.tiles_source", source=exposure.source),
    )


def _name(region: Region, wording: Wording) -> str:
    return wording.brief.region_title(region, wording.language)


def _figures(estimate: Estimate) -> tuple[float, float, float]:
    return estimate.value, estimate.low, estimate.high


def _cells(exposure: RegionalExposure, region: Region, wording: Wording) -> tuple[str, str, str]:
    figures = _figures(exposure.estimates[region])
    value, low, high = (_spoken(figure, exposure, wording) for figure in figures)
    return value, low, high


def _spoken(value: float, exposure: RegionalExposure, wording: Wording) -> str:
    """Three digits: neighbours differ in the third."""
    if exposure.unit == "share":
        return numbers.percent(value, wording.language, 1)
    return numbers.fixed(value, 3 if abs(value) < 1 else 2, wording.language)


def _difference(value: float, exposure: RegionalExposure, wording: Wording) -> str:
    """A difference of shares is told in percentage points."""
    if exposure.unit == "share":
        points = numbers.significant(value * 100, wording.language, 2)
        return wording.say("number.points", number=points)
    return numbers.significant(value, wording.language, 2)


def _draw(
    exposure: RegionalExposure,
    ranked: list[Region],
    bounds: npt.NDArray[np.float64],
    wording: Wording,
) -> Drawing:
    placed = {region: exposure.tiles[region] for region in ranked if region in exposure.tiles}
    across = max((column for column, _ in placed.values()), default=0) + 1
    down = max((row for _, row in placed.values()), default=0) + 1
    step = TILE + GAP
    drawing = Drawing(max(across * step, CLASSES * 104), _TOP + down * step)
    _legend(drawing, exposure, bounds, wording)
    for region, (column, row) in placed.items():
        estimate = exposure.estimates[region]
        x, y = column * step, _TOP + row * step
        tone = f"tone-{class_of(estimate.value, bounds)}"
        title = f"{_name(region, wording)} {wording.estimate(estimate)}"
        drawing.rect(x, y, TILE, TILE, f"tile {tone}", title)
        middle, shown = x + TILE / 2, _spoken(estimate.value, exposure, wording)
        drawing.text(middle, y + 22, tile_label(region, wording), f"tile-name {tone}", "middle")
        drawing.text(middle, y + 38, shown, f"tile-value {tone}", "middle")
    return drawing


def _legend(
    drawing: Drawing,
    exposure: RegionalExposure,
    bounds: npt.NDArray[np.float64],
    wording: Wording,
) -> None:
    """Five boxes with the ends of their classes inside, in the colours of the tiles."""
    box = drawing.width / CLASSES
    percent = exposure.unit == "share"
    title = wording.say("chart.exposure_percent" if percent else "chart.exposure")
    drawing.text(0, 16, title, "panel")
    for place in range(CLASSES):
        drawing.rect(place * box, 24, box - GAP, 28, f"tile tone-{place}")
        ends = bounds[place : place + 2] * (100 if percent else 1)
        label = " – ".join(numbers.significant(float(end), wording.language) for end in ends)
        x = place * box + (box - GAP) / 2
        drawing.text(x, 43, label, f"tile-class tone-{place}", "middle")


def _draw_spread(exposure: RegionalExposure, ranked: list[Region], wording: Wording) -> Drawing:
    """The ends of the list with their spread: a line from lowest to highest measure, a point."""
    whole = len(ranked) <= 2 * _ENDS
    cut = ranked if whole else [*ranked[:_ENDS], *ranked[-_ENDS:]]
    shown = [exposure.estimates[region] for region in cut]
    low, high = min(e.low for e in shown), max(e.high for e in shown)
    drawing = Drawing(_SPREAD_WIDTH, 28 + len(cut) * _ROW + (0 if whole else _BETWEEN))
    drawing.text(0, 14, wording.say("chart.spread_title", n=_ENDS), "panel")

    def across(value: float) -> float:
        return 4 + (value - low) / ((high - low) or 1.0) * (_SPREAD_WIDTH - 8)

    for place, (region, estimate) in enumerate(zip(cut, shown, strict=True)):
        y = 28 + place * _ROW + (_BETWEEN if place >= _ENDS and not whole else 0)
        value, lowest, highest = _cells(exposure, region, wording)
        drawing.text(0, y + 14, _name(region, wording), "label")
        drawing.text(_SPREAD_WIDTH, y + 14, f"{value} [{lowest}, {highest}]", "tick", "end")
        drawing.line(across(estimate.low), y + 23, across(estimate.high), y + 23, "range")
        drawing.rect(across(estimate.value) - 3, y + 20, 6, 6, "point")
    return drawing


def _finding(exposure: RegionalExposure, ranked: list[Region], wording: Wording) -> str:
    """Who is at the ends, how far the measures differ, and whether they agree on the order."""

    def names(regions: list[Region]) -> str:
        return wording.names(_name(region, wording) for region in regions)

    estimates = [exposure.estimates[region] for region in ranked]
    between = estimates[0].value - estimates[-1].value
    spread = float(np.median([estimate.high - estimate.low for estimate in estimates]))
    sentences = [
        wording.say("chart.tiles_finding", high=names(ranked[:3]), low=names(ranked[-3:])),
        wording.say(
            "chart.tiles_spread_wide" if spread > between else "chart.tiles_spread_narrow",
            spread=_difference(spread, exposure, wording),
            between=_difference(between, exposure, wording),
        ),
    ]
    agreement = rank_agreement(estimates)
    if not np.isnan(agreement):
        value = numbers.fixed(agreement, 2, wording.language)
        sentences.append(wording.say("chart.tiles_order", value=value))
    return wording.say("sentence_joint").join(sentences)
