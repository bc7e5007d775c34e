"""Results of a file of cases: columns of plain values, and what they rest on once for each ground.

A hundred thousand claims rest on a few dozen sets of rules. Clauses and rules are therefore put
into words once for each set (``Ground``), and a case only says which is hers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from trimtab.app.rule_records import plain_rules
from trimtab.rules.types import Answer
from trimtab.rules.unknowns import clauses_of

Plain = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Ground:
    """The clauses and the rules, by id, that results rest on."""

    clauses: tuple[str, ...]
    rules: tuple[str, ...]

    @property
    def clause(self) -> str:
        """All clauses as one text."""
        return "; ".join(self.clauses)


@dataclass(frozen=True, eq=False)
class CaseResults:
    """``columns`` (n,) of plain values by name; ``ground`` (n,) the position of each case's among
    ``grounds``; ``rules`` by id, each once."""

    columns: Mapping[str, Sequence[Any]]
    ground: Sequence[int]
    grounds: tuple[Ground, ...]
    rules: Mapping[str, Plain]

    def __len__(self) -> int:
        return len(self.ground)

    def __getitem__(self, row: int) -> dict[str, Any]:
        return next(self.rows(row, row + 1))

    def __iter__(self) -> Iterator[dict[str, Any]]:
        return self.rows()

    def rows(self, start: int = 0, stop: int | None = None) -> Iterator[dict[str, Any]]:
        """One mapping for each case, made as it is asked for, with ``clause`` and ids of rules."""
        here = slice(start, len(self) if stop is None else stop)
        names = (*self.columns, "clause", "rules")
        said = [(one.clause, list(one.rules)) for one in self.grounds]
        cells = zip(*(column[here] for column in self.columns.values()), strict=True)
        for at, row in zip(self.ground[here], cells, strict=True):
            yield dict(zip(names, (*row, *said[at]), strict=True))

    def count(self, *names: str) -> dict[tuple[Any, ...], int]:
        """How many cases have each combination of values of these columns."""
        found: dict[tuple[Any, ...], int] = {}
        for mark in zip(*(self.columns[name] for name in names), strict=True):
            found[mark] = found.get(mark, 0) + 1
        return found


def find_grounds(
    marks: npt.NDArray[np.integer[Any]],
    answers_of: Callable[[int], tuple[tuple[Answer, ...], tuple[Answer, ...]]],
) -> tuple[list[int], tuple[Ground, ...], dict[str, Plain]]:
    """Grounds of cases, worked out once for each of their ``marks`` (n,).

    ``answers_of(row)`` are the answers the clauses and the rules of a case are taken from; cases
    with equal marks have equal ones.
    """
    _, first, inverse = np.unique(marks, return_index=True, return_inverse=True)
    known: dict[tuple[tuple[int, ...], ...], int] = {}
    grounds: list[Ground] = []
    rules: dict[str, Plain] = {}
    place = np.empty(len(first), np.int32)
    for at, row in enumerate(first.tolist()):
        cited, rested = answers_of(row)
        mark = (_identities(cited), _identities(rested))
        if mark not in known:
            known[mark] = len(grounds)
            plain = {rule["id"]: rule for rule in plain_rules(rested)}
            rules |= plain
            grounds.append(Ground(clauses_of(cited), tuple(plain)))
        place[at] = known[mark]
    return place[inverse].tolist(), tuple(grounds), rules


def key_by_ground(
    marks: npt.NDArray[np.integer[Any]], answer_of: Callable[[int], Answer | None]
) -> list[str | None]:
    """The key of the rule that lacks for each case, worked out once for each of their ``marks``."""
    _, first, inverse = np.unique(marks, return_index=True, return_inverse=True)
    lacking = map(answer_of, first.tolist())
    keys = np.array([None if one is None else one.key for one in lacking], object)
    found: list[str | None] = keys[inverse].tolist()
    return found


def _identities(answers: tuple[Answer, ...]) -> tuple[int, ...]:
    return tuple(id(rule) for answer in answers for rule in answer.rules)
