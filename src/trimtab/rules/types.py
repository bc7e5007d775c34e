"""Dated parameters and what a look-up answers.

A parameter belongs to one place; its values are dated twice: in force from (``in_force_from``) and
known since (``recorded``). Intervals are half-open.
"""

from __future__ import annotations

import hashlib
import json
import math
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from trimtab.kernel import NO_WORDING, InputRejectedError, Region, Wording
from trimtab.rules.amounts import (
    Amount,
    ClassTable,
    Computable,
    Condition,
    Number,
    SameAs,
    Statement,
)
from trimtab.rules.scales import Scale
from trimtab.rules.stepped import Accrual, AccrualBand, Band, Bands, Floats
from trimtab.rules.vocabulary import Kind, Payment, Reason, Validity, Verification

__all__ = [
    "Accrual",
    "AccrualBand",
    "Alternative",
    "Amount",
    "Answer",
    "Band",
    "Bands",
    "ClassTable",
    "Computable",
    "Condition",
    "DatedValue",
    "Kind",
    "Number",
    "Parameter",
    "Payment",
    "Reason",
    "Reference",
    "SameAs",
    "Scale",
    "Statement",
    "Validity",
    "Verification",
]


@dataclass(frozen=True)
class Reference:
    """The text that gives a value: title always, article and address where there are some."""

    title: str
    article: str = ""
    url: str = ""

    def __post_init__(self) -> None:
        if not self.title.strip():
            raise InputRejectedError("RULES-023")

    def to_plain(self) -> dict[str, str]:
        """As a rule file writes it."""
        parts = (("title", self.title), ("article", self.article), ("url", self.url))
        return {name: text for name, text in parts if text}


@dataclass(frozen=True)
class Alternative:
    """One of several readings of a disputed rule, each with its own source."""

    value: Amount
    reference: Reference
    note: Wording = NO_WORDING

    def to_plain(self) -> dict[str, Any]:
        """As a rule file writes it."""
        plain: dict[str, Any] = {
            "value": self.value.to_plain(),
            "reference": self.reference.to_plain(),
        }
        if any(self.note):
            plain["note"] = self.note.to_plain()
        return plain


@dataclass(frozen=True)
class DatedValue:
    """One entry of a parameter: what holds from a day on, and since when we know.

    ``in_force_until`` (excluded) repeats the next entry's day where the text itself names an end.
    ``file`` and ``line`` say where it was read; they are no part of its identity.
    """

    key: str
    region: Region
    in_force_from: date
    recorded: date
    reference: Reference
    value: Amount | None = None
    alternatives: tuple[Alternative, ...] = ()
    validity: Validity = Validity.IN_FORCE
    verification: Verification = Verification.VERIFIED
    in_force_until: date | None = None
    issued: date | None = None
    reference_year: int | None = None
    note: Wording = NO_WORDING
    file: str = field(default="", compare=False)
    line: int = field(default=0, compare=False)

    def __post_init__(self) -> None:
        if self.in_force_until is not None and self.in_force_until <= self.in_force_from:
            raise InputRejectedError(
                "RULES-034", start=str(self.in_force_from), until=str(self.in_force_until)
            )
        disputed = self.verification is Verification.DISPUTED
        if not self.validity.carries_value:
            if self.value is not None or self.alternatives:
                raise InputRejectedError("RULES-022", validity=self.validity.value)
        elif disputed and (self.value is not None or len(self.alternatives) < 2):
            raise InputRejectedError("RULES-036", count=len(self.alternatives))
        elif not disputed and self.alternatives:
            raise InputRejectedError("RULES-035", verification=self.verification.value)
        elif not disputed and self.value is None:
            raise InputRejectedError("RULES-021", validity=self.validity.value)

    @cached_property
    def id(self) -> str:
        """``key@region@from@recorded``: names the entry for ever."""
        return f"{self.key}@{self.region}@{self.in_force_from}@{self.recorded}"

    @cached_property
    def version(self) -> str:
        """First 16 hexadecimal digits of the SHA-256 of the entry's canonical JSON."""
        return hashlib.sha256(self.canonical_json.encode()).hexdigest()[:16]

    @property
    def canonical_json(self) -> str:
        """The whole entry in one line, keys sorted: what a decision is recomputed from."""
        plain = {"key": self.key, "region": str(self.region), **self.to_plain()}
        return json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    @property
    def provisional(self) -> bool:
        """Whether what rests on this entry must be marked provisional."""
        return self.verification is not Verification.VERIFIED or self.validity is Validity.EXPECTED

    @property
    def amounts(self) -> tuple[Amount, ...]:
        """The value, or the disputed ones."""
        if self.value is not None:
            return (self.value,)
        return tuple(alternative.value for alternative in self.alternatives)

    def to_plain(self) -> dict[str, Any]:
        """As a rule file writes it, without defaults."""
        plain: dict[str, Any] = {"from": str(self.in_force_from)}
        if self.in_force_until is not None:
            plain["until"] = str(self.in_force_until)
        if self.value is not None:
            plain["value"] = self.value.to_plain()
        if self.alternatives:
            plain["alternatives"] = [one.to_plain() for one in self.alternatives]
        plain["recorded"] = str(self.recorded)
        if self.issued is not None:
            plain["issued"] = str(self.issued)
        if self.reference_year is not None:
            plain["reference_year"] = self.reference_year
        plain["verification"] = self.verification.value
        if self.validity is not Validity.IN_FORCE:
            plain["validity"] = self.validity.value
        plain["reference"] = self.reference.to_plain()
        if any(self.note):
            plain["note"] = self.note.to_plain()
        return plain


@dataclass(frozen=True)
class Parameter:
    """A key at one place, with everything ever recorded about it.

    ``range`` bounds every figure; None where there are none. ``of`` is the key a percentage is
    taken of, ``of_place`` whose value of it counts where that is not the parameter's own place.
    """

    key: str
    region: Region
    title: Wording
    kind: Kind
    unit: str
    values: tuple[DatedValue, ...]
    range: tuple[float | None, float | None] | None = None
    of: str | None = None
    of_place: str = ""
    payment: Payment = Payment.NONE
    note: Wording = NO_WORDING
    file: str = field(default="", compare=False)
    line: int = field(default=0, compare=False)

    def __post_init__(self) -> None:
        for value in self.values:
            if (value.key, value.region) != (self.key, self.region):
                raise InputRejectedError(
                    "RULES-038", entry=value.id, key=self.key, region=str(self.region)
                )
        percentage = self.kind is Kind.PERCENTAGE_OF
        if percentage and self.of is None:
            raise InputRejectedError("RULES-013", field="of", where=self.key)
        if not percentage and (self.of is not None or self.of_place):
            allowed = f"kind: {Kind.PERCENTAGE_OF.value}"
            raise InputRejectedError("RULES-012", name="of", allowed=allowed, suggestion=allowed)


@dataclass(frozen=True)
class Answer:
    """What holds for a key at a place on a day, as known on a day.

    ``layer`` is the place whose rule answered (a city, its province or the nation), ``rule`` the
    entry; both None when no layer's rule had begun. ``value`` is None exactly when ``reason`` is
    not empty. ``last_known`` and ``next_known`` are the nearest entries of that layer that carry an
    undisputed value: begun by ``on`` (the rule itself included), and beginning after it.
    ``through`` are the entries that a ``same_as`` led through.
    """

    key: str
    region: Region
    on: date
    known_on: date | None
    parameter: Parameter | None
    rule: DatedValue | None
    value: Amount | None
    reason: Reason
    alternatives: tuple[Alternative, ...] = ()
    last_known: DatedValue | None = None
    next_known: DatedValue | None = None
    through: tuple[DatedValue, ...] = ()

    @property
    def rules(self) -> tuple[DatedValue, ...]:
        """Every entry the value rests on: the rule, then what its ``same_as`` led to."""
        return () if self.rule is None else (self.rule, *self.through)

    @property
    def layer(self) -> Region | None:
        """The place whose rule answered."""
        return None if self.rule is None else self.rule.region

    @property
    def unit(self) -> str:
        return "" if self.parameter is None else self.parameter.unit

    @property
    def kind(self) -> Kind | None:
        return None if self.parameter is None else self.parameter.kind

    @property
    def of(self) -> str | None:
        return None if self.parameter is None else self.parameter.of

    @property
    def payment(self) -> Payment:
        return Payment.NONE if self.parameter is None else self.parameter.payment

    @property
    def validity(self) -> Validity | None:
        return None if self.rule is None else self.rule.validity

    @property
    def verification(self) -> Verification | None:
        return None if self.rule is None else self.rule.verification

    @property
    def provisional(self) -> bool:
        """Whether what rests on this answer must be marked provisional: some entry it rests on is
        not verified, or only expected; or there is none.
        """
        return not self.rules or any(rule.provisional for rule in self.rules)

    @property
    def number(self) -> float:
        """The figure of a plain number; NaN when there is no value or it is no plain number."""
        return self.value.number if isinstance(self.value, Number) else math.nan

    def evaluate(self, argument: ArrayLike) -> Floats:
        """The value at each element of the argument; NaN throughout where no value is in force."""
        if isinstance(self.value, Computable):
            return self.value.evaluate(argument)
        return np.full(np.atleast_1d(argument).shape, np.nan)
