"""`trimtab evidence` as a person and a program use it."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from trimtab.cli.evidence import application
from trimtab.kernel import InputRejectedError, UnknownCodeError

RECALLED = {"en": "recalled, never used", "zh": "凭记忆记录，一律不予采用"}


def _run(*arguments: str, lang: str = "en", **environment: str) -> str:
    told = {"TRIMTAB_LANG": lang, "COLUMNS": "200", "NO_COLOR": "1"} | environment
    ran = CliRunner().invoke(application, arguments, env=told)
    if ran.exception and not isinstance(ran.exception, SystemExit):
        raise ran.exception
    assert ran.exit_code == 0, ran.output
    return ran.output


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_list_marks_recalled_rows_in_both_languages(lang):
    lines = _run("list", lang=lang).splitlines()
    heads = [at for at, line in enumerate(lines) if not line.startswith(" ")]
    marked = [
        lines[max(head for head in heads if head < at)]
        for at, line in enumerate(lines[:-1])
        if RECALLED[lang] in line
    ]
    assert len(marked) == 17
    assert all(line.startswith(("ckw-2018-table", "mckenzie", "crepon")) for line in marked)


def test_list_as_json_filters_and_says_what_is_usable():
    told = json.loads(_run("list", "--design", "rct", "--usable", "--to", "CN", "--json"))
    assert {one["design"] for one in told["effects"]} == {"rct"}
    assert all(one["transfer"]["usable_as_default"] for one in told["effects"])
    whole = json.loads(_run("list", "--json"))["effects"]
    refused = [one["id"] for one in whole if one["unusable"] == "recalled"]
    assert len(whole) == 43 and len(refused) == 17
    assert "transfer" not in whole[0]


def test_list_writes_a_file_that_is_read_as_evidence(tmp_path: Path):
    out = tmp_path / "own.csv"
    assert str(out) in _run("list", "--lever", "training", "--out", str(out)).replace("\n", "")
    with out.open(encoding="utf-8-sig") as stream:
        rows = list(csv.DictReader(stream))
    assert {row["lever"] for row in rows} == {"training"}
    shown = json.loads(_run("show", rows[0]["id"], "--json", TRIMTAB_EVIDENCE=str(out)))
    assert shown["file"] == str(out)


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("en", ("+13%", "no interval published", "54%", "+7.02%", "assumption of ours",
                "91,151 persons", "290 US dollars per person", "source seen")),
        ("zh", ("+13%", "未公布区间", "54%", "+7.02%", "我们的假定",
                "91,151人", "每人290美元", "已核看来源")),
    ],
)  # fmt: skip
def test_show_puts_everything_beside_the_figure(lang, words):
    shown = _run("show", "resea-nevada-2014-earnings-5y-relative", "--to", "CN", lang=lang)
    assert [word for word in words if word not in shown] == []


def test_show_of_a_recalled_effect_assumes_nothing():
    assert "RECALLED, NEVER USED" in _run("show", "mckenzie-2017-vocational-training")
    told = json.loads(_run("show", "mckenzie-2017-vocational-training", "--json"))
    assert told["transfer"] | {"parts": [], "basis": ""} == {
        "to": "CN", "factor": pytest.approx(0.648), "basis": "", "parts": [],
        "usable_as_default": False, "unusable": "recalled",
        "estimate": None, "low": None, "high": None,
    }  # fmt: skip


def test_show_as_json_gives_the_assumption_with_its_parts():
    told = json.loads(_run("show", "sectoral-training-earnings", "--to", "CN-310000", "--json"))
    assert told["finding"]["kind"] == "measured" and told["finding"]["estimate"] is None
    assert told["cost"]["verification"] == "recalled"
    transfer = told["transfer"]
    assert (transfer["to"], transfer["factor"]) == ("CN", pytest.approx(0.54))
    assert (transfer["low"], transfer["high"]) == (pytest.approx(0.0648), 0.34)
    assert [part["part"] for part in transfer["parts"]] == ["place", "design", "market"]
    assert all(part["reason"] for part in transfer["parts"])


def test_text_of_a_file_is_text_and_not_markup(tmp_path: Path):
    out = tmp_path / "own.csv"
    _run("list", "--search", "taa-earnings", "--out", str(out))
    text = out.read_text(encoding="utf-8-sig")
    out.write_text(text.replace("Hyman (2018)", "[bold]Hyman[/] 2018"), encoding="utf-8")
    assert "[bold]Hyman[/] 2018" in _run("show", "taa-earnings-10y", "--evidence", str(out))


def test_mistakes_end_with_a_code():
    with pytest.raises(UnknownCodeError, match="EVIDENCE-001"):
        _run("show", "taa")
    with pytest.raises(InputRejectedError, match="EVIDENCE-007"):
        _run("list", "--evidence", "absent.csv")


def test_a_place_that_is_none_is_refused_before_anything_is_shown():
    ran = CliRunner().invoke(application, ["show", "taa-earnings-10y", "--to", "china"])
    assert isinstance(ran.exception, InputRejectedError) and ran.exception.code == "CODE-001"
    assert ran.output == ""
