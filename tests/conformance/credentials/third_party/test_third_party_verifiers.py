"""Verifiers by others accept what we issue, and refuse what must be refused.

``verified`` of a library says that signatures hold; whether a certificate was revoked or suspended
stands in its status result, which is read apart here, as every verifier has to.
"""

from __future__ import annotations

from copy import deepcopy
from datetime import date
from types import ModuleType
from typing import Any

import pytest

from trimtab.credentials.securing import CRYPTOSUITES
from trimtab.credentials.status import Purpose

SUITES = tuple(CRYPTOSUITES)
SCHEMA = (
    "https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_achievementcredential_schema.json"
)
"""What verifier-core looks at besides; it decides nothing."""

GOOD, REVOKED, SUSPENDED = 1001, 70_002, 131_071


@pytest.fixture(scope="module")
def badges(load_builder) -> ModuleType:
    module: ModuleType = load_builder("conformance/credentials/third_party/issued_badges.py")
    return module


def _changed(document: dict[str, Any]) -> dict[str, Any]:
    changed = deepcopy(document)
    changed["credentialSubject"]["achievement"]["name"] = "Chief technician"
    return changed


@pytest.fixture(scope="module")
def seen(badges: ModuleType, third_party: Any) -> dict[str, dict[str, Any]]:
    """Every case in one run of @digitalbazaar/vc, by name."""
    bench, other = badges.Bench.new(), badges.Bench.new()
    bench.set_bits = {Purpose.REVOCATION: [REVOKED], Purpose.SUSPENSION: [SUSPENDED]}
    good, expired = bench.badge(GOOD), bench.badge(GOOD + 1, last_day=date(2026, 11, 21))
    forged = {**other.badge(GOOD), "issuer": good["issuer"]}
    now = badges.NOW.isoformat()
    cases: list[dict[str, Any]] = []

    def add(name: str, credential: dict[str, Any], suites: tuple[str, ...] = SUITES) -> None:
        cases.append({"name": name, "credential": credential, "now": now, "cryptosuites": suites})

    for suite in SUITES:
        add(f"good {suite}", bench.only(good, suite), (suite,))
        add(f"tampered {suite}", _changed(bench.only(good, suite)), (suite,))
        add(f"expired {suite}", bench.only(expired, suite), (suite,))
        add(f"wrong key {suite}", other.only(good, suite), (suite,))
        add(f"of the set {suite}", good, (suite,))
    for name, credential in (
        ("good", good),
        ("tampered", _changed(good)),
        ("expired", expired),
        ("revoked", bench.badge(REVOKED)),
        ("suspended", bench.badge(SUSPENDED)),
        ("wrong key", forged),
        ("unknown issuer", other.badge(GOOD)),
    ):
        add(name, credential)
    given = {
        "cases": cases,
        "documents": bench.documents(),
        "absent": [other.key.key_id, other.key.issuer_id],  # to this verifier a stranger
    }
    answers = third_party("verify_credentials.mjs", given)["found"]
    return {one["name"]: one for one in answers}


def _strange(case: dict[str, Any]) -> bool:
    return "key" in case["name"] or "unknown" in case["name"]


@pytest.mark.parametrize("name", ["good", *(f"good {suite}" for suite in SUITES)])
def test_a_good_certificate_is_accepted(seen: dict[str, Any], name: str):
    one = seen[name]
    assert one["verified"] is True, one["reasons"]
    assert one["proofs"] and all(one["proofs"])
    assert [entry["set"] for entry in one["status"]["entries"]] == [False, False]


def test_a_verifier_that_knows_one_suite_accepts_the_set(seen: dict[str, Any]):
    assert len(seen["good"]["proofs"]) == 2
    for suite in SUITES:
        assert seen[f"of the set {suite}"]["verified"] is True, seen[f"of the set {suite}"]


@pytest.mark.parametrize("case", ["tampered", "expired", "wrong key", "unknown issuer"])
def test_what_must_not_hold_does_not(seen: dict[str, Any], case: str):
    for name, one in seen.items():
        if name.startswith(case):
            assert one["verified"] is False, name


@pytest.mark.parametrize(
    ("case", "purpose"), [("revoked", "revocation"), ("suspended", "suspension")]
)
def test_the_status_result_says_what_verified_does_not(
    seen: dict[str, Any], case: str, purpose: str
):
    one = seen[case]
    assert one["verified"] is True, "the signatures hold: this is why it is not enough to ask"
    assert one["status"]["verified"] is True
    said = {entry["purpose"]: entry["set"] for entry in one["status"]["entries"]}
    assert said == {"revocation": False, "suspension": False} | {purpose: True}


def test_a_status_list_of_another_key_is_no_answer(badges: ModuleType, third_party: Any):
    bench, other = badges.Bench.new(), badges.Bench.new()
    served = bench.documents()
    address = f"{badges.LISTS}revocation"
    foreign = other.documents()
    served[address] = foreign[address]
    served |= {k: foreign[k] for k in (other.key.key_id, other.key.issuer_id)}
    case = {"name": "x", "credential": bench.badge(GOOD), "now": badges.NOW.isoformat()}
    given = {"cases": [case], "documents": served}
    one = third_party("verify_credentials.mjs", given)["found"][0]
    assert one["verified"] is False or one["status"]["verified"] is False


def test_verifier_core_reads_signature_status_period_and_registry(
    badges: ModuleType, third_party: Any
):
    bench, other = badges.Bench.new(), badges.Bench.new()
    bench.set_bits = {Purpose.REVOCATION: [REVOKED], Purpose.SUSPENSION: [SUSPENDED]}
    served = bench.documents(["eddsa-rdfc-2022"]) | {
        "https://registry.example/registry.json": {
            "meta": {},
            "registry": {bench.key.issuer_id: {"name": "Example College"}},
        }
    }
    good = bench.badge(GOOD)
    cases = {
        "good": good,
        "tampered": _changed(good),
        "expired": bench.badge(GOOD + 1, last_day=date(2026, 11, 20)),
        "revoked": bench.badge(REVOKED),
        "suspended": bench.badge(SUSPENDED),
        "unknown issuer": {**other.badge(GOOD)},
    }
    cases["unknown issuer"].pop("credentialStatus")
    cases["unknown issuer"] = other.only(cases["unknown issuer"], "eddsa-rdfc-2022")
    given = {
        "cases": [{"name": name, "credential": one} for name, one in cases.items()],
        "documents": served,
        "absent": [SCHEMA],
        "registries": [
            {
                "name": "example",
                "type": "dcc-legacy",
                "url": "https://registry.example/registry.json",
            }
        ],
    }
    found = {one["name"]: one for one in third_party("verify_in_core.mjs", given)["found"]}
    assert found["good"]["steps"] == {
        "valid_signature": True,
        "expiration": True,
        "revocation_status": True,
        "suspension_status": True,
        "registered_issuer": True,
    }
    assert found["tampered"]["errors"] and not found["tampered"]["steps"]
    assert found["expired"]["steps"]["expiration"] is False
    for name, step in (("revoked", "revocation_status"), ("suspended", "suspension_status")):
        assert found[name]["steps"][step] is False, name
        assert found[name]["steps"]["valid_signature"] is True, name
    assert found["unknown issuer"]["steps"]["valid_signature"] is True
    assert found["unknown issuer"]["steps"]["registered_issuer"] is False
