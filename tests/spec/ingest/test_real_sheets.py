"""Sheets as bureaus have them: merged headers, totals, notes, several sheets, full-width digits.

Each workbook is built here as people build them; the drafted mapping must read it unedited.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import openpyxl
import pyarrow.parquet as pq
import pytest

from trimtab.ingest import inspect_file, stage
from trimtab.ingest.monitoring_panel import is_monitoring_panel
from trimtab.ingest.workbooks import read_grid
from trimtab.kernel import Frequency, InputRejectedError, Period

FILES = Path(__file__).parent / "files"
Rows = list[dict[str, object]]


def _read(path: Path, tmp_path: Path) -> tuple[Rows, list[str]]:
    """Draft, stage with the draft as it is, and return rows sorted, and the finding codes."""
    draft = inspect_file(path)
    assert draft.mapping is not None and not draft.problems
    staged = stage(path, draft.mapping, tmp_path / "staging")
    rows = pq.read_table(staged.path).to_pylist()
    for row in rows:
        row["period"] = str(Period(Frequency(row["frequency"]), row["period"]))
    rows.sort(key=lambda row: tuple(str(row[name]) for name in (
        "indicator", "region", "industry", "period")))  # fmt: skip
    codes = [finding.code for finding in (*draft.findings, *staged.findings)]
    return rows, codes


def _values(rows: Rows, indicator: str) -> dict[tuple[str, str], object]:
    return {
        (str(row["region"]), str(row["period"])): row["value"]
        for row in rows
        if row["indicator"] == indicator
    }


def test_an_old_workbook_with_title_total_and_note(tmp_path: Path) -> None:
    rows, codes = _read(FILES / "registered_unemployment.xls", tmp_path)
    assert _values(rows, "registered_unemployment") == {
        ("CN-330100", "2026-01"): 41200.0,
        ("CN-330200", "2026-01"): 30150.0,
    }
    assert _values(rows, "unemployment_rate")["CN-330100", "2026-01"] == 0.024
    assert "INGEST-101" in codes  # the total and the note were left out, and this is said


def test_a_wps_file_is_read_by_its_content(tmp_path: Path) -> None:
    path = tmp_path / "失业登记.et"
    shutil.copy(FILES / "registered_unemployment.xls", path)
    rows, _ = _read(path, tmp_path)
    assert len(rows) == 4


def test_months_under_a_merged_heading(tmp_path: Path) -> None:
    """A wide sheet: the measure is the merged heading, months run below it."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet["A1"] = "2026年分地区登记失业人数统计表"
    sheet.merge_cells("A1:D1")
    sheet["A2"], sheet["B2"] = "地区", "登记失业人数（万人）"
    sheet.merge_cells("A2:A3")
    sheet.merge_cells("B2:D2")
    for column, month in enumerate(("2026年1月", "2026年2月", "2026年3月"), start=2):
        sheet.cell(3, column, month)
    for row, cells in enumerate((("浙江省", 21.5, 21.9, "…"), ("江苏省", 30, 30.25, 31)), start=4):
        for column, cell in enumerate(cells, start=1):
            sheet.cell(row, column, cell)
    sheet.append(["合　计", 51.5, 52.15, None])
    sheet.append(["说明：三月浙江省数据未报。"])
    path = tmp_path / "wide.xlsx"
    book.save(path)
    rows, codes = _read(path, tmp_path)
    found = _values(rows, "registered_unemployment")
    assert found["CN-330000", "2026-01"] == 215_000
    assert found["CN-320000", "2026-02"] == 302_500
    assert found["CN-330000", "2026-03"] is None
    assert len(found) == 6 and "INGEST-101" in codes


def test_provinces_merged_over_their_rows(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["省份", "月份", "招聘岗位数", "求职人数"])
    for province in ("浙江省", "江苏省"):
        top = sheet.max_row + 1
        for month in (1, 2, 3):
            sheet.append([province if month == 1 else None, f"2026-0{month}", 900 + month, 800])
        sheet.merge_cells(start_row=top, end_row=top + 2, start_column=1, end_column=1)
    path = tmp_path / "merged.xlsx"
    book.save(path)
    rows, _ = _read(path, tmp_path)
    assert _values(rows, "vacancies")["CN-320000", "2026-03"] == 903
    assert len(rows) == 12


def test_full_width_digits_and_dates(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["月份", "地区", "就业人数"])
    sheet.append(["２０２６年１月", "杭州市", "１２，３４５"])
    sheet.append(["２０２６年２月", "杭州市", "１２３５０．５"])
    path = tmp_path / "wide_digits.xlsx"
    book.save(path)
    rows, _ = _read(path, tmp_path)
    assert _values(rows, "employed") == {
        ("CN-330100", "2026-01"): 12345.0,
        ("CN-330100", "2026-02"): 12350.5,
    }


def test_the_sheet_with_figures_is_chosen_and_said(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.title = "说明"
    book.active.append(["请填写第二张表"])
    sheet = book.create_sheet("数据")
    sheet.append(["统计月份", "地区代码", "失业率(%)"])
    for month in range(1, 5):
        sheet.append([202600 + month, 330100, 2 + month / 10])
    path = tmp_path / "two.xlsx"
    book.save(path)
    rows, codes = _read(path, tmp_path)
    assert "INGEST-105" in codes
    assert _values(rows, "unemployment_rate")["CN-330100", "2026-04"] == 0.024
    with pytest.raises(InputRejectedError) as caught:
        inspect_file(path, sheet="Sheet9")
    assert caught.value.code == "INGEST-008"


def test_a_long_table_with_an_indicator_column(tmp_path: Path) -> None:
    path = tmp_path / "long.csv"
    path.write_text(
        "时期,地区,指标,数值\n"
        "2026Q1,浙江省,城镇新增就业人数（万人）,28.4\n"
        "2026Q1,浙江省,城镇登记失业率（%）,2.6\n"
        "2026Q1,江苏省,城镇新增就业人数（万人）,33\n"
        "2026Q1,江苏省,城镇登记失业率（%）,2.8\n",
        encoding="gb18030",
    )
    rows, _ = _read(path, tmp_path)
    assert _values(rows, "urban_new_employment")["CN-330000", "2026Q1"] == 284_000
    assert _values(rows, "unemployment_rate")["CN-320000", "2026Q1"] == 0.028


def test_percent_formatted_cells_are_noticed(tmp_path: Path) -> None:
    """A header that says percent over cells that hold shares becomes a question."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["月份", "地区", "失业率(%)"])
    for month in range(1, 5):
        sheet.append([f"2026-0{month}", "杭州市", 0.02 + month / 1000])
        sheet.cell(month + 1, 3).number_format = "0.0%"
    path = tmp_path / "percent.xlsx"
    book.save(path)
    rows, codes = _read(path, tmp_path)
    assert "INGEST-112" in codes
    assert _values(rows, "unemployment_rate")["CN-330100", "2026-01"] == pytest.approx(0.021)


def test_a_cut_identity_number_names_the_cell(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["月份", "地区", "人员编码", "登记失业人数"])
    sheet.append(["2026-01", "杭州市", "11010119900307451X", 5])
    sheet.append(["2026-01", "宁波市", 110101199003074512, 6])
    path = tmp_path / "numbers.xlsx"
    book.save(path)
    draft = inspect_file(path)
    assert draft.mapping is not None
    with pytest.raises(InputRejectedError) as caught:
        stage(path, draft.mapping, tmp_path / "staging")
    problem = caught.value.problems[0]
    assert (problem.code, problem.params["cell"]) == ("INGEST-043", "Sheet!C3")
    assert not any((tmp_path / "staging").iterdir())


def test_a_genuine_number_that_ends_in_zeros_is_not_refused() -> None:
    from trimtab.ingest.identity_numbers import has_right_check_digit, is_cut

    genuine = next(
        number
        for day in range(1, 29)
        if has_right_check_digit(number := f"110101199003{day:02d}1000")
    )
    assert not is_cut(genuine)
    assert is_cut(genuine[:14] + ("2" if genuine[14] != "2" else "3") + "000")


def test_formulas_of_another_sheet_do_not_block_the_one_that_is_read(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["月份", "地区", "登记失业人数"])
    sheet.append(["2026-01", "杭州市", 5])
    sheet.append(["2026-01", "宁波市", 6])
    other = book.create_sheet("测算")
    other["A1"] = "=1+1"
    path = tmp_path / "two.xlsx"
    book.save(path)
    draft = inspect_file(path)
    assert draft.mapping is not None
    assert stage(path, draft.mapping, tmp_path / "staging").rows == 2
    assert not is_monitoring_panel(path)
    for asked, code in (("测算", "INGEST-044"), ("没有", "INGEST-008")):
        with pytest.raises(InputRejectedError) as caught:
            inspect_file(path, asked) if code == "INGEST-008" else read_grid(path, asked)
        assert caught.value.code == code
    assert caught.value.params["found"] == "Sheet, 测算"


def _wide(title: str, unit: str | None, figure: object) -> list[list[object]]:
    rows: list[list[object]] = [[title, None, None, None]]
    rows += [[unit, None, None, None]] if unit else []
    rows.append(["地区", "2026年1月", "2026年2月", "2026年3月"])
    return rows + [[name, figure, figure, figure] for name in ("杭州市", "宁波市", "温州市")]


@pytest.mark.parametrize(
    ("title", "unit", "indicator", "written_as"),
    [
        ("浙江省各市登记失业人数", None, "registered_unemployment", "plain"),
        ("浙江省各市登记失业人数（万人）", None, "registered_unemployment", "ten_thousand"),
        ("浙江省各市登记失业人数", "单位：万人", "registered_unemployment", "ten_thousand"),
        ("浙江省各市一览", None, "value", "plain"),
    ],
)
def test_the_title_names_the_measure_of_a_wide_sheet(
    title: str, unit: str | None, indicator: str, written_as: str, tmp_path: Path
) -> None:
    book = openpyxl.Workbook()
    for row in _wide(title, unit, 12.5):
        book.active.append(row)
    path = tmp_path / "wide.xlsx"
    book.save(path)
    draft = inspect_file(path)
    assert draft.mapping is not None
    measure = draft.mapping.measures[0]
    assert (measure.indicator, measure.written_as) == (indicator, written_as)


def test_cells_with_a_percent_sign_state_their_unit(tmp_path: Path) -> None:
    path = tmp_path / "signed.csv"
    path.write_text(
        "月份,地区,登记失业率\n2026-01,杭州市,3.3%\n2026-01,宁波市,0.9%\n", encoding="utf-8"
    )
    draft = inspect_file(path)
    assert not {"INGEST-111", "INGEST-112"} & {finding.code for finding in draft.findings}
    assert [row.value for row in draft.preview] == pytest.approx([0.033, 0.009])
