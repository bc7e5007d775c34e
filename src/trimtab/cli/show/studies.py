"""Studies as tables: promised beside realised, found beside missed, called right or wrong."""

from __future__ import annotations

from collections.abc import Iterator

from trimtab.cli.output import console, say, table
from trimtab.kernel import Basis, Estimate
from trimtab.messages import (
    Language,
    format_interval,
    format_number,
    format_share,
    text,
)
from trimtab.monitoring.attributed import Component
from trimtab.monitoring.compute.thresholds import ALARM_LEVEL
from trimtab.monitoring.studies import (
    CANNOT_TELL,
    ConfusionRow,
    DetectionRow,
    Moment,
    NullStudy,
    Outcome,
    Shape,
    ShockStudy,
    StudiedDetector,
    StudySettings,
)

_POOLED_MONTHS = 12


def show_null_study(result: NullStudy, asked: Language) -> None:
    """False alarms of every kind of node: promised, realised, and whether the promise held."""
    _print_basis(result.basis, result.panel, result.settings, asked)
    columns = ("detector", "node", "nodes", "promised", "realised", "over_twice", "outcome")
    shown = table(
        say("studies.title_null"), [say(f"studies.column.{name}") for name in columns], range(2, 6)
    )
    for row in result.rows:
        if row.level is ALARM_LEVEL:
            shown.add_row(
                text(f"studies.detector.{row.detector.value}", asked),
                text(f"monitoring.component.{row.component.value}", asked),
                str(row.nodes),
                format_number(row.promised, asked),
                _with_interval(row.realised, asked),
                format_share(row.over_twice, asked, 0),
                text(f"studies.outcome.{row.outcome.value}", asked),
            )
    console().print(shown)
    console().print(say("studies.note_null", training=result.settings.training_months))
    exceeded = sum(
        row.level is ALARM_LEVEL and row.outcome is Outcome.EXCEEDED for row in result.rows
    )
    if exceeded:
        console().print(say("studies.broken", n=exceeded))


def show_shock_study(result: ShockStudy, asked: Language) -> None:
    """How soon shocks were found, which level spoke first, and what they were called."""
    _print_basis(result.basis, result.panel, result.settings, asked)
    console().print(say("studies.sizes"))
    for shape in Shape:
        _show_detection([row for row in result.detection if row.shape is shape], asked)
    for moment in Moment:
        _show_confusion([row for row in result.confusion if row.moment is moment], asked)
    console().print(say("studies.note_shocks", replicates=result.settings.replicates))


def _print_basis(basis: Basis, panel: str, settings: StudySettings, asked: Language) -> None:
    label = text(f"studies.basis.{basis.value}", asked, panel=panel)
    counts = say("studies.counts", replicates=settings.replicates, seed=settings.seed)
    console().print(f"{label} {counts}" if asked is Language.EN else f"{label}{counts}")


def _show_detection(rows: list[DetectionRow], asked: Language) -> None:
    """Shocks of one shape: the level scan, and beside it what the pooled detector finds."""
    pooled = {
        (row.component, row.size): row.found[_POOLED_MONTHS]
        for row in rows
        if row.detector is StudiedDetector.POOLED
    }
    by_level = [row for row in rows if row.detector is StudiedDetector.LEVELS]
    months = tuple(by_level[0].found)
    names = [say("studies.column.shock"), say("studies.column.size"), *map(str, months)]
    names += [say("studies.column.delay"), say("studies.column.first")]
    names += [say("studies.column.pooled", n=_POOLED_MONTHS)]
    shape = text(f"studies.shape.{by_level[0].shape.value}", asked)
    right = (*range(1, 3 + len(months)), len(names) - 1)
    shown = table(say("studies.title_found", shape=shape), names, right)
    for row in by_level:
        shown.add_row(
            text(f"monitoring.component.{row.component.value}", asked),
            format_number(row.size, asked),
            *(_share_with_interval(found, asked) for found in row.found.values()),
            format_number(row.median_delay, asked, 2),
            "\n".join(_first_words(row, asked)),
            _share_with_interval(pooled[row.component, row.size], asked),
        )
    console().print(shown)


def _first_words(row: DetectionRow, asked: Language) -> Iterator[str]:
    """The two components that most often alarmed first."""
    ordered = sorted(row.first.items(), key=lambda pair: -pair[1])
    for name, share in ordered[:2]:
        if share > 0:
            yield f"{_component(name, asked)} {format_share(share, asked, 0)}"


def _show_confusion(rows: list[ConfusionRow], asked: Language) -> None:
    """Verdicts of one moment: without shock, and on shocks of the size nearest to one."""
    moment = text(f"studies.moment.{rows[0].moment.value}", asked)
    names = [say(f"studies.column.{name}") for name in ("shock", "shape", "judged")]
    verdicts = (*(component.value for component in Component), CANNOT_TELL)
    names += [_component(name, asked) for name in verdicts]
    size = min((row.size for row in rows if row.component), key=lambda one: abs(one - 1))
    title = say("studies.title_called", size=format_number(size, asked), moment=moment)
    shown = table(title, names, range(2, len(names)))
    for row in rows:
        if row.component is not None and row.size != size:
            continue
        if row.component is None and row.shape is not Shape.STEP:
            continue  # without shock the shapes are the same
        shown.add_row(
            _component("none" if row.component is None else row.component.value, asked),
            text(f"studies.shape.{row.shape.value}", asked) if row.component else "",
            str(row.judged),
            *(_share_with_interval(row.verdicts[name], asked) for name in verdicts),
        )
    console().print(shown)


def _component(name: str, asked: Language) -> str:
    if name in {CANNOT_TELL, "none"}:
        return say(f"studies.{name}")
    return text(f"monitoring.component.{name}", asked)


def _with_interval(estimate: Estimate, asked: Language) -> str:
    if estimate.value != estimate.value:
        return text("form.unknown", asked)
    value = format_number(estimate.value, asked)
    return f"{value} {format_interval(estimate.low, estimate.high, asked)}"


def _share_with_interval(estimate: Estimate, asked: Language) -> str:
    if estimate.value != estimate.value:
        return "–"
    value = format_share(estimate.value, asked, 0)
    low, high = (format_share(one, asked, 0).rstrip("%") for one in (estimate.low, estimate.high))
    return f"{value}\n{low}–{high}"
