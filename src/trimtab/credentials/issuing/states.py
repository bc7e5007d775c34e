"""What can happen to a certificate, and why."""

from __future__ import annotations

from enum import StrEnum


class CertificateKind(StrEnum):
    """What sort of credential a certificate is."""

    BADGE = "badge"
    RECOGNITION = "recognition"
    OTHER = "other"  # a credential whose document was given, not made here


class CertificateState(StrEnum):
    """Where a certificate stands. Revocation is irreversible."""

    ISSUED = "issued"
    SUSPENDED = "suspended"
    REVOKED = "revoked"


class Move(StrEnum):
    """What can happen to a certificate."""

    ISSUE = "issue"
    SUSPEND = "suspend"
    LIFT = "lift"
    REVOKE = "revoke"
    REISSUE = "reissue"


class ChangeReason(StrEnum):
    """Why a certificate was suspended, lifted or revoked."""

    FRAUD = "fraud"
    ISSUED_IN_ERROR = "issued_in_error"
    REQUIREMENTS_NOT_MET = "requirements_not_met"
    ASSESSMENT_UNDER_REVIEW = "assessment_under_review"
    REVIEW_CLEARED = "review_cleared"
    KEY_COMPROMISED = "key_compromised"
    ACCREDITATION_WITHDRAWN = "accreditation_withdrawn"
    HOLDER_ASKED = "holder_asked"
    REPLACED = "replaced"
    ORDERED = "ordered"  # by a court or a higher authority
