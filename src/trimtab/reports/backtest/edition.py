"""One language of the report, ready for the template."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count, takewhile

from trimtab.messages import Language, has_text
from trimtab.monitoring.backtest import Scores
from trimtab.reports.backtest.headlines import headlines, key_figures
from trimtab.reports.backtest.part import PartView, build_part, evidence_sentence
from trimtab.reports.backtest.tables import file_table
from trimtab.reports.backtest.types import BacktestReport
from trimtab.reports.backtest.wording import ReportWording
from trimtab.reports.charts.figure import TableView
from trimtab.reports.key_figure import KeyFigure
from trimtab.reports.page import HTML_LANGUAGE


@dataclass(frozen=True, slots=True)
class BacktestEdition:
    """What the template sets for one language."""

    wording: ReportWording
    code: str
    html_language: str
    language_name: str
    title: str
    facts: tuple[tuple[str, str], ...]
    headlines: tuple[str, ...]
    basis: str
    key_figures: tuple[KeyFigure, ...]
    parts: tuple[PartView, ...]
    method: tuple[str, ...]
    limits: tuple[str, ...]
    files: TableView


def build_edition(report: BacktestReport, language: Language) -> BacktestEdition:
    """Read the studies once for one language."""
    wording = ReportWording(report, language)
    studies = {"held_out": report.held_out, "development": report.development}
    return BacktestEdition(
        wording=wording,
        code=language.value,
        html_language=HTML_LANGUAGE[language],
        language_name=wording.shared("language_name"),
        title=wording.tell("title"),
        facts=_facts(wording),
        headlines=headlines(wording),
        basis=_basis(wording),
        key_figures=key_figures(wording),
        parts=tuple(build_part(n, study, wording) for n, study in studies.items() if study),
        method=tuple(_numbered("method", wording)),
        limits=tuple(_numbered("limit", wording)),
        files=file_table(wording),
    )


def _facts(wording: ReportWording) -> tuple[tuple[str, str], ...]:
    """What a page torn out of the report must still say about itself."""
    report, result = wording.report, wording.report.held_out.result
    span = wording.shared(
        "number.range", low=wording.period(report.first), high=wording.period(report.last)
    )
    assert result.train_until is not None
    return (
        (wording.tell("fact.panel"), wording.tell("fact.regions", n=report.regions)),
        (wording.tell("fact.months"), span),
        (wording.tell("fact.dated"), wording.count(report.dated)),
        (wording.tell("fact.train_until"), wording.period(result.train_until)),
        (wording.tell("fact.test_from"), wording.period(result.test_from)),
        (wording.shared("fact.vintage"), wording.shared(f"vintage.{result.vintage.value}")),
        (wording.shared("fact.generated"), wording.day(report.generated_at)),
        (wording.shared("fact.version"), f"Trimtab {report.software_version}"),
    )


def _basis(wording: ReportWording) -> str:
    """What this test is, on the first screen: kind of score, vintage, evidence, labels."""
    report = wording.report
    study = report.leading
    result = report.held_out.result
    sentences = [wording.tell(f"basis.vintage.{result.vintage.value}")]
    if study is not None:
        scores = study.scored[0].scores
        assert scores is not None
        kind = "held_out" if study is report.held_out else "development"
        sentences.insert(0, wording.tell(f"basis.{kind}"))
        sentences.append(_counted(scores, wording))
        sentences.append(evidence_sentence(study, wording))
    sentences.append(wording.tell("basis.labels"))
    return wording.sentences(sentences)


def _numbered(table: str, wording: ReportWording) -> Iterator[str]:
    """Sentences ``<table>.1``, ``<table>.2`` ... as far as the catalogue counts."""
    keys = (f"{table}.{place}" for place in count(1))
    there = takewhile(lambda key: has_text(f"backtest_report.{key}", wording.language), keys)
    return map(wording.tell, there)


def _counted(scores: Scores, wording: ReportWording) -> str:
    """How many downturns were scored, and how many of the hits came before the first month."""
    if not scores.hits:
        return wording.tell("basis.counted.no_hit", downturns=scores.downturns)
    early = round(scores.hits_before_start.value * scores.hits)
    return wording.tell(
        f"basis.counted.{'early' if early else 'none_early'}",
        downturns=scores.downturns,
        early=wording.count(early),
        hits=scores.hits,
    )
