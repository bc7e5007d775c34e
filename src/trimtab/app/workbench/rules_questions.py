"""On this date, here, for this person: what somebody is entitled to, clause by clause."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

import numpy as np
from babel.numbers import format_decimal

from trimtab.app.coverage import bounds_at
from trimtab.app.places import parse_region
from trimtab.app.rule_words import place_words
from trimtab.app.unemployment import Claimant, EntitledClaims, MonthsOfSpell, entitle_one
from trimtab.app.workbench.rules import Step, foreign, step_of, today
from trimtab.app.workbench.rules_fields import FieldReader
from trimtab.coverage import FLEXIBLE_SUBSIDY, Group, Sized, columns_of, size_columns
from trimtab.messages import Language, text
from trimtab.rules import Answer, load_rulebook
from trimtab.rules.columns import Labels
from trimtab.rules.computation import check_columns
from trimtab.rules.decision import RecordingLookup, plain_column

QUESTIONS = ("unemployment", "subsidy", "bounds")
_LEFT = ("months_to_retirement", "months_since_graduation")
_FLAGS = ("1", "true", "on")
DURATION = "unemployment.benefit_duration_months"
SUBSIDY = "flexible_subsidy.share"


@dataclass(frozen=True)
class Reading:
    """One reading of a disputed rule."""

    words: str
    clause: str
    tongue: str


@dataclass(frozen=True)
class Amounts:
    """Months of a spell with the same amount; None where nobody knows it."""

    first: int
    last: int
    amount: float | None
    provisional: bool


@dataclass(frozen=True)
class Verdict:
    """An answer. ``state``: entitled, refused or unknown; ``sentences`` say it in words, ``steps``
    are the rules it rests on, ``lacking`` is what somebody has to find out."""

    question: str
    state: str
    place: str
    on: date
    known_on: date | None
    sentences: tuple[str, ...]
    provisional: bool
    steps: tuple[Step, ...]
    readings: tuple[Reading, ...] = ()
    schedule: tuple[Amounts, ...] = ()
    lacking: Step | None = None
    facts: Mapping[str, Any] | None = None


def ask(question: str, fields: Mapping[str, str], language: Language) -> Verdict:
    """The answer to a question asked with the fields of a form.

    Raises InputRejectedError WEB-094 with what is wrong by field.
    """
    reader = FieldReader(fields)
    region, on = reader.region(), reader.day("on") or today()
    known_on = reader.day("known_on")
    match question:
        case "subsidy":
            columns = {
                "group": reader.choice("group", tuple(one.value for one in Group)),
                "base": reader.number("contribution_base", 0, 1_000_000),
                "received": reader.number("months_received", 0, 600, 0),
                "months_to_retirement": reader.number(
                    "months_to_retirement", 0, 600, None, optional=True
                ),
                "months_since_graduation": reader.number(
                    "months_since_graduation", 0, 600, None, optional=True
                ),
            }
            reader.refuse()
            return _subsidy(region, on, known_on, columns, language)
        case "bounds":
            reader.refuse()
            return _bounds(region, on, known_on, language)
        case _:
            claim = Claimant(
                region,
                on,
                int(reader.number("contribution_months", 0, 1200) or 0),
                int(reader.number("spell_month", 1, 600, 1) or 1),
                fields.get("extension", "") in _FLAGS,
                int(reader.number("unused_months", 0, 24, 0) or 0),
            )
            reader.refuse()
            return _unemployment(claim, known_on, language)


def _state(entitled: bool | None) -> str:
    return "unknown" if entitled is None else ("entitled" if entitled else "refused")


def _unemployment(claim: Claimant, known_on: date | None, language: Language) -> Verdict:
    found = entitle_one(claim, known_on)
    row = {name: column[0] for name, column in found.results.columns.items()}
    decided, state = found.decided, _state(row["entitled"])
    lacking = decided.lacking(0)
    rested = (*decided.cited(0), *decided.answers(0))
    sentences = tuple(_unemployment_words(row, found, state, language))
    return Verdict(
        question="unemployment",
        state=state,
        place=place_words(parse_region(claim.region), language),
        on=claim.claim_date,
        known_on=known_on,
        sentences=sentences,
        provisional=bool(row["provisional"]),
        steps=_steps(rested, lacking, language),
        readings=tuple(
            _reading(one, language) for one in row["alternatives"]
        ),
        schedule=tuple(_amounts(one) for one in found.schedule) if state == "entitled" else (),
        lacking=None if lacking is None else step_of(lacking, language),
        facts={name: row[name] for name in
               ("entitled", "months", "months_undisputed", "months_most", "amount_cny_month",
                "extended", "back_pay_due", "provisional", "error", "verification")},
    )  # fmt: skip


def _reading(one: Mapping[str, Any], language: Language) -> Reading:
    clause = one["clause"]
    return Reading(_months(one["months"], language), clause, foreign(clause, language))


def _tell(language: Language, key: str, **params: object) -> str:
    return text(f"web.rules.verdict.{key}", language, **params)


def _unemployment_words(
    row: Mapping[str, Any], found: EntitledClaims, state: str, language: Language
) -> list[str]:
    tell = partial(_tell, language)
    said = []
    if state == "entitled":
        if row["extended"]:
            said.append(tell("extended"))
        elif row["months"] is not None:
            said.append(tell("months", months=_months(row["months"], language)))
        elif row["months_undisputed"] is not None:
            said.append(
                tell(
                    "months_disputed",
                    least=_months(row["months_undisputed"], language),
                    most=_months(row["months_most"], language),
                )
            )
        amount = row["amount_cny_month"]
        if amount is not None:
            month = int(found.cases.columns["spell_month"][0])  # type: ignore[index]
            said.append(tell("amount", month=month, amount=_money(amount, language)))
    elif state == "refused":
        said.append(tell("refused"))
    else:
        said.append(tell("unknown"))
    if row["error"]:
        said.append(tell("because", reason=text(f"cases.error.{row['error']}", language)))
    if row["back_pay_due"]:
        said.append(tell("back_pay"))
    return said


def _months(months: int, language: Language) -> str:
    return text("web.rules.verdict.n_months", language, n=months, months=months)


def _money(amount: float, language: Language) -> str:
    """Every digit: an amount that is paid is not rounded."""
    shown = str(format_decimal(amount, "#,##0.##", locale=language.locale))
    return text("web.rules.verdict.money", language, amount=shown)


def _amounts(one: MonthsOfSpell) -> Amounts:
    return Amounts(one.first, one.last, one.amount_cny_month, one.provisional)


def _steps(
    answers: tuple[Answer, ...], lacking: Answer | None, language: Language
) -> tuple[Step, ...]:
    """Each rule once, without the one that lacks."""
    seen: dict[tuple[str, str], Step] = {}
    for one in answers:
        if lacking is not None and one is lacking:
            continue
        step = step_of(one, language)
        seen.setdefault((step.key, step.region), step)
    return tuple(seen.values())


def _subsidy(
    region: str, on: date, known_on: date | None, given: Mapping[str, Any], language: Language
) -> Verdict:
    columns: dict[str, Any] = {
        "region": Labels.of([region]),
        "date": np.array([on], "datetime64[D]"),
        "group": Labels.of([given["group"]]),
        "contribution_base_cny_month": np.array([float(given["base"])]),
        "months_received": np.array([float(given["received"])]),
    }
    for name in _LEFT:
        if given[name] is not None:
            columns[name] = np.array([float(given[name])])
    lookup = RecordingLookup(load_rulebook())
    sized = size_columns(lookup, check_columns(FLEXIBLE_SUBSIDY, columns), known_on)
    row = {name: plain_column(column)[0] for name, column in columns_of(sized).items()}
    lacking = sized.lacking(0)
    error = row["error"] or None
    state = "entitled" if error is None else ("unknown" if lacking is not None else "refused")
    return Verdict(
        question="subsidy",
        state=state,
        place=place_words(parse_region(region), language),
        on=on,
        known_on=known_on,
        sentences=tuple(_subsidy_words(row, state, language)),
        provisional=bool(row["provisional"]),
        steps=_steps(_rested(sized), lacking, language),
        lacking=None if lacking is None else step_of(lacking, language),
        facts=row,
    )


def _rested(sized: Sized) -> tuple[Answer, ...]:
    return (*sized.cited(0), *sized.answers(0))


def _subsidy_words(row: Mapping[str, Any], state: str, language: Language) -> list[str]:
    tell = partial(_tell, language)
    if state == "entitled":
        said = [tell("subsidy", amount=_money(row["subsidy_cny_month"], language))]
        if row["max_months"] is not None:
            said.append(tell("subsidy_months", months=_months(int(row["max_months"]), language)))
        return said
    reason = text(f"cases.error.{row['error']}", language)
    return [tell("refused" if state == "refused" else "unknown"), tell("because", reason=reason)]


def _bounds(region: str, on: date, known_on: date | None, language: Language) -> Verdict:
    found = bounds_at(region, on, known_on)
    said, known = [], True
    for name in ("floor", "cap"):
        bound = getattr(found, name)
        if bound.missing is None:
            said.append(
                text(f"web.rules.verdict.{name}", language, amount=_money(bound.amount, language))
            )
        else:
            known = False
            said.append(text(f"web.rules.verdict.{name}_unknown", language))
    answers = (*found.floor.answers, *found.cap.answers)
    missing = found.floor.missing or found.cap.missing
    steps = _steps(answers, missing, language)
    return Verdict(
        question="bounds",
        state="entitled" if known else "unknown",
        place=place_words(found.region, language),
        on=on,
        known_on=known_on,
        sentences=tuple(said),
        provisional=any(one.provisional for one in answers) or not known,
        steps=steps,
        lacking=None if missing is None else step_of(missing, language),
        facts=found.to_json(),
    )
