"""The check for programs."""

from __future__ import annotations

from base64 import b64encode

import pytest

from trimtab.app.workbench.certificate_files import certificate_file
from trimtab.messages import Language

PLACE = "/api/v1/verification"


@pytest.fixture
def anybody(client_as):
    return client_as(None, "en")


@pytest.fixture
def content(bench_us_small, register):
    def made(case: str, form: str) -> bytes:
        found = register.certificates[case]
        return certificate_file(
            bench_us_small, found, form, Language.EN, "http://127.0.0.1"
        ).content

    return made


def test_a_text_and_a_file_are_checked(anybody, content):
    for asked in (
        {"document": content("revoked", "json").decode()},
        {"file": b64encode(content("revoked", "png")).decode()},
    ):
        answer = anybody.post(PLACE, json=asked)
        assert answer.status_code == 200
        told = answer.json()
        assert told["outcome"] == "revoked" and told["proofs_hold"] is True
        assert [one["key"] for one in told["checks"]][:2] == ["form", "proofs"]
        assert answer.headers["cache-control"] == "no-store"
        assert "access-control-allow-origin" not in answer.headers


def test_the_holder_is_compared(anybody, content, registers):
    document = content("valid", "json").decode()
    name, number = registers.LI
    for given, wanted in (((name, number), "matched"), ((name, "EXAMPLE99999"), "different")):
        holder = {"name": given[0], "number": given[1]}
        told = anybody.post(PLACE, json={"document": document, "holder": holder}).json()
        assert told["holder"] == wanted


def test_a_certificate_is_asked_by_its_key(anybody, register):
    told = anybody.get(f"{PLACE}/{register.key('expired')}").json()
    assert told["outcome"] == "expired"
    lacking = anybody.get(f"{PLACE}/0b1d4c53-6e0f-4d8c-9d3a-2f3f3f0f7b11")
    assert (lacking.status_code, lacking.json()["code"]) == (404, "WEB-154")


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({}, "WEB-158"),
        ({"document": "x", "file": "eA=="}, "WEB-158"),
        ({"file": "not base64!"}, "WEB-158"),
        ({"document": {"a": 1}}, "WEB-003"),
        ({"document": "x", "more": 1}, "WEB-003"),
        ({"document": '{"type": 1, "type": 2}'}, None),
        ({"document": "\x00"}, None),
    ],
)
def test_bad_questions_are_refused_in_words(anybody, body, code):
    answer = anybody.post(PLACE, json=body)
    assert answer.status_code == 422
    assert answer.json()["detail"] and code in (answer.json()["code"], None)


def test_pages_of_other_sites_do_not_get_in(anybody):
    answer = anybody.post(
        PLACE,
        json={"document": "x"},
        headers={"origin": "https://evil.example", "sec-fetch-site": "cross-site"},
    )
    assert (answer.status_code, answer.json()["code"]) == (403, "WEB-027")
