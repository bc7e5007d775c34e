"""What people do with an alert, through forms and through the API, and how it is taken back."""

from __future__ import annotations

import pytest

from trimtab.coordination.opening import case_of_alert
from trimtab.coordination.types import Stage


@pytest.fixture
def alert_id(known):
    found = known.now().passes[0].open_episodes[0]
    return found.episode_id


def stage_of(bench, alert_id):
    with bench.office.reading() as reading:
        case = case_of_alert(reading, alert_id)
    return case.stage if case else None


def post(client, address, **fields):
    data = {"csrf_token": client.csrf, **fields}
    return client.post(address, data=data, follow_redirects=False)


def test_acknowledged_undone_dismissed_and_taken_up_again(client_as, bench_us_small, alert_id):
    client = client_as("analyst", "en")
    here = f"/alerts/{alert_id}"
    assert "Nobody has taken this up" in client.get(here).text
    assert post(client, f"{here}/acknowledge").headers["location"] == f"{here}?done=acknowledged"
    assert stage_of(bench_us_small, alert_id) is Stage.ALERT
    shown = client.get(f"{here}?done=acknowledged").text
    assert "You look at it now." in shown and f"{here}/undo" in shown
    assert post(client, f"{here}/undo").status_code == 303
    assert stage_of(bench_us_small, alert_id) is Stage.WITHDRAWN
    assert f"{here}/acknowledge" in client.get(here).text
    assert post(client, f"{here}/dismiss", reason="a change of definition").status_code == 303
    assert stage_of(bench_us_small, alert_id) is Stage.DISMISSED
    assert post(client, f"{here}/undo").status_code == 303
    assert stage_of(bench_us_small, alert_id) is Stage.ALERT


def test_a_dismissal_needs_a_reason(client_as, bench_us_small, alert_id):
    client = client_as("analyst", "en")
    refused = post(client, f"/alerts/{alert_id}/dismiss", reason="  ")
    assert refused.status_code == 422 and "WEB-054" in refused.text
    assert stage_of(bench_us_small, alert_id) is None  # nothing was opened on the way


def test_an_assessment_leads_to_its_case(client_as, bench_us_small, alert_id):
    client = client_as("analyst")
    answer = post(client, f"/alerts/{alert_id}/assess")
    assert answer.status_code == 303 and answer.headers["location"].startswith("/cases/")
    assert stage_of(bench_us_small, alert_id) is Stage.ASSESSMENT


@pytest.mark.parametrize("role", ["caseworker", "auditor", "policy_designer"])
def test_others_read_an_alert_and_do_nothing_with_it(client_as, bench_us_small, alert_id, role):
    client = client_as(role, "en")
    assert f"{alert_id}/acknowledge" not in client.get(f"/alerts/{alert_id}").text
    for deed in ("acknowledge", "assess", "dismiss", "undo"):
        assert post(client, f"/alerts/{alert_id}/{deed}", reason="because").status_code == 403
    assert stage_of(bench_us_small, alert_id) is None


def test_a_form_without_its_token_changes_nothing(client_as, bench_us_small, alert_id):
    client = client_as("analyst")
    answer = client.post(f"/alerts/{alert_id}/acknowledge", follow_redirects=False)
    assert answer.status_code == 403
    assert stage_of(bench_us_small, alert_id) is None


def test_the_api_does_the_same(client_as, bench_us_small, alert_id):
    client = client_as("analyst")
    here = f"/api/v1/alerts/{alert_id}"
    taken = client.post(f"{here}/acknowledge", headers=client.csrf_headers).json()
    assert taken["stage"] == "alert" and taken["due"]
    again = client.post(f"{here}/acknowledge", headers=client.csrf_headers).json()
    assert again == taken  # somebody looks at it already
    aside = client.post(
        f"{here}/dismiss", json={"reason": "a strike that has ended"}, headers=client.csrf_headers
    )
    assert aside.json()["stage"] == "dismissed"
    refused = client.post(f"{here}/dismiss", json={"reason": ""}, headers=client.csrf_headers)
    assert refused.status_code == 422
    back = client.post(f"{here}/undo", headers=client.csrf_headers).json()
    assert back["stage"] == "alert" and back["case_id"] == taken["case_id"]


def test_the_case_keeps_what_was_known_and_the_task_appears_on_the_overview(
    client_as, bench_us_small, alert_id
):
    client = client_as("analyst", "en")
    post(client, f"/alerts/{alert_id}/acknowledge")
    with bench_us_small.office.reading() as reading:
        case = case_of_alert(reading, alert_id)
    assert case.alert["episode"]["episode_id"] == alert_id
    assert f'href="/cases/{case.case_id}"' in client.get("/").text
