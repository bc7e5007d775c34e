"""The job simulation.run: cancelled between tasks, gone on with by a later attempt."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from trimtab.app.simulation_job import run_simulation_job
from trimtab.kernel import StateError
from trimtab.ports.jobs import JobCancelled

TOY = Path(__file__).parent / "toy"


@dataclass
class Attempt:
    """One attempt, cancelled as soon as so many runs are done."""

    params: Mapping[str, Any]
    cancel_at: int | None = None
    told: list[int] = field(default_factory=list)
    job_id: str = "J-1"
    asked_by: str = "operator"
    is_last_attempt: bool = False
    checkpoint: Mapping[str, Any] | None = None

    def progress(self, step: str, done: int, total: int | None = None) -> None:
        self.told.append(done)
        if self.cancel_at is not None and done >= self.cancel_at:
            raise JobCancelled

    def save(self, checkpoint: Mapping[str, Any]) -> None:
        self.checkpoint = checkpoint


@pytest.fixture
def params(tmp_path: Path) -> dict[str, str]:
    shutil.copytree(TOY, tmp_path / "toy")
    file = tmp_path / "toy" / "scenario.yaml"
    text = file.read_text(encoding="utf-8").replace("years: 2", "years: 0.5")
    file.write_text(text.replace("draws: 4", "draws: 3"), encoding="utf-8")
    return {"scenario": str(file), "out": str(tmp_path / "out")}


def test_a_cancelled_job_goes_on_and_ends_as_one_that_was_not(params, tmp_path: Path):
    first = Attempt(params, cancel_at=9)
    with pytest.raises(JobCancelled):
        run_simulation_job(first)
    unfinished = tmp_path / "out" / "unfinished"
    assert list(unfinished.glob("task-*.npz"))
    second = Attempt(params)
    outcome = run_simulation_job(second)
    assert second.told[0] >= 9
    assert outcome.result["mixes"] == ["nothing", "serve", "hire"]
    assert "results.json" in outcome.result["files"]
    assert not unfinished.exists()
    whole = Attempt({**params, "out": str(tmp_path / "whole")})
    run_simulation_job(whole)
    for name in outcome.result["files"]:
        ours, theirs = (next((tmp_path / at).rglob(name)) for at in ("out", "whole"))
        assert ours.read_bytes() == theirs.read_bytes(), name


def test_a_scenario_changed_between_attempts_is_refused(params):
    with pytest.raises(JobCancelled):
        run_simulation_job(Attempt(params, cancel_at=9))
    file = Path(params["scenario"])
    file.write_text(file.read_text(encoding="utf-8").replace("seed: 11", "seed: 12"), "utf-8")
    with pytest.raises(StateError, match="SIMULATION-108"):
        run_simulation_job(Attempt(params))


def test_the_heart_beats_within_a_task(params):
    """A worker must prolong its lease while a long task runs, not only when it ends."""
    attempt = Attempt(params)
    outcome = run_simulation_job(attempt)
    assert len(attempt.told) > 3 * len(set(attempt.told))
    json.dumps(outcome.result)
