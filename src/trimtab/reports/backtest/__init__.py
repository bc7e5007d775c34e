"""The report of a back-test: one self-contained bilingual HTML page."""

from trimtab.reports.backtest.document import render_backtest_report, write_backtest_report
from trimtab.reports.backtest.types import BacktestReport, InputFile

__all__ = ["BacktestReport", "InputFile", "render_backtest_report", "write_backtest_report"]
