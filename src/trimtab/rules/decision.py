"""What was decided by a rule, kept so that it can be computed again bit for bit.

A decision freezes every answer of the rule book its computation asked for, with the ids and
versions of the rules. It is computed again from those (``recompute_frozen``): no later change of
the book can alter it. Computed again from the book as known on the day of the decision
(``recompute_from_book``), a difference shows that the book's history was rewritten.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from trimtab.kernel import Region, StateError
from trimtab.rules.columns import Column, Labels
from trimtab.rules.computation import Computation, Input, Kind, column_of
from trimtab.rules.frozen_answers import answer_of_plain, plain_of_answer, used_rules
from trimtab.rules.types import Answer
from trimtab.rules.unknowns import Lookup

Question = tuple[str, Region, date]
Plain = Mapping[str, Any]


class RecordingLookup:
    """A rule book that remembers what it was asked and what it answered."""

    def __init__(self, book: Lookup) -> None:
        self._book = book
        self._answers: dict[tuple[Region, date], dict[str, Answer]] = {}

    def at(self, key: str, region: Region, on: date, known_on: date | None = None) -> Answer:
        answer = self._book.at(key, region, on, known_on)
        self._answers.setdefault((region, on), {})[key] = answer
        return answer

    @property
    def answers(self) -> tuple[Answer, ...]:
        """Everything that was answered."""
        return tuple(one for found in self._answers.values() for one in found.values())

    def about(self, region: Region, on: date) -> tuple[Answer, ...]:
        """The answers about one place and day, by key."""
        found = self._answers.get((region, on), {})
        return tuple(found[key] for key in sorted(found))


class FrozenLookup:
    """The answers a decision rests on, and nothing else."""

    def __init__(self, answers: Iterable[Answer]) -> None:
        self._answers = {(one.key, one.region, one.on): one for one in answers}

    def at(self, key: str, region: Region, on: date, known_on: date | None = None) -> Answer:
        """The frozen answer; StateError DECISION-001 for a question the decision never asked."""
        try:
            return self._answers[key, region, on]
        except KeyError:
            raise StateError(
                "DECISION-001", key=key, region=str(region), on=str(on), known_on=str(known_on)
            ) from None


@dataclass(frozen=True)
class RuleDecision:
    """One case, decided: inputs, the answers of the book it rests on, outputs.

    ``inputs`` and ``outputs`` are plain JSON values by column name; ``known_on`` is the day whose
    knowledge of the rules counted.
    """

    computation: str
    known_on: date
    inputs: Plain
    answers: tuple[Answer, ...]
    outputs: Plain

    @property
    def content(self) -> str:
        """The whole decision as canonical JSON."""
        return canonical(
            {
                "answers": [plain_of_answer(answer) for answer in self.answers],
                "computation": self.computation,
                "inputs": self.inputs,
                "known_on": str(self.known_on),
                "outputs": self.outputs,
            }
        )

    @property
    def decision_id(self) -> str:
        """Derived from the content: the same decision twice has one id."""
        return "decision:" + hashlib.sha256(self.content.encode()).hexdigest()[:32]

    @property
    def rules(self) -> dict[str, str]:
        """Version by id of every rule it rests on."""
        return used_rules(self.answers)

    @classmethod
    def of_content(cls, content: str) -> RuleDecision:
        """Read ``content`` back; the content of the result is the same text.

        Raises StateError DECISION-002 for a text that is no decision.
        """
        try:
            plain = json.loads(content)
            answers = tuple(answer_of_plain(one) for one in plain["answers"])
            known_on = date.fromisoformat(plain["known_on"])
            return cls(plain["computation"], known_on, plain["inputs"], answers, plain["outputs"])
        except (KeyError, TypeError, ValueError) as error:
            raise StateError("DECISION-002", detail=f"{type(error).__name__}: {error}") from error


@dataclass(frozen=True, slots=True)
class Difference:
    """An output that comes out otherwise than decided."""

    output: str
    decided: Any
    now: Any


@dataclass(frozen=True)
class Recomputed:
    """A decision computed again: from what it froze, and from the book as it was known then.

    ``rewritten`` are rules, known on the day of the decision, that say something else now or are
    gone, and rules that have since been slipped in under that day.
    """

    decision: RuleDecision
    frozen: tuple[Difference, ...]
    from_book: tuple[Difference, ...]
    rewritten: tuple[str, ...]

    @property
    def agrees(self) -> bool:
        """Bit for bit from the frozen values, and the book's history untouched."""
        return not (self.frozen or self.from_book or self.rewritten)


def recompute(computation: Computation, decision: RuleDecision, book: Lookup) -> Recomputed:
    """Compute a decision again both ways, and name what differs."""
    frozen = run_case(computation, FrozenLookup(decision.answers), decision)
    lookup = RecordingLookup(book)
    from_book = run_case(computation, lookup, decision)
    now = used_rules(lookup.answers)
    then = decision.rules
    changed = {mark for mark in then.keys() | now.keys() if then.get(mark) != now.get(mark)}
    return Recomputed(
        decision,
        differences(decision.outputs, frozen),
        differences(decision.outputs, from_book),
        tuple(sorted(changed)),
    )


def run_case(computation: Computation, lookup: Lookup, decision: RuleDecision) -> Plain:
    """The outputs of one case, from any source of answers."""
    columns = columns_of_case(computation.inputs, decision.inputs)
    made = computation.compute(lookup, columns, decision.known_on)  # type: ignore[arg-type]
    return plain_outputs(computation, made, 0)


def differences(decided: Plain, now: Plain) -> tuple[Difference, ...]:
    """Outputs whose canonical JSON differs, by name."""
    return tuple(
        Difference(name, decided.get(name), now.get(name))
        for name in sorted(decided.keys() | now.keys())
        if canonical(decided.get(name)) != canonical(now.get(name))
    )


def columns_of_case(inputs: Iterable[Input], case: Plain) -> dict[str, Column]:
    """Columns of one person from plain values; inputs the case does not name are left out."""
    given = {entry.name: entry.kind for entry in inputs if entry.name in case}
    return {name: column_of([_scalar(case[name], kind)], kind) for name, kind in given.items()}


def _scalar(value: Any, kind: Kind) -> Any:
    return date.fromisoformat(value) if kind is Kind.DATE and isinstance(value, str) else value


def plain_outputs(computation: Computation, made: Mapping[str, Column], row: int) -> Plain:
    """One person's outputs as plain values; what is not known is None."""
    return {output.name: plain_cell(made[output.name], row) for output in computation.outputs}


def plain_cell(column: Column, row: int) -> Any:
    """One cell as a plain value: a whole number as one, NaN and NaT as None, a day as text."""
    if isinstance(column, Labels):
        return column.words[int(column.positions[row])]
    cell = column[row]
    if isinstance(cell, np.datetime64):
        return None if np.isnat(cell) else str(cell.astype("datetime64[D]"))
    if isinstance(cell, np.bool_):
        return bool(cell)
    number = float(cell)
    if number != number:
        return None
    return int(number) if number.is_integer() else number


def plain_column(column: Column) -> list[Any]:
    """Every cell as ``plain_cell`` gives it; each distinct one is converted once."""
    if isinstance(column, Labels):
        words: list[Any] = np.array(column.words, object)[column.positions].tolist()
        return words
    distinct, place = np.unique(column, return_inverse=True)
    plain = [plain_cell(distinct, at) for at in range(len(distinct))]
    cells: list[Any] = np.array(plain, object)[place].tolist()
    return cells


def canonical(value: object) -> str:
    """JSON with sorted keys and without spaces; floats in the shortest form that reads back."""
    return json.dumps(
        value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    )
