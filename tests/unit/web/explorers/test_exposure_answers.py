"""The exposure explorer: published jobs, the bureau's own, and what the choice of measure does."""

from __future__ import annotations

import io

import openpyxl
import pytest

from trimtab.app.workbench.exposure import ExposureAsked, find_exposures
from trimtab.app.workbench.exposure_jobs import own_jobs, regions_of_jobs

API = "/api/v1/exposure"
JOBS = """region,industry,occupation,jobs,basis
CN-980100,GBT4754@2017:C,CSCO@2022:6-18-00-00,900,synthetic
CN-980100,GBT4754@2017:I,CSCO@2022:2-02-00-00,500,synthetic
CN-980200,GBT4754@2017:C,CSCO@2022:6-18-00-00,300,synthetic
"""


@pytest.fixture
def analyst(client_as):
    return client_as("analyst", "en")


@pytest.fixture
def with_jobs(bench_us_small):
    folder = bench_us_small.folder / "exposure"
    folder.mkdir()
    (folder / "jobs.csv").write_text(JOBS, encoding="utf-8")
    return bench_us_small


def test_states_are_shown_as_modelled_and_the_nation_as_observed(analyst):
    nation = analyst.get(API, params={"region": "US"}).json()
    state = analyst.get(API, params={"region": "US-OH"}).json()
    assert (nation["basis"], state["basis"]) == ("observed", "modelled")
    first = nation["groups"][0]
    assert first["lowest"] <= first["exposure"] <= first["highest"]
    assert len(first["by_measure"]) == len(nation["measures"])


def test_the_orders_of_the_measures_are_compared_with_the_median(analyst):
    found = analyst.get(API, params={"region": "US"}).json()["agreement"]
    assert {one["measure"] for one in found} == {
        "eloundou_gpt4_beta", "eloundou_human_beta", "felten_aioe", "ilo_2025",
    }  # fmt: skip
    assert all(-1 <= one["rank_correlation"] <= 1 and 0 <= one["top_shared"] <= 5 for one in found)
    alone = analyst.get(API, params={"region": "US", "measure": "felten_aioe"}).json()
    assert alone["agreement"] == []
    assert alone["scale"] == "standardised"


def test_the_bureaus_own_jobs_come_first(analyst, with_jobs):
    regions = analyst.get(f"{API}/regions").json()["items"]
    assert regions[:4] == ["CN-980000", "CN-980100", "CN-980200", "US"]
    whole = analyst.get(API).json()
    assert (whole["region"], whole["basis"]) == ("CN-980000", "synthetic")
    assert {one["code"]: one["jobs"] for one in whole["groups"]} == {
        "GBT4754@2017:C": 1200, "GBT4754@2017:I": 500,
    }  # fmt: skip
    part = analyst.get(API, params={"region": "CN-980200"}).json()
    assert [one["jobs"] for one in part["groups"]] == [300]


def test_an_answer_is_made_anew_when_the_file_changed(with_jobs):
    before = find_exposures(with_jobs, "analyst", ExposureAsked())
    path = own_jobs(with_jobs.folder)
    assert path is not None
    assert regions_of_jobs(path) == ("CN-980100", "CN-980200")
    path.write_text(JOBS.replace(",900,", ",800,"), encoding="utf-8")
    after = find_exposures(with_jobs, "analyst", ExposureAsked())
    assert before.found.jobs.sum() - after.found.jobs.sum() == 100


@pytest.mark.parametrize(
    ("ask", "status", "code"),
    [
        ({"region": "CN-990000"}, 404, "WEB-083"),
        ({"region": "US", "measure": "guess"}, 404, "EXPOSURE-013"),
        ({"by": "colour"}, 422, "WEB-003"),
    ],
)
def test_what_is_not_held_is_refused_by_name(analyst, ask, status, code):
    answer = analyst.get(API, params=ask)
    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_the_page_and_its_files(analyst, client_as):
    for by in ("industry", "occupation", "tier", "region"):
        page = analyst.get("/exposure", params={"region": "US", "by": by})
        assert page.status_code == 200, by
        assert 'data-chart="bar"' in page.text
    assert "换一种测度" in client_as("analyst", "zh").get("/exposure").text
    ask = {"region": "US", "by": "industry"}
    rows = analyst.get("/exposure.csv", params=ask).content.decode("utf-8-sig").splitlines()
    book = openpyxl.load_workbook(io.BytesIO(analyst.get("/exposure.xlsx", params=ask).content))
    assert len(rows) == book["exposure"].max_row == 21
    assert analyst.get("/exposure.pdf").json()["code"] == "WEB-080"


def test_measures_carry_publisher_licence_and_what_was_joined(analyst):
    found = analyst.get(f"{API}/measures").json()
    assert found["total"] == len(found["items"])
    assert all(one["publisher"] and one["licence"] and one["matched"] for one in found["items"])
    assert sum(one["counted"] for one in found["items"]) == 4
