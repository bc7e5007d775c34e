"""Issuers, keys, accreditations, and the documents that anybody may fetch."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from trimtab.app.demonstration_credentials import ISSUER, demonstration_secret
from trimtab.app.workbench.certificates_acts import desk_of
from trimtab.app.workbench.issuers import see_issuer
from trimtab.credentials.issuing.addresses import address_key
from trimtab.credentials.issuing.types import StatusListRecord
from trimtab.credentials.types import Algorithm, KeyRecord, KeyStanding
from trimtab.messages import Language
from trimtab.office.types import Job
from trimtab.stores.credentials.passphrase import VARIABLE

KEY = address_key(ISSUER)


@pytest.fixture(autouse=True)
def keys(monkeypatch):
    monkeypatch.setenv(VARIABLE, demonstration_secret().revealed)


def post(client, address: str, **fields: str):
    return client.post(address, data={"csrf_token": client.csrf, **fields})


def signing_key(bench) -> KeyRecord:
    with bench.office.reading() as reading:
        found = reading.find(KeyRecord, issuer_id=ISSUER, algorithm=Algorithm.ED25519)
    return next(one for one in found if one.end is None)


def test_an_issuer_is_registered_accredited_and_ended(client_as):
    client = client_as("approver", "en")
    fields = {"issuer": "did:web:other.example", "title_zh": "另一机构", "title_en": "Other body",
              "region": "CN-980000", "department": "", "reason": "a second body"}  # fmt: skip
    assert post(client, "/issuers", **fields).status_code == 303
    assert "Other body" in client.get("/issuers").text
    base = f"/issuers/{address_key('did:web:other.example')}"
    assert "No accreditation is in force" in client.get(base).text
    asked = {"standard": "CN:internet-marketer", "level": "3", "region": "CN-980000",
             "since": "2026-01-01", "until": "", "authority": "Department",
             "legal_basis": "Notice 2", "reason": "assessed"}  # fmt: skip
    assert post(client, f"{base}/accreditations", **asked).status_code == 303
    listed = client.get("/api/v1/accreditations", params={"q": "other"}).json()["items"]
    assert [one["highest_level"] for one in listed] == [3]
    ended = {
        "accreditation": listed[0]["accreditation_id"],
        "until": "2026-02-01",
        "reason": "over",
    }
    assert post(client, f"{base}/accreditations/end", **ended).status_code == 303
    again = client.get("/api/v1/accreditations", params={"q": "other", "on": "2026-02-01"}).json()
    assert again["total"] == 0


@pytest.mark.parametrize(
    ("changed", "status"),
    [({"issuer": "college"}, 422), ({"title_zh": "", "title_en": ""}, 422),
     ({"region": "nowhere"}, 404)],
)  # fmt: skip
def test_an_issuer_that_cannot_be_is_told(client_as, changed, status):
    client = client_as("approver")
    fields = {"issuer": "did:web:x.example", "title_zh": "某机构", "title_en": "", "reason": "r",
              "region": "CN-980000", "department": ""}  # fmt: skip
    answer = post(client, "/issuers", **(fields | changed))
    assert answer.status_code == status
    assert "某机构" in answer.text or not (fields | changed)["title_zh"]  # what was typed stays


def test_a_new_key_signs_and_the_old_one_stays_good(bench_us_small, client_as):
    old = signing_key(bench_us_small)
    keeper = client_as("administrator", "en")
    rotated = post(keeper, f"/issuers/{KEY}/keys", algorithm="Ed25519", months="12", reason="due")
    assert rotated.status_code == 303
    view = see_issuer(bench_us_small, "administrator", KEY, Language.EN)
    assert signing_key(bench_us_small).key_id != old.key_id and view.can_sign
    with bench_us_small.office.reading() as reading:
        after = reading.get(KeyRecord, old.key_id)
    assert after.standing(datetime.now(UTC)) is KeyStanding.REVOKED
    assert after.standing(old.valid_from) is KeyStanding.GOOD
    refused = post(client_as("approver"), f"/issuers/{KEY}/keys", algorithm="Ed25519", months="12")
    assert refused.status_code == 403
    wrong = post(keeper, f"/issuers/{KEY}/keys", algorithm="SM2", months="12", reason="x")
    assert wrong.status_code == 422


def test_a_stolen_key_is_counted_revoked_and_its_certificates_issued_again(
    bench_us_small, client_as
):
    old = signing_key(bench_us_small)
    keeper = client_as("administrator", "en")
    asked = {"key": old.key_id}
    page = keeper.get(f"/issuers/{KEY}/stolen", params=asked)
    assert page.status_code == 200 and ">30<" in page.text.replace(" ", "")
    answer = keeper.get(f"/api/v1/issuers/{KEY}/affected", params={"key_id": old.key_id}).json()
    assert answer == {"certificates": 30, "registered_before": 30, "not_revoked": 28}
    today = datetime.now(UTC).date().isoformat()
    fields = {"end": "compromised", "since": today, "reason": "seen elsewhere"}
    assert post(keeper, f"/issuers/{KEY}/stolen", **asked, **fields).status_code == 303
    post(keeper, f"/issuers/{KEY}/keys", algorithm="Ed25519", months="24", reason="after theft")
    approver = client_as("approver")
    started = post(approver, f"/issuers/{KEY}/reissue", **asked, reason="after theft")
    assert started.status_code == 303
    with bench_us_small.office.reading() as reading:
        job = reading.get(Job, started.headers["location"].rpartition("/")[2])
    assert job.kind == "credentials.reissue" and job.params == {"key": old.key_id}


def test_another_issuers_key_is_not_asked_about(client_as):
    answer = client_as("administrator").get(f"/issuers/{KEY}/stolen", params={"key": "did:x#y"})
    assert answer.status_code == 404


def test_public_documents_are_for_anybody_and_name_nobody(bench_us_small, client_as):
    nobody = client_as(None)
    with bench_us_small.office.reading() as reading:
        lists = [address_key(one.list_id) for one in reading.find(StatusListRecord)]
    addresses = [f"/issuers/{KEY}/did.json", f"/issuers/{KEY}/trust.json", "/achievements/rider-3",
                 *(f"/status-lists/{one}" for one in lists)]  # fmt: skip
    assert len(lists) >= 2
    for address in addresses:
        answer = nobody.get(address)
        assert answer.status_code == 200, address
        assert answer.headers["access-control-allow-origin"] == "*"
        assert "max-age=" in answer.headers["cache-control"]
        assert "示例持证人" not in answer.text and "EXAMPLE0" not in answer.text
        known = {"if-none-match": answer.headers["etag"]}
        assert nobody.get(address, headers=known).status_code == 304
    document = nobody.get(f"/issuers/{KEY}/did.json").json()
    assert document["id"] == ISSUER
    assert {one["type"] for one in document["verificationMethod"]} == {"Multikey"}


def test_a_did_document_stands_at_the_host_it_names(client_as):
    nobody = client_as(None)
    assert nobody.get("/.well-known/did.json").status_code == 404  # 127.0.0.1 is no issuer


def test_a_revocation_changes_the_mark_of_its_list(bench_us_small, client_as):
    nobody = client_as(None)
    found = desk_of(bench_us_small, "awarding_body")
    with bench_us_small.office.reading() as reading:
        lists = {one.purpose: address_key(one.list_id) for one in reading.find(StatusListRecord)}
    address = f"/status-lists/{lists['revocation']}"
    before = nobody.get(address)
    from trimtab.app.demonstration_credentials import certificate_of
    from trimtab.credentials.issuing.types import ChangeReason, Move

    one = certificate_of(found, 1, "express")
    found.change(one.certificate_id, Move.REVOKE, ChangeReason.FRAUD, "x")
    after = nobody.get(address, headers={"if-none-match": before.headers["etag"]})
    assert after.status_code == 200 and after.headers["etag"] != before.headers["etag"]
    json.loads(after.text)
