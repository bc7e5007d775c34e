"""Every figure of a province folder says that it is synthetic, and the truth stays apart."""

from __future__ import annotations

import csv
import hashlib
import json
import tomllib
from pathlib import Path

import openpyxl
import pyarrow.parquet as pq
import pytest

from trimtab.app.province import make_province
from trimtab.app.province_files import write_province
from trimtab.app.province_panel import panel_observations
from trimtab.messages import LANGUAGES, Language, text
from trimtab.province import CONTRACTS, ProvinceSettings, read_figures
from trimtab.tables import OBSERVATIONS

SETTINGS = ProvinceSettings(seed=9, persons=1_500, months=48)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("province")
    write_province(make_province(SETTINGS), made, Language.ZH)
    return made


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def _label(path: Path) -> bool:
    """Whether a file says it, in the way of its kind."""
    match path.suffix:
        case ".parquet":
            return (pq.read_schema(path).metadata or {}).get(b"basis") == b"synthetic"
        case ".csv":
            with path.open(encoding="utf-8-sig", newline="") as handle:
                rows = list(csv.DictReader(handle))
            return bool(rows) and all(row["basis"] == "synthetic" for row in rows)
        case ".json":
            return json.loads(path.read_text(encoding="utf-8"))["basis"] == "synthetic"
        case ".xlsx":
            book = openpyxl.load_workbook(path, read_only=True)
            first = [next(sheet.iter_rows(values_only=True))[0] for sheet in book]
            return bool(first) and set(first) == {text("province.label", Language.ZH)}
        case ".md":
            content = path.read_text(encoding="utf-8")
            return all(text("province.label", language) in content for language in LANGUAGES)
    return False


def test_every_file_carries_the_label(folder):
    files = _files(folder)
    assert len(files) > 20
    assert [path.name for path in files if not _label(path)] == []


def test_files_keep_their_contracts(folder):
    for name, contract in CONTRACTS.items():
        path = folder / ("truth/truth.parquet" if name == "truth" else f"{name}.parquet")
        contract.check_schema(pq.read_schema(path))


def test_the_truth_is_nowhere_but_in_its_folder(folder):
    words = ("separations_rise", "postings_fall", "employment_change", "jobs_lost")
    for path in _files(folder):
        if path.parent.name != "truth" and path.suffix != ".xlsx":
            content = path.read_bytes()
            assert not any(word.encode() in content for word in words), path.name


def test_the_same_settings_write_the_same_bytes(folder, tmp_path):
    write_province(make_province(SETTINGS), tmp_path, Language.ZH)

    def digests(place: Path) -> dict[str, str]:
        return {
            str(path.relative_to(place)): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in _files(place)
            if path.suffix != ".xlsx"
        }

    assert digests(tmp_path) == digests(folder)


def test_observations_are_labelled_and_in_the_house_form():
    table = panel_observations(make_province(SETTINGS))
    assert table.schema.metadata[b"basis"] == b"synthetic"
    OBSERVATIONS.check_schema(table.schema)


def test_the_readme_lists_every_figure_with_its_source(folder):
    content = (folder / "README.md").read_text(encoding="utf-8")
    described = json.loads((folder / "province.json").read_text(encoding="utf-8"))
    for one in described["marginals"]:
        assert one["source"] in content
    assert "assumption" in content and "假设" in content


def test_every_column_and_value_of_the_workbook_has_a_word(repository: Path):
    for language in LANGUAGES:
        path = repository / f"src/trimtab/messages/{language.value}/province.toml"
        words = tomllib.loads(path.read_text(encoding="utf-8"))["province"]
        shown = [name for name in CONTRACTS if name in words["table"]]
        units = {one.unit for one in read_figures().marginals}
        assert units <= words["unit"].keys()
        columns = {c.name for name in shown for c in CONTRACTS[name].columns}
        assert columns <= words["column"].keys()
