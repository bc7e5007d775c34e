"""The public check of a certificate as its page shows it: one answer, the reasons, and the limits.

Nothing that is handed in is kept: it lives in the memory of one request. No other site is asked.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from typing import Any, Literal

from trimtab.app.verification import Verification, verify_bytes
from trimtab.app.verification_reading import InputKind
from trimtab.app.verification_sources import workspace_sources
from trimtab.app.workbench.accounts import accounts_of
from trimtab.app.workbench.bench import Workbench
from trimtab.app.workbench.verification_pace import (
    GUESSED_BY_ADDRESS,
    count_guess,
    forgive_guess,
    pace_of,
)
from trimtab.app.workbench.verification_words import (
    CheckLine,
    check_lines,
    fact_lines,
    in_place,
    issuer_words,
    reasons_of,
    unproven_lines,
)
from trimtab.credentials.issuing.addresses import address_key
from trimtab.credentials.issuing.identity import holder_matches
from trimtab.credentials.types import Issuer, Outcome, Verdict
from trimtab.kernel import UnknownCodeError
from trimtab.messages import Language, text
from trimtab.ports import Reading
from trimtab.stores.credentials.bulk import SqlCertificates

Tone = Literal["good", "care", "bad"]
HolderAnswer = Literal["", "matched", "different", "unknown"]

_BAD = frozenset({Outcome.INVALID, Outcome.REVOKED})
_KEY = re.compile(r"[0-9A-Za-z_-]{8,64}")
_ON_PAPER = frozenset({InputKind.QR, InputKind.ADDRESS})


@dataclass(frozen=True, slots=True)
class Person:
    """Whom a certificate is said to be of, and who asks; never kept, never logged."""

    name: str
    number: str
    address: str


@dataclass(frozen=True, slots=True)
class Answered:
    """What a visitor reads.

    ``text`` is what was handed in, where it can be asked about again without a file: the server
    keeps nothing, so the page itself carries it to the second question.
    """

    outcome: str
    tone: Tone
    kind: str
    sentence: str
    reasons: tuple[str, ...]
    checks: tuple[CheckLine, ...]
    facts: tuple[tuple[str, str], ...]
    unproven: tuple[str, ...]
    holder: HolderAnswer
    proofs_hold: bool
    comparable: bool
    credential_id: str
    text: str
    at: datetime


def check(
    bench: Workbench,
    content: bytes,
    language: Language,
    at: datetime,
    *,
    nonce: str | None = None,
    audience: str | None = None,
    fresh: Callable[[str], bool] | None = None,
    person: Person | None = None,
    zone: tzinfo = UTC,
) -> Answered:
    """Verify what was handed in, with the register of this workspace and without the network.

    ``fresh`` says whether a nonce was used for the first time; ``zone``: by whose clock times are
    told.

    Raises InputRejectedError for what cannot be read, UnknownCodeError CREDENTIALS-104 for the
    address of a certificate that is not kept here, NotAllowedError WEB-151 after too many
    attempts.
    """
    with pace_of(bench).turn(), bench.office.reading() as reading:
        sources = workspace_sources(reading, SqlCertificates())
        found = verify_bytes(sources, content, at=at, nonce=nonce, audience=audience, fresh=fresh)
        return _answered(bench, reading, found, content, language, at, person, zone)


def check_registered(
    bench: Workbench,
    key: str,
    language: Language,
    at: datetime,
    person: Person | None = None,
    zone: tzinfo = UTC,
) -> Answered:
    """How a certificate of this register stands, by the key in its QR code.

    Raises UnknownCodeError WEB-154 for one that is not kept here, NotAllowedError WEB-151.
    """
    if not _KEY.fullmatch(key):
        raise UnknownCodeError("WEB-154")
    try:
        return check(bench, f"urn:uuid:{key}".encode(), language, at, person=person, zone=zone)
    except UnknownCodeError:
        raise UnknownCodeError("WEB-154") from None


def _answered(
    bench: Workbench,
    reading: Reading,
    found: Verification,
    content: bytes,
    language: Language,
    at: datetime,
    person: Person | None,
    zone: tzinfo,
) -> Answered:
    shown = found.presented[0] if len(found.presented) == 1 else found
    verdict = found.verdict
    checks, outcome = tuple(verdict.checks), verdict.outcome
    if shown is not found:
        checks += tuple(shown.verdict.checks)
    names = _known_issuer(reading, shown, language)
    checks = tuple(in_place(one, language, zone, names) for one in checks)
    named = shown.summary.credential_id if shown.summary else None
    # Of a certificate shown in parts its holder decides what may be known.
    comparable = found.claims is None and _is_kept(reading, shown.verdict)
    matched = _compare(bench, reading, named if comparable else None, person) if person else ""
    return Answered(
        outcome=outcome.value,
        tone="good" if outcome is Outcome.VALID else "bad" if outcome in _BAD else "care",
        kind=found.kind.value,
        sentence=text(f"web.verification.sentence.{outcome.value}", language),
        reasons=reasons_of(outcome, checks, language),
        checks=check_lines(checks, language),
        facts=fact_lines(reading, shown, language),
        unproven=unproven_lines(
            outcome,
            language,
            matched=matched == "matched",
            comparable=comparable,
            on_paper=found.kind in _ON_PAPER,
        ),
        holder=matched,
        proofs_hold=verdict.proofs_hold,
        comparable=comparable,
        credential_id=named or "",
        text=_text_of(found, content),
        at=at,
    )


def _known_issuer(reading: Reading, shown: Verification, language: Language) -> dict[str, str]:
    """The name of the issuer by its id, where this register knows it."""
    issuer_id = shown.summary.issuer_id if shown.summary else None
    if issuer_id is None or reading.get(Issuer, issuer_id) is None:
        return {}
    return {issuer_id: issuer_words(reading, shown, language)}


def _is_kept(reading: Reading, verdict: object) -> bool:
    """Whether the certificate is one of this register, so that its holder can be compared."""
    if not isinstance(verdict, Verdict) or not verdict.credential_id or not verdict.proofs_hold:
        return False
    record = SqlCertificates().certificate(reading, verdict.credential_id)
    return record is not None and record.issuer_id == verdict.issuer_id


def _compare(
    bench: Workbench, reading: Reading, certificate_id: str | None, person: Person
) -> HolderAnswer:
    """Whether it is theirs; who guesses is stopped, because a number can be found by trying."""
    if certificate_id is None:
        return "unknown"
    pace = pace_of(bench)
    pace.count("guessed_by", person.address, GUESSED_BY_ADDRESS)
    guess = count_guess(accounts_of(bench), certificate_id)
    matched = holder_matches(SqlCertificates(), reading, certificate_id, person.name, person.number)
    if matched is not False:
        pace.forgive("guessed_by", person.address)
        forgive_guess(accounts_of(bench), guess)
    if matched is None:
        return "unknown"
    return "matched" if matched else "different"


def _text_of(found: Verification, content: bytes) -> str:
    """What was found, as a text that can be handed in again."""
    if isinstance(found.verdict, Verdict) and found.kind in _ON_PAPER and found.summary:
        return found.text or ""
    if isinstance(found.document, Mapping):
        return _written(found.document)
    try:
        return content.decode()
    except UnicodeDecodeError:
        return ""


def _written(document: Mapping[str, Any]) -> str:
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"))


def page_address(base: str, certificate_id: str) -> str:
    """The address that the QR code of a certificate holds."""
    return f"{base.rstrip('/')}/verify/{address_key(certificate_id)}"
