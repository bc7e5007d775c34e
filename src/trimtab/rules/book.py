"""The rule book: what holds for a key, at a place, on a day, as known on a day."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TypeAlias

from trimtab.kernel import InputRejectedError, Problem, Region, UnknownCodeError
from trimtab.rules.checks import parameter_problems
from trimtab.rules.errors import RuleNotInForceError
from trimtab.rules.places import layers_of
from trimtab.rules.reading import read_folders
from trimtab.rules.timeline import Timeline, View, reason_without_value
from trimtab.rules.types import (
    Alternative,
    Amount,
    Answer,
    DatedValue,
    Parameter,
    Reason,
    SameAs,
)

Changes: TypeAlias = Mapping[tuple[str, Region], Iterable[DatedValue]]

_CODES = {
    Reason.NO_RULE: "RULES-002",
    Reason.NOT_YET_IN_FORCE: "RULES-003",
    Reason.NOT_RECORDED: "RULES-004",
    Reason.EXPIRED: "RULES-005",
    Reason.UNKNOWN_AFTER: "RULES-006",
    Reason.DISPUTED: "RULES-007",
    Reason.KNOWN_ONLY_ON: "RULES-008",
}


class RuleBook:
    """Every parameter by key and place. Never changes; ``with_values`` makes another one.

    A look-up walks from the place asked for to the nation and takes the first layer whose timeline,
    as known on ``known_on``, had begun by ``on``. A layer that says expired or unknown there
    answers so: it does not fall through. There is never a default.
    """

    def __init__(self, parameters: Iterable[Parameter]) -> None:
        self._held = {
            (parameter.key, parameter.region): Timeline(parameter) for parameter in parameters
        }
        self._changed: dict[tuple[str, Region], Timeline] = {}
        self._layers: dict[tuple[str, str], tuple[Timeline, ...]] = {}
        self._regions: dict[str, tuple[Region, ...]] = {}
        for key, region in sorted(self._held):
            self._regions[key] = (*self._regions.get(key, ()), region)

    def keys(self) -> tuple[str, ...]:
        """Every key, in order."""
        return tuple(self._regions)

    def regions(self, key: str) -> tuple[Region, ...]:
        """The places with a rule of their own for the key; UnknownCodeError RULES-001."""
        try:
            return self._regions[key]
        except KeyError:
            raise self._unknown(key) from None

    def parameters(self, key: str) -> tuple[Parameter, ...]:
        """The key's parameters, one for each place; UnknownCodeError RULES-001."""
        return tuple(self._timeline(key, region).parameter for region in self.regions(key))

    def all_parameters(self) -> tuple[Parameter, ...]:
        """Every parameter, in the order of key and place."""
        return tuple(one for key in self._regions for one in self.parameters(key))

    def parameter(self, key: str, region: Region) -> Parameter | None:
        """The key's parameter at exactly this place, None where it has none of its own."""
        timeline = self._find(key, region)
        return None if timeline is None else timeline.parameter

    def view(self, key: str, region: Region, known_on: date | None = None) -> View:
        """The entries of exactly this place as known on a day, in order of force."""
        return self._timeline(key, region).view(known_on)

    def at(self, key: str, region: Region, on: date, known_on: date | None = None) -> Answer:
        """What holds at ``region`` on day ``on``, as known on ``known_on`` (None: all we know).

        Returns      an Answer; without a value it says why, and what was last and is next known
        Raises       UnknownCodeError RULES-001 for a key that no place has, CLASSIFICATION-003 for
                     a region that does not exist
        """
        timelines = self._layers.get((key, region.text))
        if timelines is None:
            timelines = self._find_layers(key, region)
        for timeline in timelines:
            standing = timeline.view(known_on).standing(on)
            if standing is not None:
                entry = standing.entry
                reason = reason_without_value(entry, on)
                answer = Answer(
                    key,
                    region,
                    on,
                    known_on,
                    timeline.parameter,
                    entry,
                    entry.value if reason is Reason.NONE else None,
                    reason,
                    entry.alternatives,
                    standing.last_known,
                    standing.next_known,
                )
                return self._follow(answer) if standing.refers else answer
        if not timelines:
            self.regions(key)
            return Answer(key, region, on, known_on, None, None, None, Reason.NO_RULE)
        return _not_begun(key, region, on, known_on, timelines)

    def require(self, key: str, region: Region, on: date, known_on: date | None = None) -> Answer:
        """As ``at``, but RuleNotInForceError (RULES-002 to 008) when there is no value."""
        answer = self.at(key, region, on, known_on)
        if answer.value is None:
            raise _refusal(answer)
        return answer

    def resolve(
        self, amount: Amount, region: Region, on: date, known_on: date | None = None
    ) -> Amount | None:
        """The amount itself, or what ``same_as`` leads to; None when that is not in force."""
        if isinstance(amount, SameAs):
            return self.at(amount.key, region, on, known_on).value
        return amount

    def with_values(self, changes: Changes) -> RuleBook:
        """A book in which these parameters have exactly these entries; all else is shared.

        A place that has no parameter of the key yet takes title, kind, unit and range from another
        place. Raises UnknownCodeError RULES-001; InputRejectedError RULES-009 with the problems
        (gaps, overlaps, figures out of range).
        """
        changed = dict(self._changed)
        problems = []
        for (key, region), values in changes.items():
            own = self.parameter(key, region)
            like = own or replace(
                self.parameters(key)[0], values=(), region=region, file="", line=0
            )
            parameter = replace(like, values=tuple(values))
            problems += parameter_problems(parameter)
            changed[key, region] = Timeline(parameter)
        if problems:
            raise InputRejectedError(
                "RULES-009", problems=problems, count=len(problems), folder="-"
            )
        book = object.__new__(RuleBook)
        book._held, book._changed, book._regions = self._held, changed, self._regions
        touched = {key for key, _ in changes}
        book._layers = {
            place: layers for place, layers in self._layers.items() if place[0] not in touched
        }
        if added := [place for place in changes if place[1] not in self._regions[place[0]]]:
            book._regions = dict(self._regions)
            for key, region in added:
                book._regions[key] = tuple(sorted((*book._regions[key], region)))
        return book

    def _find_layers(self, key: str, region: Region) -> tuple[Timeline, ...]:
        found = tuple(
            timeline for layer in layers_of(region) if (timeline := self._find(key, layer))
        )
        self._layers[key, region.text] = found
        return found

    def _find(self, key: str, region: Region) -> Timeline | None:
        place = (key, region)
        return self._changed.get(place) or self._held.get(place)

    def _timeline(self, key: str, region: Region) -> Timeline:
        timeline = self._find(key, region)
        if timeline is None:
            raise RuleNotInForceError("RULES-002", key=key, region=str(region), on="-")
        return timeline

    def _follow(self, answer: Answer) -> Answer:
        """Put in place of ``same_as`` what it leads to at the same place and days."""
        asked = (answer.region, answer.on, answer.known_on)
        if isinstance(answer.value, SameAs):
            other = self.at(answer.value.key, *asked)
            found = replace(answer, value=other.value, reason=other.reason, through=other.rules)
            if other.value is None:  # the nearest values are then those of the other key
                return replace(found, last_known=other.last_known, next_known=other.next_known)
            return found
        readings: list[Alternative] = []
        through: tuple[DatedValue, ...] = ()
        for one in answer.alternatives:
            if isinstance(one.value, SameAs):
                other = self.at(one.value.key, *asked)
                through += other.rules
                one = replace(one, value=other.value or one.value)
            readings.append(one)
        return replace(answer, alternatives=tuple(readings), through=through)

    def _unknown(self, key: str) -> UnknownCodeError:
        near = difflib.get_close_matches(key, self._regions, n=3, cutoff=0.5)
        near = near or difflib.get_close_matches(key, self._regions, n=1, cutoff=0.0)
        return UnknownCodeError("RULES-001", key=key, suggestions=", ".join(near))


def _not_begun(
    key: str, region: Region, on: date, known_on: date | None, timelines: tuple[Timeline, ...]
) -> Answer:
    views = [timeline.view(known_on) for timeline in timelines]
    heard = any(view.entries for view in views)  # of what was recorded later, nothing may show
    reason = Reason.NOT_YET_IN_FORCE if heard else Reason.NOT_RECORDED
    coming = next((view.first_value for view in views if view.entries), None)
    return Answer(
        key,
        region,
        on,
        known_on,
        timelines[0].parameter,
        None,
        None,
        reason,
        next_known=coming,
    )


def _refusal(answer: Answer) -> RuleNotInForceError:
    """Why there is no value; the nearest ones before and after as problems, where there are any."""
    nearest = [
        Problem(code, params={"day": str(value.in_force_from), "source": value.reference.title})
        for code, value in (("RULES-070", answer.last_known), ("RULES-071", answer.next_known))
        if value is not None
    ]
    return RuleNotInForceError(
        _CODES[answer.reason],
        problems=nearest,
        key=answer.key,
        region=str(answer.region),
        on=str(answer.on),
        known_on=str(answer.known_on or answer.on),
        source="" if answer.rule is None else answer.rule.reference.title,
    )


@cache
def embedded_folder() -> Path:
    """Where the rule files that come with Trimtab lie."""
    return Path(str(files("trimtab.rulebook")))


@cache
def _embedded() -> RuleBook:
    return RuleBook(read_folders(embedded_folder()))


def load_rulebook(*folders: Path) -> RuleBook:
    """The embedded book with the bureau's own folders laid over it, in the order given.

    Raises InputRejectedError RULES-009 with every problem (file, line, key path) of a folder that
    breaks a rule of writing; nothing is loaded then. The embedded book is read once.
    """
    if not folders:
        return _embedded()
    return RuleBook(read_folders(embedded_folder(), *folders))
