"""How do you know: method, false alarms promised and realised, detectors compared, sources."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import count, takewhile

from trimtab.messages import has_text
from trimtab.reports import numbers
from trimtab.reports.charts.figure import Column, TableView
from trimtab.reports.types import Metric
from trimtab.reports.wording import Wording


@dataclass(frozen=True, slots=True)
class MethodView:
    """The last section."""

    sentences: tuple[str, ...]
    false_alarms: tuple[str, ...]
    scores: TableView | None
    limits: tuple[str, ...]
    sources: TableView | None
    vintage: str
    batches: str


def method_view(wording: Wording) -> MethodView:
    """Everything a reader needs to doubt the brief properly."""
    found = wording.brief.current
    return MethodView(
        sentences=_numbered("method", wording),
        false_alarms=_false_alarms(wording),
        scores=_scores(wording),
        limits=_numbered("limit", wording),
        sources=_sources(wording),
        vintage=wording.say(f"vintage_explained.{found.vintage.value}"),
        batches=wording.say("method_batches", n=len(found.batches)),
    )


def _numbered(table: str, wording: Wording) -> tuple[str, ...]:
    """Sentences ``<table>.1``, ``<table>.2`` ... as far as the catalogue counts."""
    keys = (f"{table}.{place}" for place in count(1))
    there = takewhile(lambda key: has_text(f"brief.{key}", wording.language), keys)
    return tuple(wording.say(key) for key in there)


def _false_alarms(wording: Wording) -> tuple[str, ...]:
    rate = wording.brief.current.false_alarms
    promised = wording.say(
        "false_alarm.promised", rate=numbers.constant(rate.promised, wording.language)
    )
    if rate.realised is None:
        return promised, wording.say("false_alarm.unmeasured")
    realised = wording.say(
        "false_alarm.realised",
        rate=wording.estimate(rate.realised),
        coverage=numbers.percent(rate.realised.coverage, wording.language, 0),
        years=numbers.significant(rate.series_years, wording.language),
    )
    return promised, realised, wording.say(f"false_alarm.{rate.verdict}")


def _scores(wording: Wording) -> TableView | None:
    """Detectors down, metrics across; a dash where a detector was not scored."""
    scores = wording.brief.scores
    if not scores:
        return None
    cells = {(row.detector, row.metric): row.estimate for row in scores}
    detectors = list(dict.fromkeys(row.detector for row in scores))
    metrics = [metric for metric in Metric if any((d, metric) in cells for d in detectors)]
    places = {
        metric: numbers.common_places(e for (_, of), e in cells.items() if of == metric)
        for metric in metrics
    }
    headers = (
        Column(wording.say("table.detector"), False),
        *(Column(wording.say(f"metric.{metric}")) for metric in metrics),
    )
    rows = [
        (
            wording.detector(detector),
            *(
                wording.estimate(cells[detector, metric], places[metric])
                if (detector, metric) in cells
                else wording.say("table.no_figure")
                for metric in metrics
            ),
        )
        for detector in detectors
    ]
    return TableView(headers, tuple(rows))


def _sources(wording: Wording) -> TableView | None:
    sources = wording.brief.sources(wording.language)
    if not sources:
        return None
    headers = tuple(
        Column(wording.say(f"table.{name}"), False)
        for name in ("source", "publisher", "licence", "retrieved")
    )
    dash = wording.say("table.no_figure")
    rows = tuple(
        (
            source.name or dash,
            source.publisher or dash,
            source.licence or dash,
            wording.day(source.retrieved) if source.retrieved else dash,
        )
        for source in sources
    )
    return TableView(headers, rows)
