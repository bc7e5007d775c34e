"""The units a rule may be written in. Shares are 0 to 1; money is whole units of its currency."""

from __future__ import annotations

from functools import cache

from trimtab.messages import Language, text

CURRENCIES = ("cny", "usd", "eur", "gbp", "sgd", "sek", "dkk", "krw", "inr", "jpy", "chf")
"""ISO 4217, lower case."""

PERIODS = ("hour", "day", "week", "month", "year")

MONEY_CASES = (*PERIODS, "order", "person", "person_year", "hire")
"""What money is counted for, each one word of the unit after the currency."""

_PLAIN = (
    "share",
    "count",
    "persons",
    "orders",
    "points",
    "hours",
    "days",
    "weeks",
    "months",
    "years",
    "age_months",
    "age_years",
    "class",
)

SUMMARY = f"{', '.join(_PLAIN)}, cny, cny_month, cny_order, ..."
"""The units in short."""

NO_UNIT = "none"
"""The unit of conditions and statements."""


@cache
def units() -> tuple[str, ...]:
    """Every unit, ``none`` last.

    >>> {"share", "months", "cny_month", "cny_order", "sgd"} <= set(units())
    True
    """
    money = [
        "_".join(part for part in (currency, case) if part)
        for currency in CURRENCIES
        for case in ("", *MONEY_CASES)
    ]
    return (*_PLAIN, *money, NO_UNIT)


def unit_title(unit: str, language: Language) -> str:
    """The unit in words.

    >>> unit_title("cny_month", Language.EN), unit_title("cny_month", Language.ZH)
    ('CNY per month', '元/月')
    """
    currency, _, case = unit.partition("_")
    if currency not in CURRENCIES:
        return text(f"rules.unit.{unit}", language)
    money = text(f"rules.currency.{currency}", language)
    if not case:
        return money
    return text("rules.per", language, money=money, case=text(f"rules.case.{case}", language))
