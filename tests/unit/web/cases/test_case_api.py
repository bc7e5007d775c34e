"""The API of cases: the same desk, with digests for signatures and scopes for tokens."""

from __future__ import annotations

OPENED = {"title": {"zh": "甲市", "en": "Jia"}, "region": "CN-980100", "level": 2}


def test_open_assess_and_refuse(client_as):
    analyst = client_as("analyst", "en")
    case = analyst.post("/api/v1/cases", json=OPENED, headers=analyst.csrf_headers)
    assert case.status_code == 201, case.text
    here = f"/api/v1/cases/{case.json()['case_id']}"
    moved = analyst.post(f"{here}/moves", json={"move": "assess"}, headers=analyst.csrf_headers)
    assert moved.json()["stage"] == "assessment"
    body = {"revision": 0, "situation": "s", "advice": "a"}
    written = analyst.put(f"{here}/assessment", json=body, headers=analyst.csrf_headers)
    assert written.json()["assessment"]["revision"] == 1
    again = analyst.put(f"{here}/assessment", json=body, headers=analyst.csrf_headers)
    assert again.status_code == 409 and again.json()["code"] == "COORDINATION-006"
    frozen = analyst.post(f"{here}/assessment/completion", headers=analyst.csrf_headers)
    assert frozen.status_code == 422 and frozen.json()["code"] == "COORDINATION-017"
    auditor = client_as("auditor")
    refused = auditor.post(f"{here}/comments", json={"text": "x"}, headers=auditor.csrf_headers)
    assert refused.status_code == 403
    listed = auditor.get("/api/v1/cases?limit=1").json()
    assert listed["total"] == 1 and listed["next"] is None
    assert client_as("policy_designer").get("/api/v1/inbox").status_code == 200
    assert client_as(None).get(here).status_code == 401
