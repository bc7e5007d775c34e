"""The process beside the server: asked, killed, asked again, closed."""

from __future__ import annotations

import os
import signal
import threading
import time

import pytest

from trimtab.app.workbench.live import Live, start_live
from trimtab.app.workbench.live_process import Helper
from trimtab.app.workbench.live_questions import (
    STOPPED,
    ClearingAsked,
    Failure,
    Judgement,
    PassesAsked,
    Step,
)
from trimtab.kernel import EnvironmentLackingError, InputRejectedError, parse_instant


class Slow:
    """Answers when it is let; remembers what it was asked."""

    process_id = None

    def __init__(self, answers):
        self.answers = answers
        self.let, self.begun = threading.Event(), threading.Event()
        self.asked = []

    def answer(self, asked, told):
        self.begun.set()
        told(Step("monitoring.step.adjust", 1, 4))
        self.let.wait(10)
        self.asked.append(asked)
        answer = self.answers(asked)
        if isinstance(answer, Exception):
            raise answer
        return answer

    def close(self):
        self.let.set()


def live_with(answers, batches=lambda: ("a",)):
    helper = Slow(answers)
    return Live(batches, helper), helper


def test_nobody_waits_for_the_first_answer():
    live, helper = live_with(lambda asked: ())
    try:
        state = live.now()
        assert state.passes == () and state.stale and state.step is not None
        helper.let.set()
        assert live.wait().answer == ()
    finally:
        live.close()


def test_stale_passes_stay_while_newer_ones_are_computed(monkeypatch):
    batches = ["a"]
    live, helper = live_with(lambda asked: (asked[1],), lambda: tuple(batches))
    monkeypatch.setattr("trimtab.app.workbench.live._LOOK_AGAIN", 0.0)
    try:
        helper.let.set()
        live.wait()
        assert not live.now().stale
        helper.let.clear()
        batches.append("b")
        state = live.now()
        assert state.stale and state.passes == (("a",),) and state.batches == ("a",)
        helper.let.set()
        live.wait()
        assert live.now().passes == (("a", "b"),)
    finally:
        live.close()


def test_a_failure_is_told_and_the_last_passes_stay(monkeypatch):
    batches = ["a"]
    failed = Failure.of(InputRejectedError("MONITORING-003", indicators="hires", instant="2020"))
    live, helper = live_with(
        lambda asked: failed if asked[1] == ("b",) else ("pass",), lambda: tuple(batches)
    )
    monkeypatch.setattr("trimtab.app.workbench.live._LOOK_AGAIN", 0.0)
    helper.let.set()
    try:
        live.wait()
        batches[:] = ["b"]
        assert live.wait().failure == failed
        state = live.now()
        assert state.passes == ("pass",) and state.failure == failed and state.stale
        assert state.failure.error().code == "MONITORING-003"
        assert state.failure.error().params["indicators"] == "hires"
    finally:
        live.close()


def test_whatever_the_helper_raises_the_server_goes_on():
    live, helper = live_with(lambda asked: RuntimeError("no"))
    helper.let.set()
    try:
        assert live.wait().failure == STOPPED
        with pytest.raises(EnvironmentLackingError, match="WEB-051"):
            live.passes_today()
    finally:
        live.close()


def test_programs_are_told_that_nothing_is_there_yet():
    live, _ = live_with(lambda asked: ())
    try:
        with pytest.raises(EnvironmentLackingError, match="WEB-050"):
            live.passes_today()
    finally:
        live.close()


def test_today_comes_before_the_past_and_the_newest_question_before_older_ones():
    live, helper = live_with(lambda asked: ())
    months = [parse_instant(f"2020-{month:02d}") for month in range(1, 10)]
    try:
        live.passes_at(months[0])
        assert helper.begun.wait(10)
        for month in months[1:]:
            live.passes_at(month)
        live.now()
        helper.let.set()
        live.wait(PassesAsked(months[-1]))
        order = [asked[0] for asked in helper.asked]
        assert order[:3] == [PassesAsked(months[0]), PassesAsked(), PassesAsked(months[-1])]
        assert PassesAsked(months[1]) not in order  # gave way: nobody looks at it any more
    finally:
        live.close()


def test_what_is_derived_is_made_once_and_again_for_newer_passes(monkeypatch):
    batches = ["a"]
    live, helper = live_with(lambda asked: (asked[1],), lambda: tuple(batches))
    monkeypatch.setattr("trimtab.app.workbench.live._LOOK_AGAIN", 0.0)
    helper.let.set()
    made = []

    def make():
        made.append(live.now().passes)
        return made[-1]

    try:
        live.wait()
        assert live.derived("key", make) == live.derived("key", make) == (("a",),)
        batches.append("b")
        live.wait()
        assert live.derived("key", make) == (("a", "b"),)
        assert len(made) == 2
    finally:
        live.close()


def test_a_killed_process_is_started_again_and_ends_with_the_workbench(bench_us_small):
    live = start_live(bench_us_small)
    helper: Helper = live._helper
    try:
        live.now()
        until = time.monotonic() + 20
        while helper.process_id is None and time.monotonic() < until:
            time.sleep(0.01)
        first = helper.process_id
        os.kill(first, signal.SIGKILL)
        passes = live.wait().answer
        assert {one.indicator for one in passes} == {"employment", "registered_unemployment"}
        second = helper.process_id
        assert second not in (None, first)
        episode = passes[0].open_episodes[0]
        judged = live.wait(ClearingAsked(episode.episode_id)).answer
        assert isinstance(judged, Judgement)
        assert judged.clearing.below == episode.clears_below
        missing = live.wait(ClearingAsked("nothing")).failure
        assert missing is not None and missing.code == "MONITORING-042"
    finally:
        live.close()
    assert helper.process_id is None
    with pytest.raises(ProcessLookupError):
        os.kill(second, 0)


def test_a_program_that_cannot_start_is_a_failure_not_a_wait(bench_us_small, monkeypatch):
    monkeypatch.setattr("trimtab.app.workbench.live_process._PROGRAM", ("/bin/false",))
    live = start_live(bench_us_small)
    try:
        assert live.wait(seconds=30).failure == STOPPED
    finally:
        live.close()
