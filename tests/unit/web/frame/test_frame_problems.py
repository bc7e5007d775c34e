"""Errors in words: documents for programs, pages for people, nothing of a defect."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Annotated, Literal

import pytest
from pydantic import BaseModel, ConfigDict, Field
from starlette.testclient import TestClient

from trimtab.app.workbench.viewer import Viewer
from trimtab.kernel import (
    ConfigurationError,
    EnvironmentLackingError,
    InputRejectedError,
    NotAllowedError,
    Problem,
    StateError,
    TableContractError,
    TrimtabError,
    UnknownCodeError,
    UsageError,
)
from trimtab.web.access import signed_in
from trimtab.web.problems import MEDIA_TYPE, status_of, without_places
from trimtab.web.settings import ServerSettings


class Body(BaseModel):
    model_config = ConfigDict(extra="forbid")
    password: Annotated[str, Field(max_length=8)]
    kind: Literal["one", "two"] = "one"


class Nobody:
    def viewer(self, session, bearer):
        return None


@pytest.fixture(scope="module")
def client(workbenches, tmp_path_factory) -> TestClient:
    settings = ServerSettings(tmp_path_factory.mktemp("problems"))
    nothing = SimpleNamespace(services={"accounts": Nobody()})
    made = workbenches.application_of(nothing, settings)

    @made.get("/api/v1/refused")
    @made.get("/refused")
    def refused() -> None:
        place = Problem("WEB-009", file="panel.csv", row=12, column="rate")
        raise InputRejectedError("WEB-003", n=1, problems=[place])

    @made.get("/broken")
    @made.get("/api/v1/broken")
    def broken() -> None:
        raise RuntimeError("secret detail")

    @made.post("/api/v1/body")
    def body(given: Body) -> None: ...

    @made.get("/inside")
    @made.get("/api/v1/inside")
    @made.get("/inside.csv")
    def inside(viewer: Annotated[Viewer, signed_in()]) -> None: ...

    return TestClient(made, raise_server_exceptions=False, follow_redirects=False)


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (UsageError("X-001"), 400),
        (NotAllowedError("WEB-001"), 401),
        (NotAllowedError("OFFICE-010"), 403),
        (UnknownCodeError("X-001"), 404),
        (StateError("X-001"), 409),
        (InputRejectedError("X-001"), 422),
        (TableContractError("X-001"), 422),
        (NotAllowedError("WEB-022"), 429),
        (ConfigurationError("X-001"), 500),
        (TrimtabError("X-001"), 500),
        (EnvironmentLackingError("X-001"), 503),
    ],
)
def test_status_of_each_kind_of_error(error, status):
    assert status_of(error) == status


@pytest.mark.parametrize(("language", "word"), [("zh", "没有填写"), ("en", "Nothing was given")])
def test_a_problem_document_says_code_place_and_sentence(client, language, word):
    answer = client.get("/api/v1/refused", headers={"Accept-Language": language})
    told = answer.json()
    assert answer.status_code == told["status"] == 422
    assert answer.headers["content-type"] == MEDIA_TYPE
    assert told["type"] == "urn:trimtab:error:WEB-003"
    assert told["problems"][0]["place"] == "panel.csv:12:rate"
    assert word in told["problems"][0]["detail"]
    assert "panel.csv" not in told["problems"][0]["detail"]


@pytest.mark.parametrize(
    ("language", "word"), [("zh", "有内容未被接受"), ("en", "A value was refused")]
)
def test_an_error_page_says_the_same(client, language, word):
    answer = client.get("/refused", headers={"Accept-Language": language})
    assert answer.status_code == 422
    assert f"<h1>{word}</h1>" in answer.text
    assert "panel.csv:12:rate" in answer.text


@pytest.mark.parametrize("address", ["/broken", "/api/v1/broken"])
def test_a_defect_says_nothing_of_the_inside(client, address):
    answer = client.get(address)
    assert answer.status_code == 500
    assert "WEB-006" in answer.text
    assert "secret" not in answer.text and "Traceback" not in answer.text


@pytest.mark.parametrize(
    ("body", "field", "code"),
    [
        ({}, "body.password", "WEB-009"),
        ({"password": "hunter2hunter2"}, "body.password", "WEB-010"),
        ({"password": "x", "kind": "three"}, "body.kind", "WEB-011"),
        ({"password": "x", "colour": "red"}, "body.colour", "WEB-012"),
        ({"password": 7}, "body.password", "WEB-008"),
    ],
)
def test_each_field_is_named_and_never_repeated(client, body, field, code):
    answer = client.post("/api/v1/body", json=body)
    assert answer.status_code == 422
    assert [(one["place"], one["code"]) for one in answer.json()["problems"]] == [(field, code)]
    assert "hunter2" not in answer.text


def test_whoever_is_not_signed_in_is_led_to_the_door_and_back(client):
    led = client.get("/inside?month=2008-03&x=1")
    assert led.status_code == 303
    assert led.headers["location"] == "/sign-in?next=%2Finside%3Fmonth%3D2008-03%26x%3D1"
    for address in ("/api/v1/inside", "/inside.csv"):
        told = client.get(address)
        assert (told.status_code, told.json()["code"]) == (401, "WEB-001")


def test_what_does_not_exist_and_what_is_not_answered(client):
    assert client.get("/api/v1/none").json()["code"] == "WEB-004"
    told = client.delete("/api/v1/refused")
    assert (told.status_code, told.json()["code"], told.headers["allow"]) == (405, "WEB-005", "GET")


def test_no_place_of_the_server_is_told(tmp_path):
    settings = ServerSettings(tmp_path, "postgresql://user:secret@host/db")
    place = Problem("X-001", params={"path": tmp_path / "a.csv", "n": 1})
    error = StateError(
        "X-001", where=f"{tmp_path}/trimtab.db", url="postgresql://user:secret@host/db", n=3,
        problems=[place],
    )  # fmt: skip
    told = without_places(error, settings)
    assert told.params == {"where": "[workspace]/trimtab.db", "url": "[database]", "n": 3}
    assert told.problems[0].params == {"path": "[workspace]/a.csv", "n": 1}
    assert isinstance(told, StateError)


def test_a_part_of_a_page_gets_a_part_for_its_error(client):
    part = {"HX-Request": "true", "Accept-Language": "en"}
    told = client.get("/refused", headers=part)
    assert told.status_code == 422
    assert "WEB-003" in told.text and "<html" not in told.text
    led = client.get("/inside", headers=part)
    assert (led.status_code, led.headers["hx-redirect"]) == (401, "/sign-in")


@pytest.mark.parametrize(
    "address", ["/credentials/nothing", "/presentations/nothing", "/api/v1/no"]
)
def test_addresses_of_programs_answer_with_documents(client, address):
    found = client.get(address, headers={"accept": "text/html"})
    assert (found.status_code, found.headers["content-type"]) == (404, MEDIA_TYPE)
    assert found.json()["code"] == "WEB-004"


@pytest.mark.parametrize(
    "address", ["/credentials-are-pages", "/certificates/nothing", "/credits/no"]
)
def test_addresses_of_people_answer_with_pages(client, address):
    found = client.get(address, follow_redirects=False)
    assert found.headers.get("content-type") != MEDIA_TYPE  # a page, or the way to the door
