"""The nouns of the room: keys and their history, issuers, accreditations, checks, verdicts.

A certificate is an Open Badges 3.0 credential on W3C Verifiable Credentials 2.0. Who issued it is
an issuer with keys; which standard an issuer may certify, where and when, is an accreditation; what
a verifier finds is a verdict made of checks.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType
from typing import ClassVar

from trimtab.kernel import InputRejectedError

_NOTHING: Mapping[str, str] = MappingProxyType({})


class Algorithm(StrEnum):
    """What a key signs with. SM2 is named so that a signer for it can be added."""

    ED25519 = "Ed25519"
    P256 = "ES256"
    SM2 = "SM2"


class KeyEnd(StrEnum):
    """Why a key was revoked before its time."""

    SUPERSEDED = "superseded"
    LOST = "lost"
    COMPROMISED = "compromised"
    CEASED = "ceased"


class KeyStanding(StrEnum):
    """What a key was worth at an instant."""

    GOOD = "good"
    NOT_YET = "not_yet"
    EXPIRED = "expired"
    REVOKED = "revoked"
    DOUBTFUL = "doubtful"  # compromised later: what it signed earlier needs another witness


@dataclass(frozen=True, slots=True)
class KeyRecord:
    """A public key of an issuer and its history; ``key_id`` is the verification method's address.

    Half-open: the key signs from ``valid_from`` until before ``expires``. ``revoked_at`` with
    ``end`` COMPROMISED also casts doubt on what bears an earlier date, because a thief can write
    any date: such a certificate counts only where the register of issues saw it before.
    """

    KEY: ClassVar[str] = "key_id"

    key_id: str
    issuer_id: str
    algorithm: Algorithm
    public_key_multibase: str
    valid_from: datetime
    expires: datetime | None = None
    revoked_at: datetime | None = None
    end: KeyEnd | None = None
    held_in: str | None = None  # where the private key is: "file", "token:<label>"; None: not here

    def __post_init__(self) -> None:
        if self.expires is not None and self.expires <= self.valid_from:
            raise InputRejectedError("CREDENTIALS-140", key=self.key_id)
        if (self.revoked_at is None) != (self.end is None):
            raise InputRejectedError("CREDENTIALS-141", key=self.key_id)

    def standing(self, at: datetime) -> KeyStanding:
        """What a signature of this key, dated ``at``, is worth."""
        if self.revoked_at is not None and at >= self.revoked_at:
            return KeyStanding.REVOKED
        if at < self.valid_from:
            return KeyStanding.NOT_YET
        if self.expires is not None and at >= self.expires:
            return KeyStanding.EXPIRED
        if self.end is KeyEnd.COMPROMISED:
            return KeyStanding.DOUBTFUL
        return KeyStanding.GOOD


@dataclass(frozen=True, slots=True)
class Issuer:
    """Who issues certificates; ``issuer_id`` is a DID or an https address."""

    KEY: ClassVar[str] = "issuer_id"

    issuer_id: str
    title: Mapping[str, str]  # by language
    region: str
    department_id: str | None = None
    trusted: bool = True


@dataclass(frozen=True, slots=True)
class Accreditation:
    """That an issuer may certify a standard up to a level, in a region, between two days.

    Half-open; a standard of ``*`` is any. Append-only: ended by a record with the same id and an
    earlier ``until``, never taken away.
    """

    KEY: ClassVar[str] = "accreditation_id"

    accreditation_id: str
    issuer_id: str
    standard_id: str
    highest_level: int
    region: str
    since: date
    until: date | None
    authority: str
    legal_basis: str


class Outcome(StrEnum):
    """What a verifier answers, in the order in which the gravest wins."""

    INVALID = "invalid"
    REVOKED = "revoked"
    SUSPENDED = "suspended"
    EXPIRED = "expired"
    NOT_YET_VALID = "not_yet_valid"
    PENDING = "pending"  # something could not be looked up: never "valid"
    UNKNOWN_ISSUER = "unknown_issuer"
    VALID = "valid"


class Answer(StrEnum):
    """What one check found."""

    PASSED = "passed"
    WARNED = "warned"
    FAILED = "failed"
    UNKNOWN = "unknown"
    NOT_ASKED = "not_asked"


@dataclass(frozen=True, slots=True)
class Check:
    """One question of a verification and its answer.

    ``reason`` names the sentence ``verification.reason.<reason>`` of the catalogue, ``params`` its
    blanks.
    """

    name: str
    answer: Answer
    reason: str
    params: Mapping[str, str] = field(default_factory=lambda: _NOTHING)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is to be thought of a certificate, and why."""

    outcome: Outcome
    checks: tuple[Check, ...]
    credential_id: str | None = None
    issuer_id: str | None = None
    proofs_hold: bool = False

    def check(self, name: str) -> Check | None:
        """The check of this name."""
        return next((one for one in self.checks if one.name == name), None)
