"""Whether an issuer may certify what a certificate says: standard, level, region, day."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from trimtab.credentials.types import Accreditation, Answer
from trimtab.credentials.verifying.values import listed
from trimtab.office.rights import covers as lies_within

STANDARD_TARGET = "ext:Standard"
LEVEL_TARGET = "ext:Level"
REGION_TARGET = "ext:Region"
"""Open Badges alignments by which a certificate names what it certifies."""

ANY_STANDARD = "*"
LOWEST_LEVEL = 1


@dataclass(frozen=True, slots=True)
class Claim:
    """That an issuer certified a standard at a level, in a region, on a day.

    ``level`` is None for what has no grade; ``region`` None where neither the certificate nor the
    register says where.
    """

    issuer_id: str
    standard_id: str
    level: int | None
    region: str | None
    on: date


def claimed_standard(document: Mapping[str, Any]) -> dict[str, str]:
    """The codes that the alignments of an Open Badge name, by target type.

    Where one kind is stated with several codes, all of them, as ``3 / 8``: no accreditation covers
    that, and no reader can pick the one that suits. A code that is no text stands as it is written.
    """
    found: dict[str, list[str]] = {}
    for alignment in _alignments(document):
        for kind in listed(alignment.get("targetType")):
            if isinstance(kind, str):
                codes = [_code(one) for one in listed(alignment.get("targetCode"))]
                found.setdefault(kind, []).extend(codes)
    return {kind: " / ".join(dict.fromkeys(codes)) for kind, codes in found.items() if codes}


def _alignments(document: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    for subject in _objects(document.get("credentialSubject")):
        for achievement in _objects(subject.get("achievement")):
            yield from _objects(achievement.get("alignment"))


def _objects(value: object) -> Iterator[Mapping[str, Any]]:
    return (one for one in listed(value) if isinstance(one, Mapping))


def _code(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def covers(accreditation: Accreditation, claim: Claim) -> bool:
    """Whether one accreditation allows one claim.

    Model        same issuer; the standard, or any; level not above the highest; the region or one
                 inside it; day in the half-open period
    """
    return (
        accreditation.issuer_id == claim.issuer_id
        and accreditation.standard_id in (ANY_STANDARD, claim.standard_id)
        and (claim.level or LOWEST_LEVEL) <= accreditation.highest_level
        and (claim.region is None or lies_within(accreditation.region, claim.region))
        and accreditation.since <= claim.on
        and (accreditation.until is None or claim.on < accreditation.until)
    )


def answer_accreditation(accreditations: Iterable[Accreditation], claim: Claim) -> Answer:
    """What a register of accreditations answers about a claim."""
    allowed = any(covers(one, claim) for one in accreditations)
    return Answer.PASSED if allowed else Answer.FAILED
