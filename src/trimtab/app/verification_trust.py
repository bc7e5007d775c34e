"""Trust files: issuers with their keys and accreditations, written down by somebody one trusts.

A trust file is chosen by whoever verifies. One that merely lies beside a certificate is never
read: whoever forges the one would forge the other.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from trimtab.app.verification_reading import read_content
from trimtab.credentials.securing import read_document
from trimtab.credentials.types import Accreditation, Algorithm, Answer, Issuer, KeyEnd, KeyRecord
from trimtab.credentials.verifying import Claim, answer_accreditation
from trimtab.kernel import InputRejectedError, Problem, TrimtabError

LARGEST_TRUST_FILE = 8 << 20


@dataclass(frozen=True)
class Trusted:
    """Issuers, keys and accreditations, from one trust file or many."""

    issuers: Mapping[str, Issuer] = field(default_factory=dict)
    keys: Mapping[str, KeyRecord] = field(default_factory=dict)
    accreditations: tuple[Accreditation, ...] = ()
    keeps_accreditations: frozenset[str] = frozenset()

    def accredited(self, claim: Claim) -> Answer:
        """Asked only of issuers whose trust file lists accreditations at all."""
        if claim.issuer_id not in self.keeps_accreditations:
            return Answer.NOT_ASKED
        return answer_accreditation(self.accreditations, claim)


def read_trust_files(paths: Iterable[Path]) -> Trusted:
    """Read several trust files as one.

    Raises InputRejectedError CREDENTIALS-103, and as ``read_content`` and ``read_document``.
    """
    issuers: dict[str, Issuer] = {}
    keys: dict[str, KeyRecord] = {}
    accreditations: list[Accreditation] = []
    keeping: set[str] = set()
    for path in paths:
        one = read_trust(read_content(path), path.name)
        issuers |= one.issuers
        keys |= one.keys
        accreditations += one.accreditations
        keeping |= one.keeps_accreditations
    return Trusted(issuers, keys, tuple(accreditations), frozenset(keeping))


def read_trust(content: bytes, name: str) -> Trusted:
    """Read one trust file: ``{"issuer": ..., "keys": [...], "accreditations": [...]}``.

    Raises InputRejectedError CREDENTIALS-107 naming what is missing, 103 what is unreadable.
    """
    try:
        held = read_document(content, limit=LARGEST_TRUST_FILE)
    except InputRejectedError as refused:
        problem = Problem(refused.code, file=name, params=dict(refused.params))
        raise InputRejectedError(
            "CREDENTIALS-103", file=name, reason=refused.code, problems=[problem]
        ) from None
    try:
        issuer = _issuer(held["issuer"])
        keys = [_key(one, issuer.issuer_id) for one in held["keys"]]
        listed = held.get("accreditations")
        accreditations = tuple(_accreditation(one, issuer.issuer_id) for one in listed or ())
    except KeyError as error:
        raise InputRejectedError("CREDENTIALS-107", file=name, member=error.args[0]) from None
    except (TypeError, ValueError, AttributeError, TrimtabError) as error:
        raise InputRejectedError("CREDENTIALS-103", file=name, reason=str(error)[:80]) from None
    return Trusted(
        {issuer.issuer_id: issuer},
        {key.key_id: key for key in keys},
        accreditations,
        frozenset() if listed is None else frozenset({issuer.issuer_id}),
    )


def _issuer(held: Mapping[str, Any]) -> Issuer:
    title = held.get("title") or held.get("name") or {}
    return Issuer(
        issuer_id=held["id"],
        title={"": title} if isinstance(title, str) else dict(title),
        region=held.get("region") or "",
        trusted=held.get("trusted", True) is True,
    )


def _key(held: Mapping[str, Any], issuer_id: str) -> KeyRecord:
    end = held.get("end")
    return KeyRecord(
        key_id=held["id"],
        issuer_id=issuer_id,
        algorithm=Algorithm(held["algorithm"]),
        public_key_multibase=held["publicKeyMultibase"],
        valid_from=_instant(held["validFrom"]),
        expires=_instant(held["expires"]) if held.get("expires") else None,
        revoked_at=_instant(held["revokedAt"]) if held.get("revokedAt") else None,
        end=KeyEnd(end) if end else None,
    )


def _accreditation(held: Mapping[str, Any], issuer_id: str) -> Accreditation:
    until = held.get("until")
    return Accreditation(
        accreditation_id=held.get("accreditationId") or held["id"],
        issuer_id=held.get("issuerId") or issuer_id,
        standard_id=held["standardId"],
        highest_level=int(held["highestLevel"]),
        region=held["region"],
        since=date.fromisoformat(held["since"]),
        until=date.fromisoformat(until) if until else None,
        authority=held.get("authority") or "",
        legal_basis=held.get("legalBasis") or "",
    )


def _instant(text: str) -> datetime:
    at = datetime.fromisoformat(text)
    if at.tzinfo is None:
        raise ValueError(text)
    return at
