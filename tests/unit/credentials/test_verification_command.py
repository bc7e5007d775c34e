"""``trimtab credentials verify``: exit codes, plain words, JSON, nothing hostile on the screen."""

from __future__ import annotations

import json

import pytest
import typer
from typer.testing import CliRunner

from trimtab.cli.credentials_verify import register
from trimtab.kernel import InputRejectedError


@pytest.fixture
def folder(b, tmp_path):
    certificate = b.signed(b.badge(credentialStatus=b.entries()))
    (tmp_path / "certificate.json").write_text(json.dumps(certificate), encoding="utf-8")
    for number, held in enumerate(b.lists().values()):
        (tmp_path / f"list-{number}.json").write_text(json.dumps(held), encoding="utf-8")
    key = {
        "id": b.KEY.key_id,
        "algorithm": "Ed25519",
        "publicKeyMultibase": b.KEY.multibase,
        "validFrom": "2025-01-01T00:00:00Z",
    }
    issuer = {"id": b.COLLEGE, "title": {"zh": "示范学院"}, "region": "CN-310000"}
    trust = tmp_path / "trust"
    trust.mkdir()
    held = {"issuer": issuer, "keys": [key]}
    (trust / "issuer.json").write_text(json.dumps(held), encoding="utf-8")
    return tmp_path


def run(*arguments, language="en"):
    application = typer.Typer()
    register(application)
    application.command("other")(lambda: None)  # typer makes no sub-commands of a single one
    runner = CliRunner(env={"TRIMTAB_LANG": language, "TRIMTAB_WORKSPACE": ""})
    return runner.invoke(application, ["verify", *map(str, arguments)])


AT = "--at=2026-11-23T08:00:00Z"


def test_valid_ends_with_zero_and_everything_else_with_one(folder):
    file = folder / "certificate.json"
    trust = f"--trust={folder / 'trust/issuer.json'}"
    assert run(file, trust, AT).exit_code == 0
    assert run(file, AT).exit_code == 1
    assert run(file, trust, "--at=2031-01-01").exit_code == 1


@pytest.mark.parametrize(("language", "words"), [("en", "Valid: "), ("zh", "有效：")])
def test_the_answer_comes_first_and_without_colours_in_a_pipe(folder, monkeypatch, language, words):
    monkeypatch.setenv("TRIMTAB_LANG", language)
    trust = f"--trust={folder / 'trust/issuer.json'}"
    result = run(folder / "certificate.json", trust, AT, language=language)
    assert result.output.startswith(words)
    assert "\x1b" not in result.output


def test_json_says_outcome_and_at(folder):
    trust = f"--trust={folder / 'trust/issuer.json'}"
    told = json.loads(run(folder / "certificate.json", trust, AT, "--json").output)
    assert (told["outcome"], told["valid"], told["verified"]) == ("valid", True, True)
    assert told["at"] == "2026-11-23T08:00:00+00:00"
    assert [one["name"] for one in told["checks"]][:3] == ["form", "proofs", "proofs_agree"]


def test_a_hostile_name_does_not_reach_the_terminal(b, folder):
    hostile = b.signed(b.badge(name="x\x1b[2J\u202ey", validUntil=None))
    path = folder / "hostile.json"
    path.write_text(json.dumps(hostile), encoding="utf-8")
    result = run(path, AT)
    assert "\x1b" not in result.output
    assert "\u202e" not in result.output
    assert "by its own word" in result.output


def test_what_cannot_be_read_ends_with_its_code(folder):
    (folder / "prose.txt").write_text("hello", encoding="utf-8")
    result = run(folder / "prose.txt")
    assert isinstance(result.exception, InputRejectedError)
    assert (result.exception.code, result.exception.exit_code) == ("CREDENTIALS-096", 3)


@pytest.mark.parametrize(
    ("content", "code", "outcome"),
    [
        (b'{"id": "a", "id": "b"}', "CREDENTIALS-003", "invalid"),
        (b"\x00\x01\x02", "CREDENTIALS-096", "invalid"),
        (b"urn:uuid:0b1d4c53-6e0f-4d8c-9d3a-2f3f3f0f7b11", "CREDENTIALS-104", "pending"),
        (None, "CREDENTIALS-105", "pending"),
    ],
)
def test_a_program_gets_json_for_what_cannot_be_read_too(folder, content, code, outcome):
    path = folder / "unreadable"
    if content is not None:
        path.write_bytes(content)
    result = run(path, "--json")
    told = json.loads(result.stdout)
    assert (told["outcome"], told["valid"], told["verified"]) == (outcome, False, False)
    assert told["problem"]["code"] == code == result.exception.code
    assert told["problem"]["sentence"]


@pytest.mark.parametrize("day", ["2026-11-23", "2027-01-05"])
def test_a_day_is_judged_as_that_day(folder, day):
    trust = f"--trust={folder / 'trust/issuer.json'}"
    found = run(folder / "certificate.json", trust, f"--at={day}", "--json")
    assert json.loads(found.stdout)["at"].startswith(f"{day}T23:59:59")


@pytest.mark.parametrize(("language", "name"), [("en", "Senior worker"), ("zh", "高级工")])
def test_a_grade_is_shown_by_its_name(folder, language, name):
    trust = f"--trust={folder / 'trust/issuer.json'}"
    assert name in run(folder / "certificate.json", trust, AT, language=language).stdout


def test_status_lists_elsewhere_are_found_when_named(folder):
    trust = f"--trust={folder / 'trust/issuer.json'}"
    alone = folder / "alone"
    alone.mkdir()
    (folder / "certificate.json").rename(alone / "certificate.json")
    missing = run(alone / "certificate.json", trust, AT)
    assert missing.exit_code == 1 and "--status" in missing.stdout
    assert run(alone / "certificate.json", trust, AT, f"--status={folder}").exit_code == 0


def test_the_last_day_is_shown_not_the_midnight_after_it(b, folder):
    document = b.badge(credentialStatus=b.entries(), validUntil="2031-11-01T00:00:00Z")
    (folder / "certificate.json").write_text(json.dumps(b.signed(document)), encoding="utf-8")
    told = run(folder / "certificate.json", f"--trust={folder / 'trust/issuer.json'}", AT).stdout
    assert "Oct 31, 2031" in told and "Nov 1, 2031" not in told
