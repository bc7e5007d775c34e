"""The API keeps its word: the document is the agreed one, and every answer is as it says."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

GOLDEN = Path(__file__).parent / "openapi.json"
RENEW = "TRIMTAB_RENEW_OPENAPI"
"""Set to 1, the golden file is written anew: look at the difference before keeping it."""

UNSAFE = {"post", "put", "patch", "delete"}


@pytest.fixture(scope="module")
def document(workbenches, tmp_path_factory):
    folder = workbenches.fill_workspace(tmp_path_factory.mktemp("api") / "workspace")
    with workbenches.opened(folder) as bench:
        return workbenches.application_of(bench).openapi()


def operations(document):
    for path, item in document["paths"].items():
        for method, operation in item.items():
            if method in UNSAFE | {"get"}:
                yield f"{method.upper()} {path}", path, method, operation


def test_the_document_is_the_golden_one(document):
    written = json.dumps(document, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    if os.environ.get(RENEW) == "1":
        GOLDEN.write_text(written, encoding="utf-8")
    assert written == GOLDEN.read_text(encoding="utf-8"), (
        f"The API changed. If that is meant: {RENEW}=1 pytest {Path(__file__).name}"
    )


def test_only_the_versioned_api_is_described(document):
    assert [path for path in document["paths"] if not path.startswith("/api/v1/")] == []
    assert len(document["paths"]) > 20


def test_every_operation_says_what_it_does(document):
    lacking = [name for name, _, _, one in operations(document) if not one.get("summary")]
    assert lacking == []


def test_every_operation_declares_its_errors(document):
    wanted = {"401", "403", "404", "422"}
    lacking = {
        name: sorted(wanted - set(one["responses"]))
        for name, _, _, one in operations(document)
        if wanted - set(one["responses"])
    }
    assert lacking == {}


def test_every_answer_and_body_has_a_shape(document):
    lacking = []
    for name, _, _, operation in operations(document):
        for status, answer in operation["responses"].items():
            content = answer.get("content", {})
            shapeless = [kind for kind, one in content.items() if "json" in kind and not one]
            if status.startswith("2") and status != "204" and (shapeless or not content):
                lacking.append(f"{name} {status}")
        body = operation.get("requestBody", {}).get("content", {})
        lacking += [f"{name} {kind}" for kind, one in body.items() if "schema" not in one]
    assert lacking == []


def test_every_list_answers_in_one_form(document):
    wrong = []
    for name, path, method, operation in operations(document):
        if method != "get" or path.endswith("}"):
            continue
        content = operation["responses"]["200"].get("content", {}).get("application/json", {})
        shape = content.get("schema", {}).get("$ref", "").rsplit("/", 1)[-1]
        properties = document["components"]["schemas"].get(shape, {}).get("properties", {})
        if "items" in properties and not {"items", "total", "next"} <= properties.keys():
            wrong.append(name)
    assert wrong == []
