"""Checking Data Integrity proofs: each proof of a document by itself, with the reason it fails."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from trimtab.credentials.securing.canonical_json import without_proof
from trimtab.credentials.securing.contexts import STANDARD, Contexts
from trimtab.credentials.securing.cryptosuites import CRYPTOSUITES, PROOF_TYPE, Cryptosuite
from trimtab.credentials.securing.multibase import multibase_decode, raw_key
from trimtab.credentials.securing.proofs import existing_proofs, matching_proofs
from trimtab.credentials.types import KeyRecord
from trimtab.kernel import InputRejectedError

KeyResolver = Callable[[str], KeyRecord | None]

PROOF_LIMIT = 10  # proofs of one document
CLOCK_TOLERANCE = timedelta(minutes=5)  # by which a signer's clock may be ahead
_NOTHING: Mapping[str, str] = MappingProxyType({})
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)?")


class ProofReason(StrEnum):
    """Why a proof holds or does not; each has its sentence ``verification.reason.<reason>``."""

    HOLDS = "proof_holds"
    MALFORMED = "proof_malformed"
    UNKNOWN_SUITE = "proof_unknown_cryptosuite"
    WRONG_PURPOSE = "proof_wrong_purpose"
    EXPIRED = "proof_expired"
    CREATED_LATER = "proof_created_later"
    PREVIOUS_MISSING = "proof_previous_missing"
    UNKNOWN_KEY = "proof_unknown_key"
    UNSUITABLE_KEY = "proof_unsuitable_key"
    NOT_ISSUERS_KEY = "proof_not_issuers_key"
    OTHER_CONTEXT = "proof_other_context"
    REFUSED_DOCUMENT = "proof_refused_document"
    BROKEN = "proof_broken"


@dataclass(frozen=True, slots=True)
class ProofFinding:
    """What was found of one proof. ``params`` fill the blanks of the reason's sentence."""

    cryptosuite: str
    key_id: str
    created: datetime | None
    holds: bool
    reason: ProofReason
    params: Mapping[str, str] = field(default_factory=lambda: _NOTHING)
    key: KeyRecord | None = None


@dataclass(frozen=True, slots=True)
class Expected:
    """What a proof has to say of itself; None is not asked."""

    purpose: str | None = "assertionMethod"
    at: datetime | None = None
    controller: str | None = None


class _Refused(Exception):  # noqa: N818 - carries a finding, not an error
    def __init__(self, reason: ProofReason, **params: str) -> None:
        self.reason = reason
        self.params: Mapping[str, str] = params
        super().__init__(reason)


def check_proofs(
    document: Mapping[str, Any],
    resolve: KeyResolver,
    *,
    contexts: Contexts = STANDARD,
    expected_purpose: str | None = "assertionMethod",
    at: datetime | None = None,
    check_controller: bool = True,
    suites: Mapping[str, Cryptosuite] = CRYPTOSUITES,
) -> tuple[ProofFinding, ...]:
    """Every proof of a document, in its order; none where it bears none.

    A proof holds when its signature does and it says what is expected: the purpose, and at instant
    ``at`` neither expired nor created later. With ``check_controller`` its key must be the issuer's
    (of a presentation, the holder's). Whether the key was good at the time is for the caller to
    judge by ``key``, and whether a presentation answers its question by the proof itself.

    Raises
    ------
    InputRejectedError
        CREDENTIALS-025: more proofs than ``PROOF_LIMIT``.
    """
    proofs = existing_proofs(document)
    if len(proofs) > PROOF_LIMIT:
        raise InputRejectedError("CREDENTIALS-025", count=len(proofs), limit=PROOF_LIMIT)
    controller = controller_of(document) if check_controller else None
    expected = Expected(expected_purpose, at, controller)
    unsecured = without_proof(dict(document))
    return tuple(
        _checked(proof, proofs, unsecured, resolve, contexts, expected, suites) for proof in proofs
    )


def controller_of(document: Mapping[str, Any]) -> str | None:
    """Who has to have signed: the issuer of a credential, the holder of a presentation."""
    for name in ("issuer", "holder"):
        value = document.get(name)
        if isinstance(value, dict):
            value = value.get("id")
        if isinstance(value, str):
            return value
    return None


def _checked(
    proof: Any,
    proofs: list[Any],
    unsecured: dict[str, Any],
    resolve: KeyResolver,
    contexts: Contexts,
    expected: Expected,
    suites: Mapping[str, Cryptosuite],
) -> ProofFinding:
    said = proof if isinstance(proof, dict) else {}
    key_id = _text(said.get("verificationMethod"))
    key: KeyRecord | None = None
    reason, params = ProofReason.HOLDS, _NOTHING
    try:
        suite = _suite(proof, suites)
        _refuse_unexpected(proof, expected)
        secured = _secured(proof, proofs, unsecured)
        key, raw = _key(key_id, suite, resolve, expected.controller)
        options = {name: value for name, value in proof.items() if name != "proofValue"}
        data = _data(suite, secured, options, contexts)
        if not suite.holds(raw, _signature(proof), data):
            raise _Refused(ProofReason.BROKEN)
    except _Refused as refused:
        reason, params = refused.reason, refused.params
    return ProofFinding(
        cryptosuite=_text(said.get("cryptosuite")),
        key_id=key_id,
        created=_instant(said.get("created")),
        holds=reason is ProofReason.HOLDS,
        reason=reason,
        params=params,
        key=key,
    )


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _instant(value: Any) -> datetime | None:
    """The time a proof states, UTC where it states no offset; None where it states no time."""
    return _read_instant(value) if isinstance(value, str) else None


@lru_cache(maxsize=1024)
def _read_instant(value: str) -> datetime | None:
    if _INSTANT.fullmatch(value) is None:
        return None
    try:
        found = datetime.fromisoformat(value)
    except ValueError:
        return None
    return found if found.tzinfo is not None else found.replace(tzinfo=UTC)


def _suite(proof: Any, suites: Mapping[str, Cryptosuite]) -> Cryptosuite:
    if not isinstance(proof, dict) or proof.get("type") != PROOF_TYPE:
        kind = proof.get("type") if isinstance(proof, dict) else None
        raise _Refused(ProofReason.MALFORMED, member="type", value=str(kind)[:80])
    suite = suites.get(_text(proof.get("cryptosuite")))
    if suite is None:
        raise _Refused(ProofReason.UNKNOWN_SUITE, cryptosuite=str(proof.get("cryptosuite"))[:80])
    for name in ("created", "expires"):
        if name in proof and _instant(proof[name]) is None:
            raise _Refused(ProofReason.MALFORMED, member=name, value=str(proof[name])[:80])
    if "proofPurpose" not in proof:
        raise _Refused(ProofReason.MALFORMED, member="proofPurpose", value="")
    return suite


def _refuse_unexpected(proof: Mapping[str, Any], expected: Expected) -> None:
    if expected.purpose is not None and proof.get("proofPurpose") != expected.purpose:
        raise _Refused(
            ProofReason.WRONG_PURPOSE,
            purpose=str(proof.get("proofPurpose"))[:80],
            expected=expected.purpose,
        )
    if expected.at is None:
        return
    expires, created = _instant(proof.get("expires")), _instant(proof.get("created"))
    if expires is not None and expires <= expected.at:
        raise _Refused(ProofReason.EXPIRED, expires=str(proof["expires"]))
    if created is not None and created > expected.at + CLOCK_TOLERANCE:
        raise _Refused(ProofReason.CREATED_LATER, created=str(proof["created"]))


def _secured(
    proof: Mapping[str, Any], proofs: list[Any], unsecured: dict[str, Any]
) -> dict[str, Any]:
    """What the proof is over: the document, with earlier proofs in a chain."""
    secured = unsecured
    if "@context" in proof:
        ours, theirs = _listed(unsecured.get("@context")), _listed(proof["@context"])
        if ours[: len(theirs)] != theirs:
            raise _Refused(ProofReason.OTHER_CONTEXT)
        secured = {**secured, "@context": proof["@context"]}
    if "previousProof" in proof:
        matching = matching_proofs(proofs, proof["previousProof"])
        if not matching:
            raise _Refused(ProofReason.PREVIOUS_MISSING, previous=str(proof["previousProof"])[:200])
        secured = {**secured, "proof": matching}
    return secured


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _key(
    key_id: str, suite: Cryptosuite, resolve: KeyResolver, controller: str | None
) -> tuple[KeyRecord, bytes]:
    key = resolve(key_id) if key_id else None
    if key is None:
        raise _Refused(ProofReason.UNKNOWN_KEY, key=key_id[:200])
    try:
        algorithm, raw = raw_key(key.public_key_multibase)
    except InputRejectedError as error:
        raise _Refused(ProofReason.UNSUITABLE_KEY, key=key_id[:200]) from error
    if algorithm is not suite.algorithm:
        raise _Refused(ProofReason.UNSUITABLE_KEY, key=key_id[:200])
    if controller is not None and key.issuer_id != controller:
        raise _Refused(ProofReason.NOT_ISSUERS_KEY, key=key_id[:200], controller=controller[:200])
    return key, raw


def _data(
    suite: Cryptosuite,
    secured: Mapping[str, Any],
    options: Mapping[str, Any],
    contexts: Contexts,
) -> bytes:
    try:
        return suite.data(secured, options, contexts)
    except InputRejectedError as error:
        raise _Refused(ProofReason.REFUSED_DOCUMENT, code=error.code, detail=str(error)) from error


def _signature(proof: Mapping[str, Any]) -> bytes:
    value = proof.get("proofValue")
    try:
        if isinstance(value, str) and value.startswith("z"):
            return multibase_decode(value)
    except InputRejectedError:
        pass
    raise _Refused(ProofReason.MALFORMED, member="proofValue", value=str(value)[:24])
