"""Every embedded file states where it comes from, and is the file that was derived."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from trimtab.classifications import source_of, sources
from trimtab.classifications.reading import folder, read_csv

FILES = sorted(path.name for path in folder().iterdir() if path.suffix in {".csv", ".parquet"})
SIX_MEGABYTES = 6 * 1024 * 1024


def test_no_file_without_entry_and_no_entry_without_file() -> None:
    assert [source.file for source in sources()] == FILES


def test_nothing_else_lies_in_the_folder() -> None:
    others = {path.name for path in folder().iterdir()} - set(FILES) - {"__pycache__"}
    folders = {"contexts", "credits"}  # with pins and sources of their own
    assert others == {"__init__.py", "SOURCES.toml"} | folders


@pytest.mark.parametrize("name", FILES)
def test_hash_and_rows_are_those_of_the_entry(name: str) -> None:
    source, path = source_of(name), folder() / name
    assert hashlib.sha256(path.read_bytes()).hexdigest() == source.sha256
    rows = (
        pq.ParquetFile(path).metadata.num_rows if path.suffix == ".parquet" else len(read_csv(name))
    )
    assert rows == source.rows > 0


@pytest.mark.parametrize("name", FILES)
def test_entry_is_complete(name: str, repository: Path) -> None:
    source = source_of(name)
    for field in ("title", "source", "publisher", "licence"):
        assert getattr(source, field).strip(), field
    assert re.fullmatch(r"\d{4}-\d{2}-\d{2}", source.retrieved)
    script = repository / source.derived_by.split(" ")[0]
    assert script.is_file(), source.derived_by


def test_folder_stays_small() -> None:
    assert sum((folder() / name).stat().st_size for name in FILES) < SIX_MEGABYTES


@pytest.mark.parametrize("name", [name for name in FILES if name.endswith(".csv")])
def test_csv_is_rectangular_utf8_with_line_feeds(name: str) -> None:
    content = (folder() / name).read_bytes()
    assert b"\r" not in content and content.endswith(b"\n") and not content.startswith(b"\xef\xbb")
    for row in read_csv(name):
        assert None not in row and None not in row.values(), row
        assert all(value == value.strip() for value in row.values()), row


def test_scripts_name_no_address_and_no_path_of_a_machine(repository: Path) -> None:
    for script in (repository / "scripts" / "derive").glob("*.py"):
        assert not re.search(r"https?://|/(tmp|home|work|root)/", script.read_text("utf-8"))


def test_notice_names_every_publisher_outside_the_project(repository: Path) -> None:
    notice = (repository / "NOTICE").read_text("utf-8")
    for name in ("BLS", "NBER", "NAICS", "ISCO-08", "GB/T 2260", "GB/T 4754", "ILO", "Felten"):
        assert name in notice
