"""Issuers with keys, certificates and status lists for the tests of verification."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from trimtab.credentials.securing import CRYPTOSUITES, public_key_multibase, secure
from trimtab.credentials.status import Purpose, StatusEntry, StatusList, status_list_credential
from trimtab.credentials.types import Accreditation, Algorithm, Issuer, KeyRecord
from trimtab.credentials.verifying import Sources, answer_accreditation

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
SIGNED = datetime(2026, 3, 2, 8, tzinfo=UTC)
BASE = "https://www.w3.org/ns/credentials/v2"
BADGES = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
STANDARD = "CN:6-31-01-01"
SUITES = ("eddsa-rdfc-2022", "eddsa-jcs-2022")


@dataclass(frozen=True)
class TestSigner:
    """A key made from a word, so that every run signs alike."""

    __test__ = False

    key_id: str
    word: str
    algorithm: str = "Ed25519"

    @property
    def private(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(sha256(self.word.encode()).digest())

    @property
    def public_key(self) -> bytes:
        return self.private.public_key().public_bytes_raw()

    @property
    def multibase(self) -> str:
        return public_key_multibase(Algorithm.ED25519, self.public_key)

    def sign(self, message: bytes) -> bytes:
        return self.private.sign(message)

    def record(self, issuer_id: str, **history: Any) -> KeyRecord:
        history.setdefault("valid_from", datetime(2025, 1, 1, tzinfo=UTC))
        return KeyRecord(self.key_id, issuer_id, Algorithm.ED25519, self.multibase, **history)


COLLEGE = "did:web:college.example.org"
STRANGER = "did:web:stranger.example.org"
KEY = TestSigner(f"{COLLEGE}#key-1", "college")
OTHER_KEY = TestSigner(f"{STRANGER}#key-1", "stranger")


def did_key_signer(word: str) -> TestSigner:
    """A signer whose address is its own public key."""
    text = TestSigner("", word).multibase
    return TestSigner(f"did:key:{text}#{text}", word)


def badge(**changes: Any) -> dict[str, Any]:
    """An unsigned Open Badge; a change to None takes the property away."""
    document: dict[str, Any] = {
        "@context": [BASE, BADGES],
        "id": "urn:uuid:5f1f1b2a-6f0e-4f39-9b61-0c1d2e3f4a5b",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "issuer": {"id": COLLEGE, "type": ["Profile"], "name": "示范职业技术学院"},
        "validFrom": "2026-03-01T00:00:00Z",
        "validUntil": "2030-03-01T00:00:00Z",
        "name": "工业机器人系统操作员 三级",
        "credentialSubject": {
            "type": ["AchievementSubject"],
            "identifier": [
                {
                    "type": "IdentityObject",
                    "hashed": True,
                    "identityHash": "sha256$" + sha256(b"11010119900101001Xpepper").hexdigest(),
                    "identityType": "nationalIdentityNumber",
                }
            ],
            "achievement": {
                "id": "https://college.example.org/achievements/robot-3",
                "type": ["Achievement"],
                "name": "工业机器人系统操作员",
                "description": "能独立操作和维护工业机器人系统。",
                "criteria": {"narrative": "理论与实操考核均合格。"},
                "alignment": [
                    alignment("ext:Standard", STANDARD),
                    alignment("ext:Level", "4"),
                    alignment("ext:Region", "CN-310000"),
                ],
            },
        },
    }
    document.update(changes)
    return {name: value for name, value in document.items() if value is not None}


def alignment(kind: str, code: str) -> dict[str, Any]:
    return {
        "type": ["Alignment"],
        "targetType": kind,
        "targetCode": code,
        "targetName": code,
        "targetUrl": "https://college.example.org/achievements/robot-3",
    }


def plain(**changes: Any) -> dict[str, Any]:
    """An unsigned credential of the plain data model."""
    document = {
        "@context": [BASE],
        "type": ["VerifiableCredential"],
        "issuer": COLLEGE,
        "credentialSubject": {"id": "did:example:subject"},
    }
    document.update(changes)
    return {name: value for name, value in document.items() if value is not None}


def signed(
    document: Mapping[str, Any],
    *signers: TestSigner,
    created: datetime = SIGNED,
    suites: Iterable[str] = SUITES,
    **options: Any,
) -> dict[str, Any]:
    """A document with a proof of each suite by each signer (the college's key if none)."""
    pairs = [(CRYPTOSUITES[suite], one) for one in signers or (KEY,) for suite in suites]
    return secure(dict(document), pairs, created, **options)


LIST = "https://college.example.org/status-lists/{}"


def entries(index: int = 7) -> list[dict[str, str]]:
    """The two status entries of a certificate."""
    return [StatusEntry(LIST.format(one), index, one.value).document() for one in Purpose]


def status_list(
    purpose: Purpose = Purpose.REVOCATION,
    raised: Iterable[int] = (),
    signer: TestSigner = KEY,
    issuer: str = COLLEGE,
    at: datetime = NOW - timedelta(hours=2),
    lasts: timedelta = timedelta(days=1),
    **changes: Any,
) -> dict[str, Any]:
    """A signed status list."""
    document = status_list_credential(
        LIST.format(purpose), issuer, purpose, StatusList.of(raised), at, at + lasts
    )
    document.update(changes)
    return signed(document, signer, created=at, suites=SUITES[1:])


def lists(**raised: Iterable[int]) -> dict[str, dict[str, Any]]:
    """Both lists by address: ``lists(revocation=[7])``."""
    return {
        LIST.format(one): status_list(one, raised.get(one.value, ()))  # type: ignore[arg-type]
        for one in Purpose
    }


def college(**changes: Any) -> Issuer:
    values: dict[str, Any] = {
        "title": {"zh": "示范学院", "en": "Demonstration College"},
        "region": "CN-310000",
    }
    return Issuer(COLLEGE, **{**values, **changes})


def accreditation(**changes: Any) -> Accreditation:
    values: dict[str, Any] = {
        "accreditation_id": "a-1",
        "issuer_id": COLLEGE,
        "standard_id": STANDARD,
        "highest_level": 5,
        "region": "CN-310000",
        "since": date(2025, 1, 1),
        "until": None,
        "authority": "示范省人社厅",
        "legal_basis": "示范",
    }
    return Accreditation(**{**values, **changes})


def sources(
    keys: Iterable[KeyRecord] | None = None,
    issuers: Iterable[Issuer] | None = None,
    accreditations: Iterable[Accreditation] | None = None,
    held: Mapping[str, Mapping[str, Any]] | None = None,
    **more: Any,
) -> Sources:
    """Sources that know the college, its key, its accreditation and both empty lists."""
    known = {one.key_id: one for one in (keys or [KEY.record(COLLEGE)])}
    known_issuers = {
        one.issuer_id: one for one in (issuers if issuers is not None else [college()])
    }
    allowed = tuple(accreditations if accreditations is not None else [accreditation()])
    kept = lists() if held is None else held
    return Sources(
        resolve=known.get,
        issuer=known_issuers.get,
        accredited=lambda claim: answer_accreditation(allowed, claim),
        status=kept.get,
        **more,
    )
