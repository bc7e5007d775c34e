"""Columns over persons: texts as labels, and the distinct pairs of place and day among them.

A million claimants live in a few regions and claim on a few hundred days. A parameter is therefore
looked up once per distinct pair (``Situations``), never once per person.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from trimtab.kernel import Region

if TYPE_CHECKING:
    from trimtab.rules.book import RuleBook
    from trimtab.rules.types import Answer

Numbers = npt.NDArray[np.float64]
Positions = npt.NDArray[np.int32]


@dataclass(frozen=True, slots=True, eq=False)
class Labels:
    """A text column: the distinct words, and for each person the position of hers among them.

    Examples
    --------
    >>> column = Labels.of(["CN-310000", "CN-440000", "CN-310000"])
    >>> column.words, column.positions.tolist(), column.tolist()[1]
    (('CN-310000', 'CN-440000'), [0, 1, 0], 'CN-440000')
    """

    words: tuple[str, ...]
    positions: Positions

    @classmethod
    def of(cls, values: Sequence[str] | npt.NDArray[Any]) -> Labels:
        """From one word per person."""
        words, positions = np.unique(np.asarray(values, dtype=np.str_), return_inverse=True)
        return cls(tuple(map(str, words)), positions.astype(np.int32))

    @classmethod
    def constant(cls, word: str, length: int) -> Labels:
        """The same word for everybody."""
        return cls((word,), np.broadcast_to(np.int32(0), length))

    @classmethod
    def choose(cls, words: Sequence[str], positions: npt.NDArray[Any]) -> Labels:
        """Words by position; equal words may stand several times in ``words``."""
        distinct = tuple(dict.fromkeys(words))
        place = np.array([distinct.index(word) for word in words], np.int32)
        return cls(distinct, place[positions])

    @classmethod
    def assemble(cls, parts: Sequence[tuple[npt.NDArray[np.bool_], Labels]], length: int) -> Labels:
        """Each part's words where its mask is true; the masks divide the persons."""
        distinct = tuple(dict.fromkeys(word for _, part in parts for word in part.words))
        positions = np.zeros(length, np.int32)
        for mask, part in parts:
            positions[mask] = part.renumbered(distinct)
        return cls(distinct, positions)

    def renumbered(self, words: tuple[str, ...]) -> Positions:
        """Per person, the position of her word in another list that holds it."""
        return np.array([words.index(word) for word in self.words], np.int32)[self.positions]

    def __len__(self) -> int:
        return len(self.positions)

    def is_word(self, word: str) -> npt.NDArray[np.bool_]:
        """Per person: is it this word?"""
        if word not in self.words:
            return np.zeros(len(self), np.bool_)
        result: npt.NDArray[np.bool_] = self.positions == self.words.index(word)
        return result

    def tolist(self) -> list[str]:
        """One word per person."""
        return [self.words[position] for position in self.positions.tolist()]


Column = npt.NDArray[Any] | Labels
Columns = Mapping[str, Column]


@dataclass(frozen=True, eq=False)
class Situations:
    """The distinct pairs of region and day, and which of them each person is in.

    Examples
    --------
    >>> regions = Labels.of(["CN-310000", "CN-440000", "CN-310000"])
    >>> days = np.array(["2026-09-01"] * 3, "datetime64[D]")
    >>> found = Situations.of(regions, days)
    >>> len(found.pairs), found.index.tolist()
    (2, [0, 1, 0])
    """

    pairs: tuple[tuple[Region, date], ...]
    index: Positions

    @classmethod
    def of(cls, regions: Labels, days: npt.NDArray[np.datetime64]) -> Situations:
        """Group persons; time and memory grow with persons and with the span of days."""
        number = days.astype("datetime64[D]", copy=False).view(np.int64)
        first, last = (int(number.min()), int(number.max())) if len(number) else (0, 0)
        span = last - first + 1
        origin = np.datetime64(first, "D")
        cell, distinct = _group(regions, number, first, span)
        known = [Region(word) for word in regions.words]
        pairs = tuple(
            (known[one // span], (origin + one % span).item()) for one in distinct.tolist()
        )
        return cls(pairs, cell)

    def spread(self, values: npt.NDArray[Any]) -> npt.NDArray[Any]:
        """One entry per pair as one per person; a view that takes no memory where all are alike."""
        if len(self.pairs) == 1:
            return np.broadcast_to(values[0], (len(self.index), *values.shape[1:]))
        spread: npt.NDArray[Any] = values[self.index]
        return spread

    def only(self, mask: npt.NDArray[np.bool_]) -> Situations:
        """The situations of some of the persons."""
        used, index = np.unique(self.index[mask], return_inverse=True)
        return Situations(tuple(self.pairs[one] for one in used.tolist()), index.astype(np.int32))

    def look_up(self, book: RuleBook, key: str, known_on: date | None) -> Looked:
        """The parameter for every pair, as known on a day."""
        at = book.at
        answers = tuple(at(key, region, on=day, known_on=known_on) for region, day in self.pairs)
        return Looked(answers, self.index)


def _group(
    regions: Labels, number: npt.NDArray[np.int64], first: int, span: int
) -> tuple[Positions, npt.NDArray[np.int64]]:
    """Per person the position of her pair among the pairs that occur, and those pairs' numbers."""
    words = len(regions.words)
    if words == span == 1 and len(number):
        return np.zeros(len(number), np.int32), np.zeros(1, np.int64)
    cell: npt.NDArray[Any] = regions.positions
    if span > 1:
        cell = number - first
        if words > 1:
            cell += regions.positions.astype(np.int64) * span
    if words * span > 4 * len(cell) + 100_000:
        distinct, inverse = np.unique(cell, return_inverse=True)
        return inverse.astype(np.int32), distinct
    seen = np.zeros(words * span, np.bool_)
    seen[cell] = True
    distinct = np.flatnonzero(seen)
    place = np.zeros(len(seen), np.int32)
    place[distinct] = np.arange(len(distinct), dtype=np.int32)
    return place[cell], distinct


@dataclass(frozen=True, eq=False)
class Looked:
    """Answers of the rule book for the distinct pairs, spread over persons on demand."""

    answers: tuple[Answer, ...]
    index: Positions

    @cached_property
    def _distinct(self) -> tuple[list[Answer], Positions]:
        """Answers with different rules; position of each pair's answer among them."""
        found: dict[tuple[Any, str], int] = {}
        kept: list[Answer] = []
        place = np.empty(len(self.answers), np.int32)
        for pair, answer in enumerate(self.answers):
            mark = (id(answer.rule) if answer.rule is not None else None, answer.reason)
            if mark not in found:
                found[mark] = len(kept)
                kept.append(answer)
            place[pair] = found[mark]
        return kept, place

    def numbers(self) -> Numbers:
        """A plain number per person, NaN where none is in force."""
        return self.each(lambda answer: answer.number)

    def evaluate(self, argument: npt.NDArray[Any]) -> Numbers:
        """Bands, accrual or class table at each person's argument, NaN where none is in force."""
        kept, place = self._distinct
        if len(kept) == 1:
            return kept[0].evaluate(argument)
        mine = place[self.index]
        result = np.full(len(self.index), np.nan)
        for position, answer in enumerate(kept):
            here = mine == position
            result[here] = answer.evaluate(argument[here])
        return result

    def each(self, measure: Callable[[Answer], float]) -> Numbers:
        """``measure(answer)`` as a float per person."""
        kept, place = self._distinct
        return np.array([measure(answer) for answer in kept], np.float64)[place][self.index]

    def words(self, describe: Callable[[Answer], str]) -> Labels:
        """``describe(answer)`` as a label per person."""
        kept, place = self._distinct
        return Labels.choose([describe(answer) for answer in kept], place[self.index])

    @property
    def provisional(self) -> npt.NDArray[np.bool_]:
        """Per person: rests on a number that is not verified."""
        return self.each(lambda answer: answer.provisional).astype(np.bool_)
