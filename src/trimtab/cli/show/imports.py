"""Drafted mappings and finished imports."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from trimtab.app.imports import Draft, ImportOutcome
from trimtab.app.titles import dimension_titles, indicator_title
from trimtab.cli.output import console, language, print_lines, say, table
from trimtab.cli.show.stored import finding_sentence, finding_to_json
from trimtab.messages import Language, explain_problem, format_period, format_value, text
from trimtab.tables import Severity

_COLOURS = {Severity.NOTE: "cyan", Severity.WARNING: "yellow", Severity.REFUSE: "bold red"}


def _show_findings(draft: Draft | ImportOutcome) -> None:
    if not draft.findings:
        return
    out = console()
    out.print(say("import.findings", n=len(draft.findings)))
    for finding in draft.findings:
        colour = _COLOURS[finding.severity]
        word = say(f"severity.{finding.severity.value}")
        out.print(f"  [{colour}]{word}[/] {finding_sentence(finding, language())}")


def show_draft(draft: Draft) -> None:
    """First observations under the draft, and what to check."""
    if draft.preview:
        names = ("series", "period", "value", "unit")
        shown = table(say("title.preview"), [say(f"column.{name}") for name in names], (2,))
        for row in draft.preview:
            titles = dimension_titles(row.region, row.industry, row.occupation, language())
            shown.add_row(
                " · ".join([indicator_title(row.indicator, language()), *titles]),
                format_period(row.period, language()) if row.period else "",
                text("form.unknown", language())
                if row.value is None
                else format_value(row.value, row.unit, language()),
                text(f"unit.{row.unit}", language()),
            )
        console().print(shown)
    _show_findings(draft)
    if draft.problems:
        print_lines(*(f"  {explain_problem(problem, language())}" for problem in draft.problems))
    if draft.connector:
        print_lines(say("draft.connector", connector=draft.connector, source=draft.path))


def show_mapping_file(draft: Draft, mapping_file: Path) -> None:
    """Where the drafted mapping is, and the next command."""
    print_lines(say("draft.written", file=mapping_file, source=draft.path))


def draft_to_json(draft: Draft) -> dict[str, Any]:
    """The preview, findings and problems of a draft."""
    return {
        "file": str(draft.path),
        "connector": draft.connector,
        "preview": [
            {
                "indicator": row.indicator,
                "region": row.region,
                "industry": row.industry,
                "occupation": row.occupation,
                "period": str(row.period) if row.period else None,
                "value": row.value,
                "unit": row.unit,
            }
            for row in draft.preview
        ],
        "findings": [finding_to_json(finding, language()) for finding in draft.findings],
        "problems": [explain_problem(problem, language()) for problem in draft.problems],
    }


def show_import(outcome: ImportOutcome) -> None:
    """What was stored, or what would have been, and what the arrival checks saw."""
    if outcome.batch is None:
        print_lines(say("import.checked", rows=f"{outcome.staged.rows:,}"))
    else:
        key = "already" if outcome.was_there else "stored"
        batch = outcome.batch
        print_lines(
            say(
                f"import.{key}",
                batch=batch.batch_id[:12],
                rows=f"{batch.rows:,}",
                series=f"{batch.series:,}",
            )
        )
    if outcome.findings:
        _show_findings(outcome)
    else:
        print_lines(say("import.no_findings"))


def import_to_json(outcome: ImportOutcome, asked: Language) -> dict[str, Any]:
    """The batch, if one was published, and the findings."""
    return {
        "batch_id": outcome.batch.batch_id if outcome.batch else None,
        "was_there": outcome.was_there,
        "rows": outcome.staged.rows,
        "source_sha256": outcome.staged.source_sha256,
        "findings": [finding_to_json(finding, asked) for finding in outcome.findings],
    }
