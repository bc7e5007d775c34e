"""The same alarms against a truth dated or counted otherwise."""

from __future__ import annotations

from collections.abc import Sequence
from math import isnan

from trimtab.monitoring.backtest.sensitivity import BASE, TruthChange, TruthVariant, VariantScores
from trimtab.reports.backtest.charts.ranges import RangePanel, RangeRow, draw_narrow, draw_wide
from trimtab.reports.backtest.wording import Kind, ReportWording
from trimtab.reports.charts.figure import Column, Figure, TableView, csv_link, plain
from trimtab.reports.charts.plot import style_of

_SHOWN = (
    ("hit_rate", Kind.PERCENT),
    ("median_lag_known", Kind.MONTHS),
    ("false_alarms_per_series_year", Kind.RATE),
    ("auc_in_downturn", Kind.DECIMAL),
)
_HEIGHT, _LABELS, _NARROW_LABELS = 21, 196, 168


def draw_sensitivity(scores: Sequence[VariantScores], part: str, wording: ReportWording) -> Figure:
    """Ours as rows of intervals, one row a variant; all detectors in the table."""
    ours = [one for one in scores if one.detector == scores[0].detector]
    rows = [
        _row(one.variant, before, wording) for one, before in zip(ours, [None, *ours], strict=False)
    ]
    panels = [
        RangePanel(wording.tell(f"short.{name}"), kind, tuple(getattr(o, name) for o in ours))
        for name, kind in _SHOWN
    ]
    finding = _finding(scores, ours, wording)
    table = tuple(
        (
            variant_words(one.variant, wording),
            wording.detector(one.detector),
            wording.count(one.downturns),
            *(wording.figure(getattr(one, name), kind) for name, kind in _SHOWN),
        )
        for one in sorted(scores, key=lambda one: _order(one, ours))
    )
    names = ("variant", "detector", "downturns")
    headers = [wording.tell(f"column.{name}") for name in names]
    headers += [wording.tell(f"short.{name}") for name, _ in _SHOWN]
    return Figure(
        name="sensitivity",
        title=wording.tell("sensitivity.title"),
        finding=finding,
        drawings=(
            draw_wide(rows, panels, _HEIGHT, _LABELS, wording).svg(finding, "wide"),
            draw_narrow(rows, panels, _HEIGHT, _NARROW_LABELS, wording).svg(finding, "narrow"),
        ),
        table=TableView(
            tuple(Column(word, at > 1) for at, word in enumerate(headers)), table, len(ours)
        ),
        download=_download(scores, wording),
        file_name=f"sensitivity-{part}-{wording.language}.csv",
        note=wording.tell("sensitivity.note"),
    )


def variant_words(variant: TruthVariant, wording: ReportWording) -> str:
    """``start 2 months earlier``."""
    if variant == BASE:
        return wording.tell("variant.none")
    name = variant.change.value
    if variant.change in (TruthChange.START, TruthChange.END):
        name += "_earlier" if variant.months < 0 else "_later"
    return wording.tell(f"variant.{name}", n=abs(variant.months))


def _row(variant: TruthVariant, before: VariantScores | None, wording: ReportWording) -> RangeRow:
    apart = before is not None and before.variant.change is not variant.change
    css = style_of(0) if variant == BASE else "other"
    return RangeRow(variant_words(variant, wording), css, apart)


def _order(one: VariantScores, ours: Sequence[VariantScores]) -> tuple[int, int]:
    variants = [o.variant for o in ours]
    known = one.variant in variants
    return int(one.detector != ours[0].detector), variants.index(one.variant) if known else 99


def _finding(
    scores: Sequence[VariantScores], ours: Sequence[VariantScores], wording: ReportWording
) -> str:
    """How far the figures move, and whether the order of detectors stands."""
    spans = {
        name: _span([getattr(one, name).value for one in ours], kind, wording)
        for name, kind in _SHOWN
    }
    name = "finding" if any(one.hit_rate.value > 0 for one in ours) else "finding_none"
    sentence = wording.tell(f"sensitivity.{name}", n=len(ours) - 1, **spans)
    others = list(dict.fromkeys(one.detector for one in scores if one.detector != ours[0].detector))
    return wording.sentences(
        (sentence, *(_against(other, scores, ours, wording) for other in others))
    )


def _span(values: Sequence[float], kind: Kind, wording: ReportWording) -> str:
    """``82% to 91%``; one figure where both ends read alike."""
    known = [value for value in values if not isnan(value)]
    if not known:
        return wording.unknown(kind)
    low, high = (wording.value(of(known), kind) for of in (min, max))
    return low if low == high else wording.shared("number.range", low=low, high=high)


def _against(
    other: str,
    scores: Sequence[VariantScores],
    ours: Sequence[VariantScores],
    wording: ReportWording,
) -> str:
    theirs = {one.variant: one for one in scores if one.detector == other}
    both = [(one, theirs[one.variant]) for one in ours[1:] if one.variant in theirs]
    if not both:
        return ""
    found = sum(one.hit_rate.value >= two.hit_rate.value for one, two in both)
    fewer = sum(
        one.false_alarms_per_series_year.value <= two.false_alarms_per_series_year.value
        for one, two in both
    )
    name, total = wording.detector(other), len(both)
    return wording.tell(
        "sensitivity.against",
        found=wording.tell(
            f"sensitivity.found.{_how_many(found, total)}", detector=name, n=found, total=total
        ),
        fewer=wording.tell(f"sensitivity.fewer.{_how_many(fewer, total)}", n=fewer),
    )


def _how_many(n: int, total: int) -> str:
    return "under_none" if n == 0 else "under_all" if n == total else "under_some"


def _download(scores: Sequence[VariantScores], wording: ReportWording) -> str:
    names = ("detector", "variant", "downturns", "measure", "value", "low", "high")
    rows = [
        (
            one.detector,
            variant_words(one.variant, wording),
            one.downturns,
            name,
            *map(plain, (e.value, e.low, e.high)),
        )
        for one in scores
        for name, _ in _SHOWN
        if (e := getattr(one, name))
    ]
    return csv_link([wording.tell(f"column.{name}") for name in names], rows)
