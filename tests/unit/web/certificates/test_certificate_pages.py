"""The register of certificates: found, drafted by one, approved by another, suspended, revoked."""

from __future__ import annotations

import io
from datetime import UTC, datetime

import pytest
from openpyxl import Workbook

from trimtab.app.demonstration_credentials import (
    ISSUER,
    achievement_id,
    certificate_of,
    demonstration_secret,
    open_demonstration_keys,
)
from trimtab.app.workbench.certificate_drafts import list_template
from trimtab.app.workbench.certificates_acts import desk_of
from trimtab.app.workbench.certificates_search import CertificateQuery, find_certificates
from trimtab.credentials.issuing.addresses import address_key
from trimtab.credentials.issuing.batch_types import BatchState, CertificateBatch
from trimtab.messages import Language
from trimtab.stores.credentials.passphrase import VARIABLE

DAY = datetime.now(UTC).date().isoformat()
ONE = {"issuer": ISSUER, "name": "示例新人", "identity_number": "", "awarded_on": DAY,
       "valid_until": "", "number": "EXAMPLE-NEW-1", "score": "80"}  # fmt: skip


@pytest.fixture(autouse=True)
def keys(monkeypatch):
    monkeypatch.setenv(VARIABLE, demonstration_secret().revealed)
    open_demonstration_keys()


def post(client, address: str, **fields: str):
    return client.post(address, data={"csrf_token": client.csrf, **fields})


def key_of(bench, person: int, standard: str) -> str:
    return address_key(certificate_of(desk_of(bench, "operator"), person, standard).certificate_id)


def found(bench, role: str = "caseworker", named: bool = True, **query: str):
    asked = CertificateQuery(**query)
    return find_certificates(bench, role, asked, Language.EN, named=named, limit=500)


@pytest.mark.parametrize(
    ("query", "count"),
    [({"words": "EXAMPLE-2026-0001"}, 1), ({"words": "example-2026-0001"}, 1),
     ({"words": "示例持证人"}, 5), ({"words": "Electrician"}, 5), ({"words": "%"}, 0),
     ({"state": "revoked"}, 2), ({"state": "suspended"}, 3), ({"state": "expired"}, 3),
     ({"standard": "CN:online-delivery-rider"}, 9), ({"issuer": "did:web:other.example"}, 0)],
)  # fmt: skip
def test_certificates_are_found(bench_us_small, query, count):
    assert found(bench_us_small, **query).total == count


def test_names_are_searched_and_read_by_those_who_work_with_certificates(bench_us_small, client_as):
    assert found(bench_us_small, "analyst", named=False, words="示例持证人").total == 0
    assert "示例持证人" in client_as("caseworker").get("/certificates").text
    seen = client_as("auditor").get("/certificates").text
    assert "示例持证人" not in seen and "EXAMPLE-2026-0001" in seen
    key = key_of(bench_us_small, 0, "rider")
    assert "示例持证人" not in client_as("auditor").get(f"/certificates/{key}").text


def test_a_list_is_walked_page_by_page(bench_us_small, client_as):
    client = client_as("auditor", "en")
    seen, cursor = [], None
    while True:
        asked = {"limit": 7} | ({"cursor": cursor} if cursor else {})
        page = client.get("/api/v1/certificates", params=asked).json()
        seen += [one["certificate_id"] for one in page["items"]]
        cursor = page["next"]
        if cursor is None:
            break
    assert len(seen) == len(set(seen)) == page["total"] == 30
    wrong = client.get("/api/v1/certificates", params={"cursor": "urn:uuid:none"})
    assert wrong.status_code == 400 and wrong.json()["code"] == "WEB-124"


def test_a_certificate_below_technician_is_released_at_once(bench_us_small, client_as):
    made = post(client_as("caseworker"), "/certificates/new",
                achievement=achievement_id("marketer", 2), **ONE)  # fmt: skip
    assert made.status_code == 303 and made.headers["location"].endswith("?done=approved")
    batch_id = made.headers["location"].split("/")[-1].split("?")[0]
    desk_of(bench_us_small, "caseworker").issue(batch_id)
    assert found(bench_us_small, words="EXAMPLE-NEW-1").total == 1


def test_a_technician_waits_for_somebody_else(bench_us_small, client_as):
    worker = client_as("caseworker", "en")
    made = post(worker, "/certificates/new", achievement=achievement_id("electrician", 5), **ONE)
    address = made.headers["location"].partition("?")[0]
    page = worker.get(made.headers["location"]).text
    assert "waits for" in page and "College registrar" in page
    assert f"{address}/approve" not in page
    refused = post(worker, f"{address}/approve", note="")
    assert refused.status_code == 403  # a caseworker approves nothing
    school = client_as("awarding_body", "en")
    assert f"{address}/approve" in school.get(address).text
    assert post(school, f"{address}/approve", note="").status_code == 303
    with bench_us_small.office.reading() as reading:
        batch = reading.get(CertificateBatch, address.rpartition("/")[2])
    assert (batch.state, batch.decided_by) == (BatchState.APPROVED, "awarding_body")


def test_whoever_drafted_a_list_does_not_approve_it(client_as):
    school = client_as("awarding_body", "en")
    made = post(school, "/certificates/new", achievement=achievement_id("electrician", 5), **ONE)
    address = made.headers["location"].partition("?")[0]
    refused = post(school, f"{address}/approve", note="")
    assert refused.status_code == 403 and "approve" not in refused.headers.get("location", "")


@pytest.mark.parametrize(
    ("changed", "told"),
    [({"awarded_on": "2999-01-01"}, "CREDENTIALS-172"), ({"awarded_on": "yesterday"}, "195"),
     ({"name": ""}, "CREDENTIALS-170"), ({"identity_number": "110101199003074513"}, "196")],
)  # fmt: skip
def test_a_faulty_form_comes_back_and_nothing_is_kept(bench_us_small, client_as, changed, told):
    client = client_as("caseworker", "en")
    fields = ONE | {"achievement": achievement_id("marketer", 2)} | changed
    with bench_us_small.office.reading() as reading:
        before = len(reading.find(CertificateBatch))
    answer = post(client, "/certificates/new", **fields)
    assert answer.status_code == 422
    asked = {name: value or None for name, value in fields.items() if name != "valid_until"}
    if all(asked[name] for name in ("name", "awarded_on")) and changed.keys() != {"awarded_on"}:
        refused = client.post(
            "/api/v1/certificates", json={k: v for k, v in asked.items() if v},
            headers=client.csrf_headers,
        )  # fmt: skip
        assert refused.status_code == 422 and told in refused.text
    with bench_us_small.office.reading() as reading:
        assert len(reading.find(CertificateBatch)) == before


def workbook(rows: list[list[str]], template: bytes) -> bytes:
    from openpyxl import load_workbook

    book: Workbook = load_workbook(io.BytesIO(template))
    sheet = book.worksheets[0]
    for number, row in enumerate(rows, 2):
        for column, value in enumerate(row, 1):
            sheet.cell(number, column, value)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


@pytest.mark.parametrize("language", list(Language))
def test_a_filled_template_is_read_and_faults_name_their_cells(bench_us_small, client_as, language):
    rows = [
        ["甲", "E12345678", "互联网营销师（示例）初级工", "", "", DAY, "", "EXAMPLE-L-1", "80"],
        ["乙", "E12345679", "没有的标准", "", "", "2999-01-01", "", "EXAMPLE-L-2", "75"],
    ]
    content = workbook(rows, list_template(bench_us_small, language))
    client = client_as("caseworker", language.value)
    made = client.post(
        "/certificates/batches",
        data={"csrf_token": client.csrf, "issuer": ISSUER, "title": "autumn"},
        files={"file": ("list.xlsx", content)},
    )
    assert made.status_code == 303, made.text
    batch_id = made.headers["location"].split("/")[-1].split("?")[0]
    answer = client.get(f"/api/v1/certificate-batches/{batch_id}").json()
    assert answer["counts"] == {"waiting": 1, "faulty": 1}
    assert {one["cell"] for one in answer["findings"]} == {"C3", "F3"}
    assert "2999-01-01" in client.get(f"/certificates/batches/{batch_id}").text
    school = client_as("awarding_body")
    assert post(school, f"/certificates/batches/{batch_id}/approve").status_code == 303
    desk_of(bench_us_small, "awarding_body").issue(batch_id)
    result = client.get(f"/certificates/batches/{batch_id}/result.csv").text
    assert "EXAMPLE-L-1" in result and "E12345678" not in result and "甲" not in result
    assert "\n3," in result


@pytest.mark.parametrize("what", ["title", "file"])
def test_a_list_without_title_or_table_is_refused(client_as, what):
    client = client_as("caseworker", "en")
    content = b"\x00\x01 no table" if what == "file" else b"name,awarded_on\nA,2026-01-01\n"
    answer = client.post(
        "/certificates/batches",
        data={"csrf_token": client.csrf, "issuer": ISSUER, "title": "" if what == "title" else "t"},
        files={"file": ("list.xlsx" if what == "file" else "list.csv", content)},
    )
    assert 400 <= answer.status_code < 500


def test_suspend_reinstate_and_revoke_reach_the_public_list(bench_us_small, client_as):
    key = key_of(bench_us_small, 1, "rider")
    school = client_as("awarding_body", "en")
    page = school.get(f"/certificates/{key}").text
    assert f"/certificates/{key}/suspend" in page and f"/certificates/{key}/lift" not in page
    why = {"reason": "assessment_under_review", "note": "checked again"}
    assert post(school, f"/certificates/{key}/suspend", **why).status_code == 303
    assert found(bench_us_small, state="suspended").total == 4
    wrong = post(school, f"/certificates/{key}/suspend", **why)
    assert wrong.status_code == 409  # it is suspended already
    lifted = {"reason": "review_cleared", "note": "nothing wrong"}
    assert post(school, f"/certificates/{key}/lift", **lifted).status_code == 303
    final = {"reason": "fraud", "note": "somebody else sat it", "understood": "1"}
    assert post(school, f"/certificates/{key}/revoke", **final).status_code == 303
    page = school.get(f"/certificates/{key}").text
    assert "cannot be reinstated" in page and f"/certificates/{key}/lift" not in page
    answer = school.get(f"/api/v1/certificates/{key}").json()
    assert [one["move"] for one in answer["steps"]] == ["revoke", "lift", "suspend", "issue"]
    assert answer["state"] == "revoked" and answer["moves"] == []


def test_only_those_with_the_right_change_a_certificate(bench_us_small, client_as):
    key = key_of(bench_us_small, 1, "rider")
    why = {"reason": "fraud", "note": "x"}
    for role in ("caseworker", "auditor", "analyst", "holder"):
        client = client_as(role)
        assert post(client, f"/certificates/{key}/revoke", **why).status_code == 403
    assert client_as("holder").get("/certificates").status_code == 403


@pytest.mark.parametrize("note", ["", "110101199003074514", "示例学员甲 cheated"])
def test_a_reason_names_nobody(bench_us_small, client_as, note):
    key = key_of(bench_us_small, 1, "rider")
    answer = post(
        client_as("awarding_body"),
        f"/certificates/{key}/revoke",
        reason="fraud",
        note=note,
        understood="1",
    )
    assert answer.status_code == 422


def test_nobody_is_marked_as_a_fraudster_by_an_inattentive_click(bench_us_small, client_as):
    """No reason is chosen beforehand, and a revocation wants its box ticked."""
    key = key_of(bench_us_small, 1, "rider")
    school = client_as("awarding_body", "en")
    page = school.get(f"/certificates/{key}").text
    form = page.partition(f'action="/certificates/{key}/revoke"')[2].partition("</form>")[0]
    assert '<option value="" selected>Please choose' in form and 'name="understood"' in form
    for fields, code in (
        ({"reason": "", "understood": "1"}, "No reason was chosen"),
        ({"reason": "fraud"}, "I understand that this cannot be undone"),
        ({"reason": "fraud", "understood": "yes"}, "I understand that this cannot be undone"),
    ):
        refused = post(school, f"/certificates/{key}/revoke", note="x", **fields)
        assert refused.status_code == 400 and code in refused.text
    assert found(bench_us_small, state="revoked").total == 2  # those of the demonstration


def test_the_newest_award_stands_first_and_is_named_in_short(bench_us_small, client_as):
    rows = found(bench_us_small).rows
    days = [one.awarded_on for one in rows]
    assert days == sorted(days, reverse=True) and len(set(days)) > 3
    page = client_as("caseworker", "en").get("/certificates").text
    assert ">urn:uuid:" not in page
    recognition = next(one for one in rows if not one.number)
    assert recognition.short in recognition.certificate_id and len(recognition.short) == 8
    assert "urn" not in recognition.title and recognition.title != "Certificate of recognition"
    key = key_of(bench_us_small, 0, "rider")
    assert "Online delivery rider (example) <span" in school_page(client_as, key)


def school_page(client_as, key: str) -> str:
    return client_as("awarding_body", "en").get(f"/certificates/{key}").text


def test_documents_say_the_same(bench_us_small, client_as):
    key = key_of(bench_us_small, 0, "rider")
    client = client_as("auditor")
    signed = client.get(f"/certificates/{key}.json")
    assert signed.json()["id"] == f"urn:uuid:{key}"
    assert "示例持证人" not in signed.text
    assert signed.json()["id"] in client.get(f"/certificates/{key}.svg").text
    assert client.get(f"/certificates/{key}/code.svg").headers["content-type"] == "image/svg+xml"
    assert client.get("/certificates/nothing.json").status_code == 404


def test_a_certificate_that_is_not_there_is_told_without_a_trace(client_as):
    answer = client_as("auditor", "en").get("/certificates/0b1d4c53-0000-4d8c-9d3a-2f3f3f0f7b11")
    assert answer.status_code == 404 and "Traceback" not in answer.text
