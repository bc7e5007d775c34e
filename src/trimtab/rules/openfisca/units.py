"""Units as OpenFisca's parameter files write them, and ours."""

from __future__ import annotations

from trimtab.rules.units import CURRENCIES, NO_UNIT, PERIODS, units

_TO_OURS = {
    "/1": "share",
    "hour": "hours",
    "day": "days",
    "week": "weeks",
    "month": "months",
    "year": "years",
}
_TO_THEIRS = {ours: theirs for theirs, ours in _TO_OURS.items()}
_CURRENCY = "currency-"


def unit_from_openfisca(unit: str) -> str | None:
    """Our unit, None where we have none.

    Examples
    --------
    >>> unit_from_openfisca("/1"), unit_from_openfisca("currency-EUR/month")
    ('share', 'eur_month')
    >>> unit_from_openfisca("currency-EUR/m2") is None
    True
    """
    written = unit.strip()
    if written in _TO_OURS:
        return _TO_OURS[written]
    if written.startswith(_CURRENCY):
        written = written.removeprefix(_CURRENCY).lower().replace("/", "_")
    return written if written in units() and written != NO_UNIT else None


def unit_to_openfisca(unit: str) -> str:
    """Their unit; ours as it is where they have none, nothing for conditions and statements.

    Examples
    --------
    >>> unit_to_openfisca("cny_month"), unit_to_openfisca("share"), unit_to_openfisca("none")
    ('currency-CNY/month', '/1', '')
    """
    if unit == NO_UNIT:
        return ""
    currency, _, case = unit.partition("_")
    if currency in CURRENCIES and (not case or case in PERIODS):
        return f"{_CURRENCY}{currency.upper()}" + (f"/{case}" if case else "")
    return _TO_THEIRS.get(unit, unit)
