"""``trimtab credentials``: a list becomes certificates, with and without a workspace."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest
from openpyxl import load_workbook
from typer.testing import CliRunner

from trimtab.kernel import InputRejectedError, NotAllowedError, StateError

LIST = """姓名,身份证号,标准,等级,发证日期,证书编号
张三,110101199003074514,STD-1,高级工,2026-11-01,A001
李四,110101199003074513,STD-1,高级工,2026-11-01,A002
"""
DOCUMENT = {
    "@context": ["https://www.w3.org/ns/credentials/v2"],
    "type": ["VerifiableCredential"],
    "issuer": "https://example.edu/issuers/1",
    "credentialSubject": {"id": "did:example:someone"},
}


@pytest.fixture(scope="session")
def builder(load_builder):
    return load_builder("unit/credentials/issuing_office.py")


@pytest.fixture
def trimtab(tmp_path, monkeypatch):
    """Runs a command in an empty folder; gives back what it printed."""
    from trimtab.cli.commands import build_application

    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TRIMTAB_LANG", "en")
    monkeypatch.setenv("TRIMTAB_KEY_PASSPHRASE", "not a secret at all")
    application = build_application("credentials")

    def run(*arguments: str, code: int = 0) -> str:
        ran = CliRunner(env={"COLUMNS": "160"}).invoke(application, ["credentials", *arguments])
        if ran.exception is not None and not isinstance(ran.exception, SystemExit):
            raise ran.exception
        assert ran.exit_code == code, ran.output
        return ran.stdout

    return run


def test_a_list_without_any_workspace(trimtab, tmp_path):
    Path("list.csv").write_text(LIST, encoding="utf-8")
    asked = ("issue", "--input", "list.csv", "--out", "out")
    told = json.loads(trimtab(*asked, "--json", code=3))
    assert (told["issued"], told["throw_away_key"], len(told["files"])) == (1, True, 1)
    assert [(one["row"], one["column"]) for one in told["findings"]] == [(3, "identity_number")]
    lists = list((tmp_path / "out" / "status-lists").iterdir())
    assert len(lists) == 2
    verified = json.loads(
        trimtab("verify", f"out/{told['files'][0]}", "--trust", "out/issuer.json", "--json")
    )
    assert verified["outcome"] == "valid"
    content = (tmp_path / "out" / told["files"][0]).read_text(encoding="utf-8")
    assert "张三" not in content and "110101199003074514" not in content
    again = json.loads(trimtab(*asked, "--json", code=3))
    assert (again["issued"], again["issued_before"]) == (0, 1)
    assert again["files"] == told["files"]
    Path("list.csv").write_text(LIST + "王五,E1234567,STD-1,高级工,2026-11-01,A003\n")
    with pytest.raises(StateError, match="CREDENTIALS-148"):
        trimtab(*asked)


def test_a_credential_that_names_another_issuer(trimtab):
    Path("one.json").write_text(json.dumps(DOCUMENT), encoding="utf-8")
    asked = ("issue", "--input", "one.json", "--out", "out")
    assert "https://example.edu/issuers/1" in trimtab(*asked)
    told = json.loads(trimtab(*asked, "--json"))
    assert told["replaced_issuer"] == ["https://example.edu/issuers/1"]


def test_a_throw_away_key_speaks_in_nobodys_name(trimtab):
    named = {"id": "https://example.edu/issuers/1", "name": "Real College"}
    Path("one.json").write_text(json.dumps({**DOCUMENT, "issuer": named}), encoding="utf-8")
    told = json.loads(trimtab("issue", "--input", "one.json", "--out", "out", "--json"))
    assert "Real College" not in Path("out", told["files"][0]).read_text(encoding="utf-8")


def test_one_person_is_not_two(trimtab, builder, tmp_path):
    bureau = builder.open_bureau(tmp_path / "workspace")
    bureau.desk().make_key(builder.ISSUER, rotate=True)
    bureau.office.close()
    Path("list.csv").write_text(LIST, encoding="utf-8")
    asked = ("issue", "--input", "list.csv", "--out", "out", "--actor", "li", "--approver", "li")
    with pytest.raises(NotAllowedError, match="CREDENTIALS-266"):
        trimtab(*asked)
    assert json.loads(trimtab("batches", "list", "--actor", "li", "--json"))["batches"] == []


def test_a_theft_on_a_day_counts_from_its_beginning(trimtab, builder, tmp_path):
    bureau = builder.open_bureau(tmp_path / "workspace")
    made = bureau.desk().make_key(builder.ISSUER, rotate=True)
    bureau.office.close()
    asked = ("keys", "revoke", made.key_id, "--why", "compromised", "--note", "x")
    day = f"{made.valid_from:%Y-%m-%d}"
    with pytest.raises(AssertionError, match="cannot be undone"):  # it asks, and nobody answers
        trimtab(*asked, "--since", day)
    with pytest.raises(InputRejectedError, match="CREDENTIALS-267"):
        trimtab(*asked, "--since", "2020-01-05", "--yes")
    assert f"{day} 00:00:00" in trimtab(*asked, "--since", day, "--yes")


def test_a_list_of_one_row_waits_for_a_second_person(trimtab, builder, tmp_path):
    bureau = builder.open_bureau(tmp_path / "workspace")
    bureau.desk().make_key(builder.ISSUER, rotate=True)
    bureau.office.close()
    Path("list.csv").write_text("".join(LIST.splitlines(keepends=True)[:2]), encoding="utf-8")
    asked = ("issue", "--input", "list.csv", "--out", "out", "--actor", "li", "--json")
    told = json.loads(trimtab(*asked))
    assert (told["state"], told["issued"]) == ("drafted", 0)
    assert not Path("out").exists()


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"validUntil": "2026-01-01T00:00:00Z"}, "CREDENTIALS-174"),
        ({"validFrom": "2068-01-01T00:00:00Z"}, "CREDENTIALS-262"),
        ({"type": ["Something"]}, "CREDENTIALS-083"),
    ],
)
def test_a_credential_is_asked_what_a_list_is_asked(trimtab, changes, code):
    both = [DOCUMENT, {**DOCUMENT, **changes}, DOCUMENT]
    Path("all.json").write_text(json.dumps(both), encoding="utf-8")
    told = json.loads(trimtab("issue", "--input", "all.json", "--out", "out", "--json", code=3))
    assert told["issued"] == 1
    found = [(one["row"], one["code"]) for one in told["findings"]]
    assert found == [(2, code), (3, "CREDENTIALS-178")]
    assert not any("ask the issuer" in one["sentence"] for one in told["findings"])


def test_a_list_without_a_sound_row_names_every_place(trimtab):
    Path("list.csv").write_text(
        "姓名,身份证号,标准,等级,发证日期\n,E12345678,S,高级工,\n李四,E1234567,S,大师,2026-11-01\n",
        encoding="utf-8",
    )
    with pytest.raises(InputRejectedError, match="CREDENTIALS-184") as refused:
        trimtab("issue", "--input", "list.csv", "--out", "out")
    assert refused.value.params["rows"] == 2
    told = str(refused.value.params["findings"])
    assert all(cell in told for cell in ("A2 姓名", "E2 发证日期", "D3 等级"))
    assert not Path("out").exists()


def test_a_folder_that_cannot_be_made_is_said(trimtab):
    Path("list.csv").write_text(LIST, encoding="utf-8")
    Path("file").write_text("x", encoding="utf-8")
    with pytest.raises(StateError, match="CREDENTIALS-264"):
        trimtab("issue", "--input", "list.csv", "--out", "file/out")
    with pytest.raises(StateError, match="CREDENTIALS-148"):
        trimtab("issue", "--input", "list.csv", "--out", "file")


def test_an_issuer_makes_its_workspace(trimtab):
    trimtab(
        "issuers", "add", "--title", "学院", "--region", "CN-310000", "--id", "did:web:a.example"
    )
    (found,) = json.loads(trimtab("issuers", "list", "--json"))["issuers"]
    assert found["issuer_id"] == "did:web:a.example"


def test_a_list_in_a_workspace_from_draft_to_revocation(trimtab, builder, tmp_path):
    bureau = builder.open_bureau(tmp_path / "workspace")
    bureau.desk().make_key(builder.ISSUER, rotate=True)  # in a file, for the commands
    bureau.office.close()
    Path("list.csv").write_text(LIST, encoding="utf-8")
    asked = ("issue", "--input", "list.csv", "--out", "out", "--actor", "li", "--json")
    drafted = json.loads(trimtab(*asked, code=3))
    assert (drafted["state"], drafted["issued"], drafted["out"]) == ("drafted", 0, None)
    batch = drafted["batch"]
    with pytest.raises(NotAllowedError, match="OFFICE-010"):
        trimtab("batches", "approve", batch, "--actor", "li")
    assert "1" in trimtab("batches", "approve", batch, "--actor", "wang")
    written = json.loads(trimtab(*asked, code=3))
    assert (written["issued"], written["issued_before"], len(written["files"])) == (0, 1, 1)
    (listed,) = json.loads(trimtab("certificates", "list", "--json"))["certificates"]
    certificate = listed["certificate_id"]
    path = f"out/{written['files'][0]}"
    assert json.loads(trimtab("verify", path, "-w", "workspace", "--json"))["outcome"] == "valid"
    why = ("--why", "fraud", "--note", "somebody else sat it", "--actor", "wang")
    trimtab("certificates", "revoke", certificate, *why, "--yes")
    found = json.loads(trimtab("verify", path, "-w", "workspace", "--json", code=1))
    assert found["outcome"] == "revoked"
    with pytest.raises(StateError, match="CREDENTIALS-186"):
        trimtab("certificates", "lift", certificate, "--why", "ordered", "--note", "x",
                "--actor", "wang")  # fmt: skip
    shown = json.loads(trimtab("certificates", "show", certificate, "--json"))
    assert [step["move"] for step in shown["history"]] == ["issue", "revoke"]
    trimtab("batches", "result", batch, "--out", "result.xlsx")
    trimtab("batches", "result", batch, "--out", "all.zip")
    handed = tmp_path / "handed"
    zipfile.ZipFile("all.zip").extractall(handed)
    (name,) = (one.name for one in handed.glob("*.json") if one.name != "issuer.json")
    alone = ("verify", f"handed/{name}", "--trust", "handed/issuer.json", "--json")
    assert json.loads(trimtab(*alone, code=1))["outcome"] == "revoked"  # by the list handed over
    assert Path("result.xlsx").stat().st_size and Path("all.zip").stat().st_size
    assert "张三" not in trimtab("batches", "show", batch)
    trimtab("erase", shown["holder_id"], "--actor", "wang")


@pytest.fixture
def drafted(trimtab, builder, tmp_path):
    """A list of which one row can be issued, drafted by li."""
    bureau = builder.open_bureau(tmp_path / "workspace")
    bureau.desk().make_key(builder.ISSUER, rotate=True)
    bureau.office.close()
    Path("autumn.csv").write_text(LIST, encoding="utf-8")
    asked = ("issue", "--input", "autumn.csv", "--out", "out", "--actor", "li", "--json")
    return json.loads(trimtab(*asked, code=3))["batch"]


def result_of(trimtab, batch: str, name: str) -> list[tuple[object, ...]]:
    trimtab("batches", "result", batch, "--out", name)
    return list(load_workbook(name).active.values)


def test_a_list_is_named_by_its_file_or_as_one_says(trimtab, drafted):
    (found,) = json.loads(trimtab("batches", "list", "--json"))["batches"]
    assert found["title"] == "autumn.csv"
    Path("second.csv").write_text(LIST.replace("A001", "A009").replace("2026-11-01", "2026-10-01"))
    asked = ("issue", "--input", "second.csv", "--out", "other", "--actor", "li", "--json")
    named = json.loads(trimtab(*asked, "--title", "Autumn, corrected", code=3))["batch"]
    found = json.loads(trimtab("batches", "show", named, "--json"))
    assert found["title"] == "Autumn, corrected"


def test_a_draft_says_what_will_not_be_issued_and_by_whom_it_was_drafted(trimtab, drafted):
    shown = trimtab("batches", "show", drafted)
    assert "1 row(s) will not be issued:" in shown and "exit code" not in shown
    assert "autumn.csv" in shown and "Li · " in shown and "waits for approval" in shown
    trimtab("batches", "approve", drafted, "--actor", "wang")
    shown = trimtab("batches", "show", drafted)
    assert "1 row(s) were not issued:" in shown and "Wang · " in shown
    listed = trimtab("batches", "list")
    assert "Li " in listed and "Wang " in listed and drafted in listed  # the id is not broken


def test_a_list_taken_back_is_called_revoked_wherever_it_is_named(trimtab, drafted):
    trimtab("batches", "approve", drafted, "--actor", "wang")
    rows = result_of(trimtab, drafted, "before.xlsx")
    assert [row[6] for row in rows[1:]] == ["issued", "not issued: faulty"]
    assert rows[1][2] == "育婴员4 Senior worker"  # what the list says, no id
    why = ("--why", "issued_in_error", "--note", "the list of last year")
    trimtab("batches", "revoke", drafted, *why, "--actor", "li", "--yes")
    asked = " ".join(trimtab("batches", "list").split())
    assert drafted in asked and "revocation asked" in asked
    with pytest.raises(NotAllowedError, match="OFFICE-010"):
        trimtab("batches", "revoke-approve", drafted, "--actor", "li")
    trimtab("batches", "revoke-approve", drafted, "--actor", "wang", "--yes")
    (found,) = json.loads(trimtab("batches", "list", "--json"))["batches"]
    assert (found["state"], found["shown_state"]) == ("issued", "revoked")
    assert "revoked whole" in trimtab("batches", "list")
    shown = trimtab("batches", "show", drafted)
    assert "revoked whole" in shown and "carried out" in shown
    assert shown.count("Li · ") == 2 and shown.count("Wang · ") == 2  # both acts, both persons
    rows = result_of(trimtab, drafted, "after.xlsx")
    assert [row[6] for row in rows[1:]] == ["revoked", "not issued: faulty"]
    with pytest.raises(StateError, match="CREDENTIALS-268") as refused:  # before it asks
        trimtab("batches", "revoke", drafted, *why, "--actor", "li")
    assert refused.value.params["state"] == "revoked"


def test_who_asked_for_a_revocation_is_refused_before_the_question(trimtab, drafted):
    trimtab("batches", "approve", drafted, "--actor", "wang")
    with pytest.raises(StateError, match="CREDENTIALS-271"):  # none was asked for
        trimtab("batches", "revoke-approve", drafted, "--actor", "wang")
    why = ("--why", "issued_in_error", "--note", "the list of last year")
    trimtab("batches", "revoke", drafted, *why, "--actor", "zhao", "--yes")
    with pytest.raises(NotAllowedError, match="CREDENTIALS-270"):
        trimtab("batches", "revoke-approve", drafted, "--actor", "zhao")
    with pytest.raises(AssertionError, match="Zhao asks to revoke 1 certificate"):  # it asks
        trimtab("batches", "revoke-approve", drafted, "--actor", "wang")
