"""One answered question of a verification, and what it makes of the whole."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from trimtab.credentials.types import Answer, Check, Outcome
from trimtab.kernel import Problem

CHECKS = (
    "form",
    "proofs",
    "proofs_agree",
    "key",
    "issuer",
    "accreditation",
    "period",
    "status",
    "register",
)
"""In the order in which they are asked and shown."""

GRAVEST_FIRST = tuple(Outcome)


@dataclass(frozen=True, slots=True)
class Step:
    """A check and the outcome it alone would lead to."""

    check: Check
    outcome: Outcome = Outcome.VALID


def passed(name: str, reason: str, /, **params: str) -> Step:
    """The question was answered well."""
    return Step(Check(name, Answer.PASSED, reason, params))


def warned(name: str, reason: str, outcome: Outcome = Outcome.VALID, /, **params: str) -> Step:
    """Answered, with something the reader should know."""
    return Step(Check(name, Answer.WARNED, reason, params), outcome)


def failed(name: str, reason: str, outcome: Outcome = Outcome.INVALID, /, **params: str) -> Step:
    """Answered badly."""
    return Step(Check(name, Answer.FAILED, reason, params), outcome)


def unknown(name: str, reason: str, outcome: Outcome = Outcome.PENDING, /, **params: str) -> Step:
    """Asked, and it could not be answered."""
    return Step(Check(name, Answer.UNKNOWN, reason, params), outcome)


def not_asked(name: str, reason: str, /, **params: str) -> Step:
    """There was nothing to ask, or nobody."""
    return Step(Check(name, Answer.NOT_ASKED, reason, params))


def skipped(names: Iterable[str]) -> list[Step]:
    """Questions about what a document says that are not worth asking while nobody stands for it."""
    return [not_asked(name, "not_examined") for name in names]


def gravest(outcomes: Iterable[Outcome]) -> Outcome:
    """Of several outcomes the one that counts."""
    return min(outcomes, key=GRAVEST_FIRST.index, default=Outcome.VALID)


def from_problem(name: str, problem: Problem) -> Step:
    """A rule of form that is broken: the sentence is that of the problem's code."""
    params = {key: str(value) for key, value in problem.params.items()}
    if problem.column:
        params["column"] = problem.column
    return failed(name, "form_broken", code=problem.code, **params)
