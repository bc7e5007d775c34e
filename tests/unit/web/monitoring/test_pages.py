"""Overview, alerts and replay as a browser gets them."""

from __future__ import annotations

import csv
import re
import threading
from datetime import timedelta
from io import StringIO

import pytest

from trimtab.app.workbench.live import Live
from trimtab.app.workbench.live_questions import ClearingAsked, Failure, PassesAsked
from trimtab.app.workbench.overview_news import Seen
from trimtab.app.workbench.replay import instant_of
from trimtab.kernel import Period
from trimtab.messages import Language, text
from trimtab.stores.office.visits import Visit, read_visit, write_visit

PAGES = ("/", "/alerts", "/replay")


class Never:
    """Computes until it is closed."""

    def __init__(self):
        self.closed = threading.Event()

    def answer(self, asked, told):
        self.closed.wait(30)

    def close(self):
        self.closed.set()


class Nothing:
    """Finds no series to monitor."""

    def answer(self, asked, told):
        return Failure("InputRejectedError", "MONITORING-003", {"indicators": "", "instant": ""})

    def close(self):
        return


def strongest(live):
    return max(
        (e for one in live.now().passes for e in one.open_episodes), key=lambda e: e.statistic.value
    )


@pytest.mark.parametrize("address", PAGES)
def test_nobody_signed_in_is_led_to_the_sign_in_page(client_as, live, address):
    answer = client_as(None).get(address, follow_redirects=False)
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/sign-in")


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("address", PAGES)
def test_pages_wait_before_the_first_answer_and_say_so(
    client_as, bench_us_small, address, language
):
    bench_us_small.services["live"] = Live(lambda: ("a",), Never())
    shown = client_as("analyst", language).get(address)
    assert shown.status_code == 200
    assert text("web.live.first", Language(language)) in shown.text
    assert 'hx-get="/live/progress"' in shown.text
    again = client_as("analyst", language).get("/live/progress")
    assert "hx-refresh" not in again.headers and "<progress" in again.text
    refused = client_as("analyst").get("/api/v1/alerts")
    assert refused.status_code == 503 and refused.json()["code"] == "WEB-050"


def test_a_waiting_page_is_told_when_to_load_itself(client_as, known):
    answer = client_as("analyst").get("/live/progress")
    assert answer.headers["hx-refresh"] == "true"


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_overview_says_how_things_stand(client_as, known, language):
    shown = client_as("analyst", language).get("/").text
    n = sum(len(one.open_episodes) for one in known.now().passes)
    assert f"({n})" in shown
    assert shown.count('class="tile tile-') == 3  # a region each
    assert {"zh": "合成数据", "en": "synthetic"}[language] in shown
    assert shown.count('class="key-figure"') == 5


def test_a_workspace_without_series_says_what_to_do(client_as, bench_us_small):
    bench_us_small.services["live"] = live = Live(lambda: (), Nothing())
    live.wait()
    shown = client_as("analyst").get("/").text
    assert 'href="/imports"' in shown and 'class="empty"' in shown


def test_the_overview_tells_what_changed_since_the_last_visit(client_as, known, bench_us_small):
    client = client_as("analyst", "en")
    assert "first look" in client.get("/").text
    engine = bench_us_small.office.engine
    visit = read_visit(engine, "analyst")
    now = Seen.from_text(visit.latest)
    changed = strongest(known)
    before = Seen(
        now.at - timedelta(days=3),
        {key: level for key, level in now.alerts.items() if key != changed.episode_id}
        | {"0123-gone": 2},
        frozenset(),
    )
    long_ago = visit.last_at - timedelta(days=3)
    write_visit(engine, Visit("analyst", long_ago, long_ago, "", before.as_text()))
    for _ in range(2):  # news does not vanish on reloading
        shown = client.get("/").text
        assert "1 alert opened:" in shown and "no longer found" in shown
        assert f'href="/alerts/{changed.episode_id}"' in shown
        assert "New data arrived" in shown


def test_the_list_is_filtered_and_read_page_by_page(client_as, known):
    client = client_as("analyst", "en")
    everything = client.get("/alerts.json?standing=all").json()["items"]
    assert {one["ended"] is None for one in everything} == {True, False}
    high = client.get("/alerts.json?standing=all&level=3").json()["items"]
    peaks = [o["level"] if o["ended"] is None else o["peak_level"] for o in everything]
    assert len(high) == sum(level >= 3 for level in peaks)
    one = client.get("/alerts.json?standing=all&region=CN-980100&indicator=employment").json()
    assert {(o["region"], o["indicator"]) for o in one["items"]} == {("CN-980100", "employment")}
    above = client.get("/alerts.json?standing=all&region=CN-980000").json()["items"]
    assert above == everything  # a region holds those below it
    seen, cursor = [], ""
    while cursor is not None:
        address = f"/api/v1/alerts?standing=all&limit=7&cursor={cursor}"
        part = client.get(address).json()
        seen += part["items"]
        cursor = part["next"]
        assert part["total"] == len(everything)
    assert seen == everything
    assert client.get("/api/v1/alerts?cursor=nothing").json()["code"] == "WEB-052"


def test_a_filter_without_answer_says_what_to_do(client_as, known):
    shown = client_as("analyst", "en").get("/alerts?q=zzzz").text
    assert "No alert matches" in shown and "Widen the search" in shown


def test_the_list_as_csv_has_the_same_rows(client_as, known):
    client = client_as("analyst")
    written = client.get("/alerts.csv?standing=all").text
    assert written.startswith("\ufeff")
    rows = list(csv.DictReader(StringIO(written[1:])))
    items = client.get("/alerts.json?standing=all").json()["items"]
    assert [row["alert_id"] for row in rows] == [item["alert_id"] for item in items]
    assert float(rows[0]["statistic"]) == items[0]["statistic"]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_an_alert_has_a_title_that_a_person_would_say(client_as, known, language):
    episode = strongest(known)
    shown = client_as("analyst", language).get(f"/alerts/{episode.episode_id}").text
    title = re.search(r"<h1>(.*?)</h1>", shown).group(1)
    expected = {
        "zh": r"甲市制造业：(用工人数自\d+年\d+月起下降|登记失业人数自\d+年\d+月起上升)",
        "en": r"Manufacturing, Jia City: .+ (falling|rising) since \w+ \d+",
    }[language]
    assert re.fullmatch(expected, title)
    assert shown.count("data-figure") >= 2


def test_what_would_clear_an_alert_comes_when_it_is_computed(client_as, known):
    episode = strongest(known)
    client = client_as("analyst", "en")
    client.get(f"/alerts/{episode.episode_id}")
    known.wait(ClearingAsked(episode.episode_id))
    shown = client.get(f"/alerts/{episode.episode_id}/clearing").text
    assert "falls below" in shown and "hx-get" not in shown
    detail = client.get(f"/api/v1/alerts/{episode.episode_id}").json()
    assert detail["clearing_known"] and detail["clears_below"] == pytest.approx(
        episode.clears_below
    )
    assert len(detail["periods"]) == len(detail["adjusted"]) == len(detail["statistics"])


def test_an_alert_that_does_not_exist_is_not_found(client_as, known):
    assert client_as("analyst").get("/alerts/nothing").status_code == 404
    assert client_as("analyst").get("/api/v1/alerts/nothing").json()["code"] == "MONITORING-042"


def test_the_replay_shows_only_what_was_known_then(client_as, known):
    client = client_as("analyst", "en")
    month = Period.parse("2025-06")  # before the fall begins
    client.get(f"/replay?month={month}")
    then = known.wait(PassesAsked(instant_of(month))).answer
    assert max(one.last_period for one in then) < month
    shown = client.get(f"/replay?month={month}").text
    assert "What was known on Jun 30, 2025" in shown
    assert strongest(known).episode_id not in shown
    told = client.get(f"/api/v1/replay?month={month}").json()
    assert told["known_on"] == "2025-06-30"
    assert told["open_alerts"] == sum(len(one.open_episodes) for one in then)
    listed = client.get(f"/api/v1/alerts?month={month}&standing=all").json()["items"]
    assert all(item["known"] <= "2025-06" for item in listed)
    gone = client.get(f"/alerts/{strongest(known).episode_id}?month={month}")
    assert gone.status_code == 404  # nobody could have known it


@pytest.mark.parametrize("month", ["1066-01", "2025", "x"])
def test_a_month_that_cannot_be_replayed_is_refused_in_words(client_as, known, month):
    shown = client_as("analyst", "en").get(f"/replay?month={month}")
    assert shown.status_code == 422 and "WEB-053" in shown.text


def test_the_slider_without_a_script_sends_the_place_of_a_month(client_as, known):
    shown = client_as("analyst", "en").get("/replay?month=0").text
    first = re.search(r'data-months="(\S+)', shown).group(1)
    assert f'href="/live/progress?month={first}"' in shown or f"month={first}" in shown
