"""What was found in a file, in sentences."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from trimtab.app.titles import dimension_titles, indicator_title, series_title
from trimtab.app.workbench.import_checks import CellShown, Checked, FoundProblem
from trimtab.kernel import TrimtabError
from trimtab.messages import (
    Language,
    explain_problem,
    format_number,
    format_period,
    format_value,
    has_text,
    text,
)
from trimtab.tables import Finding, Severity

_ORDER = (Severity.REFUSE, Severity.WARNING, Severity.NOTE)


@dataclass(frozen=True, slots=True)
class FindingTold:
    """Something the checks saw. ``about`` names the series; ``place`` and ``cell`` the cell."""

    code: str
    severity: Severity
    sentence: str
    about: str = ""
    place: str = ""
    cell: CellShown | None = None


@dataclass(frozen=True, slots=True)
class PreviewTold:
    """One observation as it would be stored."""

    series: str
    period: str
    value: str
    unit: str


def told_findings(checked: Checked, language: Language) -> tuple[FindingTold, ...]:
    """Everything found, what refuses the file first."""
    told = [_of_problem(one, language) for one in checked.problems]
    if checked.failure is not None and not told:
        told.append(_of_failure(checked.failure, language))
    told += [_of_finding(one, language) for one in checked.findings]
    return tuple(sorted(told, key=lambda one: _ORDER.index(one.severity)))


def told_preview(checked: Checked, language: Language) -> Sequence[PreviewTold]:
    """The first observations under the drafted mapping."""
    return [
        PreviewTold(
            series=text("form.listed", language).join(
                [
                    indicator_title(row.indicator, language),
                    *dimension_titles(row.region, row.industry, row.occupation, language),
                ]
            ),
            period=format_period(row.period, language) if row.period else "",
            value=text("form.unknown", language)
            if row.value is None
            else format_value(row.value, row.unit, language),
            unit=text(f"unit.{row.unit}", language),
        )
        for row in checked.preview
    ]


def _of_problem(found: FoundProblem, language: Language) -> FindingTold:
    problem = found.problem
    line = explain_problem(problem, language)
    sentence = line.removeprefix(f"{problem.place} ").removeprefix(f"{problem.code}: ")
    return FindingTold(
        problem.code, Severity.REFUSE, sentence, place=problem.place, cell=found.cell
    )


def _of_failure(failure: TrimtabError, language: Language) -> FindingTold:
    key = f"error.{failure.code}"
    shown = {k: int(v) if isinstance(v, bool) else v for k, v in failure.params.items()}
    sentence = text(key, language, **shown) if has_text(key, language) else str(failure)
    return FindingTold(failure.code, Severity.REFUSE, sentence)


def _of_finding(finding: Finding, language: Language) -> FindingTold:
    params = {
        name: format_number(value, language, digits=6) if isinstance(value, float) else value
        for name, value in finding.params.items()
    }
    about = ""
    if finding.series:
        named = (
            series_title(finding.series, language),
            indicator_title(finding.series.indicator, language),
        )
        about = text("form.listed", language).join(named)
    sentence = text(f"finding.{finding.code}", language, **params)
    return FindingTold(finding.code, finding.severity, sentence, about)
