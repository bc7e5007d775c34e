"""What pages on monitoring have in common: the passes there are, and pages while there are none."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import Request
from fastapi.responses import HTMLResponse

from trimtab.app.workbench.live import Found, LiveState
from trimtab.app.workbench.live_questions import Failure, Step
from trimtab.app.workbench.viewer import Viewer
from trimtab.messages import Language, format_day, has_text, text
from trimtab.web.access import bench
from trimtab.web.problems import sentence_of
from trimtab.web.rendering import language_of, page

_NOTHING = "MONITORING-003"  # no series that monitoring knows


@dataclass(frozen=True, slots=True)
class Waiting:
    """What a page says while something is computed, or where it cannot be.

    ``again`` is the address that tells whether it is there by now; ``empty``: there are no data.
    """

    sentence: str
    step: str
    done: int
    total: int | None
    again: str
    failed: bool = False
    empty: bool = False


def step_words(step: Step | None, language: Language) -> str:
    """The step in words."""
    if step is None:
        return text("web.live.waiting", language)
    if step.step.startswith("web."):
        return text(step.step, language)
    known = has_text(step.step, language)
    words = text(step.step, language) if known else step.step
    return text("web.live.computing", language, step=words)


def waiting(
    language: Language, step: Step | None, failure: Failure | None, sentence: str, again: str
) -> Waiting:
    """The same for today and for a replay."""
    if failure is not None:
        reason = sentence_of(failure.error(), language)
        told = text("web.live.failed_all", language, reason=reason)
        return Waiting(told, "", 0, None, "", failed=True, empty=failure.code == _NOTHING)
    done, total = (step.done, step.total) if step else (0, None)
    return Waiting(sentence, step_words(step, language), done, total, again)


def waiting_page(request: Request, viewer: Viewer, state: LiveState, title: str) -> HTMLResponse:
    """A page whose passes are not there yet: designed, and replaced by itself when they are."""
    language = language_of(request, viewer)
    if bench(request).store.batches():
        first = text("web.live.first", language)
        told = waiting(language, state.step, state.failure, first, "/live/progress")
    else:  # known at once
        told = Waiting("", "", 0, None, "", empty=True)
    return page(request, viewer, "overview/waiting.html.j2", wait=told, title=title)


def stale_notice(state: LiveState, language: Language) -> Waiting | None:
    """What stands over a page whose passes are not those of today's data; None when they are."""
    if not state.stale or state.known_day is None:
        return None
    day = format_day(state.known_day, language)
    if state.failure is not None:
        reason = sentence_of(state.failure.error(), language)
        told = text("web.live.failed", language, reason=reason, day=day)
        return Waiting(told, "", 0, None, "", failed=True)
    sentence = text("web.live.stale", language, day=day)
    return waiting(language, state.step, None, sentence, "/live/progress")


def progress_answer(
    request: Request, viewer: Viewer, found: Found | LiveState, ready: bool, again: str
) -> HTMLResponse:
    """The fragment that a waiting page asks for; tells the page to load itself when it is ready."""
    if ready:
        return HTMLResponse("", headers={"HX-Refresh": "true"})
    language = language_of(request, viewer)
    told = waiting(language, found.step, None, "", again)
    return page(request, viewer, "overview/progress.html.j2", wait=told)
