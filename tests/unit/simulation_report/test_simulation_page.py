"""The page, the workbook, the CSV files and the Word document say the same, and say the basis."""

from __future__ import annotations

import csv
import re
import zipfile
from dataclasses import replace
from html.parser import HTMLParser

import numpy as np
import pytest
from openpyxl import load_workbook

from trimtab.kernel import EnvironmentLackingError, InputRejectedError, StateError, Wording
from trimtab.messages import LANGUAGES, Language, text
from trimtab.reports.simulation import (
    MixDescription,
    format_figure,
    pictures,
    render_html,
    word,
    write_csv,
    write_excel,
    write_html,
    write_word,
)
from trimtab.reports.simulation.edition import build_edition
from trimtab.reports.simulation.figures import form_of
from trimtab.simulation.answers import (
    OUTCOMES,
    REFUSED_HEADS,
    Interval,
    OutcomeUnit,
    Spread,
    answer,
)
from trimtab.simulation.types import DataBasis


class _Words(HTMLParser):
    """The words of a page, scripts and styles left out."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.silent = 0

    def handle_starttag(self, tag, attributes):
        self.silent += tag in ("script", "style")

    def handle_endtag(self, tag):
        self.silent -= tag in ("script", "style")

    def handle_data(self, data):
        if not self.silent:
            self.words.append(data)


@pytest.fixture(scope="module")
def page(report) -> str:
    return render_html(report)


@pytest.fixture(scope="module")
def words(page) -> str:
    reader = _Words()
    reader.feed(page)
    return " ".join(reader.words)


def test_no_raw_code_and_no_missing_figure_is_shown(words):
    shown = words
    for name in ("ohio.yaml", "oews_state_occupation.parquet", "mobility_groups_us.csv"):
        shown = shown.replace(name, "")
    assert re.findall(r"\b[a-z]+_[a-z_]+\b", shown) == []
    assert re.findall(r"\b(?:nan|inf|None|SOC@2018)\b", shown) == []
    assert "{" not in shown


@pytest.mark.parametrize("basis", DataBasis)
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_basis_stands_on_the_page_under_each_chart_and_in_each_row(made_up, basis, language):
    edition = build_edition(made_up.report(basis, draws=12, replicates=2), language)
    label = text(f"simulation_report.label.{basis.value}", language)
    stamp = text(f"simulation_report.stamp.{basis.value}", language)
    word_of = text(f"simulation_report.basis.{basis.value}", language)
    assert edition.label == label
    charts = [chart for section in edition.sections for chart in section.charts]
    assert len(charts) >= 9
    for chart in charts:
        for drawing in chart.figure.drawings:
            assert stamp.split(" ")[0] in drawing
    for data in edition.datasets:
        assert {row[-1] for row in data.rows} == {word_of}
        assert all(len(row) == len(data.header) for row in data.rows)


def test_every_chart_has_a_finding_a_table_and_data(report):
    for language in LANGUAGES:
        for section in build_edition(report, language).sections:
            for chart in section.charts:
                assert chart.figure.finding and chart.figure.table.rows and chart.data.rows
                assert chart.figure.download.startswith("data:text/csv")


def test_the_same_report_gives_the_same_page(report, page):
    assert render_html(report) == page


def test_headline_figures_are_those_of_the_answers(report):
    edition = build_edition(report, Language.EN)
    jobs = report.answers.comparison.differences["employment_years"][1].spread
    # The interval is some 150 wide: tens are what it knows.
    assert f"+{round(jobs.value / 1e3, -1):,.0f} thousand job-years" in edition.headlines[2]
    assert f"[+{round(jobs.whole.low / 1e3, -1):,.0f}" in edition.headlines[2]


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_the_model_does_not_carry_is_listed(report, language):
    assert len(build_edition(report, language).refused) == len(REFUSED_HEADS)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_outcome_has_title_and_definition(language):
    for name in (*OUTCOMES, "cost_per_job_year"):
        assert text(f"answers.outcome.{name}.title", language)
        assert text(f"answers.outcome.{name}.help", language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_workbook_holds_every_table_with_title_label_and_numbers(report, language, tmp_path):
    path = tmp_path / "simulation.xlsx"
    write_excel(report, path, language)
    book = load_workbook(path)
    edition = build_edition(report, language)
    assert len(book.sheetnames) == 1 + len(edition.datasets)
    assert book.worksheets[0]["A2"].value == edition.label
    for sheet, data in zip(book.worksheets[1:], edition.datasets, strict=True):
        assert sheet["A1"].value == data.title and sheet["A2"].value == edition.label
        rows = list(sheet.iter_rows(values_only=True))
        kept = [row[: len(data.header)] for row in rows[-len(data.rows) :]]
        for ours, theirs in zip(data.rows, kept, strict=True):
            for mine, read in zip(ours, theirs, strict=True):
                told = pytest.approx(mine, rel=1e-12) if isinstance(mine, float) else mine
                assert read == (told if mine != "" else None)
        assert rows[-len(data.rows) - 1][: len(data.header)] == data.header


def test_a_title_that_looks_like_a_formula_stays_a_title(report, tmp_path):
    mixes = (replace(report.mixes[0], title=report.title._replace(en="=1+1")), *report.mixes[1:])
    told = replace(report, mixes=mixes)
    write_excel(told, tmp_path / "a.xlsx", Language.EN)
    cells = [
        cell
        for sheet in load_workbook(tmp_path / "a.xlsx").worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.value == "=1+1"
    ]
    assert cells and {cell.data_type for cell in cells} == {"s"}
    write_csv(told, tmp_path / "csv", Language.EN)
    assert '\n"=1+1' not in (tmp_path / "csv/levels.csv").read_text(encoding="utf-8-sig")


def test_csv_files_are_the_tables_and_carry_no_time(report, tmp_path):
    first = write_csv(report, tmp_path / "one", Language.ZH)
    moved = replace(report, generated_at=report.generated_at.replace(year=2027))
    second = write_csv(moved, tmp_path / "two", Language.ZH)
    assert [one.read_bytes() for one in first] == [one.read_bytes() for one in second]
    edition = build_edition(report, Language.ZH)
    assert [one.stem for one in first[1:]] == [data.name for data in edition.datasets]
    with (tmp_path / "one/differences.csv").open(encoding="utf-8-sig", newline="") as file:
        header, *rows = csv.reader(file)
    data = next(one for one in edition.datasets if one.name == "differences")
    assert tuple(header) == data.header
    assert [float(row[3]) for row in rows] == pytest.approx([row[3] for row in data.rows])


@pytest.mark.parametrize("language", LANGUAGES)
def test_word_holds_words_tables_pictures_and_the_label_on_every_page(report, language, tmp_path):
    pytest.importorskip("resvg_py")
    path = tmp_path / "simulation.docx"
    assert write_word(report, path, language) is True
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
        body = archive.read("word/document.xml").decode()
        styles = archive.read("word/styles.xml").decode()
        header = next(n for n in names if re.fullmatch(r"word/header\d\.xml", n))
        label = build_edition(report, language).label
        assert label in archive.read(header).decode()
        pictures_in = [archive.read(n) for n in names if n.startswith("word/media/")]
    assert len(pictures_in) >= 8
    assert all(one.startswith(b"\x89PNG") and len(one) > 5_000 for one in pictures_in)
    assert report.title.in_language(language.value) in body
    assert body.count("<w:tbl>") >= 15
    assert styles.count('w:eastAsia="Microsoft YaHei"') >= 8


def test_word_without_the_drawing_package_says_so(report, tmp_path, monkeypatch):
    monkeypatch.setattr(word, "can_draw", lambda: False)
    assert write_word(report, tmp_path / "a.docx", Language.EN) is False
    with zipfile.ZipFile(tmp_path / "a.docx") as archive:
        assert "resvg_py" in archive.read("word/document.xml").decode()
        assert not [n for n in archive.namelist() if n.startswith("word/media/")]


def test_word_without_a_chinese_font_is_refused(report, tmp_path, monkeypatch):
    monkeypatch.setattr(pictures, "_listed", lambda pattern: [])
    monkeypatch.setattr(pictures, "_WITHOUT_FONTCONFIG", ())
    pictures.find_font.cache_clear()
    with pytest.raises(EnvironmentLackingError, match="SIMULATION-148"):
        write_word(report, tmp_path / "a.docx", Language.ZH)
    pictures.find_font.cache_clear()
    assert not (tmp_path / "a.docx").exists()


@pytest.mark.parametrize("write", [write_html, write_excel])
def test_a_folder_that_is_not_there_is_a_coded_error(report, tmp_path, write):
    with pytest.raises(StateError, match="SIMULATION-147"):
        write(report, tmp_path / "nowhere" / "a.out", Language.EN)


def test_a_report_on_other_mixes_is_refused(report):
    with pytest.raises(InputRejectedError, match="SIMULATION-146"):
        replace(report, mixes=report.mixes[:2])


def test_one_mix_without_draws_or_costs_is_reported_for_what_it_is(made_up):
    full = made_up.ensemble(draws=0, replicates=1)
    kept = {n: full.outcomes[n][:1] for n in ("unemployment", "employment_years")}
    lone = replace(
        full,
        mixes=("nothing",),
        outcomes=kept,
        series={n: one[:1] for n, one in full.series.items()},
        by={},
        labels={},
        costs={},
        moves={},
        parameters=(),
        swings={},
    )
    base = made_up.report(draws=12, replicates=2)
    told = replace(base, runs=lone, answers=answer(lone), mixes=base.mixes[:1], counted=False)
    for language in LANGUAGES:
        edition = build_edition(told, language)
        assert [section.name for section in edition.sections] == [
            "asked", "paths", "differences", "evidence",
        ]  # fmt: skip
        assert len(edition.headlines) == 1
    assert "nan" not in render_html(told).replace("nano", "")


def test_of_many_mixes_the_page_shows_a_part_and_the_data_all(made_up):
    base = made_up.report(draws=12, replicates=2)
    names = tuple(f"mix{n}" for n in range(9))
    table = np.random.default_rng(1).normal(size=(9, 4, 2)).cumsum(0)
    runs = replace(
        base.runs,
        mixes=names,
        outcomes=dict.fromkeys(("unemployment", "employment_years", "cost"), 100 + table),
        series={n: np.full((9, 4, 2, 40), 0.05) for n in base.runs.series},
        by={},
        labels={},
        costs={"training": table},
        moves={},
        parameters=(),
        uniforms=np.empty((4, 0)),
        swings={},
    )
    mixes = tuple(MixDescription(name) for name in names)
    told = replace(base, runs=runs, answers=answer(runs), mixes=mixes)
    edition = build_edition(told, Language.EN)
    tables = {one.name: one for section in edition.sections for one in section.tables}
    assert len(tables["levels"].view.columns) == 2 + 6
    assert len(tables["costs"].view.columns) == 1 + 6
    assert {row[1] for row in tables["levels"].data.rows} == {f"mix{n}" for n in range(9)}
    (differences,) = [one for one in edition.sections if one.name == "differences"]
    assert "6 of 9 mixes" in differences.sentences[1]


@pytest.mark.parametrize(
    ("outcome", "value", "signed", "english", "chinese"),
    [
        ("unemployment", 0.0532, False, "5.32%", "5.32%"),
        ("unemployment", 0.0012, True, "+0.12 percentage points", "+0.12个百分点"),
        ("cost", 2.9e8, False, "290 million USD", "2.90亿美元"),
        ("employment_years", 12_345, True, "+12.3 thousand job-years", "+1.23万就业人年"),
        ("hires", float("nan"), False, "cannot tell", "无法判断"),
    ],
)
def test_figures_speak_the_language(outcome, value, signed, english, chinese):
    assert format_figure(outcome, value, Language.EN, "USD", signed) == english
    assert format_figure(outcome, value, Language.ZH, "USD", signed) == chinese


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_the_run_takes_as_given_stands_under_what_was_asked(report, language):
    asked = next(one for one in build_edition(report, language).sections if one.name == "asked")
    table = next(one for one in asked.tables if one.name == "given")
    shown = " | ".join(" ".join(row) for row in table.view.rows)
    for figure in ("39", "6.75", "5.05", "5.07%", "60%", "50%", "70%", "0.5", "40%", "26", "1%"):
        assert figure in shown
    assert "mobility_groups_us.csv" in shown
    assert text("cli.economy.assumption.stay_share", language) in shown


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_mean_over_draws_and_the_best_estimate_stand_side_by_side(report, language):
    edition = build_edition(report, language)
    chart = next(c for s in edition.sections for c in s.charts if c.data.name == "differences")
    mean = text("simulation_report.column.over_draws", language,
                column=text("simulation_report.column.difference", language))  # fmt: skip
    heads = [column.label for column in chart.figure.table.columns]
    assert heads[2:4] == [mean, text("simulation_report.column.central", language)]
    spread = report.answers.comparison.differences["unemployment"][1].spread
    row = chart.figure.table.rows[1]
    assert f"{100 * spread.value:.2f}".lstrip("-") in row[2]
    assert f"{100 * spread.central:.2f}".lstrip("-") in row[3]
    assert text("simulation_report.values.drawn", language, n=report.runs.draws - 1) in (
        edition.wording.intervals
    )


def test_codes_of_a_selector_are_named(report):
    from trimtab.reports.simulation.titles import code_title

    assert (
        code_title("targets", "29", {}, Language.EN)
        == "Healthcare Practitioners and Technical (29)"
    )
    assert code_title("targets", "15-1252", {}, Language.EN) == "Software Developers (15-1252)"
    assert code_title("occupations", "4", {}, Language.ZH) == "社会生产服务和生活服务人员（4）"
    assert code_title("targets", "growing", {}, Language.EN) == "growing"
    own = {"29": Wording("Weavers", "织工")}
    assert code_title("targets", "29", own, Language.ZH) == "织工（29）"


def test_too_few_draws_for_quantiles_are_said(made_up):
    few = build_edition(made_up.report(draws=12), Language.EN).wording.intervals
    enough = build_edition(made_up.report(draws=40), Language.EN).wording.intervals
    assert "prediction intervals" in few and "prediction intervals" not in enough


def test_an_interval_of_rounding_has_no_width():
    form = form_of(OutcomeUnit.PERSONS, [500.0], Language.EN)
    rounding = Interval(500.0, 500.0 + 5e-13)
    assert form.half_width(rounding, 0) == "0"
    assert form.half_width(Interval(500.0, 520.0), 0) == "10"


def test_an_end_beside_zero_is_not_printed_as_zero():
    """A verdict is read off the ends: "-0.02 to 0.00, better" would contradict itself."""
    form = form_of(OutcomeUnit.SHARE, [-2.3e-4], Language.EN, signed=True)
    shown = Spread(-1.1e-4, -1.1e-4, Interval(-2.3e-4, -2.1e-6))
    assert form.figure(shown) == "−0.0110 [−0.0230, −0.0002]"
