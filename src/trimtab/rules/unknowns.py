"""What the rule book could not answer: in one word, and as a question for the bureau."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Protocol

from trimtab.kernel import Region
from trimtab.rules.types import Answer, Computable, Reason, SameAs, Verification


class Lookup(Protocol):
    """What a computation needs of a rule book; a frozen decision offers the same."""

    def at(self, key: str, region: Region, on: date, known_on: date | None = None) -> Answer:
        """What holds for a key at a place on a day, as known on a day."""
        ...


class QuestionKind(StrEnum):
    """Why a bureau is asked: nobody knows the rule, or sources contradict each other."""

    RULE_UNKNOWN = "rule_unknown"
    RULE_DISPUTED = "rule_disputed"


@dataclass(frozen=True, slots=True, order=True)
class OpenQuestion:
    """A rule somebody has to find out. ``on`` is the first day it is needed for, as far as seen."""

    kind: QuestionKind
    key: str
    region: Region
    on: date


def shortfall(answer: Answer) -> str:
    """Why an answer gives no value, in the word results carry; empty when it gives one."""
    if answer.reason in (Reason.NOT_YET_IN_FORCE, Reason.EXPIRED):
        return "not_in_force"
    return answer.reason.value


def is_past_the_known(answer: Answer) -> bool:
    """Whether a rule was known before and nobody knows what holds now: a payment may go on."""
    return answer.reason in (Reason.UNKNOWN_AFTER, Reason.KNOWN_ONLY_ON)


def question_about(answer: Answer) -> OpenQuestion | None:
    """What to ask the bureau, None where the book answers (that a rule expired is an answer)."""
    if answer.reason in (Reason.NONE, Reason.EXPIRED):
        return None
    disputed = answer.reason is Reason.DISPUTED
    kind = QuestionKind.RULE_DISPUTED if disputed else QuestionKind.RULE_UNKNOWN
    if answer.rule is None:
        return OpenQuestion(kind, answer.key, answer.region, answer.on)
    return OpenQuestion(kind, answer.key, answer.rule.region, answer.rule.in_force_from)


def questions_about(answers: Iterable[Answer]) -> tuple[OpenQuestion, ...]:
    """One question for each rule and place, for the earliest day it is needed."""
    found: dict[tuple[QuestionKind, str, Region], OpenQuestion] = {}
    for answer in answers:
        if (question := question_about(answer)) is None:
            continue
        mark = (question.kind, question.key, question.region)
        found[mark] = min(question, found.get(mark, question))
    return tuple(sorted(found.values()))


def readings_of(answer: Answer) -> tuple[Computable, ...]:
    """The value, or every disputed one; none where one of those cannot be computed either."""
    if answer.value is not None:
        values = [answer.value]
    else:
        values = [one.value for one in answer.alternatives]
    computable = tuple(value for value in values if isinstance(value, Computable))
    return computable if len(computable) == len(values) else ()


def last_known_value(answer: Answer) -> Computable | None:
    """The last value that was known at that place, where it can be computed."""
    value = None if answer.last_known is None else answer.last_known.value
    return value if isinstance(value, Computable) and not isinstance(value, SameAs) else None


def verification_of(answer: Answer) -> Verification:
    """How well an answer is known, with all it rests on; no value at all is unverified."""
    if answer.reason is Reason.DISPUTED:
        return Verification.DISPUTED
    if answer.value is None or answer.provisional:
        return Verification.UNVERIFIED
    return Verification.VERIFIED


_RANK = {word: rank for rank, word in enumerate(Verification)}


def weakest(answers: Iterable[Answer]) -> Verification:
    """How well known is what rests on all of these."""
    return max(map(verification_of, answers), key=_RANK.__getitem__, default=Verification.VERIFIED)


def clauses_of(answers: Iterable[Answer]) -> tuple[str, ...]:
    """The clauses answers rest on, each once: title and article, as the source writes them."""
    found = (
        " ".join(filter(None, (rule.reference.title, rule.reference.article)))
        for answer in answers
        for rule in answer.rules
    )
    return tuple(dict.fromkeys(found))


def clause_of(answers: Iterable[Answer]) -> str:
    """The clauses answers rest on, as one text."""
    return "; ".join(clauses_of(answers))
