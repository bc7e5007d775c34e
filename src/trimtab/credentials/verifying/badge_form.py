"""Whether a credential is an Open Badge: who achieved what, by which criteria, said by whom.

References   1EdTech Open Badges Specification 3.0, appendix B.1 (AchievementCredential,
             Achievement, AchievementSubject, Profile, IdentityObject, Alignment)
Simplifies   asks for what the specification requires; optional properties are held to the general
             rules of the data model only
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from trimtab.credentials.verifying.rules import Node, missing, shown
from trimtab.credentials.verifying.values import listed, types_of
from trimtab.kernel import Problem

BADGE_TYPES = frozenset({"OpenBadgeCredential", "AchievementCredential"})
BADGE_CONTEXTS = "https://purl.imsglobal.org/spec/ob/v3p0/context"


def is_badge(document: Node) -> bool:
    """Whether a credential says that it is an Open Badge."""
    return bool(BADGE_TYPES & types_of(document))


def check_badge(document: Node) -> Iterator[Problem]:
    """What keeps a credential that calls itself an Open Badge from being one."""
    contexts = listed(document.get("@context"))
    if not any(isinstance(one, str) and one.startswith(BADGE_CONTEXTS) for one in contexts):
        yield Problem("CREDENTIALS-094", column="@context", params={"wanted": BADGE_CONTEXTS})
    for name in ("id", "validFrom"):
        if name not in document:
            yield missing(name)
    issuer = document.get("issuer")
    if isinstance(issuer, Mapping):
        yield from _typed(issuer, "issuer", "Profile")
    for subject in listed(document.get("credentialSubject")):
        if isinstance(subject, Mapping):
            yield from _subject(subject)


def _subject(subject: Node) -> Iterator[Problem]:
    place = "credentialSubject"
    yield from _typed(subject, place, "AchievementSubject")
    if "id" not in subject and not listed(subject.get("identifier")):
        yield missing(f"{place}.identifier")
    for identifier in listed(subject.get("identifier")):
        yield from _identifier(identifier)
    achievement = subject.get("achievement")
    if not isinstance(achievement, Mapping):
        yield missing(f"{place}.achievement")
        return
    place += ".achievement"
    yield from _typed(achievement, place, "Achievement")
    for name in ("id", "name", "description", "criteria"):
        if not achievement.get(name):
            yield missing(f"{place}.{name}")
    for alignment in listed(achievement.get("alignment")):
        if isinstance(alignment, Mapping):
            for name in ("targetName", "targetUrl"):
                if not alignment.get(name):
                    yield missing(f"{place}.alignment.{name}")


def _identifier(identifier: object) -> Iterator[Problem]:
    place = "credentialSubject.identifier"
    if not isinstance(identifier, Mapping):
        yield Problem(
            "CREDENTIALS-086", column=place, params={"place": place, "found": shown(identifier)}
        )
        return
    for name in ("type", "hashed", "identityHash", "identityType"):
        if name not in identifier:
            yield missing(f"{place}.{name}")


def _typed(node: Node, place: str, wanted: str) -> Iterator[Problem]:
    if wanted not in types_of(node):
        yield Problem(
            "CREDENTIALS-083",
            column=f"{place}.type",
            params={"found": shown(node.get("type")), "wanted": wanted},
        )
