"""The simulator in the browser and over the API, on Ohio: 22 cells, answered at once."""

from __future__ import annotations

import re

import pytest

from trimtab.app.jobs import Jobs, JobsAtWork
from trimtab.app.workbench.simulator_folders import digest_of
from trimtab.app.workbench.simulator_runs import find_run, shared_run
from trimtab.kernel import StateError, UnknownCodeError
from trimtab.messages import Language, text
from trimtab.office.people_grants import give_grant, withdraw_grant
from trimtab.office.types import OPERATOR, Grant, Role

OHIO = {
    "region": "US-OH",
    "years": "1",
    "ai_adoption.on": "1",
    "ai_adoption.pace_years": "2",
    "ai_adoption.automation_share": "0.2",
    "ai_adoption.new_work_share": "0.3",
    "reemployment_service.on": "1",
    "reemployment_service.share": "0.3",
    "reemployment_service.cost_person": "300",
    "budget": "20000000",
    "draws": "20",
}


@pytest.fixture
def designer(client_as):
    return client_as("policy_designer", "en")


def _save(client, **fields: str) -> str:
    sent = client.post("/simulation/runs", data=OHIO | fields | {"csrf_token": client.csrf})
    assert sent.status_code == 303, sent.text
    return sent.headers["location"].rpartition("/")[2]


def _work(bench) -> None:
    Jobs(bench.folder, None, bench.office, "system:worker", "test").work(
        JobsAtWork(until_idle=True)
    )


def test_the_first_visit_has_an_answer_and_every_control_a_label(client_as):
    for language in ("zh", "en"):
        shown = client_as("analyst", language).get("/simulation?region=US-OH")
        assert shown.status_code == 200
        assert shown.text.count('class="outcome outcome-') >= 2
        labelled = set(re.findall(r'<label for="([^"]+)"', shown.text))
        numbers = set(re.findall(r'<input type="number" id="([^"]+)"', shown.text))
        assert len(numbers) > 40
        assert numbers <= labelled


def test_a_lever_that_moves_changes_the_answer(designer):
    def jobs(**fields: str) -> str:
        shown = designer.get(
            "/simulation", params=OHIO | fields, headers={"HX-Target": "section#answer"}
        )
        assert "<html" not in shown.text
        return re.findall(r'outcome-range">([^<]+)', shown.text)[1]

    assert jobs() == jobs()
    assert jobs() != jobs(**{"reemployment_service.share": "0.6"})


def test_budget_bar_says_over_when_it_is(designer):
    def state(budget: str) -> str:
        shown = designer.get("/simulation", params=OHIO | {"budget": budget})
        return re.findall(r'class="gauge gauge-(\w+)"', shown.text)[0]

    assert state("1000000000") == "within"
    assert state("1000") == "over"


def test_a_budget_that_cannot_hold_stops_the_run_and_says_so(designer):
    asked = OHIO | {"budget": "1000", "hiring_subsidy.on": "1", "hiring_subsidy.jobs": "500",
                    "hiring_subsidy.windfall_share": "0.5",
                    "hiring_subsidy.cost_job_year": "9000"}  # fmt: skip
    assert designer.get("/simulation", params=asked).status_code == 200
    sent = designer.post("/simulation/runs", data=asked | {"csrf_token": designer.csrf})
    told = designer.get(sent.headers["location"])
    assert told.status_code == 422
    assert 'href="#budget' in told.text


def test_wrong_numbers_are_told_beside_their_fields(designer):
    wrong = OHIO | {"reemployment_service.share": "3", "reemployment_service.cost_person": "much"}
    shown = designer.get("/simulation", params=wrong)
    assert shown.status_code == 422
    assert 'href="#reemployment_service.share"' in shown.text
    assert "3 is outside of what is allowed: 0 to 1" in shown.text
    assert "much is no number" in shown.text
    assert 'value="much"' in shown.text


def test_a_lever_that_the_economy_cannot_carry_is_refused_by_name(designer):
    asked = OHIO | {"gig_coverage.on": "1", "gig_coverage.coverage_share": "0.3",
                    "gig_coverage.ramp_years": "1", "gig_coverage.cost_person": "100"}  # fmt: skip
    shown = designer.get("/simulation", params=asked)
    assert shown.status_code == 422
    assert 'href="#gig_coverage.on"' in shown.text


def test_a_run_from_saving_to_bringing_it_back(designer, bench_us_small):
    run = _save(designer, name="More services")
    waiting = designer.get(f"/simulation/{run}").text
    assert f'hx-get="/simulation/{run}/progress"' in waiting
    with pytest.raises(StateError) as refused:
        shared_run(bench_us_small.folder, run)
    assert refused.value.code == "WEB-091"
    assert designer.get(f"/simulation/{run}.html").status_code == 409
    _work(bench_us_small)
    ended = designer.get(f"/simulation/{run}/progress")
    assert ended.headers["HX-Refresh"] == "true"

    shown = designer.get(f"/simulation/{run}").text
    digest = digest_of(bench_us_small.folder, run)
    assert digest in shown
    assert "“More services” brings" in shown
    assert text("simulation_report.section.refused.title", Language.EN) in shown
    refused = text("simulation_report.section.refused.title", Language.ZH)
    assert refused in designer.get(f"/simulation/{run}?lang=zh").text
    for suffix in ("html", "xlsx", "json", "yaml"):
        kept = designer.get(f"/simulation/{run}.{suffix}")
        assert kept.status_code == 200
        assert "attachment" in kept.headers["content-disposition"]
    assert designer.get(f"/simulation/{run}.exe").status_code == 404

    token = {"csrf_token": designer.csrf}
    renamed = designer.post(f"/simulation/{run}/name", data=token | {"name": "Plan\x01 B\n"})
    assert renamed.status_code == 303
    assert digest_of(bench_us_small.folder, run) == digest
    assert shared_run(bench_us_small.folder, run).to_plain()["digest"] == digest
    assert "Plan B" in designer.get("/simulation/runs").text
    designer.post(f"/simulation/{run}/delete", data=token)
    assert "Plan B" not in designer.get("/simulation/runs").text
    assert f'action="/simulation/{run}/restore"' in designer.get(f"/simulation/{run}").text
    designer.post(f"/simulation/{run}/restore", data=token)
    assert "Plan B" in designer.get("/simulation/runs").text


def test_the_same_mix_gives_the_same_digest(designer, bench_us_small):
    runs = [_save(designer, name="Twice"), _save(designer, name="Twice")]
    _work(bench_us_small)
    first, second = (digest_of(bench_us_small.folder, run) for run in runs)
    assert first == second


def test_runs_are_compared_only_on_the_same_ground(designer, bench_us_small):
    few = _save(designer, name="Few")
    many = _save(designer, name="Many", **{"reemployment_service.share": "0.6"})
    other = _save(designer, name="Other", **{"ai_adoption.automation_share": "0.3"})
    _work(bench_us_small)
    shown = designer.get(f"/simulation/compare?run={few}&run={many}")
    assert shown.status_code == 200
    assert "“Few”" in shown.text
    assert "“Many”" in shown.text
    refused = designer.get(f"/simulation/compare?run={few}&run={other}")
    assert refused.status_code == 400
    assert "cannot be set side by side" in refused.text
    found = designer.get(f"/api/v1/simulation/compare?run={few}&run={many}").json()
    assert found["runs"] == [few, many]
    assert set(found["mixes"]) == {"nothing", "run_1", "run_2"}


def test_a_cancelled_run_goes_on(designer, bench_us_small):
    run = _save(designer, name="Stopped")
    token = {"csrf_token": designer.csrf}
    assert designer.post(f"/simulation/{run}/cancel", data=token).status_code == 303
    _work(bench_us_small)
    assert "The run was cancelled" in designer.get(f"/simulation/{run}").text
    designer.post(f"/simulation/{run}/retry", data=token)
    _work(bench_us_small)
    assert digest_of(bench_us_small.folder, run)


def test_who_may_not_run_jobs_sees_but_does_not_run(client_as):
    auditor = client_as("auditor", "en")
    assert auditor.get("/simulation", params=OHIO).status_code == 200
    assert 'action="/simulation/runs"' not in auditor.get("/simulation", params=OHIO).text
    sent = auditor.post("/simulation/runs", data=OHIO | {"csrf_token": auditor.csrf})
    assert sent.status_code == 403


def test_runs_of_the_office_are_not_changed_by_who_works_in_one_region(
    designer, client_as, bench_us_small
):
    run = _save(designer)
    with bench_us_small.office.work(OPERATOR, "one region") as work:
        give_grant(work, "analyst", Role.ANALYST, "CN-980100")
        for grant in work.find(Grant, actor_id="analyst", region="CN-980000"):
            withdraw_grant(work, grant.grant_id)
    analyst = client_as("analyst")
    for deed in ("name", "delete", "restore", "cancel", "retry"):
        sent = {"csrf_token": analyst.csrf, "name": "Plan B"}
        answer = analyst.post(f"/simulation/{run}/{deed}", data=sent)
        assert answer.status_code == 403 and "OFFICE-010" in answer.text, deed
    assert find_run(bench_us_small, "policy_designer", run).about.name == ""


def test_the_api_refuses_what_it_does_not_know(designer):
    def answered(**body):
        asked = {"levers": [], "region": "US-OH", "economy": "us"} | body
        return designer.post(
            "/api/v1/simulation/preview", json=asked, headers=designer.csrf_headers
        )

    known = {"lever": "hiring_subsidy",
             "values": {"jobs": 500, "windfall_share": 0.5, "cost_job_year": 9000}}  # fmt: skip
    assert answered(levers=[known]).json()["rows"]
    for levers, code in (
        ([{"lever": "magic"}], "WEB-105"),
        ([known, known], "WEB-108"),
        ([{"lever": "hiring_subsidy", "values": {"glitter": 1}}], "WEB-107"),
        ([{"lever": "hiring_subsidy", "values": {}}], "WEB-095"),
        ([known | {"tiers": "golden"}], "WEB-099"),
    ):
        refused = answered(levers=levers)
        assert refused.status_code == 422
        assert code in {one["code"] for one in refused.json()["problems"]}
    assert answered(levers=[known], economy="atlantis").json()["code"] == "WEB-092"
    assert answered(levers=[known | {"shape": 1}]).status_code == 422


def test_the_api_runs_and_keeps(designer, bench_us_small):
    body = {"name": "By program", "economy": "us", "region": "US-OH", "years": 1, "draws": 0,
            "levers": [{"lever": "reemployment_service",
                        "values": {"share": 0.2, "cost_person": 300}}]}  # fmt: skip
    headers = designer.csrf_headers
    made = designer.post("/api/v1/simulation/runs", json=body, headers=headers)
    assert made.status_code == 201
    run = made.json()["run_id"]
    assert designer.get(f"/api/v1/simulation/runs/{run}/results").status_code == 409
    _work(bench_us_small)
    shown = designer.get(f"/api/v1/simulation/runs/{run}").json()
    assert (shown["state"], shown["name"]) == ("done", "By program")
    assert shown["digest"] == digest_of(bench_us_small.folder, run)
    results = designer.get(f"/api/v1/simulation/runs/{run}/results").json()
    assert [one["name"] for one in results["mixes"]] == ["nothing", "mix"]
    named = designer.patch(f"/api/v1/simulation/runs/{run}", json={"name": "B"}, headers=headers)
    assert named.json()["name"] == "B"
    gone = designer.delete(f"/api/v1/simulation/runs/{run}", headers=headers)
    assert gone.json()["deleted_at"]
    listed = designer.get("/api/v1/simulation/runs?deleted=true").json()
    assert [one["run_id"] for one in listed["items"]] == [run]


def test_nothing_switched_on_is_nothing_to_run(designer):
    sent = designer.post("/simulation/runs", data={"years": "2", "csrf_token": designer.csrf})
    assert sent.status_code == 400


def test_a_run_id_is_no_path(bench_us_small):
    for name in ("..", "../../etc", "20261123-zzzzzzzz", ""):
        with pytest.raises(UnknownCodeError) as refused:
            shared_run(bench_us_small.folder, name)
        assert refused.value.code == "WEB-090"


def test_every_lever_has_its_page_of_evidence(designer):
    listed = designer.get("/simulation/levers").text
    pages = set(re.findall(r'href="(/simulation/levers/\w+)"', listed))
    assert len(pages) == 10
    shown = designer.get("/simulation/levers/reemployment_service").text
    assert "measured in a trial" in shown
    assert "Nevada" in shown
    assert designer.get("/simulation/levers/magic").status_code == 404
