"""Encodings: accepted and decoded right, or refused naming the row."""

from __future__ import annotations

from pathlib import Path

import pyarrow.parquet as pq
import pytest

from trimtab.ingest import Mapping, inspect_file, stage
from trimtab.ingest.encodings import detect_encoding
from trimtab.kernel import InputRejectedError

TABLE = "月份,地区,登记失业人数（人）\n" + "".join(
    f"2026-{month:02d},{place},{1000 + month}\n"
    for month in range(1, 7)
    for place in ("杭州市", "宁波市", "温州市")
)


def _mapping(path: Path) -> Mapping:
    mapping = inspect_file(path).mapping
    assert mapping is not None
    return mapping


@pytest.mark.parametrize(
    ("python_name", "detected"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8-sig"),
        ("gb18030", "gb18030"),
        ("utf-16", "utf-16-le"),
        ("utf-16-le", "utf-16-le"),
        ("utf-16-be", "utf-16-be"),
    ],
)
def test_an_encoding_is_detected_and_decoded(
    python_name: str, detected: str, tmp_path: Path
) -> None:
    path = tmp_path / "table.csv"
    path.write_bytes(TABLE.encode(python_name))
    assert detect_encoding(path) == detected
    staged = stage(path, _mapping(path), tmp_path / "staging")
    table = pq.read_table(staged.path)
    assert set(table["region"].to_pylist()) == {"CN-330100", "CN-330200", "CN-330300"}
    assert sorted(table["value"].to_pylist())[:4] == [1001.0, 1001.0, 1001.0, 1002.0]
    assert [entry.name for entry in (tmp_path / "staging").iterdir()] == [staged.path.name]


def test_mixed_encodings_are_refused_with_the_row(tmp_path: Path) -> None:
    lines = TABLE.splitlines(keepends=True)
    path = tmp_path / "pasted.csv"
    path.write_bytes("".join(lines[:5]).encode("gb18030") + "".join(lines[5:]).encode("utf-8"))
    with pytest.raises(InputRejectedError) as caught:
        detect_encoding(path)
    assert caught.value.code == "INGEST-010"
    assert caught.value.problems[0].row == 6
    assert (caught.value.params["first"], caught.value.params["second"]) == ("gb18030", "utf-8")


def test_mixed_the_other_way_round(tmp_path: Path) -> None:
    lines = TABLE.splitlines(keepends=True)
    path = tmp_path / "pasted.csv"
    path.write_bytes("".join(lines[:9]).encode("utf-8") + "".join(lines[9:]).encode("gb18030"))
    with pytest.raises(InputRejectedError) as caught:
        detect_encoding(path)
    assert (caught.value.code, caught.value.problems[0].row) == ("INGEST-010", 10)


def test_another_encoding_is_refused_with_the_row(tmp_path: Path) -> None:
    path = tmp_path / "latin.csv"
    path.write_bytes(b"month,region,unemployed\n2026-01,Qu\xe9bec,5\n")
    with pytest.raises(InputRejectedError) as caught:
        detect_encoding(path)
    assert (caught.value.code, caught.value.problems[0].row) == ("INGEST-011", 2)


def test_binary_content_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "noise.csv"
    path.write_bytes(bytes(range(256)) * 20)
    with pytest.raises(InputRejectedError) as caught:
        detect_encoding(path)
    assert caught.value.code == "INGEST-012"
