"""Equivalence rules: dated data that say which learning stands for which module."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from trimtab.credentials.bank.qualifications import Origin


class RuleKind(StrEnum):
    """The shape of an equivalence; ``credits.rule_kind.<value>``."""

    ONE_TO_ONE = "one_to_one"
    MANY_TO_ONE = "many_to_one"
    ONE_TO_MANY = "one_to_many"
    MANY_TO_MANY = "many_to_many"
    PARTIAL = "partial"  # counts only together with a bridge module
    PRIOR_LEARNING = "prior_learning"  # assessed work or private study


@dataclass(frozen=True, slots=True)
class RuleInput:
    """What must be shown: a standard or module by its code, at least at a level (a code of the
    rule's ``framework_id``), with a mark, with so many credits or hours, perhaps from several
    certificates together."""

    code: str
    level: str = ""
    grade: int | None = None
    hundredths: int = 0
    hours: int = 0


@dataclass(frozen=True, slots=True)
class RuleOutput:
    """What it stands for: credits of one module, or of several together where nobody published
    how they divide. ``level`` is a code of the qualification's framework."""

    modules: tuple[str, ...]
    hundredths: int
    nature: str = ""
    level: str = ""


@dataclass(frozen=True, slots=True)
class EquivalenceRule:
    """One version of a rule, never changed: a correction is a later version.

    In force on days from ``since`` until before ``until``, in what is decided after ``recorded``.
    ``qualifications``: where it counts (empty: wherever the authority's rules do). ``cap``: most
    that it may add to one qualification; of one ``exclusive_group`` only one thing counts. A rule
    is applied at most once to one qualification. ``origin``: what its credits count as where the
    qualification limits origins. ``standing``: ``published``, ``own`` or ``synthetic``.
    """

    rule_id: str
    version: int
    kind: RuleKind
    title: Mapping[str, str]
    framework_id: str
    inputs: tuple[RuleInput, ...]
    outputs: tuple[RuleOutput, ...]
    authority: str
    legal_basis: str
    since: date
    recorded: datetime
    standing: str
    source: str
    until: date | None = None
    bridge: str = ""
    cap: int | None = None
    exclusive_group: str | None = None
    qualifications: tuple[str, ...] = ()
    origin: Origin = Origin.CERTIFICATE

    @property
    def key(self) -> str:
        """``cn.ouchn.express-clerk@1``: how decisions and certificates name it."""
        return f"{self.rule_id}@{self.version}"

    def to_plain(self) -> dict[str, Any]:
        """Plain JSON values; ``rule_from_plain`` reads them back."""
        from trimtab.credentials.bank.plain import plain_rule

        return plain_rule(self)


def rules_in_force(
    rules: Iterable[EquivalenceRule],
    on: date,
    known: datetime,
    qualification_id: str | None = None,
) -> tuple[EquivalenceRule, ...]:
    """The version of each rule that counted on a day, as far as was recorded by an instant.

    A version takes the place of earlier ones from its ``since`` on; so a rule is ended by a version
    with an ``until``, and a version for next year leaves today's alone. In the order of their ids.
    """
    latest: dict[str, EquivalenceRule] = {}
    for one in rules:
        if one.recorded <= known and one.since <= on:
            held = latest.get(one.rule_id)
            if held is None or (one.recorded, one.version) > (held.recorded, held.version):
                latest[one.rule_id] = one
    return tuple(
        one
        for _, one in sorted(latest.items())
        if (one.until is None or on < one.until)
        and (
            qualification_id is None
            or not one.qualifications
            or qualification_id in one.qualifications
        )
    )
