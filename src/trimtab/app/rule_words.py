"""What a rule says, in words: amounts, layers and clauses as a person reads them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from trimtab.app.titles import code_title, country_name
from trimtab.kernel import Region
from trimtab.messages import Language, has_text, text
from trimtab.rules import (
    Accrual,
    Alternative,
    Bands,
    ClassTable,
    Condition,
    DatedValue,
    Number,
    SameAs,
    Statement,
)
from trimtab.rules.amounts import Amount
from trimtab.rules.scales import Scale
from trimtab.rules.units import NO_UNIT, unit_title, units

_UNSAID = (NO_UNIT, "", "count", "class")  # the title says what is counted


def amount_words(amount: Amount | None, unit: str, language: Language) -> str:
    """The amount with its unit: ``2,740 CNY per month``; a dash where there is none."""
    match amount:
        case None:
            return "–"
        case Number(number):
            return _with_unit(_number(number), unit, language)
        case Condition(holds):
            return text(f"cli.rules.condition.{'holds' if holds else 'holds_not'}", language)
        case Statement(wording):
            return wording.in_language(language.value)
        case SameAs(key):
            return text("cli.rules.same_as", language, key=key)
        case ClassTable(by, rows):
            return _in_unit(_rows(by, rows, language), unit, language)
        case Bands(by, bands, special, _):
            steps = _steps(by, [(band.start, band.value) for band in bands], language)
            more = [_named(argument_title(n, language), f, language) for n, f in special.items()]
            return _in_unit(_listed([steps, *more], language), unit, language)
        case Scale(kind, brackets, by):
            words = text(f"cli.rules.scale.{kind.value}", language)
            return _listed([words, _steps(by, list(brackets), language)], language)
        case Accrual():
            return _in_unit(_accrual(amount, language), unit, language)


def _number(number: float) -> str:
    """Every digit the rule has: ``2,740``, ``0.6667``."""
    return f"{int(number):,}" if number.is_integer() else f"{number:,.10g}"


def _with_unit(words: str, unit: str, language: Language) -> str:
    return words if unit in _UNSAID else f"{words} {_unit_words(unit, language)}"


def _in_unit(words: str, unit: str, language: Language) -> str:
    """Several figures and the unit of them all."""
    if unit in _UNSAID:
        return words
    named = _unit_words(unit, language)
    return text("cli.rules.in_unit", language, words=words, unit=named)


def _unit_words(unit: str, language: Language) -> str:
    """An imported unit that is none of ours stays as it was written."""
    return unit_title(unit, language) if unit in units() else unit


def argument_title(by: str, language: Language) -> str:
    """What a figure depends on: the column's title where a computation has such a column."""
    key = f"column.{by}"
    return text(key, language) if has_text(key, language) else by.replace("_", " ")


def _rows(by: str, rows: Mapping[str, float], language: Language) -> str:
    title = argument_title(by, language)
    each = (_named(f"{title} {row}", figure, language) for row, figure in rows.items())
    return _listed(each, language)


def _listed(parts: Iterable[str], language: Language) -> str:
    """Parts that hold commas themselves."""
    return text("form.separator", language).join(parts)


def _named(name: str, figure: float, language: Language) -> str:
    return _named_words(name, _number(figure), language)


def _named_words(name: str, words: str, language: Language) -> str:
    return text("cli.rules.named", language, name=name, words=words)


def _steps(by: str, steps: list[tuple[float, float]], language: Language) -> str:
    each = (text("cli.rules.step", language, start=_number(s), figure=_number(f)) for s, f in steps)
    return _named_words(argument_title(by, language), _listed(each, language), language)


def _accrual(amount: Accrual, language: Language) -> str:
    each = [
        text(
            "cli.rules.accrual",
            language,
            start=_number(band.start),
            step=_number(band.step),
            award=_number(band.award),
        )
        for band in amount.bands
    ]
    if amount.first_award_at:
        first = _number(amount.first_award_at)
        each.append(text("cli.rules.accrual_first", language, first=first))
    if amount.cap is not None:
        each.append(text("cli.rules.accrual_cap", language, cap=_number(amount.cap)))
    return _named_words(argument_title(amount.by, language), _listed(each, language), language)


def entry_words(entry: DatedValue, unit: str, language: Language) -> tuple[str, ...]:
    """The value, or how many readings of it there are; then whether it holds, how far it was
    checked and when it was recorded. Without a value only that.
    """
    recorded = text("cli.rules.recorded", language, day=entry.recorded)
    verified = text(f"cli.rules.verified.{entry.verification.value}", language)
    validity = text(f"cli.rules.validity.{entry.validity.value}", language)
    standing = text("form.listed", language).join((validity, verified, recorded))
    if entry.alternatives:
        return text("cli.rules.alternatives", language, n=len(entry.alternatives)), standing
    if entry.value is None:
        return (standing,)
    return amount_words(entry.value, unit, language), standing


def standing_words(entry: DatedValue, language: Language) -> str:
    """Why an entry gives no value: disputed, expired, not known, or known on single days."""
    if entry.alternatives:
        return text(f"cli.rules.verified.{entry.verification.value}", language)
    return text(f"cli.rules.validity.{entry.validity.value}", language)


def clause_words(entry: DatedValue | Alternative) -> str:
    """Title and article, as the source writes them."""
    return " ".join(filter(None, (entry.reference.title, entry.reference.article)))


def place_words(region: Region, language: Language) -> str:
    """Name and code of a place: ``Shanghai (CN-310000)``."""
    known = code_title(region, language)
    name = country_name(region.country, language) if known == str(region) else known
    return text("cli.rules.place", language, name=name, code=region)
