"""Credentials whose document was given whole: what they must be before they are signed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

from trimtab.credentials.issuing.addresses import new_certificate_id
from trimtab.credentials.issuing.badge import profile, stamp
from trimtab.credentials.issuing.checking import Finding, RowDraft, finding
from trimtab.credentials.issuing.making import Draft, document_key, to_json
from trimtab.credentials.issuing.types import FOUR_EYES_FROM, CertificateKind
from trimtab.credentials.types import Accreditation, Answer, Issuer
from trimtab.credentials.verifying.accreditation import (
    LEVEL_TARGET,
    REGION_TARGET,
    STANDARD_TARGET,
    Claim,
    answer_accreditation,
    claimed_standard,
)
from trimtab.credentials.verifying.badge_form import BADGE_TYPES
from trimtab.credentials.verifying.form import check_credential_form
from trimtab.kernel import TrimtabError, parse_instant
from trimtab.ports import Work

ISSUER = "issuer"
SIGNED = "proof"
STATUS = "credentialStatus"
PERSONAL = frozenset(
    {"name", "givenName", "familyName", "additionalName", "fullName", "email", "phone", "telephone",
     "birthDate", "dateOfBirth", "address", "identityNumber", "nationalIdentityNumber"}
)  # fmt: skip
"""Members of a subject that name a person."""

_IDENTITY_NUMBER = re.compile(r"(?<![0-9A-Za-z])\d{17}[\dXx](?![0-9A-Za-z])")

_LEFT_OUT = {
    "id": "urn:uuid:00000000-0000-4000-8000-000000000000",
    ISSUER: "urn:uuid:00000000-0000-4000-8000-000000000000",
    "validFrom": "2000-01-01T00:00:00Z",
}
"""What signing adds; any value will do to ask whether the rest is in order."""


def issuer_of(document: Mapping[str, Any]) -> str | None:
    """The id of the issuer that a document names, if it does."""
    named = document.get(ISSUER)
    found = named.get("id") if isinstance(named, Mapping) else named
    return found if isinstance(found, str) else None


def names_high_grade(document: Mapping[str, Any]) -> bool:
    """Whether a document is a badge from technician grade up, or of a grade nobody can read."""
    if not _is_badge(document):
        return False
    level = claimed_standard(document).get(LEVEL_TARGET, "")
    return not level.isdecimal() or int(level) >= FOUR_EYES_FROM


def document_findings(
    work: Work, issuer_id: str, region: str, document: Mapping[str, Any]
) -> Iterator[Finding]:
    """What keeps this issuer from signing a given document that is in order by itself."""
    if (named := issuer_of(document)) not in (None, issuer_id):
        yield finding("CREDENTIALS-182", ISSUER, named=named, issuer=issuer_id)
    yield from personal_findings(document)
    codes = claimed_standard(document)
    if STANDARD_TARGET not in codes:
        return
    level = codes.get(LEVEL_TARGET)
    if level is not None and not (level.isascii() and level.isdecimal()):
        yield finding("CREDENTIALS-276", "achievement", level=level[:40])
        return
    claim = Claim(
        issuer_id,
        codes[STANDARD_TARGET],
        int(level) if level else None,
        codes.get(REGION_TARGET, region),
        work.at.date(),
    )
    if answer_accreditation(work.find(Accreditation, issuer_id=issuer_id), claim) is Answer.FAILED:
        yield finding(
            "CREDENTIALS-177",
            "achievement",
            standard=claim.standard_id,
            level=level or "-",
            day=claim.on.isoformat(),
        )


def personal_findings(document: Mapping[str, Any]) -> Iterator[Finding]:
    """What names the holder in a given document. A register keeps it word for word and its chain
    of digests for ever, so erasing a holder could not reach into it."""
    subjects = document.get("credentialSubject")
    for subject in subjects if isinstance(subjects, list) else [subjects]:
        if not isinstance(subject, Mapping):
            continue
        for name in sorted(PERSONAL & subject.keys()):
            yield finding("CREDENTIALS-275", name, field=f"credentialSubject.{name}")
        identifiers = subject.get("identifier")
        for one in identifiers if isinstance(identifiers, list) else [identifiers]:
            if isinstance(one, Mapping) and one.get("hashed") is False:
                place = "credentialSubject.identifier"
                yield finding("CREDENTIALS-275", "identifier", field=place)
    if _IDENTITY_NUMBER.search(to_json(document)):
        yield finding("CREDENTIALS-275", "", field="XXXXXXXXXXXXXXXXXX")


def check_given(rows: Sequence[RowDraft], at: datetime) -> list[tuple[Finding, ...]]:
    """The findings of documents given whole: their form, and as a list is asked, that none has
    ended, begins on a day ahead, or stands there twice (by its id, or word for word)."""
    seen: dict[str, int] = {}
    found = []
    for row in rows:
        assert row.document is not None
        form = tuple(form_findings(row.document))
        time = () if form else tuple(_time_findings(row.document, at))
        named = row.document.get("id")
        key = named if isinstance(named, str) else document_key(row.document)
        first = seen.setdefault(key, row.row_number)
        twice = (finding("CREDENTIALS-178", "id" if named else "", row=first),)
        found.append((*row.findings, *form, *time, *(twice if first != row.row_number else ())))
    return found


def _time_findings(document: Mapping[str, Any], at: datetime) -> Iterator[Finding]:
    until = _instant(document.get("validUntil"))
    if until is not None and until <= at:
        yield finding("CREDENTIALS-174", "validUntil", day=document["validUntil"])
    for name in ("awardedDate", "validFrom"):
        begin = _instant(document.get(name))
        if begin is not None and begin.astimezone(UTC).date() > at.date():
            yield finding("CREDENTIALS-262", name, day=document[name])
            return


def form_findings(document: Mapping[str, Any]) -> Iterator[Finding]:
    """What nobody could sign: a document that carries proofs or status entries already, an instant
    that is none, or what is no credential (id, issuer and beginning may be left out)."""
    borne = [name for name in (SIGNED, STATUS) if name in document]
    for name in borne:
        yield finding("CREDENTIALS-181", name, field=name)
    if borne:
        return
    for name in ("validFrom", "validUntil"):
        if name in document and _instant(document[name]) is None:
            yield finding("CREDENTIALS-183", name, field=name)
            return
    for problem in check_credential_form({**_LEFT_OUT, **document}):
        yield finding(problem.code, problem.column or "", **problem.params)


def draft_given(
    document: Mapping[str, Any],
    issuer: Issuer,
    region: str,
    at: datetime,
    *,
    certificate_id: str | None = None,
    kind: CertificateKind = CertificateKind.OTHER,
    holder_id: str | None = None,
    achievement_id: str | None = None,
) -> Draft:
    """The draft of a given document, with what it may leave out: id, issuer, beginning.

    An issuer given by its id alone stays as it is.
    """
    done = dict(document)
    done.setdefault("id", certificate_id or new_certificate_id())
    done.setdefault(ISSUER, profile(issuer) if _is_badge(document) else issuer.issuer_id)
    done.setdefault("validFrom", stamp(at))
    valid_from = _instant(done["validFrom"]) or at
    if _is_badge(document) and kind is CertificateKind.OTHER:
        kind = CertificateKind.BADGE
    return Draft(
        str(done["id"]),
        kind,
        issuer.issuer_id,
        region,
        awarded_on(document, at),
        valid_from,
        _instant(done.get("validUntil")),
        document_key(document),
        done,
        achievement_id,
        holder_id,
    )


def _is_badge(document: Mapping[str, Any]) -> bool:
    named = document.get("type")
    types = named if isinstance(named, list) else [named]
    return any(isinstance(one, str) and one in BADGE_TYPES for one in types)


def awarded_on(document: Mapping[str, Any], at: datetime) -> date:
    """The day of the award that a document names, or else the day on which it begins."""
    found = _instant(document.get("awardedDate")) or _instant(document.get("validFrom")) or at
    return found.astimezone(UTC).date()


def _instant(text: object) -> datetime | None:
    if not isinstance(text, str):
        return None
    try:
        return parse_instant(text)
    except TrimtabError:
        return None
