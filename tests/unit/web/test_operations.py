"""Health, readiness, figures, ids, logs."""

from __future__ import annotations

import io
import json
import logging

import pytest
from fastapi import Request

from trimtab.app.supervision import WorkerState
from trimtab.app.workbench.account_tokens import make_token
from trimtab.kernel import StateError
from trimtab.office.rights import Right
from trimtab.web.logging import set_up_logging
from trimtab.web.operations import REQUEST_ID

READY = {"status": "ready", "database": True, "store": True, "workers": True}


def test_health_is_public_and_says_nothing(client_as):
    answer = client_as(None).get("/health")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})
    assert answer.headers["cache-control"] == "no-store"
    assert "etag" not in answer.headers


def test_ready_while_everything_answers(client_as):
    answer = client_as(None).get("/ready")
    assert (answer.status_code, answer.json()) == (200, READY)


class _Workers:
    state = WorkerState(wanted=2, alive=0, restarts=7)

    def close(self) -> None:
        return


def test_not_ready_while_no_worker_lives(client_as, bench_us_small):
    bench_us_small.services["workers"] = _Workers()
    answer = client_as(None).get("/ready")
    assert (answer.status_code, answer.json()) == (
        503,
        READY | {"status": "not ready", "workers": False},
    )


def test_not_ready_while_the_database_does_not_answer(client_as, bench_us_small, monkeypatch):
    def fails(_engine):
        raise StateError("STORE-003", database="x", reason="gone")

    monkeypatch.setattr("trimtab.app.workbench.operations.count_jobs", fails)
    answer = client_as(None).get("/ready")
    assert (answer.status_code, answer.json()["database"]) == (503, False)
    assert client_as(None).get("/health").status_code == 200


def test_not_ready_while_the_store_is_not_there(client_as, bench_us_small):
    (bench_us_small.folder / "batches").rename(bench_us_small.folder / "elsewhere")
    answer = client_as(None).get("/ready")
    assert (answer.status_code, answer.json()["store"]) == (503, False)


def test_figures_are_for_a_token_with_the_right(client_as, bench_us_small):
    nobody = client_as(None)
    refused = nobody.get("/metrics", follow_redirects=False)
    assert (refused.status_code, refused.headers["www-authenticate"]) == (401, "Bearer")
    refused = nobody.get("/api/v1/cases")
    assert (refused.status_code, refused.headers["www-authenticate"]) == (401, "Bearer")
    assert client_as("analyst").get("/metrics").status_code == 403
    accounts = bench_us_small.services["accounts"]
    _, secret = make_token(
        accounts, "administrator", "administrator", "prometheus", [Right.STORES_MAINTAIN], 30
    )
    nobody.get("/health")
    answer = nobody.get("/metrics", headers={"Authorization": f"Bearer {secret}"})
    assert answer.status_code == 200
    figures = answer.text
    assert 'trimtab_requests_total{method="GET",route="/health",status="200"} 1.0' in figures
    assert 'trimtab_jobs{state="queued"} 0.0' in figures
    assert "trimtab_batches 1.0" in figures
    assert "administrator" not in figures and "analyst" not in figures


def test_the_condition_is_told_to_keepers(client_as):
    answer = client_as("administrator").get("/api/v1/operations/condition")
    assert answer.status_code == 200
    assert answer.json()["ready"] and answer.json()["batches"] == 1
    assert client_as("analyst").get("/api/v1/operations/condition").status_code == 403


def test_every_answer_carries_an_id(client_as):
    client = client_as(None)
    first, second = (client.get("/health").headers[REQUEST_ID] for _ in range(2))
    assert first != second
    given = client.get("/health", headers={REQUEST_ID: "proxy-12345678"})
    assert given.headers[REQUEST_ID] == "proxy-12345678"
    forged = client.get("/health", headers={REQUEST_ID: 'x"} {"evil": 1}'})
    assert "evil" not in forged.headers[REQUEST_ID]
    assert REQUEST_ID in client.get("/nothing-here").headers


@pytest.fixture
def lines(monkeypatch):
    """What the log says, line by line."""
    kept = logging.getLogger().handlers[:]
    written = io.StringIO()
    monkeypatch.setattr("sys.stderr", written)
    set_up_logging()
    yield lambda: [json.loads(line) for line in written.getvalue().splitlines()]
    logging.getLogger().handlers[:] = kept


def test_a_line_a_request_without_anything_personal(client_as, lines):
    analyst = client_as("analyst")
    analyst.get("/jobs/20260101T000000-abc?name=Zhang&lang=en", headers={"User-Agent": "Spy 1"})
    (line,) = [one for one in lines() if one["event"] == "request"]
    assert set(line) == {
        "event", "level", "timestamp", "request_id", "method", "route", "status",
        "milliseconds", "bytes",
    }  # fmt: skip
    assert (line["route"], line["status"]) == ("/jobs/{job_id}", 404)
    written = json.dumps(line)
    for personal in ("Zhang", "analyst", "20260101T000000", "127.0.0.1", "Spy"):
        assert personal not in written


def test_an_api_route_is_told_from_a_page(client_as, lines):
    client_as("analyst").get("/api/v1/jobs")
    assert lines()[-1]["route"] == "/api/v1/jobs"


def test_a_defect_is_logged_without_values(application, client_as, lines):
    @application.get("/broken")
    def broken(request: Request):
        raise ValueError("Zhang San, 110105194912310021")

    answer = client_as(None).get("/broken")
    assert answer.status_code == 500 and "Zhang" not in answer.text
    logging.getLogger("uvicorn.error").error("failed", exc_info=_raised())
    written = json.dumps(lines())
    assert "ValueError" in written and "_raise" in written
    assert "Zhang" not in written and "1101" not in written


def _raise() -> None:
    raise ValueError("Zhang San, 110105194912310021")


def _raised() -> ValueError:
    try:
        _raise()
    except ValueError as error:
        return error
    raise AssertionError
