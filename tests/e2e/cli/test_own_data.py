"""A bureau brings its own table: drafted, corrected, stored, monitored, briefed."""

from __future__ import annotations

import json

import pytest


@pytest.fixture(scope="module")
def own(trimtab, repository, tmp_path_factory):
    """A folder with a workspace into which the example of the tutorial was imported."""
    folder = tmp_path_factory.mktemp("own")
    source = repository / "docs/examples/synthetic_registered_unemployment.csv"
    (folder / "figures.csv").write_bytes(source.read_bytes())
    drafted = trimtab("ingest", "inspect", "figures.csv", cwd=folder)
    assert drafted.returncode == 0, drafted.stderr
    stored = trimtab(
        "ingest", "run", "figures.csv", "--mapping", "figures.mapping.yaml", cwd=folder
    )
    assert stored.returncode == 0, stored.stderr
    return folder


def test_a_corrected_mapping_is_never_overwritten(own, trimtab):
    mapping = own / "figures.mapping.yaml"
    before = mapping.read_bytes()
    again = trimtab("ingest", "inspect", "figures.csv", cwd=own)
    assert again.returncode == 5
    assert "APP-006" in again.stderr
    assert "Beijing" in again.stdout  # the file is shown all the same
    assert mapping.read_bytes() == before


def test_mapping_comments_speak_the_language_asked_for(own, trimtab):
    trimtab("ingest", "inspect", "figures.csv", "--out", "zh.yaml", lang="zh", cwd=own)
    assert "观测值" in (own / "zh.yaml").read_text(encoding="utf-8")


def test_a_filled_template_is_never_overwritten(trimtab, tmp_path):
    assert trimtab("ingest", "template", "-o", "panel.xlsx", cwd=tmp_path).returncode == 0
    before = (tmp_path / "panel.xlsx").read_bytes()
    again = trimtab("ingest", "template", "-o", "panel.xlsx", cwd=tmp_path)
    assert again.returncode == 5
    assert "APP-006" in again.stderr
    assert (tmp_path / "panel.xlsx").read_bytes() == before


def test_the_brief_cites_the_imported_file_and_nothing_american(own, trimtab):
    ran = trimtab("monitoring", "run", "--brief", "brief.html", lang="zh", cwd=own)
    assert ran.returncode == 0, ran.stderr
    brief = (own / "brief.html").read_text(encoding="utf-8")
    assert "figures.csv" in brief
    for foreign in ("美国", "Bureau of Labor", "NBER", "OEWS"):
        assert foreign not in brief


def test_a_panel_too_short_to_judge_is_not_called_calm(own, trimtab):
    ran = trimtab("monitoring", "replay", "--as-of", "2016-12", cwd=own)
    assert ran.returncode == 0, ran.stderr
    assert "cannot be judged" in ran.stdout
    assert "inside" not in ran.stdout
    found = json.loads(
        trimtab("monitoring", "replay", "--as-of", "2016-12", "--json", cwd=own).stdout
    )
    assert found["passes"][0]["series_judged"] == 0


def test_the_same_file_again_changes_nothing(own, trimtab):
    before = trimtab("stores", "list", "--json", cwd=own).stdout
    again = trimtab(
        "ingest", "run", "figures.csv", "--mapping", "figures.mapping.yaml", "--json", cwd=own
    )
    assert json.loads(again.stdout)["was_there"] is True
    assert trimtab("stores", "list", "--json", cwd=own).stdout == before
