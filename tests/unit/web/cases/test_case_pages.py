"""The chain from an alert to a closed review, form by form, without a browser's script."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest

from trimtab.coordination import Stage, folder_of, open_case

ALERT = {
    "episode": {
        "episode_id": "episode-1",
        "series": "employment|CN-980100|GBT4754@2017:C||M|count|N",
    }
}
SERIES = ALERT["episode"]["series"]
TITLE = {"zh": "甲市制造业：从业人员减少", "en": "Jia, manufacturing: employment falling"}
SOON = datetime.now(UTC).date() + timedelta(days=30)


@pytest.fixture
def case_id(bench_us_small) -> str:
    with bench_us_small.office.work("analyst", "test") as work:
        return open_case(
            work, title=TITLE, region="CN-980100", level=3, department_id="monitoring",
            alert_id="episode-1", alert=ALERT,
        ).case_id  # fmt: skip


def post(client, case_id: str, deed: str, **fields):
    return client.post(f"/cases/{case_id}/{deed}", data=fields | {"csrf_token": client.csrf})


def done(client, case_id: str, deed: str, **fields) -> str:
    answer = post(client, case_id, deed, **fields)
    assert answer.status_code == 303, re.sub(r"(?s).*error-summary", "", answer.text)[:1500]
    return answer.headers["location"]


def folder(bench, case_id: str):
    with bench.office.reading() as reading:
        return folder_of(reading, "approver", case_id)


DECISION = {
    "title": "关于稳定制造业岗位的决定",
    "text": "扩大技能培训规模。",
    "measure_title_1": "新增培训名额3000个",
    "measure_department_1": "insurance",
    "measure_due_1": SOON.isoformat(),
    "expected_series": SERIES,
    "expected_kind": "relative_change",
    "expected_base": "2025-06",
    "expected_by": "2025-12",
    "expected_low": "-5",
    "expected_value": "-2",
    "expected_high": "1",
    "review_on": SOON.isoformat(),
}


def folder_revision(clients, case_id: str) -> int:
    page = clients("analyst").get(f"/cases/{case_id}").text
    return int(re.search(r'name="revision" value="(\d+)"', page)[1])


@pytest.fixture
def full_alert(monkeypatch):
    """The facts of a real alert card, as ``alert_facts`` writes them."""
    ALERT.update(
        known_at="2026-01-15T00:00:00+00:00", last_period="2025-12", detector="rise", batches=[],
        reason={"zh": "从业人员连续下降。", "en": "Employment has been falling."},
    )  # fmt: skip


def test_chain(bench_us_small, client_as, full_alert, case_id):
    analyst, designer = client_as("analyst"), client_as("policy_designer", "en")
    caseworker, approver = client_as("caseworker"), client_as("approver", "en")
    assert done(analyst, case_id, "assess") == f"/cases/{case_id}?done=assess#assessment"
    done(analyst, case_id, "add_basis", kind="alert")
    done(
        analyst, case_id, "write_assessment", revision=folder_revision(client_as, case_id),
        situation="岗位减少。", causes="", advice="扩大培训。", then="complete",
    )  # fmt: skip
    assert folder(bench_us_small, case_id).case.stage is Stage.DRAFTING
    done(designer, case_id, "begin_decision")
    done(designer, case_id, "write_decision", revision=0, then="submit", **DECISION)
    places = {
        one.kind.value: one.approval_id for one, _ in folder(bench_us_small, case_id).approvals
    }
    own = post(designer, case_id, "sign", approval=places["cosign"], read="1")
    assert own.status_code == 403 and "drafted" in own.text
    done(caseworker, case_id, "sign", approval=places["cosign"], read="1", note="同意")
    done(approver, case_id, "sign", approval=places["sign"], read="1")
    action = folder(bench_us_small, case_id).actions[0].action_id
    done(caseworker, case_id, "assign_action", action=action, owner="caseworker")
    done(caseworker, case_id, "finish_action", action=action, note="已开班")
    done(analyst, case_id, "review")
    shown = analyst.get(f"/cases/{case_id}").text
    assert "截至目前已知的情况" in shown
    done(analyst, case_id, "write_review", lessons="培训见效慢。")
    done(analyst, case_id, "close")
    found = folder(bench_us_small, case_id)
    assert found.case.stage is Stage.CLOSED
    assert {one.actor for one in found.signatures} == {"caseworker", "approver"}
    for client in (analyst, designer, caseworker, approver):
        answer = client.get(f"/cases/{case_id}")
        assert answer.status_code == 200
    assert "已办结" in analyst.get("/cases?ended=true").text


def test_nothing_typed_is_lost(bench_us_small, client_as, full_alert, case_id):
    analyst = client_as("analyst")
    done(analyst, case_id, "assess")
    answer = post(
        analyst, case_id, "write_assessment", revision=0, situation="很长的情况说明", causes="",
        advice="建议一", then="complete",
    )  # fmt: skip
    assert answer.status_code == 422  # it rests on nothing
    assert "很长的情况说明" in answer.text and "建议一" in answer.text
    assert 'role="alert"' in answer.text
    stored = folder(bench_us_small, case_id).assessments[-1]
    assert stored.situation == "很长的情况说明" and stored.frozen_at is None


def test_somebody_elses_change_is_not_overwritten(bench_us_small, client_as, full_alert, case_id):
    analyst = client_as("analyst")
    done(analyst, case_id, "assess")
    done(analyst, case_id, "write_assessment", revision=0, situation="甲", causes="", advice="")
    late = post(
        analyst, case_id, "write_assessment", revision=0, situation="乙", causes="", advice=""
    )
    assert late.status_code == 409 and "乙" in late.text
    assert folder(bench_us_small, case_id).assessments[-1].situation == "甲"


def test_errors_stand_at_their_fields(bench_us_small, client_as, full_alert, case_id):
    analyst, designer = client_as("analyst"), client_as("policy_designer", "en")
    done(analyst, case_id, "assess")
    done(analyst, case_id, "add_basis", kind="alert")
    done(analyst, case_id, "write_assessment", revision=folder_revision(client_as, case_id),
         situation="情况", causes="", advice="建议", then="complete")  # fmt: skip
    done(designer, case_id, "begin_decision")
    wrong = DECISION | {"expected_value": "much", "measure_due_1": "", "review_on": "soon"}
    answer = post(designer, case_id, "write_decision", revision=0, **wrong)
    assert answer.status_code == 422
    for name in ("expected_value", "measure_due_1", "review_on"):
        assert f'href="#write_decision-{name}"' in answer.text
        assert f'id="write_decision-{name}"' in answer.text
    assert 'value="much"' in answer.text and DECISION["text"] in answer.text


def test_who_may_not_sees_who_can(client_as, full_alert, case_id):
    page = client_as("auditor").get(f"/cases/{case_id}").text
    assert 'action="/cases/' not in page.replace("/comment", "")
    assert "可以办理的有" in page


def test_nobody_signs_without_reading(bench_us_small, client_as, full_alert, case_id):
    analyst, designer = client_as("analyst"), client_as("policy_designer")
    done(analyst, case_id, "assess")
    done(analyst, case_id, "add_basis", kind="alert")
    done(analyst, case_id, "write_assessment", revision=folder_revision(client_as, case_id),
         situation="情况", causes="", advice="建议", then="complete")  # fmt: skip
    done(designer, case_id, "begin_decision")
    done(designer, case_id, "write_decision", revision=0, then="submit", **DECISION)
    place = folder(bench_us_small, case_id).approvals[0][0].approval_id
    refused = post(client_as("caseworker"), case_id, "sign", approval=place)
    assert refused.status_code == 422
    assert not folder(bench_us_small, case_id).signatures


def test_comments_files_and_documents(bench_us_small, client_as, full_alert, case_id):
    analyst = client_as("analyst")
    done(analyst, case_id, "comment", comment="<b>请核实</b>")
    answer = analyst.post(
        f"/cases/{case_id}/attach", data={"csrf_token": analyst.csrf, "note": ""},
        files={"file": ("情况 说明.txt", "数据".encode(), "text/plain")},
    )  # fmt: skip
    assert answer.status_code == 303
    page = analyst.get(f"/cases/{case_id}").text
    assert "&lt;b&gt;请核实" in page and "情况 说明.txt" in page
    kept = analyst.get(f"/cases/{case_id}/files/{case_id}:f1")
    assert kept.content == "数据".encode()
    assert kept.headers["content-disposition"].startswith("attachment")
    refused = analyst.post(
        f"/cases/{case_id}/attach", data={"csrf_token": analyst.csrf, "note": ""},
        files={"file": ("page.html", b"<script>", "text/html")},
    )  # fmt: skip
    assert refused.status_code == 422
    assert analyst.get(f"/cases/{case_id}/assessment.docx").status_code == 409
    done(analyst, case_id, "assess")
    word = analyst.get(f"/cases/{case_id}/assessment.docx")
    assert word.status_code == 200 and word.content.startswith(b"PK")


def test_delegation(client_as, bench_us_small):
    approver = client_as("approver")
    form = {"csrf_token": approver.csrf, "right": "decisions.sign", "receiver": "analyst",
            "department": "bureau", "region": "CN-980000", "until": SOON.isoformat()}  # fmt: skip
    refused = approver.post("/inbox/delegations", data=form)
    assert refused.status_code == 403  # the analyst holds no such right
    assert 'id="delegate-receiver"' in refused.text
    cosign = form | {"right": "decisions.cosign"}
    assert approver.post("/inbox/delegations", data=cosign).status_code == 303
    shown = client_as("analyst").get("/inbox").text
    assert "会签决定" in shown
    ended = approver.post("/inbox/delegations/approver:1/end", data={"csrf_token": approver.csrf})
    assert ended.status_code == 303


def test_board_puts_overdue_first(bench_us_small, client_as, case_id):
    page = client_as("analyst").get("/cases")
    assert page.status_code == 200 and case_id in page.text
    assert client_as(None).get("/cases").status_code == 303
