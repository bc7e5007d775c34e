"""A write that is asked for again with the same key is answered again, on each database."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from fastapi import Request

from trimtab.app.workbench.requests import KeptRequest, RequestKey, RequestState
from trimtab.office.types import Job, Task
from trimtab.stores.office import requests as kept

JOBS = "/api/v1/jobs"
VERIFY = {"kind": "stores.verify", "params": {}}


def ask(client, key: str, body: object = VERIFY, address: str = JOBS):
    headers = {"Idempotency-Key": key, **client.csrf_headers}
    return client.post(address, json=body, headers=headers)


def jobs_of(bench) -> int:
    with bench.office.reading() as reading:
        return len(reading.find(Job, kind="stores.verify"))  # what is asked for here


@pytest.fixture
def analyst(client_as):
    return client_as("analyst")


def digest_of(bench, key: str) -> str:
    """What an earlier request with the key asked for."""
    found = bench.services["requests"].begin(RequestKey("analyst", key, ""))
    assert isinstance(found, KeptRequest)
    return found.digest


def test_asked_twice_done_once(analyst, bench):
    first, second = ask(analyst, "a"), ask(analyst, "a")
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json() == second.json()
    assert "idempotency-replayed" not in first.headers
    assert second.headers["idempotency-replayed"] == "true"
    assert second.headers["content-type"] == first.headers["content-type"]
    assert jobs_of(bench) == 1
    assert ask(analyst, "b").json()["job_id"] != first.json()["job_id"]
    assert jobs_of(bench) == 2


def test_another_request_with_the_key_is_refused(analyst, bench):
    ask(analyst, "a")
    for other in (
        ask(analyst, "a", {"kind": "audit.verify", "params": {}}),
        ask(analyst, "a", VERIFY, f"{JOBS}?lang=en"),
    ):
        assert (other.status_code, other.json()["code"]) == (422, "WEB-113")
    assert jobs_of(bench) == 1


def test_keys_are_each_person_s_own(analyst, client_as, bench):
    ask(analyst, "a")
    other = ask(client_as("policy_designer"), "a")
    assert other.status_code == 201 and "idempotency-replayed" not in other.headers
    assert jobs_of(bench) == 2


def test_a_refusal_is_answered_again(analyst):
    wrong = {"kind": "backup.create", "params": {}}
    first, second = ask(analyst, "a", wrong), ask(analyst, "a", wrong)
    assert first.status_code == second.status_code == 400
    assert first.json() == second.json()
    assert second.headers["idempotency-replayed"] == "true"
    assert second.headers["content-type"] == "application/problem+json"


def test_many_at_once_are_one(analyst, client_as, bench):
    clients = [client_as("analyst") for _ in range(6)]
    together = Barrier(len(clients))

    def send(client):
        together.wait()
        return ask(client, "race")

    with ThreadPoolExecutor(len(clients)) as pool:
        answers = list(pool.map(send, clients))
    assert jobs_of(bench) == 1
    codes = sorted(one.status_code for one in answers)
    assert codes[0] == 201 and set(codes) <= {201, 409}
    for waiting in (one for one in answers if one.status_code == 409):
        assert waiting.json()["code"] == "WEB-114" and waiting.headers["retry-after"]
    assert ask(analyst, "race").headers["idempotency-replayed"] == "true"


def test_a_request_whose_server_died_before_writing_is_done(analyst, bench, monkeypatch):
    ask(analyst, "model")  # only to learn the digest of this very request
    asked = RequestKey("analyst", "died", digest_of(bench, "model"))
    monkeypatch.setattr(kept, "HELD", timedelta(seconds=-1))
    assert bench.services["requests"].begin(asked) is None
    before = jobs_of(bench)
    assert ask(analyst, "died").status_code == 201
    assert jobs_of(bench) == before + 1


def test_a_request_whose_server_died_after_writing_is_not_done_again(analyst, bench, monkeypatch):
    ask(analyst, "model")
    asked = RequestKey("analyst", "died", digest_of(bench, "model"))
    requests = bench.services["requests"]
    monkeypatch.setattr(kept, "HELD", timedelta(seconds=-1))
    assert requests.begin(asked) is None
    with requests.noting(asked), bench.office.work("analyst", "test") as work:
        work.add(Task("task:x", "rule_unknown", {}, "CN-980000", work.at))
    before = jobs_of(bench)
    answer = ask(analyst, "died")
    assert (answer.status_code, answer.json()["code"]) == (409, "WEB-115")
    assert jobs_of(bench) == before


def test_what_is_rolled_back_was_not_written(bench):
    requests = bench.services["requests"]
    asked = RequestKey("analyst", "rolled", "0" * 64)
    assert requests.begin(asked) is None

    def fail() -> None:
        with requests.noting(asked), bench.office.work("analyst", "test") as work:
            work.add(Task("task:y", "rule_unknown", {}, "CN-980000", work.at))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    known = requests.begin(asked)
    assert known is not None and known.state is RequestState.BEGUN


def test_a_defect_frees_the_key(application, client_as, bench):
    failing = [True]

    @application.post("/api/v1/sometimes")
    def sometimes(request: Request) -> dict[str, str]:
        if failing.pop() if failing else False:
            raise ZeroDivisionError
        return {"done": "yes"}

    analyst = client_as("analyst")
    assert ask(analyst, "a", {}, "/api/v1/sometimes").status_code == 500
    again = ask(analyst, "a", {}, "/api/v1/sometimes")
    assert (again.status_code, again.json()) == (200, {"done": "yes"})


def test_an_answer_that_shows_a_secret_is_not_kept(application, client_as, bench):
    @application.post("/api/v1/secret", openapi_extra={"x-answer-once": True})
    def secret(request: Request) -> dict[str, str]:
        return {"token": "s3cr3t"}

    analyst = client_as("analyst")
    assert ask(analyst, "a", {}, "/api/v1/secret").json() == {"token": "s3cr3t"}
    again = ask(analyst, "a", {}, "/api/v1/secret")
    assert (again.status_code, again.json()["code"]) == (409, "WEB-115")
    assert "s3cr3t" not in again.text


@pytest.mark.parametrize("key", ["", " ", "x" * 201, "schl\u00fcssel".encode()])
def test_a_key_that_is_none_is_refused(analyst, bench, key):
    headers = {"Idempotency-Key": key, **analyst.csrf_headers}
    answer = analyst.post(JOBS, json=VERIFY, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (422, "WEB-116")
    assert jobs_of(bench) == 0


def test_keys_are_kept_for_a_day(analyst, bench, monkeypatch):
    monkeypatch.setattr(kept, "KEPT", timedelta(seconds=-1))
    ask(analyst, "a")
    assert "idempotency-replayed" not in ask(analyst, "a").headers
    assert jobs_of(bench) == 2


def test_a_file_is_brought_once(analyst, bench):
    files = {"file": ("panel.csv", b"region,month,employment\nCN-980400,2026-01,1\n")}
    boundary = {"Content-Type": "multipart/form-data; boundary=same"}
    headers = {"Idempotency-Key": "file", **analyst.csrf_headers, **boundary}
    answers = [analyst.post("/api/v1/imports", files=files, headers=headers) for _ in range(2)]
    assert {one.json()["import_id"] for one in answers} == {answers[0].json()["import_id"]}
    assert analyst.get("/api/v1/imports").json()["total"] == 1
