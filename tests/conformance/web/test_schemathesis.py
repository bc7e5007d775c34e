"""Generated requests find no answer that the document does not allow, on each database.

Each operation is asked for things that are not there and for things that are. The seed is fixed.
A longer search: ``TRIMTAB_API_EXAMPLES=60 pytest tests/conformance/web/test_schemathesis.py``
(about two minutes a role and database).
"""

from __future__ import annotations

import os
import time
import warnings
from io import BytesIO

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
    unsupported_method,
)
from starlette.testclient import TestClient

from trimtab.app.workbench.account_tokens import make_token
from trimtab.office.rights import RIGHTS
from trimtab.office.types import Grant, Role
from trimtab.web import create_application
from trimtab.web.settings import ServerSettings

EXAMPLES = int(os.environ.get("TRIMTAB_API_EXAMPLES", "2"))
"""Requests generated for each operation and role, of either kind; half as many on PostgreSQL, where
only what lies below the services differs."""

# What a room refuses (a series that is not held) is no fault of the document.
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    negative_data_rejection,
    unsupported_method,
]
REGION = "CN-980100"
MIX = {"levers": [{"lever": "reemployment_service", "values": {"share": 0.3, "cost_person": 500}}]}


@pytest.fixture
def open_application(bench):
    """The application as bureaus run it: no demonstration."""
    return create_application(bench, ServerSettings(bench.folder, bench.database_url))


@pytest.mark.parametrize("role", [Role.ANALYST, Role.ADMINISTRATOR])
def test_nothing_is_found(open_application, bench, role):
    document = schemathesis.openapi.from_asgi("/api/v1/openapi.json", open_application)
    there = things(open_application, bench)
    found: dict[str, str] = {}
    tried = 0
    operations = [result.ok() for result in document.get_all_operations()]
    for operation in sorted(operations, key=lambda one: one.method == "delete"):
        tried += 1
        failure = try_operation(operation, bench, role) or try_operation(
            operation, bench, role, there
        )
        if failure:
            found[f"{operation.method.upper()} {operation.path}"] = failure
    assert tried > 20
    assert not found, "\n\n".join(f"{name}\n{what}" for name, what in found.items())


def things(application, bench) -> dict[str, str]:
    """One of everything that an address can name, by the name of its place in the address."""
    client = TestClient(application, base_url="http://127.0.0.1/api/v1")
    client.headers.update(token_of(bench, Role.ANALYST))
    wait_for_monitoring(client)

    def made(address: str, **sent: object) -> dict[str, object]:
        answer = client.post(address, **sent)
        assert answer.is_success, (address, answer.text)
        return answer.json()

    title = {"zh": "甲市", "en": "Jia"}
    case = made("/cases", json={"title": title, "region": REGION, "level": 2})["case_id"]
    made(f"/cases/{case}/moves", json={"move": "assess"})
    text = {"file": ("说明.txt", BytesIO("说明".encode()), "text/plain")}
    attached = made(f"/cases/{case}/attachments", files=text)["attachments"][0]
    table = {"file": ("面板.csv", BytesIO(b"month,region\n2026-01,CN-980100\n"), "text/csv")}
    with bench.office.reading() as reading:
        grant = reading.find(Grant, actor_id=Role.AUDITOR.value)[0]
    return {
        "alert_id": client.get("/alerts").json()["items"][0]["alert_id"],
        "case_id": case,
        "attachment_id": attached["attachment_id"],
        "import_id": made("/imports", files=table)["import_id"],
        "job_id": made("/jobs", json={"kind": "monitoring.run"})["job_id"],
        "run_id": made("/simulation/runs", json=MIX)["run_id"],
        "lever": "reemployment_service",
        "key": client.get("/rules?limit=1").json()["items"][0]["key"],
        "person_id": Role.AUDITOR.value,
        "department_id": client.get("/account").json()["department_id"],
        "grant_id": grant.grant_id,
        "sequence": "1",
    }


def wait_for_monitoring(client: TestClient) -> None:
    """Until the first passes are computed, 503 is the right answer, and not what is tested here."""
    for _ in range(1200):
        if client.get("/alerts").status_code != 503:
            return
        time.sleep(0.1)
    pytest.fail("monitoring is never computed")


def token_of(bench, role: Role) -> dict[str, str]:
    """The header of a program with all rights of a role."""
    accounts = bench.services["accounts"]
    _, secret = make_token(accounts, role.value, role.value, "test", sorted(RIGHTS[role]), 1)
    return {"Authorization": f"Bearer {secret}"}


def try_operation(operation, bench, role: Role, there: dict[str, str] | None = None) -> str:
    """Generated requests to one operation; what was found, or nothing.

    With ``there`` the address names things that exist, and the rest of the request is allowed.
    """
    names = {one.name for one in operation.path_parameters}
    named = {name: thing for name, thing in (there or {}).items() if name in names}
    if there is not None and not named:
        return ""
    headers = token_of(bench, role)
    most = EXAMPLES if bench.database_url is None else (EXAMPLES + 1) // 2
    chosen = {"generation_mode": GenerationMode.POSITIVE} if named else {}

    @settings(
        max_examples=most, deadline=None, database=None, derandomize=True,
        phases=[Phase.explicit, Phase.generate], suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(case=operation.as_strategy(**chosen))
    def run(case) -> None:
        case.path_parameters.update(named)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            response = case.call(headers=headers, timeout=120)
            case.validate_response(response, checks=CHECKS, headers=headers)

    try:
        run()
    except (FailureGroup, AssertionError) as failure:
        shown = failure.exceptions if isinstance(failure, FailureGroup) else [failure]
        return "\n".join(str(one)[:1500] for one in shown)
    return ""
