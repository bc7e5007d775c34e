"""What the office keeps: frozen records, one row each, changed only through ``ports.Work``.

Keys are text that people can read out (``dept:zhejiang-statistics``) or random ids. Instants are
aware and in UTC. Structured fields hold plain JSON values.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, ClassVar

OPERATOR = "operator"
"""The person who owns the workspace folder and types the commands; holds every right."""


class Role(StrEnum):
    """What somebody is in the bureau; the rights of each stand in ``office.rights``."""

    ANALYST = "analyst"
    POLICY_DESIGNER = "policy_designer"
    CASEWORKER = "caseworker"
    APPROVER = "approver"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"
    AWARDING_BODY = "awarding_body"
    HOLDER = "holder"
    PUBLIC = "public"


class ActorKind(StrEnum):
    """A person, or a program that acts (a worker of jobs, an interface)."""

    PERSON = "person"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Department:
    """A part of a bureau, or another authority; ``parent`` is the department above it."""

    KEY: ClassVar[str] = "department_id"

    department_id: str
    title: str
    region: str
    parent: str | None = None
    active: bool = True


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts. Never deleted, only switched off: the trail refers to it."""

    KEY: ClassVar[str] = "actor_id"

    actor_id: str
    title: str
    kind: ActorKind = ActorKind.PERSON
    department_id: str | None = None
    address: str | None = None  # for notifications
    language: str = "zh"
    active: bool = True


@dataclass(frozen=True, slots=True)
class Grant:
    """A role held in a region (and all below it), in one department or in any."""

    KEY: ClassVar[str] = "grant_id"

    grant_id: str
    actor_id: str
    role: Role
    region: str
    department_id: str | None = None
    granted_at: datetime | None = None
    until: date | None = None


class TaskState(StrEnum):
    """Whether a task still waits for somebody."""

    OPEN = "open"
    DONE = "done"
    DISMISSED = "dismissed"


@dataclass(frozen=True, slots=True)
class Task:
    """Something the bureau must find out or do. ``task_id`` is derived from what it is about, so
    that asking twice opens one task."""

    KEY: ClassVar[str] = "task_id"

    task_id: str
    kind: str  # names the sentence task.<kind> of the catalogue
    params: Mapping[str, Any]
    region: str
    opened_at: datetime
    state: TaskState = TaskState.OPEN
    department_id: str | None = None
    assignee: str | None = None
    due: date | None = None
    closed_at: datetime | None = None
    closing_note: str | None = None


class JobState(StrEnum):
    """Where a job is. A job whose worker died is queued again when its lease ends."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Job:
    """Work that goes on after the one who asked for it has left."""

    KEY: ClassVar[str] = "job_id"

    job_id: str
    kind: str
    params: Mapping[str, Any]
    asked_by: str
    queued_at: datetime
    state: JobState = JobState.QUEUED
    attempt: int = 0
    attempts_max: int = 3
    not_before: datetime | None = None
    once_key: str | None = None  # a second job with the same key is not queued
    worker: str | None = None
    started_at: datetime | None = None
    finished_at: datetime | None = None
    cancel_asked: bool = False
    result: Mapping[str, Any] | None = None
    error: Mapping[str, Any] | None = None  # {"code", "params"}


class ChannelKind(StrEnum):
    """How a message leaves the house."""

    EMAIL = "email"
    WEBHOOK = "webhook"


@dataclass(frozen=True, slots=True)
class Channel:
    """Where messages about some topics go. Secrets are not kept: ``secret_name`` names the
    environment variable that holds one."""

    KEY: ClassVar[str] = "channel_id"

    channel_id: str
    kind: ChannelKind
    target: str  # e-mail address or https URL
    topics: tuple[str, ...]
    language: str = "zh"
    secret_name: str | None = None
    active: bool = True


class MessageState(StrEnum):
    """Whether a message has left."""

    WAITING = "waiting"
    SENT = "sent"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Message:
    """One message to one channel, written in the transaction of what it tells about."""

    KEY: ClassVar[str] = "message_id"

    message_id: str
    channel_id: str
    topic: str  # names message.<topic>.subject and .body of the catalogue
    params: Mapping[str, Any]
    written_at: datetime
    state: MessageState = MessageState.WAITING
    attempt: int = 0
    sent_at: datetime | None = None
    failure: str | None = None


@dataclass(frozen=True, slots=True)
class RuleDecisionRecord:
    """What was decided by a rule: inputs, the rule values used with their versions, outputs.

    ``content`` is canonical JSON and is computed again bit for bit by the room named in ``room``.
    """

    KEY: ClassVar[str] = "decision_id"

    decision_id: str
    room: str
    computation: str
    region: str
    decided_on: date
    known_on: date
    content: str


class AuditAction(StrEnum):
    """What happened to a record."""

    ADD = "add"
    REPLACE = "replace"
    REMOVE = "remove"
    EVENT = "event"  # something that is not the change of a record: a restore, a publication
