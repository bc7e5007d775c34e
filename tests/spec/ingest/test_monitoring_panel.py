"""China's monitoring panel: the template round-trips, and each contradiction names its cell."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pyarrow.parquet as pq
import pytest

from trimtab.ingest import (
    connect,
    read_monitoring_panel,
    recognised_connector,
    write_panel_template,
)
from trimtab.ingest.monitoring_panel.fields import FIELDS
from trimtab.kernel import InputRejectedError, Period
from trimtab.messages import LANGUAGES, Language, explain_error, text
from trimtab.tables import OBSERVATIONS

FIRST_ROW = 5
LETTERS = {
    field.name: openpyxl.utils.get_column_letter(i) for i, field in enumerate(FIELDS, start=1)
}


def _filled(path: Path, language: Language, edits: dict[str, Any] | None = None) -> Path:
    """The template with the example's rows entered in the form, then edited cell by cell."""
    write_panel_template(path, language)
    book = openpyxl.load_workbook(path)
    form = book[text("ingest.panel.sheet.form", language)]
    example = book[text("ingest.panel.sheet.example", language)]
    for row in example.iter_rows(min_row=FIRST_ROW):
        for cell in row:
            form.cell(cell.row, cell.column).value = cell.value
    for place, value in (edits or {}).items():
        name, _, row_number = place.partition("@")
        form[f"{LETTERS[name]}{row_number}"].value = value
    book.save(path)
    return path


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_template_filled_in_is_read(language: Language, tmp_path: Path) -> None:
    path = _filled(tmp_path / "panel.xlsx", language)
    panel = read_monitoring_panel(path)
    OBSERVATIONS.check_schema(panel.observations.schema)
    assert (panel.firms, panel.rows, panel.findings) == (3, 6, ())
    october = Period.parse("2026-10").ordinal
    found = {
        (row["indicator"], row["occupation"]): row["value"]
        for row in panel.observations.to_pylist()
        if row["region"] == "CN-440300" and row["period"] == october
    }
    assert found["panel_employed_last", ""] == 1815
    assert found["panel_separations_relocation", ""] == 12
    assert found["panel_employed", ""] == 1815 + 40 - 40
    assert found["panel_employed", "CSCO@2022:6-00-00-00"] == 1330
    assert found["panel_firms_ai_pilot", ""] == 1 and found["panel_firms_ai_none", ""] == 0
    assert found["panel_employment_change", ""] == 0
    assert ("panel_separations_technology", "") not in found  # nobody reported it: not a zero


def test_a_form_in_chinese_is_staged_by_its_connector(tmp_path: Path) -> None:
    path = _filled(tmp_path / "监测表.xlsx", Language.ZH)
    assert recognised_connector(path) == "monitoring_panel"
    staged = connect(path, tmp_path / "staging")
    table = pq.read_table(staged.path)
    assert staged.rows == table.num_rows > 100
    assert {"CN-330100", "CN-440300", "CN-510100"} == set(table["region"].to_pylist())


def test_firms_of_a_place_and_industry_are_added_up(tmp_path: Path) -> None:
    same = {"region@6": "330100 杭州市", "industry@6": "I65"}
    path = _filled(tmp_path / "panel.xlsx", Language.ZH, same)
    september = Period.parse("2026-09").ordinal
    found = {
        row["indicator"]: row["value"]
        for row in read_monitoring_panel(path).observations.to_pylist()
        if (row["region"], row["period"], row["occupation"]) == ("CN-330100", september, "")
    }
    assert found["panel_firms"] == 2
    assert found["panel_employed_last"] == 412 + 1841
    assert found["panel_separations"] == 10 + 78
    change = (412 + 1841 + 9 + 52 - 10 - 78) / (412 + 1841) - 1
    assert found["panel_employment_change"] == pytest.approx(change, abs=1e-12)


# what is wrong | edit | code | cell
CASES = """
stocks and flows do not balance | hires@5=8 | INGEST-081 | staff_now@5
reasons do not add up | left_voluntary@5=7 | INGEST-082 | separations@5
a printed rate of another sign | change_on_last@5=0.2 | INGEST-083 | change_on_last@5
a rate beyond its precision | change_on_last@5=-0.26 | INGEST-083 | change_on_last@5
a rate on the wrong base | change_on_base@6=-1.4 | INGEST-083 | change_on_base@6
layoffs without their item | article_41_item@6= | INGEST-084 | article_41_item@6
an item without layoffs | article_41_item@5=3 | INGEST-084 | article_41_item@5
a required cell is empty | industry@7= | INGEST-085 | industry@7
a choice that is none | ai_adoption@7=maybe | INGEST-086 | ai_adoption@7
half a person | platform_workers@7=12.5 | INGEST-087 | platform_workers@7
a negative count | ai_posts_created@5=-3 | INGEST-087 | ai_posts_created@5
a firm twice in a month | month@8=2026-09 | INGEST-088 | firm_code@8
groups do not add up | staff_group_6@6=1300 | INGEST-089 | staff_now@6
a month begins elsewhere | staff_last@8=412; staff_now@8=407; \
staff_group_2@8=256; change_on_last@8=-1.2; change_on_base@8=-3.1 | INGEST-090 | staff_last@8
a month that is none | month@5=2026-13 | INGEST-034 | month@5
an unknown place | region@5=凝波市 | INGEST-035 | region@5
an unknown industry | industry@5=? | INGEST-036 | industry@5
a cut identity number | firm_code@5=110101199003074000 | INGEST-043 | firm_code@5
"""


def _value(word: str) -> object:
    if not word:
        return None
    try:
        return float(word) if "." in word else int(word)
    except ValueError:
        return word


@pytest.mark.parametrize("case", CASES.strip().splitlines(), ids=lambda c: c.split("|")[0].strip())
def test_each_contradiction_names_its_cell(case: str, tmp_path: Path) -> None:
    _, edits, code, cell = (part.strip() for part in case.split("|"))
    pairs = [edit.strip().partition("=") for edit in edits.split(";")]
    path = _filled(
        tmp_path / "panel.xlsx", Language.EN, {place: _value(word) for place, _, word in pairs}
    )
    with pytest.raises(InputRejectedError) as caught:
        connect(path, tmp_path / "staging")
    name, _, row = cell.partition("@")
    places = {(p.code, p.params["cell"]) for p in caught.value.problems}
    assert (code, f"Panel!{LETTERS[name]}{row}") in places
    assert not any((tmp_path / "staging").iterdir())
    for language in LANGUAGES:
        assert "{" not in explain_error(caught.value, language)


def test_a_rate_formatted_as_percent_is_the_same_rate(tmp_path: Path) -> None:
    path = _filled(tmp_path / "panel.xlsx", Language.ZH, {"change_on_last@5": -0.0024})
    assert read_monitoring_panel(path).rows == 6


def test_a_form_without_optional_fields_is_read_with_a_finding(tmp_path: Path) -> None:
    path = _filled(tmp_path / "panel.xlsx", Language.ZH)
    book = openpyxl.load_workbook(path)
    book["监测表"].delete_cols(len(FIELDS) - 3, 4)
    book.save(path)
    panel = read_monitoring_panel(path)
    assert [finding.code for finding in panel.findings] == ["INGEST-116"]
    assert "platform_orders" in str(panel.findings[0].params["fields"])


def test_another_workbook_is_not_a_panel(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["月份", "地区"])
    book.save(tmp_path / "other.xlsx")
    assert recognised_connector(tmp_path / "other.xlsx") is None
    with pytest.raises(InputRejectedError) as caught:
        read_monitoring_panel(tmp_path / "other.xlsx")
    assert caught.value.code == "INGEST-080"
