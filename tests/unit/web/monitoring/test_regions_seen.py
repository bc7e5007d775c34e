"""Who holds a role in one region sees the series and alerts of that region, and no others."""

from __future__ import annotations

import numpy as np
import pytest

from trimtab.app.workbench.live_part import restricted
from trimtab.app.workbench.live_questions import PassesAsked
from trimtab.app.workbench.replay import instant_of
from trimtab.coordination.opening import case_of_alert
from trimtab.kernel import Period
from trimtab.office.people_grants import give_grant, withdraw_grant
from trimtab.office.types import OPERATOR, Grant, Role

HERE, ELSEWHERE = "CN-980100", "CN-980200"
"""The region whose employment falls, and one beside it."""


@pytest.fixture
def only_in(bench_us_small):
    """Lets the analyst's role count in one region only."""

    def narrow(region):
        with bench_us_small.office.work(OPERATOR, "another region") as work:
            give_grant(work, "analyst", Role.ANALYST, region)
            for grant in work.find(Grant, actor_id="analyst"):
                if grant.region != region:
                    withdraw_grant(work, grant.grant_id)

    return narrow


@pytest.fixture
def fallen(known):
    """An alert of the falling series."""
    episodes = [one for found in known.now().passes for one in found.open_episodes]
    return next(one for one in episodes if str(one.series.region) == HERE)


@pytest.fixture
def replayed(known):
    """A month whose passes are there."""
    month = Period.parse("2025-12")
    assert known.wait(PassesAsked(instant_of(month))).failure is None
    return month


def test_a_restricted_pass_keeps_rows_and_series_together(passes):
    whole = passes[0]
    part = restricted(whole, frozenset({ELSEWHERE}))
    assert {str(key.region) for key in part.signal.series} == {ELSEWHERE}
    for row, key in enumerate(part.signal.series):
        at = whole.signal.series.index(key)
        np.testing.assert_array_equal(part.signal.statistic[row], whole.signal.statistic[at])
        np.testing.assert_array_equal(part.signal.thresholds[row], whole.signal.thresholds[at])
        np.testing.assert_array_equal(part.adjusted[row], whole.adjusted[at])
    assert all(str(one.series.region) == ELSEWHERE for one in part.episodes)
    assert restricted(whole, frozenset({"CN-110000"})) is None


@pytest.mark.parametrize("language", ["zh", "en"])
def test_alerts_of_other_regions_are_neither_listed_nor_found(
    client_as, only_in, fallen, replayed, language
):
    everywhere = client_as("analyst", language).get("/api/v1/alerts").json()
    only_in(ELSEWHERE)
    client = client_as("analyst", language)
    listed = client.get("/api/v1/alerts?standing=all&limit=500").json()
    assert {one["region"] for one in listed["items"]} <= {ELSEWHERE}
    assert HERE in {one["region"] for one in everywhere["items"]}
    here = fallen.episode_id
    for address in (f"/alerts/{here}", f"/alerts/{here}/clearing", f"/api/v1/alerts/{here}"):
        assert client.get(address).status_code == 404, address
    for address in ("/", "/alerts?standing=all", "/alerts.csv?standing=all", "/alerts.json",
                    f"/replay?month={replayed}", f"/alerts?month={replayed}",
                    "/api/v1/overview", f"/api/v1/replay?month={replayed}",
                    f"/search?q={HERE}"):  # fmt: skip
        answer = client.get(address)
        assert answer.status_code == 200, address
        assert here not in answer.text and f"region={HERE}" not in answer.text, address
    places = client.get("/api/v1/overview").json()["places"]
    assert {one["region"] for one in places} <= {ELSEWHERE}


def test_one_region_reads_its_own_alerts(client_as, only_in, fallen):
    only_in(HERE)
    client = client_as("analyst")
    assert fallen.episode_id in client.get("/alerts").text
    assert client.get(f"/alerts/{fallen.episode_id}").status_code == 200
    assert client.get("/").status_code == 200
    assert client.get("/replay").status_code == 200


def test_a_region_without_series_is_refused(client_as, only_in, replayed):
    only_in("CN-110000")
    for address in ("/", "/alerts", f"/replay?month={replayed}", "/api/v1/overview",
                    "/api/v1/alerts"):  # fmt: skip
        assert client_as("analyst").get(address).status_code == 403, address


def test_an_alert_of_elsewhere_cannot_be_taken_up(client_as, only_in, fallen, bench_us_small):
    only_in(ELSEWHERE)
    client = client_as("analyst")
    for deed in ("acknowledge", "assess", "undo"):
        sent = {"csrf_token": client.csrf}
        assert client.post(f"/alerts/{fallen.episode_id}/{deed}", data=sent).status_code == 404
        answer = client.post(f"/api/v1/alerts/{fallen.episode_id}/{deed}",
                             headers=client.csrf_headers)  # fmt: skip
        assert answer.status_code == 404
    with bench_us_small.office.reading() as reading:
        assert case_of_alert(reading, fallen.episode_id) is None
