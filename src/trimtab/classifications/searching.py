"""Finding an entry by what a person types: a code, the start of one, a name, part of it, initials.

Spelling is compared after ``normalise``: width, case, accents, spaces and punctuation do not count.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

_IGNORED = re.compile(r"[^0-9a-z\u3400-\u9fff]+")
_SHORTEST_PLURAL = 4
_CLOSE = 0.75  # difflib ratio from which a misspelling is offered


def normalise(text: str) -> str:
    """The form in which names are compared.

    >>> [normalise(text) for text in ("Ürümqi", "Washington, D.C.", "３１００００", " 上海 市")]
    ['urumqi', 'washingtondc', '310000', '上海市']
    """
    wide = unicodedata.normalize("NFKD", text.casefold())
    return _IGNORED.sub("", "".join(c for c in wide if not unicodedata.combining(c)))


class Named(Protocol):
    """What can be searched: a code and the names it goes by."""

    @property
    def code(self) -> str: ...
    @property
    def names(self) -> tuple[str, ...]: ...


@dataclass(frozen=True, slots=True)
class Searchable:
    """An entry's names, normalised once."""

    position: int
    code: str
    names: tuple[str, ...]
    titles: tuple[tuple[str, ...], ...]
    words: frozenset[str]
    initials: frozenset[str]


def prepare(entries: Iterable[Named]) -> tuple[Searchable, ...]:
    """Normalise names, split them into words, take the initials of names of several words."""
    return tuple(_prepare(position, entry) for position, entry in enumerate(entries))


def _prepare(position: int, entry: Named) -> Searchable:
    words = [[normalise(word) for word in name.split()] for name in entry.names]
    return Searchable(
        position,
        normalise(entry.code),
        tuple(normalise(name) for name in entry.names),
        tuple(tuple(_singular(word) for word in name if word) for name in words),
        frozenset(word for name in words for word in name if word),
        frozenset("".join(word[:1] for word in name) for name in words if len(name) > 1),
    )


def _singular(word: str) -> str:
    """An English word without its plural ending, so that ``nurse`` answers to ``nurses``.

    >>> [_singular(word) for word in ("nurses", "nurseries", "business", "bus")]
    ['nurse', 'nursery', 'business', 'bus']
    """
    if len(word) < _SHORTEST_PLURAL or not word.endswith("s") or word.endswith("ss"):
        return word
    return f"{word[:-3]}y" if word.endswith("ies") else word[:-1]


def _whole_words(title: Sequence[str], wanted: Sequence[str]) -> float:
    """Whole words of a title: at its start or its end, where it says what it is; or within it."""
    width = len(wanted)
    if not width or width > len(title):
        return 0.0
    places = [at for at in range(len(title) - width + 1) if [*title[at : at + width]] == wanted]
    if not places:
        return 0.0
    return 0.88 if places[0] == 0 or places[-1] == len(title) - width else 0.85


def _score(entry: Searchable, query: str, words: Sequence[str], singular: Sequence[str]) -> float:
    """How well an entry answers; 0 when it does not. Earlier rules are stronger."""
    if query == entry.code or query in entry.names:
        return 1.0
    if entry.code.startswith(query):
        return 0.9
    if whole := max((_whole_words(title, singular) for title in entry.titles), default=0.0):
        return whole
    if any(name.startswith(query) for name in entry.names):
        return 0.8
    if query in entry.initials:
        return 0.7
    if any(query in name for name in entry.names):
        return 0.6
    if words and all(any(word in name for name in entry.names) for word in words):
        return 0.5
    return 0.0


def rank(prepared: Sequence[Searchable], text: str, limit: int) -> tuple[tuple[int, float], ...]:
    """Positions and scores of the best answers; misspellings only when nothing else answers."""
    query = normalise(text)
    if not query:
        return ()
    words = [word for word in map(normalise, text.split()) if word]
    singular = [_singular(word) for word in words]
    scored = [(_score(entry, query, words, singular), entry) for entry in prepared]
    found = [(score, entry) for score, entry in scored if score]
    if not found:
        found = [(0.4, prepared[position]) for position in _misspelt(prepared, query, limit)]
    found.sort(key=lambda pair: (-pair[0], len(pair[1].code), pair[1].position))
    return tuple((entry.position, score) for score, entry in found[:limit])


def _misspelt(prepared: Sequence[Searchable], query: str, limit: int) -> list[int]:
    from difflib import get_close_matches

    by_name: dict[str, int] = {}
    for entry in prepared:
        for name in (*entry.names, *entry.words):
            by_name.setdefault(name, entry.position)
    close = get_close_matches(query, by_name, n=limit, cutoff=_CLOSE)
    return list(dict.fromkeys(by_name[name] for name in close))
