"""Qualifications, rules, entries and courses from plain JSON values; whatever is wrong is named."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any, TypeVar

from trimtab.credentials.bank.entries import Course, Entry
from trimtab.credentials.bank.equivalences import EquivalenceRule, RuleInput, RuleKind, RuleOutput
from trimtab.credentials.bank.qualifications import (
    Choice,
    Need,
    Origin,
    Qualification,
    Residency,
    SourceCap,
)
from trimtab.credentials.bank.values import (
    checked_day,
    checked_id,
    checked_title,
    checked_whole,
    maybe_day,
    maybe_whole,
    refuse_unknown,
    said_title,
    to_hundredths,
    words,
)
from trimtab.kernel import InputRejectedError

E = TypeVar("E", bound=StrEnum)
Plain = Mapping[str, Any]

MOST_LEAVES = 200
DEEPEST = 8
MONTHS_MOST = 1200

_NEED = frozenset(
    {"need", "title", "credits", "modules", "natures", "level", "grade", "months", "origins",
     "issuers"}
)  # fmt: skip
_CHOICE = frozenset({"all", "any", "at_least", "of"})
_QUALIFICATION = frozenset(
    {"id", "version", "title", "framework", "awarding_body", "requirement", "since", "until",
     "recorded", "standing", "source", "total", "caps", "residency", "months"}
)  # fmt: skip
_RULE = frozenset(
    {"id", "version", "kind", "title", "framework", "inputs", "outputs", "authority",
     "legal_basis", "since", "until", "recorded", "standing", "source", "bridge", "cap",
     "exclusive_group", "qualifications", "origin"}
)  # fmt: skip
_INPUT = frozenset({"code", "level", "grade", "credits", "hours"})
_OUTPUT = frozenset({"modules", "credits", "nature", "level"})
_ENTRY = frozenset(
    {"id", "holder", "certificate", "issuer", "standard", "title", "framework", "earned_on",
     "level", "module", "nature", "credits", "hours", "grade", "origin", "assessed", "expires_on",
     "exclusive_group", "digest"}
)  # fmt: skip
_COURSE = frozenset(
    {"id", "title", "issuer", "framework", "credits", "price", "currency", "module", "nature",
     "level", "hours", "standing", "source"}
)  # fmt: skip


def qualification_from_plain(plain: Plain) -> Qualification:
    """A qualification. Raises InputRejectedError CREDITS-001 to -010."""
    given = refuse_unknown("qualification", plain, _QUALIFICATION)
    requirement = _node(given.get("requirement"), 0)
    made = Qualification(
        qualification_id=checked_id("id", given.get("id")),
        version=checked_whole("version", given.get("version", 1), 1, 9999),
        title=checked_title("title", given.get("title")),
        framework_id=checked_id("framework", given.get("framework")),
        awarding_body=checked_id("awarding_body", given.get("awarding_body")),
        requirement=requirement,
        since=checked_day("since", given.get("since")),
        until=maybe_day("until", given.get("until")),
        recorded=checked_day("recorded", given.get("recorded", given.get("since"))),
        standing=_standing(given),
        source=str(given.get("source", "")),
        total=_maybe_credits("total", given.get("total")),
        caps=tuple(_cap(one) for one in _list("caps", given.get("caps", ()))),
        residency=_residency(given.get("residency")),
        months=maybe_whole("months", given.get("months"), 1, MONTHS_MOST),
    )
    names = [one.need_id for one in made.needs()]
    if len(names) > MOST_LEAVES or len(set(names)) < len(names):
        raise InputRejectedError("CREDITS-008", needs=len(names), most=MOST_LEAVES)
    _ordered(made.since, made.until)
    return made


def rule_from_plain(plain: Plain) -> EquivalenceRule:
    """An equivalence rule. Raises InputRejectedError CREDITS-001 to -007, -009."""
    given = refuse_unknown("rule", plain, _RULE)
    made = EquivalenceRule(
        rule_id=checked_id("id", given.get("id")),
        version=checked_whole("version", given.get("version", 1), 1, 9999),
        kind=_member("kind", RuleKind, given.get("kind")),
        title=checked_title("title", given.get("title")),
        framework_id=checked_id("framework", given.get("framework")),
        inputs=tuple(_input(one) for one in _list("inputs", given.get("inputs"))),
        outputs=tuple(_output(one) for one in _list("outputs", given.get("outputs"))),
        authority=checked_id("authority", given.get("authority")),
        legal_basis=str(given.get("legal_basis", "")),
        since=checked_day("since", given.get("since")),
        until=maybe_day("until", given.get("until")),
        recorded=_instant(given.get("recorded", given.get("since"))),
        standing=_standing(given),
        source=str(given.get("source", "")),
        bridge=str(given.get("bridge", "")),
        cap=_maybe_credits("cap", given.get("cap")),
        exclusive_group=given.get("exclusive_group") or None,
        qualifications=words("qualifications", given.get("qualifications")),
        origin=_member("origin", Origin, given.get("origin", "certificate")),
    )
    _ordered(made.since, made.until)
    return made


def entry_from_plain(plain: Plain, number: int = 0) -> Entry:
    """An entry as a person may write it down; only framework, day and a workload are needed.

    ``number`` names those that have no id. Raises InputRejectedError CREDITS-001 to -007.
    """
    given = refuse_unknown("entry", plain, _ENTRY)
    name = checked_id("id", given.get("id") or f"entry-{number:03d}")
    return Entry(
        entry_id=name,
        holder_id=str(given.get("holder", "")),
        certificate_id=str(given.get("certificate", name)),
        issuer_id=str(given.get("issuer", "")),
        standard_id=str(given.get("standard", "")),
        title=said_title("title", given.get("title"), name),
        framework_id=checked_id("framework", given.get("framework")),
        earned_on=checked_day("earned_on", given.get("earned_on")),
        level=str(given.get("level", "")),
        module_id=str(given.get("module", "")),
        nature=str(given.get("nature", "")),
        hundredths=_maybe_credits("credits", given.get("credits")),
        hours=maybe_whole("hours", given.get("hours"), 0, 100_000),
        grade=maybe_whole("grade", given.get("grade"), 0, 100),
        origin=_member("origin", Origin, given.get("origin", "certificate")),
        assessed=bool(given.get("assessed", True)),
        expires_on=maybe_day("expires_on", given.get("expires_on")),
        exclusive_group=given.get("exclusive_group") or None,
        digest=given.get("digest"),
    )


def course_from_plain(plain: Plain) -> Course:
    """A course with its price. Raises InputRejectedError CREDITS-001 to -007."""
    given = refuse_unknown("course", plain, _COURSE)
    name = checked_id("id", given.get("id"))
    return Course(
        course_id=name,
        title=_title_or(given.get("title"), name),
        issuer_id=str(given.get("issuer", "")),
        framework_id=checked_id("framework", given.get("framework")),
        hundredths=to_hundredths(given.get("credits", ""), "credits"),
        price=to_hundredths(given.get("price", ""), "price"),
        currency=checked_id("currency", given.get("currency")),
        module_id=str(given.get("module", "")),
        nature=str(given.get("nature", "")),
        level=str(given.get("level", "")),
        hours=maybe_whole("hours", given.get("hours"), 0, 100_000),
        standing=_standing(given),
        source=str(given.get("source", "")),
    )


def _node(plain: Any, depth: int) -> Need | Choice:
    if depth > DEEPEST:
        raise InputRejectedError("CREDITS-008", needs=depth, most=DEEPEST)
    if isinstance(plain, Mapping) and "need" in plain:
        return _need(plain)
    given = refuse_unknown("requirement", plain, _CHOICE)
    shapes = [name for name in ("all", "any", "of") if name in given]
    if len(shapes) != 1 or ("at_least" in given) != (shapes == ["of"]):
        raise InputRejectedError("CREDITS-010", found=", ".join(sorted(given)) or "-")
    parts = tuple(_node(one, depth + 1) for one in _list(shapes[0], given[shapes[0]]))
    least = {"all": len(parts), "any": 1}.get(shapes[0]) or checked_whole(
        "at_least", given["at_least"], 1, len(parts)
    )
    return Choice(least, parts)


def _need(plain: Plain) -> Need:
    given = refuse_unknown("need", plain, _NEED)
    name = checked_id("need", given["need"])
    return Need(
        need_id=name,
        title=_title_or(given.get("title"), name),
        hundredths=to_hundredths(given.get("credits", ""), "credits"),
        modules=words("modules", given.get("modules")),
        natures=words("natures", given.get("natures")),
        level=maybe_whole("level", given.get("level"), 0, 99),
        grade=maybe_whole("grade", given.get("grade"), 0, 100),
        months=maybe_whole("months", given.get("months"), 1, MONTHS_MOST),
        origins=_origins(given.get("origins", ())),
        issuers=words("issuers", given.get("issuers")),
    )


def _cap(plain: Any) -> SourceCap:
    given = refuse_unknown("cap", plain, frozenset({"origins", "credits"}))
    return SourceCap(_origins(given.get("origins")), to_hundredths(given.get("credits", "")))


def _residency(plain: Any) -> Residency | None:
    if plain is None:
        return None
    given = refuse_unknown("residency", plain, frozenset({"issuers", "credits"}))
    return Residency(
        words("issuers", given.get("issuers")), to_hundredths(given.get("credits", ""))
    )


def _input(plain: Any) -> RuleInput:
    given = refuse_unknown("input", plain, _INPUT)
    return RuleInput(
        code=checked_id("code", given.get("code")),
        level=str(given.get("level", "")),
        grade=maybe_whole("grade", given.get("grade"), 0, 100),
        hundredths=to_hundredths(given.get("credits", 0)),
        hours=checked_whole("hours", given.get("hours", 0), 0, 100_000),
    )


def _output(plain: Any) -> RuleOutput:
    given = refuse_unknown("output", plain, _OUTPUT)
    modules = words("modules", given.get("modules"))
    if not modules and not given.get("nature"):
        raise InputRejectedError("CREDITS-002", field="modules", value="")
    return RuleOutput(
        modules=modules,
        hundredths=to_hundredths(given.get("credits", "")),
        nature=str(given.get("nature", "")),
        level=str(given.get("level", "")),
    )


def _list(field: str, value: Any) -> tuple[Any, ...]:
    if not isinstance(value, list | tuple) or (not value and field != "caps") or len(value) > 200:
        raise InputRejectedError("CREDITS-007", field=field)
    return tuple(value)


def _origins(value: Any) -> tuple[Origin, ...]:
    return tuple(sorted({_member("origins", Origin, one) for one in (value or ())}))


def _member(field: str, kind: type[E], value: Any) -> E:
    try:
        return kind(value)
    except ValueError:
        raise InputRejectedError(
            "CREDITS-009", field=field, value=str(value)[:40], allowed=", ".join(kind)
        ) from None


def _standing(given: Plain) -> str:
    value = str(given.get("standing", "own"))
    if value not in ("published", "recalled", "own", "synthetic"):
        raise InputRejectedError(
            "CREDITS-009",
            field="standing",
            value=value[:40],
            allowed="published, recalled, own, synthetic",
        )
    return value


def _maybe_credits(field: str, value: Any) -> int | None:
    return None if value is None else to_hundredths(value, field)


def _title_or(value: Any, name: str) -> dict[str, str]:
    return checked_title("title", value) if value else {"zh": name, "en": name}


def _instant(value: Any) -> datetime:
    if isinstance(value, str) and "T" in value:
        try:
            value = datetime.fromisoformat(value)
        except ValueError:
            raise InputRejectedError("CREDITS-004", field="recorded", value=value[:40]) from None
    if isinstance(value, datetime):
        return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)
    return datetime.combine(checked_day("recorded", value), datetime.min.time(), UTC)


def _ordered(since: date, until: date | None) -> None:
    if until is not None and until <= since:
        raise InputRejectedError("CREDITS-004", field="until", value=until.isoformat())
