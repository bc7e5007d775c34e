"""Skills of occupations and level maps by the API, for other software."""

from __future__ import annotations

from trimtab.credentials.bank import load_book, standards


def _ask(client, address: str, **asked: str):
    answer = client.get(f"/api/v1/credits/{address}", params=asked)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_skills_of_an_occupation_name_their_sources(bench_us_small, client_as):
    told = _ask(client_as("caseworker", "en"), "skills", occupation="4-02-07-08")
    assert [one["standard_id"] for one in told["items"]] == [
        "CN:courier",
        "CN:postal-express-clerk",
    ]
    courier = told["items"][0]
    assert courier["occupations"] == ["CSCO@2022:4-02-07-08"]
    assert {one["kind"] for one in courier["skills"]} == {"function"}
    assert all(one["source"]["address"].startswith("http") for one in courier["skills"])
    assert _ask(client_as("caseworker", "en"), "skills")["total"] == len(standards())


def test_an_occupation_without_standard_is_an_empty_list_and_a_wrong_code_is_refused(
    bench_us_small, client_as
):
    client = client_as("caseworker", "zh")
    assert _ask(client, "skills", occupation="1-01-00-01")["items"] == []
    assert client.get("/api/v1/credits/skills?occupation=courier").status_code == 422


def test_level_maps_of_a_framework(bench_us_small, client_as):
    client = client_as("auditor", "zh")
    grades = _ask(client, "level-maps", framework="CN-GRADES")["items"]
    assert [(one["from_level"], one["to_level"], one["relation"]) for one in grades] == [
        ("4", "2", "may_apply"), ("5", "3", "may_apply"), ("7", "5", "may_apply")
    ]  # fmt: skip
    assert all("须经评审" in one["note"] for one in grades)
    assert _ask(client, "level-maps")["total"] == len(load_book().frameworks.maps)
    unknown = client.get("/api/v1/credits/level-maps?framework=none")
    assert unknown.status_code == 404 and unknown.json()["code"] == "CREDITS-047"


def test_the_page_never_calls_a_way_to_a_title_an_equal_level(bench_us_small, client_as):
    page = client_as("caseworker", "zh").get("/credits/frameworks").text
    assert "可申报评审：工程系列职称工程师" in page and "等级可比：欧洲资格框架6级" in page
