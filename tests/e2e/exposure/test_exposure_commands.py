"""`trimtab exposure` as a person and a program use it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from trimtab.cli.exposure import application
from trimtab.kernel import UnknownCodeError
from trimtab.messages import Language, explain_error


def _run(*arguments: str, lang: str = "en", columns: int = 200) -> str:
    told = {"TRIMTAB_LANG": lang, "COLUMNS": str(columns), "NO_COLOR": "1"}
    ran = CliRunner().invoke(application, arguments, env=told)
    if ran.exception and not isinstance(ran.exception, SystemExit):
        raise ran.exception
    assert ran.exit_code == 0, ran.output
    return ran.output


SAID = {
    "en": ("Ohio", "MODELLED", "Finance and Insurance", "771 of 830", "nothing about jobs lost"),
    "zh": ("俄亥俄", "模型推算", "金融和保险业", "830个职业中的771个", "并不说明岗位会减少"),
}


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_state_by_industry_says_that_it_is_modelled_and_what_was_joined(lang):
    told = _run("show", "--region", "US-OH", "--by", "industry", lang=lang)
    for words in SAID[lang]:
        assert words in told, words


@pytest.mark.parametrize("by", ["industry", "occupation", "tier", "region"])
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_tables_fit_a_terminal_of_100_columns(by, lang):
    told = _run("show", "--region", "US-OH", "--by", by, lang=lang, columns=100)
    table = [line for line in told.splitlines() if not line.startswith("- ")]
    wide = [line for line in table if sum(1 + (ord(c) > 0x2E80) for c in line) > 100]
    assert wide == []


def test_json_has_every_figure_with_spread_joins_and_notes():
    told = json.loads(_run("show", "--by", "tier", "--json"))
    assert (told["basis"], told["scale"], told["automation_source"]) == (
        "observed",
        "task_share",
        None,
    )
    assert [group["code"] for group in told["groups"]] == ["high", "middle", "low"]
    for group in told["groups"]:
        assert group["lowest"] <= group["exposure"] <= group["highest"]
        assert group["measures"] == len(group["by_measure"]) == 4
        assert group["automation"] is None and group["augmentation"] is None
    joins = {join["measure"]: join for join in told["joins"]}
    assert joins["felten_aioe"]["occupations_matched"] == 673
    assert joins["felten_aioe"]["jobs_share_matched"] is None
    assert 0.92 < joins["eloundou_gpt4_beta"]["jobs_share_matched"] < 0.94
    assert told["notes"]


def test_a_long_list_says_how_much_is_shown_and_a_file_has_all(tmp_path: Path):
    out = tmp_path / "all.csv"
    told = _run("show", "--by", "occupation", "--level", "detailed", "--out", str(out))
    assert "30 of 830 rows shown" in told
    assert len(out.read_text(encoding="utf-8-sig").splitlines()) == 831


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_chinese_region_without_jobs_is_refused_by_name(lang):
    with pytest.raises(UnknownCodeError) as caught:
        _run("show", "--region", "CN-310000", lang=lang)
    assert caught.value.code == "EXPOSURE-012"
    sentence = explain_error(caught.value, Language(lang))
    assert "CN-310000" in sentence and "--jobs" in sentence


def test_a_chinese_region_with_its_own_jobs(tmp_path: Path):
    jobs = tmp_path / "岗位.csv"
    jobs.write_text("occupation,jobs\nCSCO@2022:4-04-05-00,100\n", encoding="utf-8-sig")
    told = _run("show", "--region", "上海", "--by", "occupation", "--jobs", str(jobs), lang="zh")
    assert "软件和信息技术服务人员" in told and "由我们自行判断" in told and "岗位.csv" in told


def test_a_score_file_is_named_in_the_joins(tmp_path: Path):
    scores = tmp_path / "occ_level.csv"
    scores.write_text("O*NET-SOC Code,dv_rating_gamma\n15-1252.00,0.9\n", encoding="utf-8")
    told = json.loads(_run("measures", "--scores", str(scores), "--json"))
    found = {one["name"]: one for one in told["measures"]}
    assert found["eloundou_gpt4_gamma"]["source"] == "occ_level.csv"
    assert found["eloundou_gpt4_gamma"]["occupations_matched"] == 1
    shown = _run("show", "--measure", "eloundou_gpt4_gamma", "--scores", str(scores))
    assert "1 of 830 occupations matched" in shown and "unknown" in shown


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_measures_name_publisher_citation_and_licence(lang):
    told = " ".join(_run("measures", lang=lang, columns=300).split())
    for words in ("arXiv:2303.10130", "ILO Working Paper 140", "CC BY 4.0", "felten_aioe"):
        assert words in told, words


@pytest.mark.parametrize(
    ("code", "target"), [("15-1252", "2512"), ("ISCO@08:25", "4-04-00-00"), ("4-04-05-05", "35")]
)
def test_crosswalk_shows_both_other_classifications(code, target):
    told = json.loads(_run("crosswalk", code, "--json"))
    assert len(told["correspondences"]) == 2
    found = {
        link["code"].partition(":")[2] for one in told["correspondences"] for link in one["links"]
    }
    assert target in found
    for one in told["correspondences"]:
        assert sum(link["weight"] for link in one["links"]) == pytest.approx(1)


def test_crosswalk_says_whose_judgement_it_is():
    told = _run("crosswalk", "4-04-05-05")
    assert "OUR JUDGEMENT" in told
    with pytest.raises(UnknownCodeError, match="EXPOSURE-015"):
        _run("crosswalk", "99-9999")
