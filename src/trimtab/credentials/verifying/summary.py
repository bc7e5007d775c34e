"""What a certificate says, in the few facts that a person compares with the paper before them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Any

from trimtab.credentials.verifying.accreditation import (
    LEVEL_TARGET,
    STANDARD_TARGET,
    claimed_standard,
)
from trimtab.credentials.verifying.values import identifier_of, listed, read_stamp

_NONE: Mapping[str, str] = MappingProxyType({})
UNSPECIFIED = ""
"""Language of a text that states none."""


QUALIFICATION = "urn:x-trimtab:qualification:"
"""What the achievement of a recognition is called: the qualification that the credits are for."""


RECOGNITION_TYPE = "credit-recognition"
"""How the type (``vct``) of a recognition that is shown in parts ends."""


@dataclass(frozen=True, slots=True)
class Summary:
    """Facts as the certificate states them; believe them only as far as the verdict goes.

    Texts are by language code, ``""`` where none is stated. ``holder_hash`` is the salted hash of
    the holder's identity number, never the number. ``recognition``: credits that were recognised
    towards a qualification, which ``description`` explains; not the qualification itself.
    """

    credential_id: str | None = None
    title: Mapping[str, str] = field(default_factory=lambda: _NONE)
    achievement: Mapping[str, str] = field(default_factory=lambda: _NONE)
    issuer_id: str | None = None
    issuer_name: Mapping[str, str] = field(default_factory=lambda: _NONE)
    standard: str | None = None
    level: str | None = None
    valid_from: datetime | None = None
    valid_until: datetime | None = None
    holder_hash: str | None = None
    description: Mapping[str, str] = field(default_factory=lambda: _NONE)
    credits: str | None = None
    recognition: bool = False


def summarise(document: Mapping[str, Any]) -> Summary:
    """The facts of a credential document; what it lacks is empty."""
    issuer = document.get("issuer")
    codes = claimed_standard(document)
    subject = next(
        (one for one in listed(document.get("credentialSubject")) if isinstance(one, Mapping)), {}
    )
    achievement = subject.get("achievement")
    named = document.get("id")
    about = achievement if isinstance(achievement, Mapping) else {}
    earned = subject.get("creditsEarned")
    return Summary(
        description=texts(about.get("description")),
        credits=str(earned) if isinstance(earned, int | float) else None,
        recognition=str(about.get("id", "")).startswith(QUALIFICATION),
        credential_id=named if isinstance(named, str) else None,
        title=texts(document.get("name")),
        achievement=texts(achievement.get("name")) if isinstance(achievement, Mapping) else _NONE,
        issuer_id=identifier_of(issuer),
        issuer_name=texts(issuer.get("name")) if isinstance(issuer, Mapping) else _NONE,
        standard=codes.get(STANDARD_TARGET),
        level=codes.get(LEVEL_TARGET),
        valid_from=read_stamp(document.get("validFrom")),
        valid_until=read_stamp(document.get("validUntil")),
        holder_hash=identity_hash(subject),
    )


def texts(value: object) -> dict[str, str]:
    """A name or description by language."""
    found: dict[str, str] = {}
    for one in listed(value):
        if isinstance(one, str):
            found.setdefault(UNSPECIFIED, one)
        elif isinstance(one, Mapping) and isinstance(one.get("@value"), str):
            language = one.get("@language")
            code = language.partition("-")[0].lower() if isinstance(language, str) else UNSPECIFIED
            found.setdefault(code, one["@value"])
    return found


def in_language(held: Mapping[str, str], language: str) -> str | None:
    """The text in a language, else the one without, else any."""
    return held.get(language) or held.get(UNSPECIFIED) or next(iter(held.values()), None)


def identity_hash(subject: Mapping[str, Any]) -> str | None:
    """The hashed identifier of an Open Badge's subject."""
    for identifier in listed(subject.get("identifier")):
        if isinstance(identifier, Mapping) and isinstance(identifier.get("identityHash"), str):
            return str(identifier["identityHash"])
    return None
