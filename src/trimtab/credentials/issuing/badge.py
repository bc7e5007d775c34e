"""The document of a certificate before it is signed: an Open Badge that names no person.

Name, identity number, certificate number and score stand in the register and in the SD-JWT twin
only: some offices use the identity number as the number of the certificate.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import Any

from trimtab.credentials.issuing.identity import IDENTITY_TYPE
from trimtab.credentials.issuing.types import AchievementRecord, Grade
from trimtab.credentials.types import Issuer
from trimtab.credentials.verifying.accreditation import (
    LEVEL_TARGET,
    REGION_TARGET,
    STANDARD_TARGET,
)
from trimtab.messages import Language, text

CONTEXTS = (
    "https://www.w3.org/ns/credentials/v2",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
)
TYPES = ("VerifiableCredential", "OpenBadgeCredential")
_LANGUAGES = ("zh", "en")  # what a text without a language is taken from


def build_badge(
    certificate_id: str,
    issuer: Issuer,
    achievement: AchievementRecord,
    holder_hash: str,
    region: str,
    valid_from: datetime,
    valid_until: datetime | None,
) -> dict[str, Any]:
    """The unsigned credential, without its status entries.

    Standard, level and region stand as alignments of the achievement, which is where a verifier
    asks the accreditation from.
    """
    document: dict[str, Any] = {
        "@context": list(CONTEXTS),
        "id": certificate_id,
        "type": list(TYPES),
        "issuer": profile(issuer),
        "validFrom": stamp(valid_from),
    }
    if valid_until is not None:
        document["validUntil"] = stamp(valid_until)
    document["awardedDate"] = stamp(valid_from)
    document["name"] = plain_text(achievement.title)
    document["credentialSubject"] = {
        "type": ["AchievementSubject"],
        "identifier": [
            {
                "type": "IdentityObject",
                "hashed": True,
                "identityHash": holder_hash,
                "identityType": IDENTITY_TYPE,
            }
        ],
        "achievement": _achievement(achievement, region),
    }
    return document


def _achievement(achievement: AchievementRecord, region: str) -> dict[str, Any]:
    title = plain_text(achievement.title)
    targets = [(STANDARD_TARGET, achievement.standard_id, title)]
    if achievement.level is not None:
        targets.append((LEVEL_TARGET, str(achievement.level), _grade(achievement.level)))
    targets.append((REGION_TARGET, region, region))
    narrative = plain_text(achievement.criteria) or title
    return {
        "id": achievement.achievement_id,
        "type": ["Achievement"],
        "name": title,
        "description": narrative,
        "criteria": {"narrative": narrative},
        "alignment": [
            {
                "type": ["Alignment"],
                "targetType": kind,
                "targetCode": code,
                "targetName": name,
                "targetUrl": achievement.achievement_id,
            }
            for kind, code, name in targets
        ],
    }


@cache
def _grade(level: int) -> str:
    name = text(f"credentials_grade.{Grade(level).name.lower()}", Language.ZH)
    return name.partition("|")[0]


def profile(issuer: Issuer) -> dict[str, Any]:
    """The issuer as it stands in a document."""
    return {"id": issuer.issuer_id, "type": ["Profile"], "name": plain_text(issuer.title)}


def plain_text(texts: Mapping[str, str]) -> str:
    """One text for a place that knows no language: the Chinese one, or the first there is."""
    found = [texts[one] for one in _LANGUAGES if texts.get(one)] or list(texts.values())
    return found[0] if found else ""


def begins(day: date) -> datetime:
    """A certificate holds from the beginning of the day of its award (UTC)."""
    return datetime.combine(day, time(), UTC)


def ends(last: date | None) -> datetime | None:
    """A certificate holds until the end of its last day (UTC)."""
    return None if last is None else begins(last) + timedelta(days=1)


def stamp(instant: datetime) -> str:
    """An instant as documents write it."""
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
