"""Bringing a file: looked at, decided on, and only then stored."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

import pytest

from trimtab.app.jobs import Jobs, JobsAtWork
from trimtab.app.workbench.import_drafts import KEPT, DraftFolder
from trimtab.app.workbench.imports import imports_of

PANEL = "region,month,employment\nCN-980400,2026-01,100\nCN-980400,2026-02,{value}\n"


def bring(client, content: str | bytes, name: str = "panel.csv") -> dict:
    answer = client.post(
        "/api/v1/imports", files={"file": (name, content)}, headers=client.csrf_headers
    )
    assert answer.status_code == 201, answer.text
    return checked(client, answer.json()["import_id"])


def checked(client, import_id: str) -> dict:
    """The import once its check is over."""
    for _ in range(600):
        seen = client.get(f"/api/v1/imports/{import_id}").json()
        if seen["state"] != "checking":
            return seen
        time.sleep(0.05)
    pytest.fail("the check did not end")


def accept(client, import_id: str, **asked):
    return client.post(
        f"/api/v1/imports/{import_id}/accept", json=asked, headers=client.csrf_headers
    )


def work(bench) -> None:
    Jobs(bench.folder, bench.database_url, bench.office, "operator", "test").work(
        JobsAtWork(until_idle=True)
    )


def test_nothing_is_stored_before_accept(client_as, bench_us_small):
    analyst = client_as("analyst")
    before = bench_us_small.store.batches()
    seen = bring(analyst, PANEL.format(value=101))
    assert (seen["state"], seen["rows"], seen["known"]) == ("acceptable", 2, False)
    assert bench_us_small.store.batches() == before
    accepted = accept(analyst, seen["import_id"])
    assert accepted.status_code == 202
    work(bench_us_small)
    (stored,) = set(bench_us_small.store.batches()) - set(before)
    assert (stored.source, stored.rows) == ("panel.csv", 2)
    job = analyst.get(f"/api/v1/jobs/{accepted.json()['job_id']}").json()
    assert job["state"] == "done"
    assert {one["value"] for one in job["told"]} >= {"panel.csv"}  # no place on the disk
    assert analyst.get("/api/v1/imports").json()["items"] == []
    assert list((bench_us_small.folder / "imports").iterdir()) == []


def test_a_wrong_cell_is_shown_with_those_beside_it(client_as, bench_us_small):
    analyst = client_as("analyst")
    before = bench_us_small.store.batches()
    months = "".join(f"CN-980400,2025-{month:02},{month}\n" for month in range(1, 13))
    seen = bring(analyst, PANEL.format(value="many") + months)
    assert seen["state"] == "refused" and seen["rows"] is None
    found = next(one for one in seen["findings"] if one["code"] == "INGEST-030")
    assert found["place"] == "panel.csv:3:employment"
    assert found["cell"] == {
        "row": 3, "header": ["region", "month", "employment"],
        "cells": ["CN-980400", "2026-02", "many"], "at": 2,
    }  # fmt: skip
    refused = accept(analyst, seen["import_id"])
    assert (refused.status_code, refused.json()["code"]) == (409, "WEB-122")
    assert bench_us_small.store.batches() == before
    page = analyst.get(f"/imports/{seen['import_id']}").text
    assert "<mark>many</mark>" in page


def test_a_mended_mapping_reads_what_the_draft_could_not(client_as):
    analyst = client_as("analyst")
    seen = bring(analyst, "city,month,employment\nNowhere,2026-01,5\n")
    assert seen["state"] == "refused"
    mended = seen["mapping"].replace("  - city\n", "  - city\n  words: {Nowhere: CN-980400}\n")
    assert mended != seen["mapping"]
    answer = analyst.put(
        f"/api/v1/imports/{seen['import_id']}/mapping",
        json={"mapping": mended}, headers=analyst.csrf_headers,
    )  # fmt: skip
    assert answer.status_code == 200
    assert checked(analyst, seen["import_id"])["state"] == "acceptable"


def test_a_file_that_names_persons_is_not_kept(client_as, bench_us_small):
    analyst = client_as("analyst")
    number = "11010519491231002X"  # the example of GB 11643
    content = f"身份证号,地区,月份,就业人数\n{number},CN-980400,2026-01,1\n"
    seen = bring(analyst, content)
    assert seen["state"] == "deleted"
    assert number not in str(seen)
    assert [one.name for one in (bench_us_small.folder / "imports").rglob("*.csv")] == []
    assert accept(analyst, seen["import_id"]).status_code == 409
    assert number not in analyst.get(f"/imports/{seen['import_id']}").text


def test_rejected_files_are_gone(client_as, bench_us_small):
    analyst = client_as("analyst")
    seen = bring(analyst, PANEL.format(value=7))
    gone = analyst.post(f"/imports/{seen['import_id']}/reject", data={"csrf_token": analyst.csrf})
    assert gone.status_code == 303
    assert analyst.get(f"/api/v1/imports/{seen['import_id']}").status_code == 404
    assert list((bench_us_small.folder / "imports").iterdir()) == []


def test_less_data_than_before_takes_a_word(client_as, bench_us_small):
    analyst = client_as("analyst")
    months = [f"{year}-{month:02}" for year in (2024, 2025) for month in range(1, 13)]
    rows = [f"CN-980400,{month},{1000 + i}" for i, month in enumerate(months)]
    header = "region,month,employment\n"
    first = bring(analyst, header + "\n".join(rows) + "\n")
    accept(analyst, first["import_id"])
    work(bench_us_small)
    second = bring(analyst, header + "\n".join(rows[:-3]) + "\n")
    assert second["needs_consent"] and second["state"] == "acceptable"
    refused = accept(analyst, second["import_id"])
    assert (refused.status_code, refused.json()["code"]) == (409, "WEB-123")
    agreed = accept(analyst, second["import_id"], accept_shrunk=True)
    assert agreed.status_code == 202
    work(bench_us_small)
    assert analyst.get(f"/api/v1/jobs/{agreed.json()['job_id']}").json()["state"] == "done"


def test_an_accepted_file_is_decided_on(client_as):
    analyst = client_as("analyst")
    seen = bring(analyst, PANEL.format(value=11))
    assert accept(analyst, seen["import_id"]).status_code == 202
    for answer in (
        accept(analyst, seen["import_id"]),
        analyst.delete(f"/api/v1/imports/{seen['import_id']}", headers=analyst.csrf_headers),
    ):
        assert (answer.status_code, answer.json()["code"]) == (409, "WEB-120")


def test_who_may_not_import_sees_nothing(client_as):
    approver = client_as("approver")
    assert approver.get("/imports").status_code == 403
    assert approver.get("/api/v1/imports").status_code == 403
    answer = approver.post(
        "/api/v1/imports", files={"file": ("a.csv", "a")}, headers=approver.csrf_headers
    )
    assert answer.status_code == 403


@pytest.mark.parametrize("name", ["../../evil.csv", "/etc/passwd", "..\\up.csv", "", "draft.json"])
def test_a_name_leads_nowhere_else(client_as, bench_us_small, name):
    analyst = client_as("analyst")
    before = {one for one in bench_us_small.folder.parent.rglob("*") if "imports" not in one.parts}
    answer = analyst.post(
        "/api/v1/imports", files={"file": (name or " ", PANEL.format(value=3))},
        headers=analyst.csrf_headers,
    )  # fmt: skip
    assert answer.status_code == 201
    assert "/" not in answer.json()["file"] and "\\" not in answer.json()["file"]
    after = {one for one in bench_us_small.folder.parent.rglob("*") if "imports" not in one.parts}
    assert after == before


def test_what_nobody_decides_on_is_swept(bench_us_small, client_as):
    seen = bring(client_as("analyst"), PANEL.format(value=5))
    folder = DraftFolder(bench_us_small.folder)
    (folder.folder / ".incoming-broken").mkdir()
    now = datetime.now(UTC)
    assert folder.sweep(now + KEPT - timedelta(hours=1)) == 1  # the upload that broke off
    assert [one.draft_id for one in folder.all()] == [seen["import_id"]]
    assert folder.sweep(now + KEPT + timedelta(hours=1)) == 1
    assert folder.all() == ()


def test_a_restart_checks_again(workbenches, bench_us_small, client_as):
    seen = bring(client_as("analyst"), PANEL.format(value=6))
    imports_of(bench_us_small).close()
    del bench_us_small.services["imports"]
    again = checked(client_as("analyst"), seen["import_id"])
    assert (again["state"], again["rows"]) == ("acceptable", 2)


def test_pages_speak_both_languages(client_as):
    for language, word in (("zh", "数据导入"), ("en", "Imports")):
        analyst = client_as("analyst", language)
        assert word in analyst.get("/imports").text
        seen = bring(analyst, PANEL.format(value=9))
        assert analyst.get(f"/imports/{seen['import_id']}").status_code == 200


def test_the_workbook_for_firms_is_a_workbook(client_as):
    answer = client_as("analyst").get("/imports/template.xlsx")
    assert answer.status_code == 200 and answer.content.startswith(b"PK")
