"""The series explorer: find series, choose up to six, compare them as known on a day."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
import numpy.typing as npt

from trimtab import __version__
from trimtab.app.titles import code_title, indicator_title
from trimtab.app.workbench.series_edition import Edition
from trimtab.app.workbench.series_index import DIMENSIONS, SeriesIndex
from trimtab.app.workbench.series_views import Comparison, View, compared
from trimtab.app.workbench.series_words import series_parts
from trimtab.kernel import (
    Code,
    Frequency,
    Industry,
    InputRejectedError,
    Occupation,
    Period,
    Region,
    SeriesKey,
    UnknownCodeError,
    UsageError,
    parse_instant,
)
from trimtab.messages import Language, opening_capital
from trimtab.office.rights import Right, gives, grants_of, require
from trimtab.office.types import OPERATOR

MOST_SERIES = 6
_EXAMPLES = 8
_MOST_LISTED = 120  # choices of a list
Seen = frozenset[str]
"""Codes of the regions whose observations somebody may see."""
_IN_ADDRESSES = "~"  # needs no escaping, unlike the "|" of a stored key


@dataclass(frozen=True, slots=True)
class Asked:
    """A comparison as a person or program asks for it: all text, nothing checked yet.

    ``table``: whether the values are written out under the chart.
    """

    series: tuple[str, ...]
    view: str = ""
    first: str = ""
    last: str = ""
    base: str = ""
    as_of: str = ""
    table: str = ""


@dataclass(frozen=True, slots=True)
class Filters:
    """Which series are looked for; an empty tuple or text means all."""

    words: str = ""
    indicators: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    industries: tuple[str, ...] = ()
    occupations: tuple[str, ...] = ()
    frequency: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """A part of what was found: ``next`` is the position to go on from, None at the end;
    ``added_up``: the totals among the items that are not held themselves."""

    items: tuple[SeriesKey, ...]
    total: int
    next: int | None
    added_up: frozenset[SeriesKey] = frozenset()


def series_address(key: SeriesKey) -> str:
    """A series in an address: ``hires~CN-980100~GBT4754@2017:C~~M~count~N``."""
    return str(key).replace("|", _IN_ADDRESSES)


def full_title(key: SeriesKey, language: Language) -> str:
    """What a series is called: the indicator, then industry, occupation and region."""
    words = " · ".join(part for part in series_parts(key, language) if part)
    return opening_capital(words)


def find_series(edition: Edition, seen: Seen, asked: Filters, limit: int, start: int = 0) -> Page:
    """Series that answer to all that is asked, best first, of the regions that may be seen.

    Raises UnknownCodeError WEB-070 for a code that no series has.
    """
    index = edition.index
    chosen = visible(index, seen)
    for dimension, codes in zip(
        DIMENSIONS,
        (asked.indicators, asked.regions, asked.industries, asked.occupations),
        strict=True,
    ):
        if codes:
            refuse_unknown(index, dimension, codes)
            chosen &= index.having(dimension, codes)
    if asked.frequency:
        wanted = Frequency(asked.frequency)
        chosen &= np.array([key.frequency is wanted for key in index.keys], np.bool_)
    words = " ".join(asked.words.split())
    scores = edition.kept(("scores", words), lambda: index.scores(words))
    found = np.flatnonzero(chosen & (scores > 0))
    order = found[np.argsort(-scores[found], kind="stable")]
    stop = start + limit
    keys = tuple(index.keys[at] for at in order[start:stop])
    sums = frozenset(key for key in keys if key in index.parts)
    return Page(keys, len(order), stop if stop < len(order) else None, sums)


def example_series(edition: Edition, seen: Seen) -> tuple[SeriesKey, ...]:
    """The broadest series of each indicator and frequency: something to begin with."""
    index = edition.index
    found: dict[tuple[str, Frequency], SeriesKey] = {}
    for at in np.flatnonzero(visible(index, seen)):
        key = index.keys[at]
        found.setdefault((key.indicator, key.frequency), key)
    return tuple(found.values())[:_EXAMPLES]


def offered(edition: Edition, language: Language) -> dict[str, tuple[tuple[str, str], ...]]:
    """Codes and titles to choose from, by dimension; none where there are too many to list."""

    def list_all() -> dict[str, tuple[tuple[str, str], ...]]:
        return {name: _listed(edition.index, name, language) for name in DIMENSIONS}

    return edition.kept(("offered", language), list_all)


def _listed(index: SeriesIndex, dimension: str, language: Language) -> tuple[tuple[str, str], ...]:
    codes = index.codes(dimension)
    if not 1 < len(codes) <= _MOST_LISTED:
        return ()
    kinds: dict[str, type[Code]] = {
        "region": Region, "industry": Industry, "occupation": Occupation,
    }  # fmt: skip
    kind = kinds.get(dimension)
    titles = (
        indicator_title(one, language) if kind is None else code_title(kind(one), language)
        for one in codes
    )
    return tuple(zip(codes, titles, strict=True))


def seen_regions(edition: Edition, actor: str) -> Seen:
    """The regions among those of the series whose observations an actor may see."""
    regions = edition.index.codes("region")
    if actor == OPERATOR:
        return frozenset(regions)
    with edition.bench.office.reading() as reading:
        grants = grants_of(reading, actor, Right.OBSERVATIONS_SEE)
        held = tuple(sorted({(one.region, one.department_id or "") for one in grants}))

        def reached() -> Seen:
            return frozenset(
                region
                for region in regions
                if any(gives(reading, grant, region, shared=True) for grant in grants)
            )

        return edition.kept(("seen", held), reached)


def visible(index: SeriesIndex, seen: Seen) -> npt.NDArray[np.bool_]:
    """Which series lie in these regions."""
    if len(seen) == len(index.codes("region")):
        return np.ones(len(index.keys), np.bool_)
    return index.having("region", seen)


def compare_series(edition: Edition, actor: str, seen: Seen, asked: Asked) -> Comparison:
    """One to six series side by side as known on a day.

    Raises UsageError WEB-073 for no or too many series, WEB-074 for several frequencies, WEB-076
    and WEB-079 (``compared``); UnknownCodeError WEB-072 for a series that is not held, WEB-075
    for one of which nothing was known yet; NotAllowedError OFFICE-010; InputRejectedError TIME-001.
    """
    keys = chosen_series(edition.index, asked.series)
    refuse_unseen(edition, actor, seen, (str(key.region) for key in keys))
    frequencies = {key.frequency for key in keys}
    if len(frequencies) > 1:
        raise UsageError("WEB-074", frequencies=", ".join(sorted(frequencies)))
    frequency = keys[0].frequency
    instant = asked_instant(edition, asked.as_of)
    bounds = [_period(text, frequency) for text in (asked.first, asked.last, asked.base)]
    view = View(asked.view) if asked.view else _usual_view(keys)
    histories = edition.histories(keys, instant)
    for key, history in zip(keys, histories, strict=True):
        if history is None:
            raise UnknownCodeError("WEB-075", series=str(key), day=f"{instant:%Y-%m-%d %H:%M}")
    known = tuple(one for one in histories if one is not None)
    return compared(known, edition.origins(keys), view, instant, *bounds)


def chosen_series(index: SeriesIndex, texts: Sequence[str]) -> tuple[SeriesKey, ...]:
    """Keys out of an address, each once. Raises UsageError WEB-073, UnknownCodeError WEB-072."""
    names = tuple(dict.fromkeys(one.replace(_IN_ADDRESSES, "|") for one in texts if one))
    if not 1 <= len(names) <= MOST_SERIES:
        raise UsageError("WEB-073", n=len(names), most=MOST_SERIES)
    return tuple(_held(index, name) for name in names)


def asked_instant(edition: Edition, as_of: str) -> datetime:
    """An instant, the last one of a day or month, or now: what is released at midnight belongs to
    the day that begins. Raises InputRejectedError TIME-001."""
    if not as_of:
        return edition.now
    try:
        instant = parse_instant(as_of)
        return instant if "T" in as_of else instant - timedelta(microseconds=1)
    except (ValueError, OverflowError):  # the calendar ends with the year 9999
        raise InputRejectedError("TIME-001", text=as_of) from None


def answer_tag(edition: Edition, *asked: object) -> str:
    """What an answer is recognised by, without computing it: the batches, the day, the software
    and what was asked. Equal tags mean equal answers."""
    ids = [one.batch_id for one in edition.batches]
    content = repr((__version__, edition.now, ids, asked))
    return hashlib.sha256(content.encode()).hexdigest()[:32]


def refuse_unseen(edition: Edition, actor: str, seen: Seen, regions: Iterable[str]) -> None:
    """Raise NotAllowedError OFFICE-010 for a region whose observations the actor may not see."""
    unseen = [region for region in regions if region not in seen]
    if unseen:
        with edition.bench.office.reading() as reading:
            for region in unseen:
                require(reading, actor, Right.OBSERVATIONS_SEE, region, shared=True)


def _usual_view(keys: Sequence[SeriesKey]) -> View:
    """Levels where one axis can carry them, else an index."""
    return View.LEVEL if len({key.unit for key in keys}) == 1 else View.INDEX


def _period(text: str, frequency: Frequency) -> Period | None:
    return Period.parse(text).to(frequency) if text else None


def _held(index: SeriesIndex, name: str) -> SeriesKey:
    found = index.by_name.get(name)
    if found is None:
        scores = index.scores(" ".join(filter(None, name.split("|")[:4])))
        best = int(np.argmax(scores)) if len(scores) else -1
        near = str(index.keys[best]) if best >= 0 and scores[best] > 0 else "-"
        raise UnknownCodeError("WEB-072", series=name[:200], near=near)
    return found


def refuse_unknown(index: SeriesIndex, dimension: str, codes: Iterable[str]) -> None:
    held = set(index.codes(dimension))
    for code in codes:
        if code and code not in held:
            near = ", ".join(index.near(dimension, code)) or "-"
            raise UnknownCodeError("WEB-070", dimension=dimension, given=code[:100], near=near)
