"""``trimtab credentials``: the register on a terminal speaks in words, in either language."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from trimtab.app.demonstration_credentials import certificate_of
from trimtab.app.workbench.certificates_acts import desk_of
from trimtab.app.workbench.time_zone import VARIABLE
from trimtab.cli.credentials import application
from trimtab.credentials.issuing.types import ChangeReason, Move

RAW = ("certificate_id", "valid_until", "state_since", "assessment_under_review", "awarded_on")


@pytest.fixture
def workspace(workbenches, filled_workspace, tmp_path):
    return workbenches.copy_of(filled_workspace, tmp_path / "workspace")


def run(workspace, *words: str, language: str = "en", **environment: str) -> str:
    made = {"TRIMTAB_LANG": language, "COLUMNS": "160", **environment}
    done = CliRunner().invoke(application, [*words, "--workspace", str(workspace)], env=made)
    assert done.exit_code == 0, done.output
    return done.output


@pytest.fixture
def suspended(workbenches, workspace) -> str:
    """A certificate that was suspended for a reason."""
    with workbenches.opened(workspace) as bench:
        desk = desk_of(bench, "operator")
        found = certificate_of(desk, 0, "electrician")
        steps = desk.store.steps
        with bench.office.reading() as reading:
            last = steps(reading, found.certificate_id)[-1]
    assert (last.move, last.reason) == (Move.SUSPEND, ChangeReason.ASSESSMENT_UNDER_REVIEW)
    return found.certificate_id


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("zh", ("已暂停", "高级工", "考核正在复核", "北京时间", "学院教务负责人", "长期有效")),
        (
            "en",
            ("suspended", "Senior worker", "the assessment is under review", "Beijing time",
             "College registrar (demonstration)", "no end"),
        ),
    ],
)  # fmt: skip
def test_a_certificate_is_shown_in_words(workspace, suspended, language, words):
    shown = run(workspace, "certificates", "show", suspended, language=language)
    assert [one for one in words if one not in shown] == []
    assert [one for one in RAW if one in shown] == []
    assert "示例持证人" not in shown  # names are read on the pages, by those who may


def test_json_keeps_its_fields_and_utc(workspace, suspended):
    told = json.loads(run(workspace, "certificates", "show", suspended, "--json"))
    assert told["state"] == "suspended" and told["issued_at"].endswith("+00:00")
    assert [one["move"] for one in told["history"]] == ["issue", "suspend"]


def test_the_clock_can_be_named(workspace, suspended):
    shown = run(workspace, "certificates", "show", suspended, **{VARIABLE: "Asia/Urumqi"})
    assert "Beijing time" not in shown


def test_a_list_says_titles_and_that_a_time_is_over(workspace):
    shown = run(workspace, "certificates", "list", "--limit", "100")
    assert shown.count("expired") == 3 and "revoked" in shown  # the register holds them as issued
    assert "Electrician (example)" in shown and "Certificate of recognition" in shown
    assert "of 30 are shown" in run(workspace, "certificates", "list", "--limit", "2")


def test_grades_keys_and_lists_are_told_in_words(workspace):
    assert "高级工" in run(workspace, "accreditations", "list", language="zh")
    assert "中级工" in run(workspace, "achievements", "list", language="zh")
    assert "有效" in run(workspace, "keys", "list", language="zh")
    assert "待核准" in run(workspace, "batches", "list", language="zh")
    held = json.loads(run(workspace, "achievements", "list", "--json"))["achievements"]
    assert {one["level"] for one in held} == {2, 3, 4, 5}
    assert json.loads(run(workspace, "accreditations", "list", "--json"))["accreditations"]
