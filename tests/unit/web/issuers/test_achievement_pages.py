"""Standards with their grades: seen in words, registered, retired; on the page and by the API."""

from __future__ import annotations

import pytest

ASKED = {
    "standard_id": "LOCAL:careworker", "title_zh": "养老护理员中级工", "title_en": "Care worker",
    "criteria_en": "Passed the examination.", "level": 3, "occupations": ["CSCO@2022:4-10-01-05"],
    "hours": 120.5, "region": "CN-980000", "reason": "a new standard",
}  # fmt: skip
TYPED = {
    "standard": "LOCAL:welder", "title_zh": "焊工高级工", "title_en": "", "level": "4",
    "occupations": "CSCO@2022:6-18-02-04、CSCO@2022:6-18-02-05", "hours": "", "credits": "2.5",
    "criteria_zh": "", "criteria_en": "", "region": "CN-980000", "reason": "a new standard",
}  # fmt: skip


def post(client, address: str, **fields: str):
    return client.post(address, data={"csrf_token": client.csrf, **fields})


def send(client, body: dict, path: str = ""):
    return client.post(f"/api/v1/achievements{path}", json=body, headers=client.csrf_headers)


def registered(client, standard: str) -> list[dict]:
    items = client.get("/api/v1/achievements", params={"limit": 100}).json()["items"]
    return [one for one in items if one["standard_id"] == standard]


def test_occupations_are_told_by_their_titles(client_as):
    page = client_as("auditor").get("/issuers/standards").text
    assert "网约配送员" in page and "CSCO@2022:4-10-08-01" in page
    assert "登记标准" not in page  # who may not accredit does not register


def test_the_api_registers_a_standard_once_and_retires_it(client_as):
    client = client_as("approver", "en")
    made = send(client, ASKED)
    assert made.status_code == 201, made.text
    known = made.json()
    assert (known["level"], known["hours"], known["active"]) == (3, 120.5, True)
    assert known["criteria"] == {"en": "Passed the examination."}
    again = send(client, ASKED)
    assert (again.status_code, again.json()["code"]) == (409, "WEB-201")
    other = send(client, ASKED | {"level": 4})
    assert other.status_code == 201
    retire = {"achievement_id": known["achievement_id"], "region": "CN-980000", "reason": "over"}
    assert send(client, retire, "/retire").json()["active"] is False
    assert send(client, ASKED).status_code == 201  # it may return
    assert len(registered(client, "LOCAL:careworker")) == 3


@pytest.mark.parametrize(
    ("changed", "status"),
    [
        ({"occupations": ["rider"]}, 422),
        ({"title_zh": "", "title_en": " "}, 422),
        ({"standard_id": "*"}, 422),
        ({"level": 9}, 422),
        ({"hours": -1}, 422),
        ({"region": "nowhere"}, 404),
        ({"title": "x"}, 422),
    ],
)
def test_a_standard_that_cannot_be_is_refused_by_the_api(client_as, changed, status):
    client = client_as("approver", "en")
    answer = send(client, ASKED | changed)
    assert answer.status_code == status, answer.text


def test_only_who_accredits_registers_standards(client_as):
    client = client_as("caseworker")
    assert send(client, ASKED).status_code == 403
    assert post(client, "/issuers/standards", **TYPED).status_code == 403


def test_the_page_registers_and_retires_a_standard(client_as):
    client = client_as("approver", "en")
    assert post(client, "/issuers/standards", **TYPED).status_code == 303
    (known,) = registered(client, "LOCAL:welder")
    assert known["credits"] == 2.5 and len(known["occupations"]) == 2
    twice = post(client, "/issuers/standards", **TYPED)
    assert twice.status_code == 409 and 'value="LOCAL:welder"' in twice.text  # as it was typed
    retire = {"achievement": known["achievement_id"], "region": "CN-980000", "reason": "over"}
    assert post(client, "/issuers/standards/retire", **retire).status_code == 303
    assert "LOCAL:welder · retired" in client.get("/issuers/standards").text


@pytest.mark.parametrize(
    "changed",
    [{"level": "9"}, {"hours": "many"}, {"credits": "inf"}, {"hours": "0"}, {"standard": " "}],
)
def test_a_slip_on_the_page_is_told(client_as, changed):
    answer = post(client_as("approver", "en"), "/issuers/standards", **(TYPED | changed))
    assert answer.status_code == 422 and "cannot be" in answer.text
