"""The nowcast command on a workspace with real figures, and what it says when they are missing."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from trimtab.cli.nowcast import nowcast
from trimtab.kernel import TrimtabError
from trimtab.messages import LANGUAGES, explain_error

pytestmark = pytest.mark.shared


@pytest.fixture(scope="module")
def workspace(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    from trimtab.app.imports import import_source
    from trimtab.app.workspace import open_workspace

    folder = tmp_path_factory.mktemp("nation")
    opened = open_workspace(folder, create=True)
    for name in (
        "us_national/unemployment_vacancy_1929_1984.csv",
        "us_national/insured_unemployment_rate_weekly_1971_1984.csv",
        "us_states/claims_weekly_2020_2022.csv",
    ):
        import_source(opened, str(shared_data / name))
    return folder


def command(*arguments: str, lang: str = "en") -> str:
    """What the command prints; its errors are raised."""
    application = typer.Typer()
    application.command()(nowcast)
    environment = {"TRIMTAB_LANG": lang, "COLUMNS": "140", "NO_COLOR": "1"}
    ran = CliRunner().invoke(application, arguments, env=environment)
    if ran.exception:
        raise ran.exception
    return ran.output


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_tables_name_month_interval_and_verdict(workspace, lang):
    shown = command("-w", str(workspace), "--as-of", "1985-01-20", lang=lang)
    words = {
        "en": ("Jan 1985", "Feb 1985", "90 % interval", "better", "insured unemployment rate"),
        "zh": ("1985年1月", "1985年2月", "90%区间", "更优", "参保失业率"),
    }[lang]
    assert all(word in shown for word in words), shown
    assert "{" not in shown


def test_json_and_history_agree_with_each_other(workspace, tmp_path):
    file = tmp_path / "history.csv"
    answer = json.loads(
        command(
            "-w", str(workspace), "--as-of", "1985-01-20", "--region", "US",
            "--from", "insured_unemployment_rate", "--history", str(file), "--json",
        )
    )  # fmt: skip
    assert answer["vintage_label"] == "final vintage + release lag"
    assert [month["month"] for month in answer["months"]] == ["1985-01", "1985-02"]
    with file.open(encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle))
    steps = [[row for row in rows if row["step"] == step] for step in ("1", "2")]
    whole = [one for one in answer["skill"] if one["regime"] is None]
    for skill, past in zip(whole, steps, strict=True):
        assert skill["origins"] == len(past)
        errors = [float(row["estimate"]) - float(row["published"]) for row in past]
        carried = [float(row["carried_forward"]) - float(row["published"]) for row in past]
        ratio = (sum(e * e for e in errors) / sum(c * c for c in carried)) ** 0.5
        assert skill["relative_root_mean_square_error"]["value"] == pytest.approx(ratio)
    assert all(row["known_at"][:7] > row["last_published"] for row in rows)


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("--as-of", "1985-01-20", "--target", "employment"), "NOWCAST-002"),
        (("--as-of", "1965-01-20"), "NOWCAST-003"),
        (("--as-of", "1985-01-20", "--from", "job_postings"), "NOWCAST-003"),
        (("--as-of", "2021-06"), "NOWCAST-005"),
        (("--as-of", "1985-05-01"), "NOWCAST-005"),
    ],
)
def test_what_is_missing_is_named_with_its_cure(workspace, arguments, code):
    with pytest.raises(TrimtabError) as raised:
        command("-w", str(workspace), *arguments)
    assert raised.value.code == code
    for language in LANGUAGES:
        sentence = explain_error(raised.value, language)
        assert code in sentence
        assert "trimtab ingest" in sentence or "--as-of" in sentence


def test_a_history_that_cannot_be_written_is_said(workspace, tmp_path):
    nowhere = str(tmp_path / "no" / "history.csv")
    with pytest.raises(TrimtabError, match="NOWCAST-006"):
        command("-w", str(workspace), "--as-of", "1985-01-20", "--history", nowhere)


def test_the_day_the_error_names_is_the_last_that_works(workspace):
    shown = json.loads(command("-w", str(workspace), "--as-of", "1985-04-30", "--json"))
    assert [month["month"] for month in shown["months"]][-1] == "1985-04"
    assert len(shown["months"]) == 4
