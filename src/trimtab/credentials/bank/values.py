"""Numbers of credits and the dates of learning, exact.

A number of credits is kept as an integer of hundredths (2.5 credits are 250), so that sums, limits
and the integer program never meet a rounding error.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from trimtab.kernel import InputRejectedError
from trimtab.messages import LANGUAGES

MOST = 1_000_000  # ten thousand credits


def to_hundredths(credits: str | int | float | Decimal, field: str = "credits") -> int:
    """Credits as hundredths.

    Raises InputRejectedError CREDITS-001 for what is no number, negative, above ten thousand or
    finer than a hundredth.

    Examples
    --------
    >>> to_hundredths("2.5"), to_hundredths(8)
    (250, 800)
    """
    try:
        exact = Decimal(str(credits)) * 100
        if not exact.is_finite() or isinstance(credits, bool):
            raise InvalidOperation
    except (InvalidOperation, ValueError):
        raise InputRejectedError("CREDITS-001", field=field, value=str(credits)[:80]) from None
    if exact != exact.to_integral_value() or not 0 <= exact <= MOST:
        raise InputRejectedError("CREDITS-001", field=field, value=str(credits)[:80])
    return int(exact)


def to_credits(hundredths: int) -> Decimal:
    """Hundredths as credits, without trailing zeros.

    >>> str(to_credits(250)), str(to_credits(800))
    ('2.5', '8')
    """
    exact = Decimal(hundredths) / 100
    whole = exact.to_integral_value()
    return whole if exact == whole else exact.normalize()


def months_after(day: date, months: int) -> date:
    """The same day of a later month; the last day of a shorter one.

    >>> months_after(date(2024, 2, 29), 12)
    datetime.date(2025, 2, 28)
    """
    from calendar import monthrange

    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if year > date.max.year:
        return date.max
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def checked_id(field: str, value: object) -> str:
    """A name without blanks around it, 1 to 128 characters.

    Raises InputRejectedError CREDITS-002.
    """
    if not isinstance(value, str) or not value.strip() or len(value) > 128 or "\0" in value:
        raise InputRejectedError("CREDITS-002", field=field, value=str(value)[:80])
    return value.strip()


def checked_title(field: str, title: object) -> dict[str, str]:
    """A title in every language. Raises InputRejectedError CREDITS-003."""
    if not isinstance(title, Mapping) or any(
        not isinstance(title.get(one.value), str) or not title[one.value].strip()
        for one in LANGUAGES
    ):
        raise InputRejectedError("CREDITS-003", field=field)
    return {one.value: title[one.value].strip() for one in LANGUAGES}


def said_title(field: str, title: object, name: str) -> dict[str, str]:
    """The title of a certificate in the languages it has, at least one; ``name`` where none is
    given in each. Raises InputRejectedError CREDITS-003."""
    if not title:
        return {one.value: name for one in LANGUAGES}
    if not isinstance(title, Mapping) or not all(
        isinstance(key, str) and isinstance(said, str) and said.strip()
        for key, said in title.items()
    ):
        raise InputRejectedError("CREDITS-003", field=field)
    return {key: said.strip() for key, said in title.items()}


def checked_day(field: str, value: object) -> date:
    """A day given as ``2026-11-23``. Raises InputRejectedError CREDITS-004."""
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        raise InputRejectedError("CREDITS-004", field=field, value=str(value)[:40]) from None


def maybe_day(field: str, value: object) -> date | None:
    """A day, or None where none is given. Raises InputRejectedError CREDITS-004."""
    return None if value in (None, "") else checked_day(field, value)


def checked_whole(field: str, value: Any, least: int, most: int) -> int:
    """A whole number within limits. Raises InputRejectedError CREDITS-005."""
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        raise InputRejectedError(
            "CREDITS-005", field=field, value=str(value)[:40], least=least, most=most
        )
    return value


def maybe_whole(field: str, value: Any, least: int, most: int) -> int | None:
    """A whole number within limits, or None. Raises InputRejectedError CREDITS-005."""
    return None if value is None else checked_whole(field, value, least, most)


def words(field: str, value: object) -> tuple[str, ...]:
    """A list of names, without repetition and sorted. Raises InputRejectedError CREDITS-002."""
    if value is None:
        return ()
    if not isinstance(value, list | tuple):
        raise InputRejectedError("CREDITS-002", field=field, value=str(value)[:80])
    return tuple(sorted({checked_id(field, one) for one in value}))


def refuse_unknown(what: str, plain: object, known: frozenset[str]) -> Mapping[str, Any]:
    """A mapping with no field but those known: a misspelt limit must not vanish.

    Raises InputRejectedError CREDITS-062 for what is no object, CREDITS-006.
    """
    if not isinstance(plain, Mapping):
        raise InputRejectedError("CREDITS-062", what=what, found=str(plain)[:80])
    if unknown := sorted(str(one) for one in plain if one not in known):
        raise InputRejectedError("CREDITS-006", what=what, fields=", ".join(unknown)[:200])
    return plain
