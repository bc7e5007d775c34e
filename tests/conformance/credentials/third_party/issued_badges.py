"""Certificates as this project issues them, with their status lists and everything a verifier
elsewhere must be handed: contexts, the issuer's DID document."""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from trimtab.app.credentials_signing import seal_of, throw_away_key
from trimtab.credentials.issuing.identity import new_holder
from trimtab.credentials.issuing.making import Origin, Places, draft_badge, make
from trimtab.credentials.issuing.types import AchievementRecord
from trimtab.credentials.securing import CRYPTOSUITES, STANDARD, read_document, secure
from trimtab.credentials.status import (
    Purpose,
    StatusEntry,
    StatusList,
    status_list_credential,
)
from trimtab.credentials.types import Issuer, KeyRecord
from trimtab.ports import Signer

AT = datetime(2026, 11, 20, 8, tzinfo=UTC)
NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)
LISTS = "https://issuer.example/status-lists/"


@dataclass
class Bench:
    """An issuer with one key and two status lists."""

    key: KeyRecord
    signer: Signer
    set_bits: dict[Purpose, list[int]] = field(default_factory=dict)

    @classmethod
    def new(cls) -> Bench:
        return cls(*throw_away_key(AT - timedelta(days=30)))

    def badge(self, index: int, *, last_day: date | None = None) -> dict[str, Any]:
        """A certificate in grade 3 whose status bits stand at ``index``."""
        achievement = AchievementRecord(
            "https://issuer.example/achievements/welder-3",
            "CSCO@2022:6-18-02-04",
            {"zh": "焊工", "en": "Welder"},
            {"zh": "国家职业标准", "en": "National standard"},
            level=3,
        )
        issuer = Issuer(
            self.key.issuer_id, {"zh": "示例学院", "en": "Example College"}, "CN-310000"
        )
        draft = draft_badge(
            f"urn:uuid:00000000-0000-4000-8000-{index:012d}",
            issuer,
            achievement,
            new_holder("张三", None, AT),
            "CN-310000",
            AT.date(),
            last_day,
        )
        places = Places(*(StatusEntry(f"{LISTS}{one.value}", index, one.value) for one in Purpose))
        issued = make(draft, seal_of(self.signer), places, Origin("test"), AT)
        return read_document(issued.document.content)

    def only(self, document: dict[str, Any], suite: str) -> dict[str, Any]:
        """The same document with a proof of one cryptosuite."""
        bare = {name: value for name, value in document.items() if name != "proof"}
        return secure(bare, [(CRYPTOSUITES[suite], self.signer)], AT)

    def status_list(self, purpose: Purpose, suites: Sequence[str]) -> dict[str, Any]:
        bits = StatusList.of(self.set_bits.get(purpose, ()))
        credential = status_list_credential(
            f"{LISTS}{purpose.value}",
            self.key.issuer_id,
            purpose,
            bits,
            AT,
            AT + timedelta(days=3650),
        )
        return secure(credential, [(CRYPTOSUITES[one], self.signer) for one in suites], AT)

    def documents(self, suites: Sequence[str] = tuple(CRYPTOSUITES)) -> dict[str, Any]:
        """What is served in place of a network: contexts, DID document, key, status lists."""
        served: dict[str, Any] = {
            address: deepcopy(STANDARD.load(address)) for address in STANDARD.pins
        }
        method = {
            "@context": "https://w3id.org/security/multikey/v1",
            "id": self.key.key_id,
            "type": "Multikey",
            "controller": self.key.issuer_id,
            "publicKeyMultibase": self.key.public_key_multibase,
        }
        served[self.key.key_id] = method
        served[self.key.issuer_id] = {
            "@context": ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/multikey/v1"],
            "id": self.key.issuer_id,
            "verificationMethod": [{k: v for k, v in method.items() if k != "@context"}],
            "assertionMethod": [self.key.key_id],
            "authentication": [self.key.key_id],
        }
        for purpose in Purpose:
            served[f"{LISTS}{purpose.value}"] = self.status_list(purpose, suites)
        return served
