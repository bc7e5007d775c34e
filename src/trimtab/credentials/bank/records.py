"""What the bank keeps beside entries: lines of the ledger, versions, cases, appeals.

Frozen records, one row each, written through ``ports.Work`` only. A holder is named by an id that
says nothing without the holder's record.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar


class LineKind(StrEnum):
    """What happened to an entry; ``credits.line.<value>``."""

    DEPOSIT = "deposit"
    REDEEM = "redeem"
    EXPIRE = "expire"
    WITHDRAW = "withdraw"  # the certificate turned out not to hold
    REVERSE = "reverse"  # a compensating line: what went out comes back


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """One line of the ledger; never changed.

    Lines of an entry are numbered from 1 without a gap, and a number is taken once: of two who
    redeem the same entry at the same moment one is refused. ``hundredths`` is what the line moves:
    into the balance by DEPOSIT and REVERSE, out of it by the others.
    """

    KEY: ClassVar[str] = "ledger_id"

    ledger_id: str  # the entry's id and the number
    entry_id: str
    holder_id: str
    number: int
    kind: LineKind
    hundredths: int
    framework_id: str
    at: datetime
    actor: str
    case_id: str | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class RuleVersion:
    """One version of a bureau's own equivalence rule; ``content`` is its canonical JSON."""

    KEY: ClassVar[str] = "rule_key"

    rule_key: str
    rule_id: str
    version: int
    since: date
    until: date | None
    recorded: datetime
    recorded_by: str
    content: str
    digest: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class QualificationVersion:
    """One version of a qualification entered here; ``content`` is its canonical JSON."""

    KEY: ClassVar[str] = "qualification_key"

    qualification_key: str
    qualification_id: str
    version: int
    awarding_body: str
    department_id: str | None  # of the awarding body, whose people sign
    region: str
    since: date
    until: date | None
    recorded: datetime
    recorded_by: str
    content: str
    digest: str


class CaseState(StrEnum):
    """Where a recognition stands; ``credits.state.<value>``. Advice until it is SIGNED."""

    OPEN = "open"  # computed, waits for a reviewer
    REVIEWED = "reviewed"
    SENT = "sent"  # to the awarding body
    SIGNED = "signed"
    DECLINED = "declined"  # by the awarding body, for a reason
    WITHDRAWN = "withdrawn"
    OVERTURNED = "overturned"  # by an appeal

    @property
    def is_final(self) -> bool:
        """Whether nothing follows but an appeal."""
        return self not in (CaseState.OPEN, CaseState.REVIEWED, CaseState.SENT)


@dataclass(frozen=True, slots=True)
class RecognitionCase:
    """That somebody asks what their credits count for in one qualification.

    ``decision`` is the canonical JSON of everything it rests on and of its result, frozen when the
    case was opened, ``digest`` its SHA-256: no later rule, entry or framework changes it.
    ``document`` is the unsigned certificate when sent, the signed one when signed.
    """

    KEY: ClassVar[str] = "case_id"

    case_id: str  # R2026-0001
    holder_id: str
    qualification_key: str
    region: str
    department_id: str
    awarding_body: str
    awarding_department_id: str | None
    opened_by: str
    opened_at: datetime
    decided_on: date  # the day whose rules and shelf lives count
    known_at: datetime  # nothing recorded later is in it
    decision: str
    digest: str
    satisfied: bool
    shortfall: int
    state: CaseState = CaseState.OPEN
    moves: int = 1
    follows: str | None = None  # the case whose appeal led to this one
    reviewer: str | None = None
    reviewed_at: datetime | None = None
    signer: str | None = None
    signed_at: datetime | None = None
    document: str | None = None


@dataclass(frozen=True, slots=True)
class RecognitionStep:
    """One move of a case; never changed."""

    KEY: ClassVar[str] = "step_id"

    step_id: str
    case_id: str
    number: int
    move: str  # a name of credentials.bank.moving.MOVES
    state_from: str
    state_to: str
    actor: str
    at: datetime
    note: str = ""


class AppealState(StrEnum):
    """What became of an appeal; ``credits.appeal.<value>``."""

    OPEN = "open"
    UPHELD = "upheld"  # the decision stands
    OVERTURNED = "overturned"


@dataclass(frozen=True, slots=True)
class Appeal:
    """Somebody disagrees with a recognition; judged by one who had no part in it."""

    KEY: ClassVar[str] = "appeal_id"

    appeal_id: str
    case_id: str
    number: int
    lodged_by: str
    lodged_at: datetime
    grounds: str
    state: AppealState = AppealState.OPEN
    judge: str | None = None
    judged_at: datetime | None = None
    reason: str = ""
    rules: tuple[str, ...] = ()  # keys of the rules that the judge wants reviewed
