"""Panels as people have them: headers, containers, faults with their places."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from trimtab.app.event_study_files import PanelColumns, load_panel, load_scores
from trimtab.kernel import Basis, InputRejectedError, Period
from trimtab.messages import LANGUAGES, Language, explain_error
from trimtab.monitoring.event_study import Outcome

HEADER = "region,industry,age_group,quarter,employment"


def _write(folder: Path, *lines: str, name: str = "panel.csv") -> Path:
    path = folder / name
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def _problems(path: Path, **asked) -> list[tuple[str, str]]:
    with pytest.raises(InputRejectedError) as refused:
        load_panel(path, **asked)
    return [(one.code, one.place) for one in refused.value.problems] or [(refused.value.code, "")]


def test_counts_take_their_places_and_blanks_are_missing(tmp_path: Path):
    path = _write(tmp_path, HEADER, "A,54,22-24,2020Q1,10", "A,54,25-34,2020Q1,20",
                  "B,52,22-24,2020Q3,7", "A,52,22-24,2020Q1,*")  # fmt: skip
    panel = load_panel(path).panel
    counts = panel.counts[Outcome.EMPLOYMENT]
    assert (panel.industries, panel.regions, panel.ages) == (
        ("52", "54"), ("A", "B"), ("22-24", "25-34"))  # fmt: skip
    assert panel.first == Period.parse("2020Q1")
    assert panel.quarters == 3
    assert counts[1, 0].tolist()[0][0] == 10
    assert counts[1, 0, 1, 0] == 20
    assert counts[0, 1, 0, 2] == 7
    assert np.isnan(counts[0, 0, 0, 0])
    assert np.isfinite(counts).sum() == 3


def test_chinese_headers_quarters_and_totals(tmp_path: Path):
    path = _write(
        tmp_path,
        "地区,行业,年龄组,季度,就业人数",
        '甲省,I65,16-24岁,2020年第一季度,"1,200"',
        "甲省,合计,16-24岁,2020年第一季度,9999",
        "甲省,I65,16-24岁,2020年第二季度,1100",
    )
    loaded = load_panel(path)
    assert loaded.total_rows == 1
    assert loaded.panel.industries == ("I65",)
    assert loaded.panel.counts[Outcome.EMPLOYMENT].ravel().tolist() == [1200, 1100]


def test_year_and_quarter_in_two_columns_as_the_census_writes_them(tmp_path: Path):
    path = _write(
        tmp_path,
        "geography,industry,agegrp,year,quarter,Emp,HirA,Sep",
        "01,5415,A02,2019,4,50,5,4",
        "01,5415,A02,2020,1,60,6,5",
        "01,5415,A00,2020,1,900,60,50",
    )
    loaded = load_panel(path)
    assert loaded.total_rows == 1
    assert loaded.panel.first == Period.parse("2019Q4")
    assert set(loaded.panel.counts) == set(Outcome)
    assert loaded.panel.counts[Outcome.HIRES].ravel().tolist() == [5, 6]


@pytest.mark.parametrize("container", ["xlsx", "parquet"])
def test_other_containers_read_alike(container: str, tmp_path: Path):
    rows = [("A", "54", "22-24", "2020Q1", 10), ("A", "54", "22-24", "2020Q2", 11)]
    path = tmp_path / f"panel.{container}"
    if container == "xlsx":
        book = openpyxl.Workbook()
        for row in (tuple(HEADER.split(",")), *rows):
            book.active.append(row)
        book.save(path)
    else:
        names = HEADER.split(",")
        columns = [pa.array(list(one)) for one in zip(*rows, strict=True)]
        pq.write_table(pa.table(columns, names=names), path)
    counts = load_panel(path).panel.counts[Outcome.EMPLOYMENT]
    assert counts.ravel().tolist() == [10, 11]


def test_no_region_and_no_age_is_one_of_each(tmp_path: Path):
    path = _write(tmp_path, "industry,quarter,employment", "54,2020Q1,10", "52,2020Q1,11")
    panel = load_panel(path).panel
    assert (len(panel.regions), len(panel.ages)) == (1, 1)


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["A,54,22-24,2020Q1,10", "A,54,22-24,2020Q2,-3"],
         [("EVENT-002", "panel.csv:3:employment")]),
        (["A,54,22-24,2020Q1,ten"], [("EVENT-003", "panel.csv:2:employment")]),
        (["A,54,22-24,2020-01,10"], [("EVENT-004", "panel.csv:2:quarter")]),
        (["A,54,22-24,2020Q1,10", "A,52,22-24,2020Q1,3", "A,54,22-24,2020Q1,11"],
         [("EVENT-010", "panel.csv:4:quarter")]),
        (["A,54,22-24,2020Q1,10", "A,5415,22-24,2020Q1,3"], [("EVENT-018", "")]),
    ],
)  # fmt: skip
def test_faults_are_named_at_their_places(lines, expected, tmp_path: Path):
    assert _problems(_write(tmp_path, HEADER, *lines)) == expected


def test_a_repeated_cell_names_the_row_it_repeats(tmp_path: Path):
    path = _write(tmp_path, HEADER, "A,54,x,2020Q1,1", "A,52,x,2020Q1,1", "A,54,x,2020Q1,2")
    with pytest.raises(InputRejectedError) as refused:
        load_panel(path)
    assert refused.value.problems[0].params["first"] == 2


def test_missing_columns_are_named_with_what_is_there(tmp_path: Path):
    path = _write(tmp_path, "place,branch,quarter,staff", "A,54,2020Q1,10")
    assert _problems(path) == [("EVENT-001", "")]
    named = PanelColumns(region="place", industry="branch", outcomes={Outcome.EMPLOYMENT: "staff"})
    assert load_panel(path, named).panel.regions == ("A",)
    wrong = PanelColumns(industry="branches")
    assert _problems(path, asked=wrong)[0][0] == "INGEST-021"


def test_scores_by_industry(tmp_path: Path):
    path = _write(tmp_path, "industry,exposure,cycle", "54,0.5,-1.5", "52,,0.25",
                  name="scores.csv")  # fmt: skip
    found = load_scores(path, (None, "cycle"))
    assert found["54"] == (0.5, -1.5)
    assert np.isnan(found["52"][0])
    twice = _write(tmp_path, "industry,exposure", "54,0.5", "54,0.6", name="twice.csv")
    with pytest.raises(InputRejectedError) as refused:
        load_scores(twice, (None,))
    assert [one.place for one in refused.value.problems] == ["twice.csv:3:industry"]


def _refused(path: Path) -> InputRejectedError:
    with pytest.raises(InputRejectedError) as refused:
        load_panel(path)
    return refused.value


@pytest.mark.parametrize(
    ("lines", "counted"),
    [((), {"rows": 0, "totals": 0}),
     (("A,total,x,2020Q1,1", "total,54,x,2020Q1,1"), {"rows": 2, "totals": 2})],
)  # fmt: skip
def test_a_panel_without_figures_is_refused_in_words(lines, counted, tmp_path: Path):
    error = _refused(_write(tmp_path, HEADER, *lines))
    assert error.code == "EVENT-020"
    assert error.params == {"file": "panel.csv", **counted}
    for language in LANGUAGES:
        assert "panel.csv" in explain_error(error, language)


def test_scores_without_rows_are_refused(tmp_path: Path):
    path = _write(tmp_path, "industry,exposure", name="scores.csv")
    with pytest.raises(InputRejectedError, match="EVENT-020"):
        load_scores(path, (None,))


@pytest.mark.parametrize("language", LANGUAGES)
def test_one_problem_is_counted_as_a_number(language: Language, tmp_path: Path):
    error = _refused(_write(tmp_path, HEADER, "A,54,x,2020Q1,-3"))
    assert error.code == "INGEST-049"
    assert "True" not in explain_error(error, language)
    if language is Language.ZH:
        assert "下列 1 条" in explain_error(error, language)


def test_faults_of_all_columns_are_named_at_once(tmp_path: Path):
    path = _write(tmp_path, f"{HEADER},hires", "A,54,x,2020Q1,-1,2", "A,54,x,2020-05,ten,3",
                  "A,54,x,2020Q3,5,-4")  # fmt: skip
    assert _problems(path) == [
        ("EVENT-002", "panel.csv:2:employment"),
        ("EVENT-004", "panel.csv:3:quarter"),
        ("EVENT-003", "panel.csv:3:employment"),
        ("EVENT-002", "panel.csv:4:hires"),
    ]


def test_a_column_full_of_faults_hides_no_other(tmp_path: Path):
    rows = [f"A,{n},x,2020Q1,-1,{-1 if n == 299 else 1}" for n in range(200, 300)]
    error = _refused(_write(tmp_path, f"{HEADER},hires", *rows))
    assert error.problems[-1].place == "panel.csv:101:hires"
    assert (error.params["total"], len(error.problems)) == (101, 50)


@pytest.mark.parametrize(
    ("header", "word", "basis"),
    [("basis", "synthetic", Basis.SYNTHETIC), ("依据", "合成", Basis.SYNTHETIC),
     ("数据性质", "合成数据", Basis.SYNTHETIC), ("basis", "Synthetic", Basis.SYNTHETIC),
     ("依据", "观测", Basis.OBSERVED)],
)  # fmt: skip
def test_invented_figures_are_known_by_their_basis(header, word, basis, tmp_path: Path):
    path = _write(tmp_path, f"行业,季度,就业人数,{header}", f"I65,2020Q1,10,{word}")
    assert load_panel(path).panel.basis is basis
