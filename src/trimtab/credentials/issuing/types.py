"""What the register keeps: standards, holders, certificates with their documents, status lists.

Records that change rarely (achievements, status lists, batches) are kept through ``ports.Work`` and
audited field by field. Holders are personal and must be erasable; certificates come by the hundred
thousand: both are kept through ``CertificateStore``, which tells the trail what happened without
personal data. A holder is known to the trail, and to every badge, by a random id or a salted hash.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import IntEnum
from types import MappingProxyType
from typing import ClassVar

from trimtab.credentials.issuing.states import (
    CertificateKind,
    CertificateState,
    ChangeReason,
    Move,
)
from trimtab.credentials.status import Purpose
from trimtab.kernel import InputRejectedError

__all__ = [
    "FOUR_EYES_FROM",
    "AchievementRecord",
    "CertificateDocument",
    "CertificateKind",
    "CertificateRecord",
    "CertificateState",
    "CertificateStep",
    "ChangeReason",
    "Grade",
    "Holder",
    "IssueDay",
    "IssueEntry",
    "Move",
    "StatusListEdition",
    "StatusListRecord",
]

_NONE: Mapping[str, str] = MappingProxyType({})


class Grade(IntEnum):
    """The eight grades of vocational skills in China, lowest first.

    Source: Ministry of Human Resources and Social Security, opinions on a new eight-grade system
    of skilled workers (2022): 学徒工 to 首席技师.
    """

    APPRENTICE = 1
    JUNIOR = 2
    INTERMEDIATE = 3
    SENIOR = 4
    TECHNICIAN = 5
    SENIOR_TECHNICIAN = 6
    SPECIAL_GRADE_TECHNICIAN = 7
    CHIEF_TECHNICIAN = 8


FOUR_EYES_FROM = Grade.TECHNICIAN
"""From this grade up a second person approves every single certificate."""


@dataclass(frozen=True, slots=True)
class AchievementRecord:
    """What is certified: a standard at a level. ``achievement_id`` is an https address or a URN.

    ``level`` is one of the eight grades, None for what has no grade; ``hours`` of instruction;
    ``credits`` as the standard itself states them; ``framework_levels`` by framework (``EQF``:
    ``4``).
    """

    KEY: ClassVar[str] = "achievement_id"

    achievement_id: str
    standard_id: str
    title: Mapping[str, str]  # by language
    criteria: Mapping[str, str]  # by language
    level: int | None = None
    occupations: tuple[str, ...] = ()
    hours: float | None = None
    credits: float | None = None
    framework_levels: Mapping[str, str] = field(default_factory=lambda: _NONE)
    active: bool = True

    def __post_init__(self) -> None:
        if ":" not in self.achievement_id:
            raise InputRejectedError("CREDENTIALS-142", id=self.achievement_id)
        if self.level is not None and self.level not in {grade.value for grade in Grade}:
            raise InputRejectedError("CREDENTIALS-143", level=self.level)
        if not any(text.strip() for text in self.title.values()):
            raise InputRejectedError("CREDENTIALS-144", id=self.achievement_id)

    @property
    def needs_second_person(self) -> bool:
        """Whether a single certificate of it must be approved by somebody else."""
        return self.level is not None and self.level >= FOUR_EYES_FROM


@dataclass(frozen=True, slots=True)
class Holder:
    """A person who holds certificates. The salt makes the hashes on the badges; without it nobody
    can tell whose they are, so erasing a holder destroys name, number and salt."""

    KEY: ClassVar[str] = "holder_id"

    holder_id: str
    name: str | None
    identity_number: str | None
    salt: str | None
    registered_at: datetime
    forgotten_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class CertificateRecord:
    """One certificate. ``certificate_id`` is the id of the credential (``urn:uuid:``...); its
    current document is the one whose digest is ``digest``."""

    KEY: ClassVar[str] = "certificate_id"

    certificate_id: str
    kind: CertificateKind
    issuer_id: str
    achievement_id: str | None
    holder_id: str | None
    region: str
    awarded_on: date
    valid_from: datetime
    valid_until: datetime | None
    issued_at: datetime
    key_id: str
    digest: str
    edition: int
    revocation_list: str | None
    revocation_index: int | None
    suspension_list: str | None
    suspension_index: int | None
    content_key: str  # the same content is never certified twice
    drafted_by: str
    state: CertificateState = CertificateState.ISSUED
    state_since: datetime | None = None
    approved_by: str | None = None
    number: str | None = None  # the certificate number printed on it
    score: str | None = None
    batch_id: str | None = None
    row_number: int | None = None


@dataclass(frozen=True, slots=True)
class CertificateDocument:
    """One signed document of a certificate; after a re-issue the earlier ones stay."""

    KEY: ClassVar[str] = "digest"

    digest: str  # credentials.securing.digest: sha256 of the canonical JSON without proofs
    certificate_id: str
    edition: int
    key_id: str
    made_at: datetime
    content: str  # JSON


@dataclass(frozen=True, slots=True)
class CertificateStep:
    """One thing that happened to a certificate; ``note`` says why in words, without names."""

    KEY: ClassVar[str] = "step_id"

    step_id: str  # <certificate_id>:<number>
    certificate_id: str
    number: int
    move: Move
    at: datetime
    actor: str
    reason: ChangeReason | None
    note: str


@dataclass(frozen=True, slots=True)
class StatusListRecord:
    """One status list of an issuer; ``list_id`` is the address under which it is served. Which
    bits are set follows from the states of the certificates."""

    KEY: ClassVar[str] = "list_id"

    list_id: str
    issuer_id: str
    purpose: Purpose
    size: int
    opened_at: datetime
    edition: int = 0  # the number of its last signed edition
    digest: str | None = None  # of that edition's bytes


@dataclass(frozen=True, slots=True)
class StatusListEdition:
    """A signed edition of a status list, byte for byte as it is served."""

    KEY: ClassVar[str] = "edition_id"

    edition_id: str  # <list_id>#<edition>
    list_id: str
    edition: int
    signed_at: datetime
    valid_until: datetime
    content: str  # JSON


@dataclass(frozen=True, slots=True)
class IssueEntry:
    """A line of the register of issues: this document existed at this instant.

    The lines of an issuer are a chain: ``hash`` covers the line and the hash before it, so that
    none can be put in later.
    """

    KEY: ClassVar[str] = "digest"

    digest: str
    issuer_id: str
    sequence: int
    certificate_id: str
    entered_at: datetime
    previous: str
    hash: str


@dataclass(frozen=True, slots=True)
class IssueDay:
    """The signed list of what an issuer entered on one day (UTC)."""

    KEY: ClassVar[str] = "day_id"

    day_id: str  # <issuer_id>#<day>
    issuer_id: str
    day: date
    first: int
    last: int
    head: str  # the hash of the last line
    signed_at: datetime
    content: str  # JSON
