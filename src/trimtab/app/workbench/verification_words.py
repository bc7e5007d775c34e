"""A verification in words: what was checked, what the certificate says, what is not proven."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Any

from trimtab.app.verification import Verification
from trimtab.app.workbench.certificates_search import issuer_title
from trimtab.credentials.issuing.types import AchievementRecord
from trimtab.credentials.types import Answer, Check, Issuer, Outcome, Verdict
from trimtab.credentials.verifying import Summary, check_sentence
from trimtab.credentials.wallet import CLAIMS
from trimtab.messages import Language, format_day, format_moment, has_text, in_words, text
from trimtab.ports import Reading

_REASONS = 3
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d UTC")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_BLAMED = (Answer.FAILED, Answer.UNKNOWN, Answer.WARNED)


@dataclass(frozen=True, slots=True)
class CheckLine:
    """One question of the check and what was found."""

    key: str
    name: str
    answer: str
    sentence: str


def check_lines(checks: Iterable[Check], language: Language) -> tuple[CheckLine, ...]:
    """The checks in their order."""
    return tuple(
        CheckLine(
            one.name,
            text(f"verification.check.{one.name}", language),
            one.answer.value,
            check_sentence(one, language),
        )
        for one in checks
    )


def in_place(check: Check, language: Language, zone: tzinfo, names: Mapping[str, str]) -> Check:
    """A check whose sentence tells the time by a clock, days as people write them, and an id by its
    name (``names``)."""

    def told(value: str) -> str:
        try:
            if _MOMENT.fullmatch(value):
                moment = datetime.strptime(value, "%Y-%m-%d %H:%M UTC").replace(tzinfo=UTC)
                return format_moment(moment, language, zone)
            if _DAY.fullmatch(value):
                return format_day(date.fromisoformat(value), language)
        except (ValueError, OverflowError):  # a certificate may hold any digits
            return value
        return names.get(value, value)

    return replace(check, params={name: told(one) for name, one in check.params.items()})


def reasons_of(outcome: Outcome, checks: Iterable[Check], language: Language) -> tuple[str, ...]:
    """Why, in sentences: what failed, else what could not be found out, else what to note."""
    if outcome is Outcome.VALID:
        return (text("verification.outcome.valid", language),)
    held = list(checks)
    for answer in _BLAMED:
        if found := [one for one in held if one.answer is answer]:
            return tuple(check_sentence(one, language) for one in found[:_REASONS])
    return (text(f"verification.outcome.{outcome.value}", language),)


def fact_lines(
    reading: Reading, shown: Verification, language: Language
) -> tuple[tuple[str, str], ...]:
    """What the certificate says, for comparison with the paper or the person.

    An issuer nobody here knows is named as the certificate names it, and that is said: anybody can
    write the name of a ministry.
    """
    if shown.summary is None:
        return ()
    issuer = issuer_words(reading, shown, language)
    if shown.claims is not None:
        return _of_claims(shown.claims, shown.summary.recognition, issuer, language)
    found = _of_summary(reading, shown.summary, issuer, language)
    return tuple(
        (text(f"web.verification.fact.{name}", language), value) for name, value in found if value
    )


def _of_claims(
    claims: Mapping[str, Any], recognition: bool, issuer: str, language: Language
) -> tuple[tuple[str, str], ...]:
    """What the holder chose to show, and who issued it."""
    shown = [(one, claims[one]) for one in CLAIMS if claims.get(one) not in (None, "")]
    said = text("web.verification.fact.recognition", language)
    return (
        *([(text("web.verification.fact.kind", language), said)] if recognition else []),
        *(
            (text(f"web.wallet.claims.{name}", language), claim_value(name, value, language))
            for name, value in shown
        ),
        (text("web.verification.fact.issuer", language), issuer),
    )


def issuer_words(reading: Reading, shown: Verification, language: Language) -> str:
    """Who issued it: as this register names them, else by its own word."""
    said = shown.summary or Summary()
    stated = in_words(said.issuer_name, language, said.issuer_id or "")
    asked = shown.verdict.check("issuer") if isinstance(shown.verdict, Verdict) else None
    if asked is not None and asked.answer is Answer.PASSED:
        return issuer_title(reading.get(Issuer, said.issuer_id or ""), language, stated)
    return text("web.verification.own_word", language, name=stated) if stated else ""


def claim_value(name: str, value: object, language: Language) -> str:
    """What somebody discloses, by the name of its claim."""
    if name == "level":
        return level_words(str(value), language)
    if name in ("issued_on", "valid_until"):
        try:
            return format_day(date.fromisoformat(str(value)[:10]), language)
        except ValueError:
            return str(value)
    if isinstance(value, Mapping):
        return in_words({str(one): str(words) for one, words in value.items()}, language)
    return str(value)


def last_day(until: datetime) -> date:
    """The last day on which something is good that ends before an instant.

    >>> from datetime import UTC
    >>> last_day(datetime(2026, 12, 1, tzinfo=UTC))
    datetime.date(2026, 11, 30)
    """
    return (until - timedelta(microseconds=1)).date()


def _of_summary(
    reading: Reading, said: Summary, issuer: str, language: Language
) -> list[tuple[str, str]]:
    title = in_words(said.achievement or said.title, language)
    until = format_day(last_day(said.valid_until), language) if said.valid_until else ""
    kind = text("web.verification.fact.recognition", language) if said.recognition else ""
    return [
        ("kind", kind),
        ("achievement", _title_here(reading, said, title, language)),
        ("credits", said.credits or ""),
        ("meaning", in_words(said.description, language) if said.recognition else ""),
        ("level", level_words(said.level, language)),
        ("issuer", issuer),
        ("from", format_day(said.valid_from.date(), language) if said.valid_from else ""),
        ("until", until or text("web.verification.fact.no_end", language)),
        ("standard", said.standard or ""),
    ]


def _title_here(reading: Reading, said: Summary, title: str, language: Language) -> str:
    """The title in the reader's language where this register has one for the same standard."""
    if not said.standard or not title:
        return title
    for one in reading.find(AchievementRecord, standard_id=said.standard):
        if title in one.title.values() and str(one.level or "") == (said.level or ""):
            return in_words(one.title, language)
    return title


def level_words(level: str | None, language: Language) -> str:
    """A level in words; what is none of the eight grades stays as it is written."""
    key = f"web.certificates.grade.{level}"
    return text(key, language) if has_text(key, language) else level or ""


def unproven_lines(
    outcome: Outcome, language: Language, *, matched: bool, comparable: bool, on_paper: bool
) -> tuple[str, ...]:
    """What nobody should read out of the answer."""
    if outcome not in (Outcome.VALID, Outcome.UNKNOWN_ISSUER):
        return ()
    person = "person" if comparable else "person_unseen"
    found = ["matched" if matched else person]
    if on_paper:
        found.append("paper")
    if outcome is Outcome.UNKNOWN_ISSUER:
        found.append("issuer")
    found += ["present", "assessment", "later"]
    return tuple(text(f"web.verification.unproven.{one}", language) for one in found)
