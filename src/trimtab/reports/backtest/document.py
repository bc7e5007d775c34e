"""Sets the report of a back-test as one HTML file and puts it in place in one step."""

from __future__ import annotations

from pathlib import Path

from trimtab.kernel import StateError
from trimtab.messages import LANGUAGES
from trimtab.reports.backtest.edition import build_edition
from trimtab.reports.backtest.types import BacktestReport
from trimtab.reports.page import render_page, write_page


def render_backtest_report(report: BacktestReport) -> str:
    """The whole document. The same report gives the same bytes."""
    editions = [build_edition(report, language) for language in LANGUAGES]
    return render_page(
        editions,
        report.language,
        report.software_version,
        "backtest_report.html.j2",
        ("backtest_report.css",),
    )


def write_backtest_report(report: BacktestReport, path: Path) -> None:
    """Write the report to ``path``: the old file or the whole new one, never half of it.

    Raises StateError REPORT-010 when the folder does not exist or cannot be written to.
    """
    document = render_backtest_report(report)
    try:
        write_page(document, path)
    except OSError as reason:
        raise StateError("REPORT-010", path=str(path), reason=reason.strerror) from reason
