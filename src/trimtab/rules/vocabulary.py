"""The words an entry is described with, each apart from the others."""

from __future__ import annotations

from enum import StrEnum


class Kind(StrEnum):
    """What a parameter is: a figure, a ceiling, a formula, a schedule by time, a share of another
    parameter, something the law asks for, or its words.
    """

    VALUE = "value"
    CAP = "cap"
    FORMULA = "formula"
    SCHEDULE = "schedule"
    PERCENTAGE_OF = "percentage_of"
    CONDITION = "condition"
    STATEMENT = "statement"


class Verification(StrEnum):
    """How well the text is known to us: read at the source, not so, or sources contradict."""

    VERIFIED = "verified"
    UNVERIFIED = "unverified"
    DISPUTED = "disputed"


class Validity(StrEnum):
    """What begins on the day an entry is in force from.

    ``EXPECTED`` is announced, not enacted. ``UNKNOWN_AFTER`` says that nobody knows what holds from
    that day on. ``KNOWN_TO_HOLD_ON`` was seen to hold on that single day. ``WITHDRAWN`` takes back
    an earlier recorded entry with the same day: nothing begins there after all.
    """

    IN_FORCE = "in_force"
    EXPECTED = "expected"
    EXPIRED = "expired"
    UNKNOWN_AFTER = "unknown_after"
    KNOWN_TO_HOLD_ON = "known_to_hold_on"
    WITHDRAWN = "withdrawn"

    @property
    def carries_value(self) -> bool:
        """Whether an entry of this validity has a value."""
        return self in (Validity.IN_FORCE, Validity.EXPECTED, Validity.KNOWN_TO_HOLD_ON)


class Payment(StrEnum):
    """What happens to a payment past what is known: a statutory one goes on provisionally, a
    discretionary one waits; ``NONE`` where nothing is paid by the parameter.
    """

    NONE = "none"
    STATUTORY = "statutory"
    DISCRETIONARY = "discretionary"


class Reason(StrEnum):
    """Why an answer has no value; ``NONE`` when it has one."""

    NONE = ""
    NO_RULE = "no_rule"
    NOT_YET_IN_FORCE = "not_yet_in_force"
    NOT_RECORDED = "not_recorded"
    EXPIRED = "expired"
    UNKNOWN_AFTER = "unknown_after"
    DISPUTED = "disputed"
    KNOWN_ONLY_ON = "known_only_on"
