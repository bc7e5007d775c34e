"""``demo province`` as a person runs it, and what can be done with the folder afterwards."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import typer
from typer.testing import CliRunner

from trimtab.app.province import read_province
from trimtab.app.workspace import open_workspace
from trimtab.cli.commands import build_application
from trimtab.kernel import InputRejectedError, StateError
from trimtab.simulation.types import DataBasis

OPTIONS = ("--seed", "4", "--persons", "2000")


def _run(folder: Path, *more: str):
    command = ["demo", "province", "--out", str(folder), *OPTIONS, *more]
    return CliRunner().invoke(build_application("demo"), command)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("demo") / "province"


@pytest.fixture(scope="module")
def told(folder):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TRIMTAB_LANG", "en")
        ran = _run(folder, "--json")
    assert ran.exit_code == 0, ran.output
    return json.loads(ran.stdout)


def test_the_plain_demonstration_stays_beside_it():
    demo = typer.main.get_command(build_application("demo")).commands["demo"]
    assert set(demo.commands) == {"province"}
    assert demo.invoke_without_command
    assert {"out", "replay"} <= {one.name for one in demo.params}


def test_json_says_what_it_is(told, folder):
    assert told["basis"] == "synthetic"
    assert told["label"].startswith("SYNTHETIC")
    assert told["employed"] == 7_343_900
    assert all((folder / name).is_file() for name in told["files"])


def test_the_shock_is_flagged_in_hit_cells_more_often_than_elsewhere(told):
    found = {one["indicator"]: one for one in told["monitoring"]["indicators"]}
    for name in ("employment", "separations", "insured_employees"):
        hit, other = found[name]["hit"], found[name]["other"]
        assert hit["alarmed"] / hit["cells"] > 2 * other["alarmed"] / other["cells"], name
    employment = found["employment"]
    assert employment["hit"]["alarmed"] >= 0.8 * employment["hit"]["cells"]
    assert employment["other"]["alarmed"] <= 0.05 * employment["other"]["cells"]
    assert employment["downturn"]["alarmed"] > 0.5 * employment["downturn"]["cells"]


def test_what_monitoring_misses_is_told(told):
    for one in told["monitoring"]["indicators"]:
        assert len(one["missed"]) == one["hit"]["cells"] - one["hit"]["watched"]
    gradient = told["monitoring"]["gradient"]
    assert gradient["low"] < gradient["truth"] < gradient["high"]
    assert gradient["verdict"] in {"falls", "cannot_tell"}


def test_both_languages_speak_and_repeat_nothing(told, folder, monkeypatch):
    before = {
        path.name: path.read_bytes() for path in folder.iterdir() if path.suffix == ".parquet"
    }
    monkeypatch.setenv("TRIMTAB_LANG", "zh")
    ran = _run(folder)
    assert ran.exit_code == 0, ran.output
    assert ran.stdout.startswith("合成数据")
    assert ran.stdout.count("合成数据") >= 3  # the label, and the title of each finding
    assert "示例省" in ran.stdout and "synthetic" not in ran.stdout.lower()
    after = {path.name: path.read_bytes() for path in folder.iterdir() if path.name in before}
    assert after == before
    assert len(open_workspace(folder / "workspace").store.batches()) == 1


def test_another_province_is_not_mixed_into_the_folder(told, folder):
    ran = _run(folder, "--seed", "5")
    assert isinstance(ran.exception, StateError)
    assert ran.exception.code == "PROVINCE-005"


def test_the_brief_is_marked(told, folder):
    page = (folder / "brief.html").read_text(encoding="utf-8")
    assert "Every figure here was generated for demonstration" in page
    assert "Jia City (synthetic)" in page


def test_the_folder_is_an_economy(told, folder):
    economy = read_province(folder)
    assert economy.basis is DataBasis.SYNTHETIC
    assert economy.employed.sum() == told["employed"]
    assert economy.kinds.axes == ("age", "insured", "form")
    assert economy.unemployment_rate == 0.052
    assert len(economy.cells.regions) == 10
    rows = sum(layer.sum(axis=1) for layer in economy.network.layers)
    assert np.allclose(rows, 1)
    assert all((layer.data >= 0).all() for layer in economy.network.layers)
    assert np.isfinite(economy.exposure).all()
    tiers = np.bincount(economy.cells.tier_of, economy.employed.sum(axis=1))
    assert np.allclose(tiers / tiers.sum(), [0.603, 0.175, 0.222], atol=0.08)
    assert np.isfinite(economy.cells.wage_year).all()
    assert np.allclose(economy.industry_mix.sum(axis=1), 1)
    assert "合成" in economy.note.zh


def test_a_folder_that_is_no_province_is_refused(tmp_path):
    with pytest.raises(InputRejectedError) as raised:
        read_province(tmp_path)
    assert raised.value.code == "PROVINCE-010"


def test_spoiled_counts_are_refused(told, folder, tmp_path):
    (tmp_path / "province.json").write_bytes((folder / "province.json").read_bytes())
    (tmp_path / "counts.parquet").write_bytes((folder / "firms.parquet").read_bytes())
    with pytest.raises(InputRejectedError) as raised:
        read_province(tmp_path)
    assert raised.value.code == "PROVINCE-011"
