"""Alerts at the command line: the list, the search, the card, and what each error tells to do."""

from __future__ import annotations

import csv
import json

import pytest

AS_OF = ("--as-of", "2008-03")


@pytest.fixture(scope="module")
def workspace(demo):
    folder, _ = demo
    return str(folder / "workspace")


@pytest.fixture(scope="module")
def alerts(trimtab, workspace):
    ran = trimtab("monitoring", "alerts", "list", "-w", workspace, *AS_OF, "--json")
    assert ran.returncode == 0, ran.stderr
    return json.loads(ran.stdout)["alerts"]


def test_open_alerts_come_highest_first(alerts):
    levels = [one["level"] for one in alerts]
    assert levels == sorted(levels, reverse=True)
    assert all(one["status"] == "open" for one in alerts)


def test_every_open_alert_says_where_it_belongs_or_that_it_cannot_tell(alerts):
    for one in alerts:
        found = one["attribution"]
        assert (found["verdict"] is None) != (found["undecided"] is None)
        if found["shares"]:
            assert sum(s["value"] for s in found["shares"].values()) == pytest.approx(1, abs=1e-6)


def test_search_finds_by_title_in_either_language_and_by_code(alerts, trimtab, workspace):
    def titles(words: str) -> list[str]:
        ran = trimtab("monitoring", "alerts", "list", "-w", workspace, *AS_OF, "--json",
                      "--search", words)  # fmt: skip
        return [one["title"] for one in json.loads(ran.stdout)["alerts"]]

    assert titles("wood product") == ["Wood product manufacturing"]
    assert titles("no such industry") == []
    code = next(one["industry"] for one in alerts if one["title"].startswith("Wood product"))
    assert titles(code) == ["Wood product manufacturing"]


def test_the_card_says_everything_that_is_needed_to_judge(alerts, trimtab, workspace):
    alert = alerts[0]["episode_id"]
    ran = trimtab("monitoring", "alerts", "show", alert, "-w", workspace, *AS_OF)
    assert ran.returncode == 0, ran.stderr
    for heading in ("Evidence", "False alarms", "Where it belongs", "Downturn",
                    "What would clear it", "Vintage"):  # fmt: skip
        assert heading in ran.stdout
    assert "final vintage + release lag" in ran.stdout
    chinese = trimtab("monitoring", "alerts", "show", alert, "-w", workspace, *AS_OF, lang="zh")
    for heading in ("证据", "误报", "归属", "下行期", "解除条件", "数据版本"):
        assert heading in chinese.stdout


def test_the_card_as_json_holds_the_whole_evidence_series(alerts, trimtab, workspace):
    alert = alerts[0]["episode_id"]
    ran = trimtab("monitoring", "alerts", "show", alert, "-w", workspace, *AS_OF, "--json")
    card = json.loads(ran.stdout)
    assert card["episode_id"] == alert
    assert card["evidence"][-1]["period"] == "2008-02"
    assert len(card["thresholds"]) == 4
    assert card["clearing"]["below"] > 0
    assert card["known_on"] == "2008-03-31"


def test_the_list_can_be_taken_away_as_csv(alerts, trimtab, workspace, tmp_path):
    file = tmp_path / "alerts.csv"
    ran = trimtab("monitoring", "alerts", "list", "-w", workspace, *AS_OF, "--csv", str(file))
    assert ran.returncode == 0, ran.stderr
    with file.open(encoding="utf-8-sig") as rows:
        written = list(csv.DictReader(rows))
    assert [row["alert"] for row in written] == [one["episode_id"] for one in alerts]


def test_an_unknown_alert_is_refused_with_a_cure(trimtab, workspace):
    ran = trimtab("monitoring", "alerts", "show", "ffffffffffff-x", "-w", workspace)
    assert ran.returncode == 4
    assert "MONITORING-042" in ran.stderr
    assert "alerts list" in ran.stderr


def test_a_list_that_cannot_be_written_is_refused_with_a_cure(trimtab, workspace, tmp_path):
    absent = tmp_path / "absent" / "alerts.csv"
    ran = trimtab("monitoring", "alerts", "list", "-w", workspace, "--csv", str(absent))
    assert ran.returncode == 2
    assert "MONITORING-023" in ran.stderr
