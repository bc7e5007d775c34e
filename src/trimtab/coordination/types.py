"""What the room keeps and hands out: stages, frozen records, one row each.

Records are changed only through ``ports.Work``; keys can be read out (``2026-0007``, its second
assessment ``2026-0007:a2``). Structured fields hold plain JSON values; ``trimtab.coordination``
gives them types (``ExpectedEffect``, ``Measure``, ``BasisPart``). Days are days in UTC.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any, ClassVar


class Stage(StrEnum):
    """Where a case stands; the words are ``coordination.stage.<value>``."""

    ALERT = "alert"  # acknowledged: somebody looks at it
    ASSESSMENT = "assessment"
    DRAFTING = "drafting"  # a decision is drafted
    SIGNING = "signing"  # it goes through the approval chain
    ACTION = "action"
    REVIEW = "review"
    CLOSED = "closed"
    DISMISSED = "dismissed"  # no matter, for a reason
    WITHDRAWN = "withdrawn"  # given up, or a signed decision revoked

    @property
    def is_final(self) -> bool:
        """Whether nothing more is to be done."""
        return self in (Stage.CLOSED, Stage.DISMISSED, Stage.WITHDRAWN)


class Classification(StrEnum):
    """Who may see something; internal unless released. State secrets do not belong here at all."""

    INTERNAL = "internal"
    PUBLIC = "public"


class ApprovalKind(StrEnum):
    """An approval of a department concerned, or the signature that decides."""

    COSIGN = "cosign"
    SIGN = "sign"


class ActionState(StrEnum):
    """Whether a measure was carried out; dropped for a reason."""

    OPEN = "open"
    DONE = "done"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True)
class Case:
    """One matter from the alert to its review.

    ``department_id`` leads it, ``departments`` take part. ``alert`` are the alert's facts when it
    was opened (empty without an alert), ``level`` 1 to 4. ``due``: by when the present stage must
    be left. ``moves`` counts changes of stage, ``reopened`` those back from an end.
    """

    KEY: ClassVar[str] = "case_id"

    case_id: str
    title: Mapping[str, str]  # by language
    region: str
    department_id: str
    level: int
    opened_by: str
    opened_at: datetime
    entered_at: datetime  # the present stage
    stage: Stage = Stage.ALERT
    alert_id: str | None = None  # the episode
    alert: Mapping[str, Any] = field(default_factory=dict)
    departments: tuple[str, ...] = ()
    assignee: str | None = None
    due: date | None = None
    moves: int = 0
    reopened: int = 0
    escalated_to: str | None = None  # in the present stage
    classification: Classification = Classification.INTERNAL
    approver: str | None = None
    release_on: date | None = None


@dataclass(frozen=True, slots=True)
class CaseStep:
    """One change of stage; never changed. ``number`` is the case's count of moves after it."""

    KEY: ClassVar[str] = "step_id"

    step_id: str
    case_id: str
    number: int
    move: str  # a name of coordination.states.MOVES
    stage_from: str  # empty for the first
    stage_to: str
    actor: str
    at: datetime
    note: str = ""


@dataclass(frozen=True, slots=True)
class Assessment:
    """What the bureau makes of it. ``basis`` is the canonical JSON of its parts (alert, exposure,
    simulation runs, rules); once frozen nothing of it changes but who may see it. ``digest`` is
    the SHA-256 of all that was frozen; ``revision`` grows with every change of the draft."""

    KEY: ClassVar[str] = "assessment_id"

    assessment_id: str
    case_id: str
    number: int
    writers: tuple[str, ...]
    started_at: datetime
    situation: str = ""
    causes: str = ""
    advice: str = ""
    basis: str = "[]"
    revision: int = 0
    digest: str | None = None
    frozen_at: datetime | None = None
    frozen_by: str | None = None
    classification: Classification = Classification.INTERNAL
    approver: str | None = None
    release_on: date | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """What is to be done, with the effect that is expected of it and the day of its review.

    ``drafters``: everybody who wrote on it; none of them may sign. ``cosigners``: departments
    concerned. ``submission`` counts how often it went into the approval chain; ``digest`` is the
    SHA-256 of the content that was submitted and is what people sign.
    """

    KEY: ClassVar[str] = "decision_id"

    decision_id: str
    case_id: str
    number: int
    assessment_id: str
    department_id: str
    drafters: tuple[str, ...]
    started_at: datetime
    title: str = ""
    text: str = ""
    document_number: str = ""
    expected: Mapping[str, Any] = field(default_factory=dict)  # ExpectedEffect, empty: not yet
    measures: tuple[Mapping[str, Any], ...] = ()  # Measure
    cosigners: tuple[str, ...] = ()
    review_on: date | None = None
    revision: int = 0
    submission: int = 0
    submitted_at: datetime | None = None
    submitted_by: str | None = None
    digest: str | None = None
    signed_at: datetime | None = None
    classification: Classification = Classification.INTERNAL
    approver: str | None = None
    release_on: date | None = None


@dataclass(frozen=True, slots=True)
class Approval:
    """A signature that a submission needs, of a department or of one person in it. Equal positions
    come in any order, a later one waits for all earlier ones."""

    KEY: ClassVar[str] = "approval_id"

    approval_id: str
    case_id: str
    decision_id: str
    submission: int
    position: int
    kind: ApprovalKind
    department_id: str
    actor_id: str | None = None


@dataclass(frozen=True, slots=True)
class Signature:
    """Somebody put their name to what was submitted; never changed. ``on_behalf_of``: whose duty
    it was, where they had delegated it."""

    KEY: ClassVar[str] = "signature_id"

    signature_id: str
    approval_id: str
    case_id: str
    decision_id: str
    submission: int
    kind: ApprovalKind
    actor: str
    at: datetime
    digest: str
    note: str = ""
    on_behalf_of: str | None = None


@dataclass(frozen=True, slots=True)
class CaseAction:
    """One measure of a signed decision being carried out by a department."""

    KEY: ClassVar[str] = "action_id"

    action_id: str
    case_id: str
    number: int
    title: str
    department_id: str
    due: date
    added_by: str
    added_at: datetime
    owner: str | None = None
    state: ActionState = ActionState.OPEN
    finished_at: datetime | None = None
    finished_by: str | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class CaseReview:
    """What happened, held against what was expected; never changed, a later one counts.

    ``comparison`` is that of ``coordination.comparing``; ``known_at``: nothing that became known
    later is in it. ``digest`` is the SHA-256 of comparison and text.
    """

    KEY: ClassVar[str] = "review_id"

    review_id: str
    case_id: str
    decision_id: str
    number: int
    written_by: str
    written_at: datetime
    known_at: datetime
    comparison: str  # canonical JSON
    lessons: str
    digest: str


@dataclass(frozen=True, slots=True)
class CaseComment:
    """Something said about a case; never changed."""

    KEY: ClassVar[str] = "comment_id"

    comment_id: str
    case_id: str
    number: int
    stage: Stage
    actor: str
    at: datetime
    text: str


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file of a case; its bytes lie beside it and must have the hash."""

    KEY: ClassVar[str] = "attachment_id"

    attachment_id: str
    case_id: str
    number: int
    name: str
    media_type: str
    bytes: int
    sha256: str
    added_by: str
    added_at: datetime
    note: str = ""


@dataclass(frozen=True, slots=True)
class Delegation:
    """``receiver`` may do ``right`` for ``giver`` before the day ``until``; both must hold it."""

    KEY: ClassVar[str] = "delegation_id"

    delegation_id: str
    giver: str
    receiver: str
    right: str
    region: str
    department_id: str
    given_at: datetime
    until: date
    ended_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Escalation:
    """A case was put before the department above, once in a stage; never changed."""

    KEY: ClassVar[str] = "escalation_id"

    escalation_id: str  # <case>:e<moves>: once for each time a stage is entered
    case_id: str
    stage: Stage
    department_from: str
    department_to: str
    automatic: bool
    actor: str
    at: datetime
    due: date | None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Procedure:
    """How the offices of a region and all below it work together; the nearest above counts.

    ``deadlines``: level ("1" to "4") -> stage -> working days. ``chain``: approvals in order, each
    ``{"kind", "department_id"}`` (null: the departments concerned, or the leading one to sign).
    ``holidays`` and ``workdays`` (ISO days) correct the calendar of Monday to Friday.
    """

    KEY: ClassVar[str] = "region"

    region: str
    deadlines: Mapping[str, Mapping[str, int]]
    chain: tuple[Mapping[str, Any], ...]
    people_least: int = 2
    reopen_days: int = 30
    reopen_times: int = 3
    holidays: tuple[str, ...] = ()
    workdays: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class EvidenceEntry:
    """A row of the evidence register that a review wrote; never changed."""

    KEY: ClassVar[str] = "evidence_id"

    evidence_id: str
    case_id: str
    review_id: str
    written_by: str
    written_at: datetime
    row: Mapping[str, str]  # column of the register -> text
