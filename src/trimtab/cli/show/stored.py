"""What the store holds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from trimtab.app.titles import indicator_title, series_title
from trimtab.cli.output import console, language, print_lines, say, table
from trimtab.messages import (
    Language,
    format_instant,
    format_number,
    format_period,
    format_value,
    text,
)
from trimtab.ports import BatchInfo
from trimtab.tables import Finding, Panel

_LATEST = 6


def finding_sentence(finding: Finding, asked: Language) -> str:
    """The finding in words, with the series it is about."""
    params = {name: _spoken(value, asked) for name, value in finding.params.items()}
    sentence = text(f"finding.{finding.code}", asked, **params)
    about = ""
    if finding.series:
        named = (
            series_title(finding.series, asked),
            indicator_title(finding.series.indicator, asked),
        )
        about = f"{text('form.listed', asked).join(named)}: "
    return f"{finding.code} {about}{sentence}"


def _spoken(value: object, asked: Language) -> object:
    return format_number(value, asked, digits=6) if isinstance(value, float) else value


def finding_to_json(finding: Finding, asked: Language) -> dict[str, Any]:
    return {
        "code": finding.code,
        "severity": finding.severity.value,
        "series": str(finding.series) if finding.series else None,
        "sentence": finding_sentence(finding, asked),
    }


def batch_to_json(batch: BatchInfo, asked: Language) -> dict[str, Any]:
    """One batch with its findings."""
    return {
        "batch_id": batch.batch_id,
        "source": batch.source,
        "source_sha256": batch.source_sha256,
        "release_basis": batch.release_basis,
        "imported_at": batch.imported_at,
        "rows": batch.rows,
        "series": batch.series,
        "findings": [finding_to_json(finding, asked) for finding in batch.findings],
    }


def show_batches(batches: Sequence[BatchInfo]) -> None:
    """One line a batch, or what to do when there is none."""
    if not batches:
        print_lines(say("stores.empty"))
        return
    names = ("batch", "source", "imported", "rows", "series", "findings")
    shown = table(say("title.batches"), [say(f"column.{name}") for name in names], (3, 4, 5))
    for batch in batches:
        shown.add_row(
            batch.batch_id[:12],
            batch.source,
            format_instant(batch.imported_at, language()),
            f"{batch.rows:,}",
            f"{batch.series:,}",
            str(len(batch.findings)),
        )
    console().print(shown)


def show_panel(panel: Panel) -> None:
    """The latest periods of each series."""
    if not panel.series:
        print_lines(say("stores.empty"))
        return
    columns = panel.periods[-_LATEST:]
    months = (format_period(period, language()) for period in columns)
    heads = [*(say(f"column.{name}") for name in ("indicator", "series", "unit")), *months]
    shown = table("", heads, right=range(3, len(heads)))
    for key, values in zip(panel.series, panel.values[:, -_LATEST:], strict=True):
        unit = text(f"unit.{key.unit}", language())
        numbers = (format_value(float(value), key.unit, language()) for value in values)
        shown.add_row(
            indicator_title(key.indicator, language()),
            series_title(key, language()),
            unit,
            *numbers,
        )
    console().print(shown)
