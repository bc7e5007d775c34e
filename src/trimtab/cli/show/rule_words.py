"""What a rule says, in words: amounts, layers and clauses as a person reads them."""

from __future__ import annotations

from collections.abc import Mapping

from trimtab.app.titles import code_title
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
            return _with_unit(_rows(by, rows, language), unit, language)
        case Bands(by, bands, special, _):
            steps = _steps(by, [(band.start, band.value) for band in bands], language)
            more = [_named(argument_title(n, language), f, language) for n, f in special.items()]
            listed = text("form.listed", language).join([steps, *more])
            return _with_unit(listed, unit, language)
        case Scale(kind, brackets, by):
            words = text(f"cli.rules.scale.{kind.value}", language)
            return f"{words}: {_steps(by, list(brackets), language)}"
        case Accrual():
            return _with_unit(_accrual(amount, language), unit, language)


def _number(number: float) -> str:
    """Every digit the rule has: ``2,740``, ``0.6667``."""
    return f"{int(number):,}" if number.is_integer() else f"{number:,.10g}"


def _with_unit(words: str, unit: str, language: Language) -> str:
    if unit in (NO_UNIT, ""):
        return words
    return f"{words} {unit_title(unit, language) if unit in units() else unit}"


def argument_title(by: str, language: Language) -> str:
    """What a figure depends on: the column's title where a computation has such a column."""
    key = f"column.{by}"
    return text(key, language) if has_text(key, language) else by.replace("_", " ")


def _rows(by: str, rows: Mapping[str, float], language: Language) -> str:
    title = argument_title(by, language)
    each = (_named(f"{title} {row}", figure, language) for row, figure in rows.items())
    return text("form.listed", language).join(each)


def _named(name: str, figure: float, language: Language) -> str:
    return text("cli.rules.named", language, name=name, figure=_number(figure))


def _steps(by: str, steps: list[tuple[float, float]], language: Language) -> str:
    each = (text("cli.rules.step", language, start=_number(s), figure=_number(f)) for s, f in steps)
    return f"{argument_title(by, language)} {text('form.listed', language).join(each)}"


def _accrual(amount: Accrual, language: Language) -> str:
    each = [
        text(
            "cli.rules.accrual",
            language,
            start=_number(band.start),
            step=_number(band.step),
            award=_number(band.award),
            by=argument_title(amount.by, language),
        )
        for band in amount.bands
    ]
    if amount.first_award_at:
        first = _number(amount.first_award_at)
        each.append(text("cli.rules.accrual_first", language, first=first))
    if amount.cap is not None:
        each.append(text("cli.rules.accrual_cap", language, cap=_number(amount.cap)))
    return text("form.listed", language).join(each)


def clause_words(entry: DatedValue | Alternative) -> str:
    """Title and article, as the source writes them."""
    return " ".join(filter(None, (entry.reference.title, entry.reference.article)))


def place_words(region: Region, language: Language) -> str:
    """Name and code of a place: ``Shanghai (CN-310000)``."""
    name = code_title(region, language)
    return (
        name if name == str(region) else text("cli.rules.place", language, name=name, code=region)
    )
