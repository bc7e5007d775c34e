"""What a newcomer sees: the demonstration, then the commands on its workspace."""

from __future__ import annotations

import json
from pathlib import Path


def test_the_demo_ends_with_the_path_of_the_brief(demo):
    _, ran = demo
    assert ran.returncode == 0, ran.stderr
    brief = Path(ran.stdout.strip().splitlines()[-1])
    assert brief.name == "brief.html"
    assert brief.read_text(encoding="utf-8").startswith("<!doctype html>")


def test_the_demo_prints_level_reason_interval_and_promise(demo):
    _, ran = demo
    assert "final vintage + release lag" in ran.stdout
    for heading in ("series", "level", "reason", "statistic", "promised"):
        assert heading in ran.stdout
    assert ran.stdout.count("Realised on calm months") == 2  # each pass its own


def test_the_demo_can_be_repeated_and_changes_nothing(demo, trimtab):
    folder, _ = demo
    workspace = str(folder / "workspace")
    before = json.loads(trimtab("stores", "list", "-w", workspace, "--json").stdout)
    assert trimtab("demo", "--out", str(folder)).returncode == 0
    after = json.loads(trimtab("stores", "list", "-w", workspace, "--json").stdout)
    assert before == after
    assert len(before["batches"]) == 2


def test_a_replay_knows_only_what_was_released(demo, trimtab):
    folder, _ = demo
    ran = trimtab(
        "monitoring", "replay", "--as-of", "2008-03", "-w", str(folder / "workspace"), "--json"
    )
    (one,) = json.loads(ran.stdout)["passes"]
    assert one["last_period"] == "2008-02"  # March was published on the first Friday of April
    assert one["vintage_label"] == "final vintage + release lag"
    assert all(episode["known"] <= "2008-03" for episode in one["episodes"])
    titles = [e["title"] for e in one["episodes"] if e["status"] == "open" and e["level"] >= 3]
    assert any("Wood product" in title for title in titles)


def test_both_languages_say_the_same(demo, trimtab):
    folder, _ = demo
    command = ("monitoring", "run", "-w", str(folder / "workspace"), "--json")
    english = json.loads(trimtab(*command, lang="en").stdout)["passes"][0]
    chinese = json.loads(trimtab(*command, lang="zh").stdout)["passes"][0]
    assert [e["episode_id"] for e in english["episodes"]] == [
        e["episode_id"] for e in chinese["episodes"]
    ]
    assert all(any("\u4e00" <= c <= "\u9fff" for c in e["reason"]) for e in chinese["episodes"])


def test_read_writes_the_figures_as_known_then(demo, trimtab, tmp_path):
    folder, _ = demo
    target = tmp_path / "figures.csv"
    ran = trimtab(
        "stores", "read", "-w", str(folder / "workspace"), "--as-of", "1990-06",
        "--industry", "CES@2017:60561320", "--out", str(target),
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr
    lines = target.read_text(encoding="utf-8-sig").splitlines()
    assert lines[-1].split(",")[6] == "1990-05"


def test_suppressed_cells_stay_suppressed(demo, trimtab):
    folder, _ = demo
    ran = trimtab(
        "stores", "read", "-w", str(folder / "workspace"), "--region", "US-WY",
        "--frequency", "A", "--json",
    )  # fmt: skip
    values = [one["value"] for one in json.loads(ran.stdout)["observations"]]
    assert None in values
    assert 0 not in values
