"""A whole list revoked through pages and interface; findings beside the rows of a list."""

from __future__ import annotations

import io
import re

import pytest
from openpyxl import load_workbook

from trimtab.app.credentials_revoking import revoke_here
from trimtab.app.demonstration_credentials import (
    ISSUER,
    demonstration_secret,
    open_demonstration_keys,
)
from trimtab.app.workbench.certificates_acts import desk_of
from trimtab.app.workbench.certificates_search import CertificateQuery, find_certificates
from trimtab.credentials.issuing.batch_revoking import last_revocation
from trimtab.messages import Language
from trimtab.stores.credentials.passphrase import VARIABLE

LIST = """姓名,身份证号,证书名称,发证日期,备注
甲学员,E12345678,互联网营销师（示例）初级工,2026-11-02,
乙学员,E12345679,没有的标准,2026-11-02,=1+1
丙学员,E12345680,互联网营销师（示例）初级工,2026-11-02,x
""".encode()


@pytest.fixture(autouse=True)
def keys(monkeypatch):
    monkeypatch.setenv(VARIABLE, demonstration_secret().revealed)
    open_demonstration_keys()


def post(client, address: str, **fields: str):
    return client.post(address, data={"csrf_token": client.csrf, **fields})


def bring(client, content: bytes = LIST) -> str:
    made = client.post(
        "/certificates/batches",
        data={"csrf_token": client.csrf, "issuer": ISSUER, "title": "autumn"},
        files={"file": ("list.csv", content)},
    )
    assert made.status_code == 303, made.text
    return made.headers["location"].split("/")[-1].split("?")[0]


@pytest.fixture
def issued(bench_us_small, client_as):
    """A list of which two rows were issued."""
    batch_id = bring(client_as("caseworker", "en"))
    school = client_as("awarding_body", "en")
    assert post(school, f"/certificates/batches/{batch_id}/approve").status_code == 303
    desk_of(bench_us_small, "awarding_body").issue(batch_id)
    return batch_id


def revoked(bench, batch_id: str) -> int:
    asked = CertificateQuery(batch=batch_id, state="revoked")
    return find_certificates(bench, "caseworker", asked, Language.EN, named=False).total


def test_a_list_is_revoked_by_two_persons(bench_us_small, client_as, issued):
    address = f"/certificates/batches/{issued}"
    worker, school = client_as("caseworker", "en"), client_as("awarding_body", "en")
    page = worker.get(address).text
    assert f'action="{address}/revocation"' in page and "2 certificates are revoked" in page
    assert post(worker, f"{address}/revocation", reason="", note="x").status_code == 400
    why = {"reason": "issued_in_error", "note": "the list of last year"}
    assert post(worker, f"{address}/revocation", **why).status_code == 303
    page = worker.get(address).text
    assert f"{address}/revocation/approve" not in page and "Take the request back" in page
    assert "autumn" in school.get("/certificates/waiting").text
    assert post(worker, f"{address}/revocation/approve", understood="1").status_code == 403
    assert f"{address}/revocation/approve" in school.get(address).text
    assert post(school, f"{address}/revocation/approve").status_code == 400  # not ticked
    assert revoked(bench_us_small, issued) == 0
    assert post(school, f"{address}/revocation/approve", understood="1").status_code == 303
    assert "Being revoked" in school.get(address).text
    with bench_us_small.office.reading() as reading:
        approved = last_revocation(reading, issued)
    revoke_here(desk_of(bench_us_small, "awarding_body"), approved)
    assert revoked(bench_us_small, issued) == 2
    answer = worker.get(f"/api/v1/certificate-batches/{issued}").json()
    assert answer["valid"] == 0 and answer["revocation"]["state"] == "done"
    assert answer["revocation"]["revoked"] == 2
    page = worker.get(address).text
    assert "revoked whole" in page and ">issued<" not in page  # neither the list nor a row
    result = worker.get(f"{address}/result.csv").text.splitlines()
    assert [line.split(",")[1] for line in result[1:]] == ["revoked", "faulty", "revoked"]
    assert f'action="{address}/revocation"' not in worker.get(address).text
    assert "autumn" not in school.get("/certificates/waiting").text


def test_what_waits_for_me_stands_in_my_inbox(client_as):
    approver = client_as("approver", "en")

    def waiting() -> int:
        return int(re.search(r"(\d+) items?, \d+ overdue", approver.get("/inbox").text).group(1))

    before = waiting()
    address = f"/certificates/batches/{bring(client_as('caseworker', 'en'))}"
    assert waiting() == before + 1
    assert f'href="{address}"' in approver.get("/certificates/waiting").text
    page = approver.get("/inbox").text
    assert f'href="{address}"' in page and "Certificates for me to approve" in page
    assert f'href="{address}"' not in client_as("caseworker", "en").get("/inbox").text


def test_the_interface_asks_and_takes_back(client_as, issued):
    worker, address = client_as("caseworker", "en"), f"/api/v1/certificate-batches/{issued}"
    why = {"reason": "issued_in_error", "note": "the list of last year"}
    asked = worker.post(f"{address}/revocation", json=why, headers=worker.csrf_headers)
    assert asked.status_code == 200 and asked.json()["revocation"]["state"] == "asked"
    twice = worker.post(f"{address}/revocation", json=why, headers=worker.csrf_headers)
    assert twice.status_code == 409 and twice.json()["code"] == "CREDENTIALS-269"
    refused = worker.post(f"{address}/revocation/refuse", json={}, headers=worker.csrf_headers)
    assert refused.json()["revocation"]["state"] == "refused"
    approve = f"{address}/revocation/approve"
    late = client_as("awarding_body", "en")
    answer = late.post(approve, json={}, headers=late.csrf_headers)
    assert answer.status_code == 409 and answer.json()["code"] == "CREDENTIALS-271"


def test_findings_name_the_cells_of_the_list_handed_in(client_as):
    worker = client_as("caseworker", "en")
    batch_id = bring(worker)
    (found,) = worker.get(f"/api/v1/certificate-batches/{batch_id}").json()["findings"]
    assert (found["cell"], found["header"]) == ("C3", "证书名称")
    assert "C3" in worker.get(f"/certificates/batches/{batch_id}").text


def test_the_list_comes_back_with_a_column_of_findings(client_as):
    worker = client_as("caseworker", "en")
    batch_id = bring(worker)
    address = f"/certificates/batches/{batch_id}/findings.xlsx"
    sent = {"csrf_token": worker.csrf}
    answer = worker.post(address, data=sent, files={"file": ("list.csv", LIST)})
    assert answer.status_code == 200, answer.text
    rows = list(load_workbook(io.BytesIO(answer.content)).active.values)
    assert rows[0] == ("姓名", "身份证号", "证书名称", "发证日期", "备注", "What is wrong")
    assert [row[-1] for row in rows[1:]] == [None, rows[2][-1], None]
    assert rows[2][:2] == ("乙学员", "E12345679") and rows[2][-1].startswith("C3 证书名称: ")
    assert rows[2][4] == "'=1+1"  # nothing that a spreadsheet would compute
    other = worker.post(address, data=sent, files={"file": ("list.csv", LIST + b"\n")})
    assert other.status_code == 422 and "its content differs" in other.text
