"""Finding series by what a person types: Chinese, pinyin or its initials, English, a code.

Every dimension of a series (indicator, region, industry, occupation) goes by its titles in both
languages, their pinyin and its code. A word must answer in one dimension; a series is found when
all words do.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

import numpy as np
import numpy.typing as npt

from trimtab.app.titles import code_title, indicator_title
from trimtab.app.workbench.series_sums import Sums, sums_of
from trimtab.classifications.searching import Searchable, normalise, prepare, rank
from trimtab.kernel import Code, SeriesKey
from trimtab.messages import Language

DIMENSIONS = ("indicator", "region", "industry", "occupation")
_CHINESE = re.compile(r"[\u3400-\u9fff]")
_MISSPELT = 0.4  # the score that ``rank`` gives to what is only close
_LONGEST = 80  # characters of a question that are read
_LONGEST_WORD = 24

Scores = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Term:
    """A value of a dimension and what it is called."""

    code: str
    names: tuple[str, ...]


@dataclass(frozen=True)
class SeriesIndex:
    """All series: ``place`` (4, S) says which term of each dimension a series has.

    ``parts``: of totals that can be added up, the series that make them up; totals come first.
    """

    keys: tuple[SeriesKey, ...]
    parts: Sums
    place: npt.NDArray[np.int32]
    terms: tuple[tuple[Term, ...], ...]
    prepared: tuple[tuple[Searchable, ...], ...] = field(repr=False)

    @classmethod
    def of(cls, held: Sequence[SeriesKey]) -> SeriesIndex:
        """Index series that are held, and their totals."""
        parts = sums_of(held)
        keys = (*sorted(parts, key=_broadest_first), *held)
        values = [
            [key.indicator for key in keys],
            *([getattr(key, name) for key in keys] for name in DIMENSIONS[1:]),
        ]
        terms, places = [], []
        for column in values:
            seen: dict[object, int] = {}
            places.append([seen.setdefault(value, len(seen)) for value in column])
            terms.append(tuple(_term(value) for value in seen))
        return cls(
            keys,
            parts,
            np.array(places, np.int32).reshape(len(DIMENSIONS), len(keys)),
            tuple(terms),
            tuple(prepare(part) for part in terms),
        )

    @property
    def held(self) -> npt.NDArray[np.bool_]:
        """Which series are held, not added up."""
        return np.arange(len(self.keys)) >= len(self.parts)

    @cached_property
    def by_name(self) -> dict[str, SeriesKey]:
        """Series by their stored key."""
        return {str(key): key for key in self.keys}

    def codes(self, dimension: str) -> tuple[str, ...]:
        """Codes of a dimension, without "all"."""
        return tuple(one.code for one in self.terms[DIMENSIONS.index(dimension)] if one.code)

    def having(self, dimension: str, codes: Iterable[str]) -> npt.NDArray[np.bool_]:
        """Which series have one of the codes."""
        at = DIMENSIONS.index(dimension)
        wanted = set(codes)
        kept = np.array([one.code in wanted for one in self.terms[at]], np.bool_)
        return np.asarray(kept[self.place[at]] if len(kept) else np.zeros(0, np.bool_))

    def scores(self, words: str) -> Scores:
        """How well each series answers to what was typed; 0 where it does not."""
        tokens = [token[:_LONGEST_WORD] for token in words[:_LONGEST].split() if normalise(token)]
        if not tokens:
            return np.ones(len(self.keys))
        total = np.zeros(len(self.keys))
        answered = np.ones(len(self.keys), np.bool_)
        parts = [part for token in tokens for part in self._parts(token)]
        for part in parts:
            score = self._word(part)
            answered &= score > 0
            total += score
        found = np.where(answered, total / len(parts), 0.0)
        if len(tokens) == 1:
            return found
        whole = self._word(" ".join(tokens))
        return np.maximum(found, np.where(whole > _MISSPELT, whole, 0.0))

    def near(self, dimension: str, code: str, limit: int = 3) -> tuple[str, ...]:
        """Codes of a dimension that are nearest to one that nothing has."""
        at = DIMENSIONS.index(dimension)
        local = code.rpartition(":")[2] or code
        found = rank(self.prepared[at], local, limit) or rank(self.prepared[at], code, limit)
        chosen = [self.terms[at][place].code for place, _ in found if self.terms[at][place].code]
        return tuple(chosen) or self.codes(dimension)[:limit]

    def _word(self, word: str) -> Scores:
        """The best score of a word over the dimensions; a misspelling counts only where nothing
        answers to the word as it is."""
        found = [self._ranked(at, word) for at in range(len(DIMENSIONS))]
        best = max((float(one.max(initial=0.0)) for one in found), default=0.0)
        if best > _MISSPELT:
            found = [np.where(one > _MISSPELT, one, 0.0) for one in found]
        answers = np.array([one[self.place[at]] for at, one in enumerate(found)])
        best_of_each: Scores = answers.max(axis=0, initial=0.0)
        return best_of_each

    def _ranked(self, at: int, word: str) -> Scores:
        scores = np.zeros(len(self.terms[at]))
        for place, score in rank(self.prepared[at], word, len(self.terms[at])):
            scores[place] = score
        return scores

    def _parts(self, token: str) -> list[str]:
        """A token as it is, or, where nothing answers to it, cut into pieces that are answered to:
        Chinese and pinyin are often typed without spaces."""
        if self._answers(token):
            return [token]
        parts, rest = [], token
        while rest:
            end = next((n for n in range(len(rest), 1, -1) if self._answers(rest[:n])), 0)
            if not end:
                return [token]
            parts.append(rest[:end])
            rest = rest[end:]
        return parts

    def _answers(self, word: str) -> bool:
        wanted = normalise(word)
        return bool(wanted) and any(
            wanted == one.code
            or wanted in one.initials
            or any(wanted in name for name in one.names)
            for part in self.prepared
            for one in part
        )


def _broadest_first(key: SeriesKey) -> tuple[bool, str]:
    return key.industry is not None, str(key)


def _term(value: object) -> Term:
    if value is None:
        return Term("", ())
    if isinstance(value, Code):
        code, title = str(value), _titles(lambda one: code_title(value, one))
        names = (code.rpartition(":")[2], *title)
    else:
        code = str(value)
        names = (code.replace("_", " "), *_titles(lambda one: indicator_title(code, one)))
    return Term(code, tuple(dict.fromkeys(name for name in names if name)))


def _titles(title: Callable[[Language], str]) -> tuple[str, ...]:
    chinese, english = title(Language.ZH), title(Language.EN)
    spoken = pinyin(chinese)
    return chinese, english, spoken, "".join(syllable[0] for syllable in spoken.split())


@lru_cache(maxsize=20_000)
def pinyin(words: str) -> str:
    """Syllables with spaces between them, so that their initials are initials of words.

    >>> pinyin("制造业"), pinyin("Mining")
    ('zhi zao ye', '')
    """
    if not _CHINESE.search(words):
        return ""
    from pypinyin import lazy_pinyin

    return " ".join(lazy_pinyin(words, errors=normalise))
