"""The series explorer over HTTP: pages, files, the API, rights, and answers that did not change."""

from __future__ import annotations

import io
import json
import re

import numpy as np
import openpyxl
import pyarrow as pa
import pytest

from trimtab.app.workbench.series import Asked, Filters, compare_series, find_series, seen_regions
from trimtab.app.workbench.series_edition import edition_of
from trimtab.app.workbench.series_panel import PanelAsked, panel_query
from trimtab.kernel import NotAllowedError
from trimtab.office.people import add_actor
from trimtab.office.people_grants import give_grant
from trimtab.office.types import OPERATOR, Actor, Role

ONE = "employment~CN-980100~GBT4754@2017:C~~M~count~N"
TWO = "employment~CN-980200~GBT4754@2017:C~~M~count~N"
WHOLE = "employment~CN-980000~~~M~count~N"
API = "/api/v1/series"


@pytest.fixture
def analyst(client_as):
    return client_as("analyst")


@pytest.fixture
def english(client_as):
    return client_as("analyst", "en")


def chart_of(page: str) -> dict:
    found = re.search(r'<script type="application/json" id="series-1-data">(.*?)</script>', page)
    assert found
    return json.loads(found.group(1))


def test_the_page_without_series_offers_some_and_finds_more(analyst):
    page = analyst.get("/series").text
    assert "用工人数" in page
    found = analyst.get("/series", params={"q": "甲市制造业用工"}).text
    assert f"/series?s={ONE}" in found
    fragment = analyst.get("/series", params={"q": "zzy"}, headers={"HX-Target": "div#found"}).text
    assert "<html" not in fragment
    assert ONE in fragment


def test_two_series_as_index_with_permanent_link(analyst):
    page = analyst.get("/series", params={"s": [ONE, TWO], "view": "index", "base": "2020-01"})
    drawn = chart_of(page.text)
    assert page.status_code == 200
    assert [one["name"] for one in drawn["series"]] == ["甲市（合成数据）", "乙市（合成数据）"]
    at = drawn["periods"].index("2020-01")
    assert [one["values"][at] for one in drawn["series"]] == [100, 100]
    link = re.search(r'href="(/series\?[^"]*as_of=[^"]*)"', page.text)
    assert link
    again = analyst.get(link.group(1).replace("&amp;", "&"))
    assert chart_of(again.text)["series"] == drawn["series"]


def test_an_earlier_day_shows_what_was_known_then(analyst):
    now = analyst.get(f"{API}/comparison", params={"s": ONE}).json()
    then = analyst.get(f"{API}/comparison", params={"s": ONE, "as_of": "2020-03-14"}).json()
    assert now["periods"][-1] == "2025-12"
    assert then["periods"][-1] == "2020-01"  # February came out on the 15th of March
    assert (
        analyst.get(f"{API}/comparison", params={"s": ONE, "as_of": "2010-01"}).status_code == 404
    )


def test_the_total_of_the_province_is_the_sum_of_its_parts(analyst):
    total = analyst.get(f"{API}/comparison", params={"s": WHOLE}).json()
    panel = analyst.get(f"{API}/panel", params={"indicator": "employment"}).json()
    added = np.sum([one["values"] for one in panel["series"]], axis=0)
    assert len(panel["series"]) == 6
    assert total["series"][0]["values"] == pytest.approx(added.tolist())
    found = analyst.get(API, params={"region": "CN-980000", "indicator": "employment"}).json()
    assert found["items"][0]["added_up"] is True


def test_the_same_comparison_in_every_form(english):
    ask = {"s": ONE, "view": "change", "first": "2025-01"}
    document = english.get("/series.json", params=ask).json()
    assert document["periods"] == [f"2025-{month:02d}" for month in range(1, 13)]
    table = pa.ipc.open_stream(english.get("/series.arrow", params=ask).content).read_all()
    assert table["shown"].to_pylist() == pytest.approx(document["series"][0]["values"])
    assert table.schema.metadata[b"basis"] == b"synthetic"
    written = english.get("/series.csv", params=ask).content
    assert written.startswith(b"\xef\xbb\xbf")
    assert written.decode("utf-8-sig").count("\n") == 13
    book = openpyxl.load_workbook(io.BytesIO(english.get("/series.xlsx", params=ask).content))
    assert book.sheetnames == ["series", "notes"]
    assert book["series"].max_row == 13
    assert english.get("/series.pdf", params=ask).json()["code"] == "WEB-080"


def test_a_panel_as_json_csv_and_arrow_says_the_same(analyst):
    ask = {"indicator": "employment", "industry": "GBT4754@2017:C", "first": "2025-10"}
    document = analyst.get(f"{API}/panel", params=ask).json()
    table = pa.ipc.open_stream(analyst.get(f"{API}/panel.arrow", params=ask).content).read_all()
    rows = analyst.get(f"{API}/panel.csv", params=ask).content.decode("utf-8-sig").splitlines()
    assert document["periods"] == ["2025-10", "2025-11", "2025-12"]
    values = [value for one in document["series"] for value in one["values"]]
    assert table["value"].to_pylist() == values
    assert len(rows) == len(values) + 1
    assert table["period"].to_pylist()[:3] == document["periods"]


@pytest.mark.parametrize(
    ("address", "status", "code", "near"),
    [
        (f"{API}?region=CN-980199", 404, "WEB-070", "CN-980100"),
        (f"{API}/panel?indicator=employmnt", 404, "WEB-070", "employment"),
        (f"{API}/panel?occupation=all&industry=all", 404, "WEB-071", None),
        (f"{API}/panel?frequency=W", 404, "WEB-071", None),
        (f"{API}/panel?indicator=employment&as_of=1990", 404, "WEB-078", None),
        (f"{API}/comparison?s=employment~CN-980100~GBT4754@2017:D~~M~count~N", 404, "WEB-072",
         "employment|CN-980100"),
        (f"{API}/comparison", 400, "WEB-073", None),
        (f"{API}/comparison?s={ONE}&first=2040-01", 400, "WEB-076", None),
        (f"{API}/comparison?s={ONE}&view=index&base=2040-01", 400, "WEB-079", None),
        (f"{API}/comparison?s={ONE}&first=yesterday", 422, "TIME-001", None),
        (f"{API}/comparison?s={ONE}&as_of=9999", 422, "TIME-001", None),
        (f"{API}/panel?as_of=0001-01-01T00:00:00%2B14:00", 422, "TIME-001", None),
        (f"{API}?cursor=x", 400, "WEB-081", None),
        (f"{API}?limit=501", 422, "WEB-003", None),
    ],
)  # fmt: skip
def test_what_cannot_be_answered_is_refused_by_name(analyst, address, status, code, near):
    answer = analyst.get(address)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    if near:
        assert near in answer.json()["detail"]


def test_the_page_says_what_is_wrong_and_keeps_its_status(analyst):
    page = analyst.get("/series", params={"s": ONE, "as_of": "1990"})
    assert page.status_code == 404
    assert 'role="alert"' in page.text
    assert 'name="q"' in page.text


def test_lists_are_walked_by_cursor_without_loss(analyst):
    seen, cursor = [], ""
    while cursor is not None:
        answer = analyst.get(API, params={"limit": 7, "cursor": cursor}).json()
        seen += [item["series"] for item in answer["items"]]
        cursor = answer["next"]
    assert len(seen) == len(set(seen)) == answer["total"]


@pytest.mark.parametrize(
    "address",
    [API, f"{API}/panel?indicator=employment", f"{API}/panel.arrow", f"/series.csv?s={ONE}"],
)
def test_an_answer_is_recognised_before_it_is_computed(analyst, monkeypatch, address):
    mark = analyst.get(address).headers["etag"]
    for name in ("find_series", "panel_query"):
        monkeypatch.setattr(f"trimtab.web.api.series.{name}", _never)
    monkeypatch.setattr("trimtab.web.series_answers.compare_series", _never)
    again = analyst.get(address, headers={"If-None-Match": mark})
    assert (again.status_code, again.content) == (304, b"")


def _never(*_given: object) -> None:
    raise AssertionError("computed all the same")


def test_another_batch_makes_another_answer(analyst, bench_us_small, workbenches):
    address = f"{API}/comparison?s={ONE}"
    first = analyst.get(address)
    values = workbenches.panel_values()
    values[0, 0, 0, -1] += 1000
    staged = workbenches.write_panel(bench_us_small.folder / "staging" / "more.parquet", values)
    bench_us_small.store.publish(staged)
    later = analyst.get(address, headers={"If-None-Match": first.headers["etag"]})
    assert later.status_code == 200
    before, after = (one.json()["series"][0]["values"][-1] for one in (first, later))
    assert after == before + 1000
    assert len(later.json()["series"][0]["batches"]) == 2


def test_whoever_may_see_one_region_sees_no_other(bench_us_small):
    with bench_us_small.office.work(OPERATOR, "test") as work:
        add_actor(work, Actor("narrow", "narrow"))
        give_grant(work, "narrow", Role.ANALYST, "CN-980100")
    edition = edition_of(bench_us_small)
    seen = seen_regions(edition, "narrow")
    assert seen == {"CN-980100"}
    found = find_series(edition, seen, Filters(), 100)
    assert {str(key.region) for key in found.items} == {"CN-980100"}
    assert compare_series(edition, "narrow", seen, Asked((ONE,))).lines
    with pytest.raises(NotAllowedError, match="OFFICE-010"):
        compare_series(edition, "narrow", seen, Asked((ONE, TWO)))
    with pytest.raises(NotAllowedError, match="OFFICE-010"):
        panel_query(edition, "narrow", seen, PanelAsked(Filters(regions=("CN-980200",))))
    _, query = panel_query(edition, "narrow", seen, PanelAsked(Filters()))
    assert query.regions == ("CN-980100",)


def test_nobody_sees_series_without_signing_in(client_as):
    assert client_as(None).get(API).status_code == 401
