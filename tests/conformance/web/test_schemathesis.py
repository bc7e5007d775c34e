"""Generated requests find no answer that the document does not allow, on each database."""

from __future__ import annotations

import time
import warnings

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
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
from trimtab.office.types import Role
from trimtab.web import create_application
from trimtab.web.settings import ServerSettings

EXAMPLES = 5
"""Requests generated for each operation, role and database; raise it when the API changes."""

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


@pytest.fixture
def open_application(bench):
    """The application as bureaus run it: no demonstration."""
    return create_application(bench, ServerSettings(bench.folder, bench.database_url))


@pytest.mark.parametrize("role", [Role.ANALYST, Role.ADMINISTRATOR])
def test_nothing_is_found(open_application, bench, role):
    document = schemathesis.openapi.from_asgi("/api/v1/openapi.json", open_application)
    wait_for_monitoring(open_application, bench, role)
    found: dict[str, str] = {}
    tried = 0
    for result in document.get_all_operations():
        operation = result.ok()
        tried += 1
        failure = try_operation(operation, bench, role)
        if failure:
            found[f"{operation.method.upper()} {operation.path}"] = failure
    assert tried > 20
    assert not found, "\n\n".join(f"{name}\n{what}" for name, what in found.items())


def wait_for_monitoring(application, bench, role: Role) -> None:
    """Until the first passes are computed, 503 is the right answer, and not what is tested here."""
    client = TestClient(application, base_url="http://127.0.0.1")
    for _ in range(1200):
        if client.get("/api/v1/alerts", headers=token_of(bench, role)).status_code != 503:
            return
        time.sleep(0.1)
    pytest.fail("monitoring is never computed")


def token_of(bench, role: Role) -> dict[str, str]:
    """The header of a program with all rights of a role."""
    accounts = bench.services["accounts"]
    _, secret = make_token(accounts, role.value, role.value, "test", sorted(RIGHTS[role]), 1)
    return {"Authorization": f"Bearer {secret}"}


def try_operation(operation, bench, role: Role) -> str:
    """Generated requests to one operation; what was found, or nothing."""
    headers = token_of(bench, role)

    @settings(
        max_examples=EXAMPLES, deadline=None, database=None, derandomize=True,
        phases=[Phase.explicit, Phase.generate], suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(case=operation.as_strategy())
    def run(case) -> None:
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
