"""A decision as one text: everything it rests on and its result, frozen with a hash.

Made once when a case is opened. Frameworks, rules, qualification and entries stand in it as they
were, so that it can be computed again whatever is recorded later.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from trimtab.credentials.bank.book import Book
from trimtab.credentials.bank.entries import Course, Entry
from trimtab.credentials.bank.equivalences import EquivalenceRule, rules_in_force
from trimtab.credentials.bank.frameworks import Framework, Frameworks, Level, LevelMap
from trimtab.credentials.bank.gap import Gap, close_gap
from trimtab.credentials.bank.plain import plain_entry, plain_qualification, plain_rule
from trimtab.credentials.bank.qualifications import Qualification
from trimtab.credentials.bank.reading import (
    entry_from_plain,
    qualification_from_plain,
    rule_from_plain,
)
from trimtab.credentials.bank.records import RecognitionCase
from trimtab.credentials.bank.repeats import close_without_repeats
from trimtab.credentials.bank.stacking import StackResult, stack
from trimtab.credentials.bank.values import to_credits, to_hundredths
from trimtab.office.canonical import canonical


def decide(
    entries: Sequence[Entry],
    qualification: Qualification,
    book: Book,
    *,
    on: date,
    known: datetime,
    courses: Iterable[Course] | None = None,
) -> tuple[StackResult, Gap | None, dict[str, Any]]:
    """The result, the cheapest way to close its gap (None where there is none or no course is
    known), and all of it as plain values. Raises what ``stack`` and ``close_gap`` raise."""
    rules = rules_in_force(book.rules, on, known, qualification.qualification_id)
    result = stack(entries, qualification, book.frameworks, on=on, known=known, rules=rules)
    offered = tuple(courses if courses is not None else book.courses)
    gap = None
    if not result.satisfied and offered:

        def close(sold: tuple[Course, ...]) -> Gap:
            return close_gap(
                entries, qualification, book.frameworks, sold, on=on, known=known, rules=rules
            )

        gap = close_without_repeats(close, entries, rules, offered)
    content = {
        "decided_on": on.isoformat(),
        "known_at": known.isoformat(),
        "qualification": plain_qualification(qualification),
        "entries": [plain_entry(one) for one in sorted(entries, key=lambda one: one.entry_id)],
        "rules": [plain_rule(one) for one in rules],
        "frameworks": _plain_frameworks(book.frameworks, entries, rules, qualification),
        "result": plain_result(result),
        "gap": plain_gap(gap) if gap else None,
    }
    return result, gap, content


def plain_result(result: StackResult) -> dict[str, Any]:
    """A result as plain values, amounts in credits."""
    plain = asdict(result)
    for name in ("shortfall", "used"):
        plain[name] = str(to_credits(plain[name]))
    for part in ("needs", "limits", "assignments"):
        for one in plain[part]:
            for name in ("hundredths", "wanted", "got", "short"):
                if name in one:
                    shown = "credits" if name == "hundredths" else name
                    one[shown] = str(to_credits(one.pop(name)))
    as_read_back: dict[str, Any] = json.loads(canonical(plain))
    return as_read_back


def credits_lacking(content: Mapping[str, Any]) -> int:
    """The fewest credits that could close what a decision found lacking, in hundredths.

    One credit can serve a need, the total and the residency at once: so the largest of the three
    counts, and more may be needed where no such credit exists. (``shortfall`` of a result, which
    the optimiser makes small, adds all three up and is no number of credits.)
    """
    result = content["result"]
    needs = sum(to_hundredths(one["short"]) for one in result["needs"])
    return max(needs, *(to_hundredths(one["short"]) for one in result["limits"]), 0)


def plain_gap(gap: Gap) -> dict[str, Any]:
    """A gap as plain values, price and credits in whole units."""
    return {
        "courses": [
            {
                "id": one.course_id,
                "title": dict(one.title),
                "credits": str(to_credits(one.hundredths)),
                "price": str(to_credits(one.price)),
                "standing": one.standing,
                "source": one.source,
            }
            for one in gap.courses
        ],
        "price": str(to_credits(gap.price)),
        "currency": gap.currency,
        "remaining": str(to_credits(gap.remaining)),
    }


def _plain_frameworks(
    frameworks: Frameworks,
    entries: Sequence[Entry],
    rules: Sequence[EquivalenceRule],
    qualification: Qualification,
) -> dict[str, Any]:
    """Of every framework that had a part in it: hours, levels and the maps between them."""
    names = {one.framework_id for one in entries} | {one.framework_id for one in rules}
    names.add(qualification.framework_id)
    held = [one for one in frameworks.frameworks if one.framework_id in names]
    maps = [one for one in frameworks.maps if {one.from_framework, one.to_framework} <= names]
    return {
        "frameworks": [
            {
                "id": one.framework_id,
                "title": dict(one.title),
                "hours_low": one.hours_low,
                "hours_high": one.hours_high,
                "levels": [[level.number, level.code] for level in one.levels],
                "recorded": one.recorded.isoformat(),
                "source": one.source,
                "standing": one.standing,
            }
            for one in held
        ],
        "maps": [asdict(one) for one in maps],
    }


def freeze(content: Mapping[str, Any]) -> tuple[str, str]:
    """The canonical text of a decision and its SHA-256."""
    text = canonical(content)
    return text, sha256(text.encode()).hexdigest()


def decision_holds(case: RecognitionCase) -> bool:
    """Whether a case's decision is still the one that was frozen."""
    return sha256(case.decision.encode()).hexdigest() == case.digest


def decision_content(case: RecognitionCase) -> dict[str, Any]:
    """What a case's decision says, as plain values."""
    content: dict[str, Any] = json.loads(case.decision)
    return content


def inputs_of(
    content: Mapping[str, Any],
) -> tuple[tuple[Entry, ...], Qualification, Frameworks, tuple[EquivalenceRule, ...]]:
    """What a decision rests on, as it was when it was made."""
    entries = tuple(entry_from_plain(one) for one in content["entries"])
    rules = tuple(rule_from_plain(one) for one in content["rules"])
    return entries, qualification_from_plain(content["qualification"]), _frameworks(content), rules


def _frameworks(content: Mapping[str, Any]) -> Frameworks:
    """The frameworks of a decision. Country, beginning and shelf life do not stand in it: they had
    their effect when the entries were made, and ``stack`` asks for none of them."""
    held = content["frameworks"]
    return Frameworks(
        tuple(
            Framework(
                framework_id=one["id"],
                title=one["title"],
                country="",
                since=None,
                recorded=date.fromisoformat(one["recorded"]),
                source=one["source"],
                standing=one["standing"],
                levels=tuple(Level(number, code, {}) for number, code in one["levels"]),
                hours_low=one["hours_low"],
                hours_high=one["hours_high"],
            )
            for one in held["frameworks"]
        ),
        tuple(
            LevelMap(**{name: _day(name, value) for name, value in one.items()})
            for one in held["maps"]
        ),
    )


def _day(name: str, value: Any) -> Any:
    return date.fromisoformat(value) if name in ("since", "until", "recorded") and value else value


def decide_again(content: Mapping[str, Any]) -> StackResult:
    """The result of a frozen decision, computed anew from nothing but what stands in it."""
    entries, qualification, frameworks, rules = inputs_of(content)
    return stack(
        entries,
        qualification,
        frameworks,
        on=date.fromisoformat(content["decided_on"]),
        known=datetime.fromisoformat(content["known_at"]),
        rules=rules,
    )
