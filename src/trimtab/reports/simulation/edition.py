"""One language of the report, ready for the template and for the other writers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count, takewhile

from trimtab.messages import Language, has_text
from trimtab.reports.key_figure import KeyFigure
from trimtab.reports.page import HTML_LANGUAGE
from trimtab.reports.simulation.charts.chart import Chart, Dataset
from trimtab.reports.simulation.charts.differences import draw_differences
from trimtab.reports.simulation.charts.flows import draw_flows
from trimtab.reports.simulation.charts.frontier import draw_frontier
from trimtab.reports.simulation.charts.paths import draw_beveridge, draw_paths
from trimtab.reports.simulation.charts.tornado import draw_tornado
from trimtab.reports.simulation.charts.winners import draw_winners
from trimtab.reports.simulation.evidence import evidence_table
from trimtab.reports.simulation.given import given_table, years_simulated
from trimtab.reports.simulation.headlines import headlines, key_figures
from trimtab.reports.simulation.tables import (
    Listed,
    costs_table,
    definitions_table,
    levels_table,
    mixes_table,
    ranking_table,
)
from trimtab.reports.simulation.titles import source_title
from trimtab.reports.simulation.types import SimulationReport
from trimtab.reports.simulation.wording import SimulationWording
from trimtab.simulation.answers import HEADLINES, REFUSED_HEADS


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the report: title, sentences, charts, tables, in this order."""

    name: str
    title: str
    sentences: tuple[str, ...] = ()
    charts: tuple[Chart, ...] = ()
    tables: tuple[Listed, ...] = ()


@dataclass(frozen=True, slots=True)
class SimulationEdition:
    """What the writers set for one language."""

    wording: SimulationWording
    code: str
    html_language: str
    language_name: str
    title: str
    label: str
    facts: tuple[tuple[str, str], ...]
    headlines: tuple[str, ...]
    key_figures: tuple[KeyFigure, ...]
    sections: tuple[Section, ...]
    method: tuple[str, ...]
    refused: tuple[str, ...]
    sources: tuple[str, ...]

    @property
    def datasets(self) -> tuple[Dataset, ...]:
        """Every table of figures, in the order of the report."""
        return tuple(
            data
            for section in self.sections
            for data in (*(one.data for one in section.charts),
                         *(one.data for one in section.tables))
        )  # fmt: skip


def build_edition(report: SimulationReport, language: Language) -> SimulationEdition:
    """Read the answers once for one language."""
    wording = SimulationWording(report, language)
    return SimulationEdition(
        wording=wording,
        code=language.value,
        html_language=HTML_LANGUAGE[language],
        language_name=wording.shared("language_name"),
        title=report.title.in_language(language.value),
        label=wording.label,
        facts=_facts(wording),
        headlines=headlines(wording),
        key_figures=key_figures(wording),
        sections=tuple(one for one in _sections(wording) if one.charts or one.tables),
        method=tuple(_numbered("method", wording)),
        refused=tuple(wording.answer(f"refused.{name}") for name in REFUSED_HEADS),
        sources=tuple(source_title(name, language) for name in report.sources),
    )


def _facts(wording: SimulationWording) -> tuple[tuple[str, str], ...]:
    """What a page torn out of the report must still say about itself."""
    report, runs = wording.report, wording.report.runs
    mode = "counts" if report.counted else "mean_field"
    facts = [
        ("economy", wording.economy),
        ("basis", wording.tell(f"basis.{report.basis.value}")),
        ("years", wording.tell("fact.years_value", years=f"{report.years:g}",
                               exact=years_simulated(wording), steps=runs.steps)),
        ("mode", wording.tell(f"mode.{mode}")),
        ("mixes", wording.count(len(runs.mixes))),
        ("draws", wording.count(runs.draws - 1)),
        ("replicates", wording.count(runs.replicates)),
        ("seed", str(report.seed)),
    ]  # fmt: skip
    if report.scenario_file:
        facts.append(("scenario", f"{report.scenario_file} ({report.scenario_sha256[:12]})"))
    told = [(wording.tell(f"fact.{name}"), value) for name, value in facts]
    shared = [
        (wording.shared("fact.generated"), wording.day(report.generated_at)),
        (wording.shared("fact.version"), f"Trimtab {report.software_version}"),
    ]
    return (*told, *shared)


def _sections(wording: SimulationWording) -> Iterator[Section]:
    answers, runs = wording.report.answers, wording.report.runs
    note = wording.report.note.in_language(wording.language.value)
    about = wording.report.economy_note.in_language(wording.language.value)
    yield _section(
        wording, "asked", (note, about), (), (mixes_table(wording), given_table(wording))
    )
    yield _section(wording, "paths", (), (draw_paths(wording), draw_beveridge(wording)))
    rankings = (ranking_table(name, wording) for name in HEADLINES)
    yield _section(
        wording,
        "differences",
        (wording.tell("section.differences.explained"), _left_out(wording)),
        (draw_differences(wording),),
        (levels_table(wording), *rankings),
    )
    yield _section(wording, "costs", (), (draw_frontier(wording),), (costs_table(wording),))
    yield _section(wording, "winners", (), tuple(draw_winners(a, wording) for a in answers.winners))
    yield _section(wording, "flows", (), tuple(draw_flows(axis, wording) for axis in runs.moves))
    yield _section(
        wording, "sensitivity", (), tuple(draw_tornado(n, wording) for n in answers.sensitivity)
    )
    yield _section(
        wording,
        "evidence",
        (wording.tell("section.evidence.explained"),),
        (),
        (evidence_table(wording), definitions_table(wording)),
    )


def _left_out(wording: SimulationWording) -> str:
    """That charts and tables show a part of many mixes; empty where they show all."""
    shown, every = len(wording.shown_mixes), len(wording.report.runs.mixes)
    return "" if shown == every else wording.tell("section.shown", n=shown, total=every)


def _section(
    wording: SimulationWording,
    name: str,
    sentences: tuple[str, ...],
    charts: tuple[Chart | None, ...],
    tables: tuple[Listed | None, ...] = (),
) -> Section:
    return Section(
        name,
        wording.tell(f"section.{name}.title"),
        tuple(filter(None, sentences)),
        tuple(one for one in charts if one is not None),
        tuple(one for one in tables if one is not None),
    )


def _numbered(table: str, wording: SimulationWording) -> Iterator[str]:
    """Sentences ``<table>.1``, ``<table>.2`` ... as far as the catalogue counts."""
    keys = (f"{table}.{place}" for place in count(1))
    there = takewhile(lambda key: has_text(f"simulation_report.{key}", wording.language), keys)
    return map(wording.tell, there)
