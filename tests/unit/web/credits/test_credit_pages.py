"""Recognition cases, appeals and the editor of equivalence rules, in the browser and by the API."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta

import pytest
from typer.testing import CliRunner

from trimtab.app.credits import holder_prospects
from trimtab.app.demonstration_credentials import certificate_of, demonstration_secret
from trimtab.app.workbench.certificates_acts import desk_of
from trimtab.app.workbench.credit_rules_drafts import (
    LINES,
    LINES_MOST,
    fields_of,
    lines_of,
    plain_of,
)
from trimtab.cli.credits import application as commands
from trimtab.credentials.bank import (
    CaseState,
    LedgerEntry,
    RecognitionCase,
    get_case,
    load_book,
    recognition_id,
    rule_from_plain,
)
from trimtab.credentials.issuing.addresses import address_key
from trimtab.kernel import InputRejectedError
from trimtab.messages import Language
from trimtab.stores.credentials.passphrase import VARIABLE

TODAY = datetime.now(UTC).date()


@pytest.fixture(autouse=True)
def keys(monkeypatch):
    monkeypatch.setenv(VARIABLE, demonstration_secret().revealed)


def post(client, address: str, **fields: str):
    return client.post(address, data={"csrf_token": client.csrf, **fields})


def case_in(bench, state: CaseState) -> RecognitionCase:
    with bench.office.reading() as reading:
        return reading.find(RecognitionCase, state=state)[0]


def redeemed(bench, case_id: str) -> int:
    with bench.office.reading() as reading:
        return len(reading.find(LedgerEntry, case_id=case_id))


def test_the_demonstration_has_a_case_in_every_state(bench_us_small):
    with bench_us_small.office.reading() as reading:
        states = {one.state for one in reading.find(RecognitionCase)}
    assert states == set(CaseState)


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("state", list(CaseState))
def test_every_case_is_explained(bench_us_small, client_as, state, language):
    case = case_in(bench_us_small, state)
    page = client_as("auditor", language.value).get(f"/credits/{case.case_id}")
    assert page.status_code == 200
    assert "cn.ouchn.express-clerk@1" in page.text  # a rule by id and version, with its basis
    advice = {"zh": "这是建议", "en": "This is advice until"}[language.value]
    waiting = state in (CaseState.OPEN, CaseState.REVIEWED, CaseState.SENT)
    assert (advice in page.text) is waiting
    assert "示例学员" not in page.text and "示例持证人" not in page.text  # names are not for all


def test_what_was_recognised_still_counts_for_its_own_qualification(bench_us_small):
    """The holder of the demonstration got 12 of 30 credits; courses would close all but one.

    A course of a module that is recognised already is not sold a second time for the total.
    """
    case = case_in(bench_us_small, CaseState.SIGNED)
    with bench_us_small.office.reading() as reading:
        nearest, *others = holder_prospects(reading, case.holder_id, datetime.now(UTC))
    assert nearest.qualification.key == case.qualification_key
    assert nearest.recognised == 1200
    sold = [one.course_id for one in nearest.gap.courses]
    assert "example.delivery" not in sold and "example.express" not in sold
    assert "example.warehouse" in sold and nearest.gap.remaining == 100
    assert not any(one.short for one in nearest.gap.result.needs)
    assert any(one.short for one in nearest.result.needs)
    assert all(one.recognised == 0 for one in others)


def test_a_case_goes_from_a_certificate_to_a_signature(bench_us_small, client_as):
    """Opened by one, reviewed by another, signed by the school; only then is anything used up."""
    desk = desk_of(bench_us_small, "operator")
    key = address_key(certificate_of(desk, 7, "rider").certificate_id)
    opener = client_as("reviewer", "en")
    assert "Intermediate" in opener.get("/credits/new", params={"certificate": key}).text
    made = post(opener, "/credits/new", certificate=key, qualification="example.logistics")
    assert made.status_code == 303, made.text
    address = made.headers["location"].partition("?")[0]
    case_id = address.rpartition("/")[2]
    assert f"{address}/review" not in opener.get(address).text
    assert post(opener, f"{address}/review").status_code == 403  # opened it
    again = post(opener, "/credits/new", certificate=key, qualification="example.logistics")
    assert again.status_code == 409
    worker, school = client_as("caseworker", "en"), client_as("awarding_body", "en")
    for name in ("review", "send"):
        assert post(worker, f"{address}/{name}").status_code == 303
    assert redeemed(bench_us_small, case_id) == 0
    assert post(worker, f"{address}/sign").status_code == 403
    signed = post(school, f"{address}/sign")
    assert signed.status_code == 303, signed.text
    assert redeemed(bench_us_small, case_id) > 0
    document = json.loads(school.get(f"/api/v1/credits/cases/{case_id}").json()["document"])
    assert len(document["proof"]) == 2 and document["credentialStatus"]
    kept = school.get(f"/certificates/{document['id'].removeprefix('urn:uuid:')}")
    assert kept.status_code == 200
    assert post(school, f"{address}/sign").status_code == 409


def test_a_revoked_certificate_gives_no_credit(bench_us_small, client_as):
    """Of person 8 the rider is revoked and the express clerk suspended: nothing is left to count
    but what ended."""
    desk = desk_of(bench_us_small, "operator")
    key = address_key(certificate_of(desk, 8, "rider").certificate_id)
    answer = post(client_as("reviewer"), "/credits/new", certificate=key,
                  qualification="example.logistics")  # fmt: skip
    assert answer.status_code == 409 and "CREDITS-033" not in answer.headers.get("location", "")


def test_a_reason_is_asked_to_decline(bench_us_small, client_as):
    case = case_in(bench_us_small, CaseState.SENT)
    school = client_as("awarding_body")
    assert post(school, f"/credits/{case.case_id}/decline", note=" ").status_code == 422
    assert post(school, f"/credits/{case.case_id}/decline", note="not taught").status_code == 303
    assert redeemed(bench_us_small, case.case_id) == 0


def test_an_appeal_is_decided_by_somebody_else(bench_us_small, client_as):
    case = case_in(bench_us_small, CaseState.DECLINED)
    address = f"/credits/{case.case_id}/appeal"
    worker, approver = client_as("caseworker", "en"), client_as("approver", "en")
    assert post(worker, address, grounds="the module is taught again").status_code == 303
    assert "waits for somebody" in worker.get(address).text
    page = approver.get(address).text
    assert f"/credits/{case.case_id}/judge" in page
    fields = {"appeal": f"{case.case_id}:appeal1", "decision": "uphold", "reason": "not yet"}
    assert post(worker, f"/credits/{case.case_id}/judge", **fields).status_code == 403
    assert post(approver, f"/credits/{case.case_id}/judge", **fields).status_code == 303
    assert "not yet" in approver.get(address).text
    assert post(approver, f"/credits/{case.case_id}/judge", **fields).status_code == 409


def test_a_recognition_is_revoked_after_an_appeal_and_never_before(bench_us_small, client_as):
    """Overturned, its document is suspended at once, until the school revokes it."""
    case = case_in(bench_us_small, CaseState.SIGNED)
    address = f"/credits/{case.case_id}"
    worker, approver = client_as("caseworker", "en"), client_as("approver", "en")
    school = client_as("awarding_body", "en")
    why = {"note": "the appeal was right", "understood": "1"}
    assert f"{address}/revoke" not in school.get(address).text
    assert post(school, f"{address}/revoke", **why).status_code == 409
    assert post(worker, f"{address}/appeal", grounds="a rule was misread").status_code == 303
    fields = {"appeal": f"{case.case_id}:appeal1", "decision": "overturn", "reason": "it was"}
    assert post(approver, f"{address}/judge", **fields).status_code == 303
    assert "the awarding body must revoke it" in school.get(address).text
    key = document_key(bench_us_small, case.case_id)
    assert 'data-outcome="suspended"' in school.get(f"/verify/{key}").text
    assert f"{address}/revoke" in school.get(address).text
    assert f"{address}/revoke" not in worker.get(address).text
    assert post(worker, f"{address}/revoke", **why).status_code == 403
    assert post(school, f"{address}/revoke", note="x").status_code == 400  # not ticked
    assert post(school, f"{address}/revoke", **why).status_code == 303
    page = school.get(address).text
    assert 'data-outcome="revoked"' in school.get(f"/verify/{key}").text
    assert "the awarding body must revoke it" not in page and f"{address}/revoke" not in page


def document_key(bench, case_id: str) -> str:
    with bench.office.reading() as reading:
        return address_key(recognition_id(get_case(reading, case_id)))


def test_a_recognition_does_not_read_as_the_qualification(bench_us_small, client_as):
    """Whoever verifies it is told that it is some credits, how many, and what is lacking."""
    case = case_in(bench_us_small, CaseState.SIGNED)
    key = document_key(bench_us_small, case.case_id)
    page = client_as(None, "en").get(f"/verify/{key}").text
    assert "it is not the qualification itself" in page
    assert "Credits recognised" in page and "What it states" in page


def test_a_case_waits_only_for_those_who_can_take_its_next_step(bench_us_small, client_as):
    """A caseworker could withdraw what lies with the school: that is not what it waits for."""
    case = case_in(bench_us_small, CaseState.SENT)
    asked = {"state": "sent"}
    listed = {
        role: client_as(role, "en").get("/api/v1/credits/cases", params=asked).json()["items"]
        for role in ("caseworker", "awarding_body")
    }
    yours = {
        role: {one["case_id"]: one["yours"] for one in rows}[case.case_id]
        for role, rows in listed.items()
    }
    assert yours == {"caseworker": False, "awarding_body": True}


def test_a_rule_names_standards_and_grades_in_words(client_as):
    page = client_as("auditor", "en").get("/credits/rules/example.rider-to-delivery").text
    assert "Online delivery rider (example) (CN:online-delivery-rider)" in page
    assert "Intermediate worker or above" in page and "level 3" not in page


@pytest.mark.parametrize("rule", load_book().rules, ids=lambda one: one.rule_id)
def test_a_rule_survives_the_form(rule):
    """What the editor shows of a rule reads back as the same rule."""
    plain, again = rule.to_plain(), plain_of(fields_of(rule))
    for name in ("version", "recorded", "standing"):
        plain.pop(name)
    outputs = [{**one, "modules": list(one.get("modules", ()))} for one in plain["outputs"]]
    assert [
        {**one, "modules": sorted(one.get("modules", ())), "credits": str(one["credits"])}
        for one in again.pop("outputs")
    ] == [{**one, "modules": sorted(one["modules"])} for one in outputs]
    plain.pop("outputs")
    again["qualifications"] = again.get("qualifications", [])
    plain["qualifications"] = list(plain.get("qualifications", ()))
    assert again == plain


def draft(**changed: str) -> dict[str, str]:
    rule = next(one for one in load_book().rules if one.rule_id == "example.rider-to-delivery")
    fields = fields_of(rule) | {"since": TODAY.isoformat(), "outputs_0_credits": "2"}
    return fields | changed


def test_a_rule_with_more_lines_than_the_form_shows_keeps_them_all():
    """A fourth and fifth input must not get lost because somebody changed the title."""
    rule = next(one for one in load_book().rules if one.rule_id == "example.two-to-warehouse")
    codes = [f"Course {n}" for n in range(5)]
    plain = rule.to_plain() | {"inputs": [{"code": one} for one in codes]}
    fields = fields_of(rule_from_plain(plain))
    assert lines_of(fields) == 5 and lines_of({}) == LINES
    assert [one["code"] for one in plain_of(fields)["inputs"]] == codes
    assert lines_of({"inputs_99_code": "x", "inputs_x_code": "x", "outputs_": "x"}) == LINES_MOST


def test_a_rule_is_tried_on_past_cases_before_it_is_kept(bench_us_small, client_as):
    editor = client_as("policy_designer", "en")
    before = {one.case_id: one.digest for one in cases(bench_us_small)}
    tried = post(editor, "/credits/rules/try", **draft())
    assert tried.status_code == 200
    assert "R2026-0001" in tried.text and "A preview only" in tried.text
    shown = " ".join(tried.text.split())
    assert "18 credits → 20 credits" in shown and "12 credits → 10 credits" in shown
    assert "7 cases that you may see were computed again; 7 of them would say" in shown
    assert "同城配送实务: 4 credits" in shown and "同城配送实务: 2 credits" in shown
    assert "Compared with example.rider-to-delivery@1" in shown
    with bench_us_small.office.reading() as reading:
        from trimtab.credentials.bank import RuleVersion

        assert reading.find(RuleVersion) == ()
    kept = post(editor, "/credits/rules/new", note="two credits are enough", **draft())
    assert kept.status_code == 303, kept.text
    page = editor.get(kept.headers["location"]).text
    assert "example.rider-to-delivery@2" in page and "two credits are enough" in page
    undone = editor.get("/credits/rules/new", params={"from": "example.rider-to-delivery@1"})
    assert re.search(r'name="outputs_0_credits"[^>]* value="4"', undone.text)
    assert {one.case_id: one.digest for one in cases(bench_us_small)} == before


def cases(bench):
    with bench.office.reading() as reading:
        return reading.find(RecognitionCase)


@pytest.mark.parametrize(
    "changed",
    [{"outputs_0_credits": "many"}, {"inputs_0_hours": "1.5"}, {"id": ""}, {"title_en": ""},
     {"since": "soon"}, {"kind": "other"}, {"framework": "NONE"}, {"legal_basis": " "}],
)  # fmt: skip
def test_a_faulty_rule_comes_back_as_it_was_typed(client_as, changed):
    editor = client_as("policy_designer")
    answer = post(editor, "/credits/rules/try", **draft(**changed))
    assert "error-summary" in answer.text
    assert "同城配送实务" in answer.text
    assert 400 <= post(editor, "/credits/rules/new", note="x", **draft(**changed)).status_code < 500


def test_a_rule_does_not_begin_in_the_past_unless_said_so(client_as):
    editor = client_as("policy_designer")
    early = draft(since=(TODAY - timedelta(days=30)).isoformat())
    assert post(editor, "/credits/rules/new", note="late", **early).status_code == 409
    kept = post(editor, "/credits/rules/new", note="late", retroactive="1", **early)
    assert kept.status_code == 303


def test_a_rule_ends(client_as):
    editor = client_as("policy_designer", "en")
    until = (TODAY + timedelta(days=10)).isoformat()
    address = "/credits/rules/example.two-to-warehouse"
    assert post(editor, f"{address}/end", until=until, note="replaced").status_code == 303
    asked = {"on": (TODAY + timedelta(days=11)).isoformat()}
    listed = editor.get("/api/v1/credits/rules", params=asked).json()["items"]
    assert "example.two-to-warehouse" not in {one["rule_id"] for one in listed}
    known = {**asked, "known_on": (TODAY - timedelta(days=1)).isoformat()}
    listed = editor.get("/api/v1/credits/rules", params=known).json()["items"]
    rule = next(one for one in load_book().rules if one.rule_id == "example.two-to-warehouse")
    then = "example.two-to-warehouse" in {one["rule_id"] for one in listed}
    assert then is (rule.recorded.date() < TODAY)  # what was known then did not end it
    assert post(client_as("caseworker"), f"{address}/end", until=until).status_code == 403


def test_the_api_tries_and_keeps_a_rule(client_as):
    editor = client_as("policy_designer", "en")
    rule = plain_of(draft())
    tried = editor.post(
        "/api/v1/credits/rules/try", json={"rule": rule}, headers=editor.csrf_headers
    )
    assert tried.status_code == 200 and tried.json()["findings"] == []
    assert {one["case_id"] for one in tried.json()["affected"]} >= {"R2026-0001"}
    made = editor.post(
        "/api/v1/credits/rules", json={"rule": rule, "note": "why"}, headers=editor.csrf_headers
    )
    assert made.status_code == 201
    assert [one["version"] for one in made.json()["versions"]] == [2, 1]
    wrong = editor.post(
        "/api/v1/credits/rules", json={"rule": {"id": 5}, "note": "y"}, headers=editor.csrf_headers
    )
    assert wrong.status_code == 422


@pytest.mark.parametrize("address", ["/credits/R2026-9999", "/credits/rules/none",
                                     "/credits/qualifications/none"])  # fmt: skip
def test_what_is_not_there_is_told(client_as, address):
    assert client_as("auditor").get(address).status_code == 404


OWN = {
    "id": "own.diploma", "title": {"zh": "我的专科", "en": "My diploma"}, "framework": "CN-OUCHN",
    "awarding_body": "did:web:college.example", "total": 8,
    "since": (TODAY + timedelta(days=2)).isoformat(),
    "requirement": {"need": "core", "title": {"zh": "核心", "en": "Core"}, "credits": 8,
                    "modules": ["A"]},
}  # fmt: skip


def test_a_school_gets_its_own_qualification(client_as):
    editor = client_as("policy_designer", "en")

    def record(**changed):
        body = {"qualification": OWN | changed, "region": "CN-980000", "reason": "new programme"}
        address = "/api/v1/credits/qualifications"
        return editor.post(address, json=body, headers=editor.csrf_headers)

    made = record()
    assert made.status_code == 201, made.text
    assert (made.json()["key"], made.json()["standing"]) == ("own.diploma@1", "own")
    assert "My diploma" in editor.get("/credits/qualifications").text
    assert record(total=10).json()["key"] == "own.diploma@2"  # never changed, followed
    assert record(since="2020-01-01").status_code == 409
    assert record(framework="NOWHERE").status_code == 422
    assert record(requirements=[]).status_code == 422
    worker = client_as("caseworker")
    body = {"qualification": OWN, "region": "CN-980000", "reason": "x"}
    address = "/api/v1/credits/qualifications"
    assert worker.post(address, json=body, headers=worker.csrf_headers).status_code == 403


def test_a_qualification_is_recorded_on_the_command_line(workbenches, filled_workspace, tmp_path):
    folder = workbenches.copy_of(filled_workspace, tmp_path / "own")
    file = tmp_path / "own.json"
    file.write_text(json.dumps(OWN), encoding="utf-8")
    words = ["qualification", str(file), "--region", "CN-980000", "--workspace", str(folder)]
    done = CliRunner().invoke(commands, words, env={"TRIMTAB_LANG": "en"})
    assert done.exit_code == 0 and "own.diploma@1" in done.output, done.output
    file.write_text("[]", encoding="utf-8")
    refused = CliRunner().invoke(commands, words)
    assert isinstance(refused.exception, InputRejectedError)
