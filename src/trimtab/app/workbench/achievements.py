"""What can be certified, standard by standard and grade by grade: seen, entered, retired."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from math import isfinite
from uuid import uuid4

from trimtab.app.places import parse_region
from trimtab.app.titles import code_title
from trimtab.app.workbench.bench import Workbench
from trimtab.app.workbench.issuers import list_achievements
from trimtab.credentials.issuing.registry import add_achievement, change_achievement, get_record
from trimtab.credentials.issuing.types import AchievementRecord
from trimtab.kernel import InputRejectedError, Occupation, StateError, TrimtabError
from trimtab.messages import Language, in_words

_MOST = 100_000  # hours or credits of one achievement; more is a slip of the pen


@dataclass(frozen=True, slots=True)
class AchievementView:
    """An achievement in words. ``occupations``: title and code of each."""

    record: AchievementRecord
    title: str
    occupations: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class AchievementAsked:
    """An achievement to be entered. Words by language, empty ones are left out; ``level`` one of
    the eight grades or None; ``hours`` and ``credits`` where the standard states them."""

    standard_id: str
    title: Mapping[str, str]
    criteria: Mapping[str, str]
    level: int | None = None
    occupations: tuple[str, ...] = ()
    hours: float | None = None
    credits: float | None = None


def see_achievements(bench: Workbench, language: Language) -> tuple[AchievementView, ...]:
    """What can be certified, standard by standard, the lowest grade first."""
    return tuple(
        AchievementView(
            one,
            in_words(one.title, language, one.achievement_id),
            tuple((_occupation(code, language), code) for code in one.occupations),
        )
        for one in list_achievements(bench)
    )


def _occupation(code: str, language: Language) -> str:
    try:
        return code_title(Occupation(code), language)
    except TrimtabError:  # entered before codes were checked
        return code


def enter_achievement(
    bench: Workbench, asking: str, asked: AchievementAsked, region: str, reason: str
) -> AchievementRecord:
    """Enter what can be certified; ``region``, a code or a name, is where the right is asked for.

    Raises InputRejectedError WEB-175 (no standard, an amount out of range), CODE-003 (an
    occupation), CREDENTIALS-143, -144; StateError WEB-201 where the standard can be certified
    at this grade already; NotAllowedError OFFICE-010.
    """
    standard = asked.standard_id.strip()
    if not standard or standard == "*":
        raise InputRejectedError("WEB-175", field="standard", value=standard)
    made = AchievementRecord(
        f"urn:uuid:{uuid4()}",
        standard,
        _written(asked.title),
        _written(asked.criteria),
        asked.level,
        tuple(str(Occupation(code)) for code in asked.occupations),
        _amount(asked.hours, "hours"),
        _amount(asked.credits, "credits"),
    )
    with bench.office.work(asking, reason) as work:
        known = work.find(AchievementRecord, standard_id=standard, level=made.level, active=True)
        if known:
            raise StateError("WEB-201", standard=standard, id=known[0].achievement_id)
        return add_achievement(work, made, str(parse_region(region)))


def retire_achievement(
    bench: Workbench, asking: str, achievement_id: str, region: str, reason: str
) -> AchievementRecord:
    """Certify it no longer; certificates keep what they say. Raises UnknownCodeError
    CREDENTIALS-150, NotAllowedError OFFICE-010."""
    with bench.office.work(asking, reason) as work:
        known = get_record(work, AchievementRecord, achievement_id)
        return change_achievement(work, replace(known, active=False), str(parse_region(region)))


def amount_of(typed: str, field: str) -> float | None:
    """A number as a form gives it; None for nothing. Raises InputRejectedError WEB-175."""
    if not typed.strip():
        return None
    try:
        return _amount(float(typed), field)
    except ValueError:
        raise InputRejectedError("WEB-175", field=field, value=typed[:20]) from None


def codes_of(typed: str) -> tuple[str, ...]:
    """Codes as a form gives them, between commas or blanks.

    >>> codes_of("CSCO@2022:4-10-08-01， CSCO@2022:4-02-07-08")
    ('CSCO@2022:4-10-08-01', 'CSCO@2022:4-02-07-08')
    """
    return tuple(typed.replace("，", " ").replace("、", " ").replace(",", " ").split())


def _amount(value: float | None, field: str) -> float | None:
    if value is not None and not (isfinite(value) and 0 < value <= _MOST):
        raise InputRejectedError("WEB-175", field=field, value=str(value))
    return value


def _written(words: Mapping[str, str]) -> dict[str, str]:
    pairs: Iterable[tuple[str, str]] = ((name, one.strip()) for name, one in words.items())
    return {name: one for name, one in pairs if one}
