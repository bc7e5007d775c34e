"""The 120 inputs of the W3C test suite for the data model 2.0, accepted or refused as named.

They are templates for an issuing endpoint: unsigned, the issuer is put in by the suite, and two
dates are written as words. Self-asserted presentations are judged once signed: what is wrong
with them is who signs them.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from trimtab.credentials.securing import STANDARD
from trimtab.credentials.types import Answer, Outcome
from trimtab.credentials.verifying import (
    Sources,
    check_credential_form,
    check_presentation_form,
    verify_presentation,
)

REPOSITORY = Path(__file__).resolve().parents[3]
SHARED = Path(os.environ.get("TRIMTAB_SHARED", REPOSITORY.parent / "shared"))
VECTORS = SHARED / "vectors"
INPUTS = VECTORS / "w3c-vc-data-model-2.0-inputs/tests/input"
FILES = sorted(INPUTS.rglob("*.json")) if INPUTS.is_dir() else []
ISSUER = "did:key:z6MkpJySvETLnxhQG9DzEdmKJtysBDjuuTeDfUj1uNNCUqcj"
EXAMPLES = "https://www.w3.org/ns/credentials/examples/v2"
DATES = {"FUTURE DATE": "2027-11-23T00:00:00Z", "PAST DATE": "2025-11-23T00:00:00Z"}


@pytest.fixture(scope="module")
def contexts():
    """The pinned contexts and the suite's own one of examples."""
    found = json.loads((VECTORS / "w3c-vc-data-model/contexts/credentials/examples/v2").read_text())
    return STANDARD.with_documents({EXAMPLES: found})


@pytest.fixture(scope="module")
def built(load_builder):
    return load_builder("unit/credentials/verifying_builder.py")


def _input(path: Path) -> dict[str, Any]:
    """The template as the suite posts it (its createRequestBody and testTemporality)."""
    text = path.read_text(encoding="utf-8")
    for word, day in DATES.items():
        text = text.replace(word, day)
    document = json.loads(text)
    if path.name.startswith("presentation-"):
        return document
    if isinstance(document.get("issuer"), dict):
        document["issuer"].setdefault("id", ISSUER)
        document["issuer"]["id"] = document["issuer"]["id"] or ISSUER
    elif not document.get("issuer"):
        document["issuer"] = ISSUER
    return document


def test_all_inputs_are_here(shared_data):
    assert len(FILES) == 120


@pytest.mark.parametrize(
    "path", [one for one in FILES if "self-asserted" not in one.name], ids=lambda one: one.stem
)
def test_input_is_accepted_or_refused_as_named(path, contexts):
    check = check_presentation_form if path.name.startswith("pres") else check_credential_form
    document = _input(path)
    if path.name in POSTED_AS_THEY_ARE:
        document = json.loads(path.read_text(encoding="utf-8"))
    problems = check(document, contexts)
    if path.stem.endswith("-ok"):
        assert problems == ()
    else:
        assert "fail" in path.stem
        assert problems


def test_the_examples_of_the_standard_are_of_good_form(shared_data, contexts):
    """The credentials and presentations beside its JSON Schemas."""
    files = sorted((VECTORS / "w3c-vc-data-model/schema").glob("*/example-*.json"))
    assert len(files) == 12
    for path in files:
        is_presentation = path.parent.name == "verifiable-presentation"
        check = check_presentation_form if is_presentation else check_credential_form
        document = json.loads(path.read_text(encoding="utf-8"))
        assert check(document, contexts) == (), path.name
        assert check({**document, "type": ["Nothing"]}, contexts), path.name


POSTED_AS_THEY_ARE = {
    # The suite would put its own issuer in the place of null, and then nothing were wrong.
    "credential-issuer-null-fail.json",
    "credential-issuer-object-id-null-fail.json",
}


@pytest.mark.parametrize(
    "path", [one for one in FILES if "self-asserted" in one.name], ids=lambda one: one.stem
)
def test_self_asserted_presentation_is_judged_by_who_signs(path, contexts, built):
    holder = built.did_key_signer("holder")
    text = path.read_text(encoding="utf-8").replace(ISSUER, holder.key_id.partition("#")[0])
    document = built.signed(
        json.loads(text), holder, purpose="authentication", suites=["eddsa-rdfc-2022"]
    )
    verdict = verify_presentation(document, Sources(contexts=contexts), built.NOW)
    assert verdict.check("proofs").answer is Answer.PASSED
    if path.stem.endswith("-ok"):
        assert verdict.check("holder").answer is Answer.PASSED
        assert verdict.outcome is Outcome.UNKNOWN_ISSUER
    else:
        assert verdict.check("holder").answer is Answer.FAILED
        assert verdict.outcome is Outcome.INVALID
