"""A month or a region written once for the rows below it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import openpyxl
import pyarrow.parquet as pq
import pytest

from trimtab.ingest import inspect_file, stage
from trimtab.ingest.mapping_file import mapping_yaml, parse_mapping
from trimtab.kernel import InputRejectedError, Period
from trimtab.messages import LANGUAGES, explain_error

ROWS = [
    ["月份", "地区", "登记失业人数"],
    ["2026-01", "杭州市", 5],
    [None, "宁波市", 6],
    [None, "温州市", 7],
    [None, None, None],
    ["2026-02", "杭州市", 8],
    [None, "宁波市", 9],
    ["注：按月末数", None, None],
]


def _workbook(tmp_path: Path, merged: bool) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    for row in ROWS:
        sheet.append(row)
    if merged:
        sheet.merge_cells("A2:A4")
        sheet.merge_cells("A6:A7")
    path = tmp_path / "once.xlsx"
    book.save(path)
    return path


@pytest.mark.parametrize("merged", [True, False])
def test_a_month_written_once_holds_for_the_rows_below(merged: bool, tmp_path: Path) -> None:
    path = _workbook(tmp_path, merged)
    draft = inspect_file(path)
    assert draft.mapping is not None
    assert draft.mapping.period.fill_down is not merged  # merged cells are spread when read
    assert ("INGEST-119" in {f.code for f in draft.findings}) is not merged
    mapping = parse_mapping(mapping_yaml(draft.mapping))
    assert mapping == draft.mapping
    rows = pq.read_table(stage(path, mapping, tmp_path / "staging").path).to_pylist()
    found = sorted((row["period"], row["region"], row["value"]) for row in rows)
    january, february = (Period.parse(f"2026-0{n}").ordinal for n in (1, 2))
    assert found == [
        (january, "CN-330100", 5), (january, "CN-330200", 6), (january, "CN-330300", 7),
        (february, "CN-330100", 8), (february, "CN-330200", 9),
    ]  # fmt: skip


def test_an_empty_cell_says_that_it_can_be_filled(tmp_path: Path) -> None:
    path = _workbook(tmp_path, merged=False)
    draft = inspect_file(path)
    assert draft.mapping is not None
    mapping = replace(draft.mapping, period=replace(draft.mapping.period, fill_down=False))
    with pytest.raises(InputRejectedError) as caught:
        stage(path, mapping, tmp_path / "staging")
    assert [(p.code, p.row) for p in caught.value.problems] == [
        ("INGEST-057", 3), ("INGEST-056", 3)
    ]  # fmt: skip
    assert caught.value.problems[1].params["rows"] == "4, 7"
    for language in LANGUAGES:
        assert "fill_down" in explain_error(caught.value, language)


def test_fill_down_is_true_or_false(tmp_path: Path) -> None:
    draft = inspect_file(_workbook(tmp_path, merged=False))
    assert draft.mapping is not None
    written = mapping_yaml(draft.mapping).replace("fill_down: true", "fill_down: maybe")
    with pytest.raises(InputRejectedError) as caught:
        parse_mapping(written)
    assert caught.value.code == "INGEST-053"
