"""Signing and checking: what each proof says of itself, and what breaks it."""

from __future__ import annotations

import copy
import hashlib
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, timezone
from types import MappingProxyType
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from trimtab.credentials.securing import (
    CRYPTOSUITES,
    EDDSA_JCS_2022,
    EDDSA_RDFC_2022,
    Contexts,
    ProofReason,
    both_suites,
    canonical_json,
    check_proofs,
    did_key,
    did_key_method,
    existing_proofs,
    public_key_multibase,
    resolve_did_key,
    secure,
    timestamp,
)
from trimtab.credentials.types import Algorithm, KeyRecord
from trimtab.kernel import InputRejectedError, UsageError

AT = datetime(2026, 11, 23, 8, tzinfo=UTC)


@dataclass(frozen=True)
class Seed:
    """A signer whose key is one letter, repeated."""

    letter: bytes
    algorithm: str = "Ed25519"

    @property
    def _key(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self.letter * 32)

    @property
    def public_key(self) -> bytes:
        return self._key.public_key().public_bytes_raw()

    @property
    def key_id(self) -> str:
        return did_key_method("Ed25519", self.public_key)

    @property
    def issuer_id(self) -> str:
        return did_key("Ed25519", self.public_key)

    def sign(self, message: bytes) -> bytes:
        return self._key.sign(message)


ISSUER, OTHER = Seed(b"i"), Seed(b"o")


def _certificate(**more: Any) -> dict[str, Any]:
    return {
        "@context": [
            "https://www.w3.org/ns/credentials/v2",
            "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
        ],
        "id": "urn:uuid:5f8d2c1e-0000-4000-8000-000000000001",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": "职业技能等级证书",
        "issuer": {"id": ISSUER.issuer_id, "type": "Profile", "name": "某技师学院"},
        "validFrom": "2026-11-23T00:00:00Z",
        "credentialSubject": {
            "type": "AchievementSubject",
            "achievement": {
                "id": "https://issuer.example/achievements/1",
                "type": "Achievement",
                "name": "工业机器人系统操作员",
                "description": "三级",
                "criteria": {"narrative": "考核合格"},
            },
        },
        **more,
    }


def _reasons(document: dict[str, Any], **asked: Any) -> list[str]:
    return [finding.reason.value for finding in check_proofs(document, resolve_did_key, **asked)]


def test_a_set_of_both_suites_over_the_same_document() -> None:
    document = _certificate()
    before = copy.deepcopy(document)
    signed = secure(document, both_suites(ISSUER), AT)
    assert document == before
    findings = check_proofs(signed, resolve_did_key, at=AT)
    assert [finding.cryptosuite for finding in findings] == ["eddsa-rdfc-2022", "eddsa-jcs-2022"]
    assert all(finding.holds and finding.created == AT for finding in findings)
    for proof in signed["proof"]:  # each holds by itself: a set, not a chain
        assert _reasons({**document, "proof": proof}) == ["proof_holds"]
    assert [("@context" in proof) for proof in signed["proof"]] == [False, True]


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("name",), "职业技能等级证书（一级）"),
        (("validFrom",), "2025-11-23T00:00:00Z"),
        (("id",), "urn:uuid:5f8d2c1e-0000-4000-8000-000000000002"),
        (("credentialSubject", "achievement", "description"), "一级"),
        (("credentialSubject", "achievement", "id"), "https://issuer.example/achievements/2"),
        (("credentialSubject", "id"), "did:example:somebody"),
        (("type",), ["VerifiableCredential", "EndorsementCredential"]),
        (("validUntil",), "2036-11-23T00:00:00Z"),
    ],
)
def test_any_change_breaks_both(path: tuple[str, ...], value: Any) -> None:
    signed = secure(_certificate(), both_suites(ISSUER), AT)
    place = signed
    for name in path[:-1]:
        place = place[name]
    place[path[-1]] = value
    assert _reasons(signed) == ["proof_broken", "proof_broken"]


def test_a_word_without_definition_is_refused_at_both_ends() -> None:
    signed = secure(_certificate(), both_suites(ISSUER), AT)
    signed["honours"] = "with distinction"
    first, second = check_proofs(signed, resolve_did_key)
    assert (first.reason, first.params["code"]) == (
        ProofReason.REFUSED_DOCUMENT,
        "CREDENTIALS-020",
    )
    assert second.reason is ProofReason.BROKEN
    with pytest.raises(InputRejectedError, match="CREDENTIALS-020"):
        secure(_certificate(honours="x"), [(EDDSA_RDFC_2022, ISSUER)], AT)


WRONG: list[tuple[dict[str, Any], str]] = [
    ({"type": "UnknownProofType"}, "proof_malformed"),
    ({"type": None}, "proof_malformed"),
    ({"cryptosuite": "eddsa-2099"}, "proof_unknown_cryptosuite"),
    ({"cryptosuite": ["eddsa-jcs-2022"]}, "proof_unknown_cryptosuite"),
    ({"created": "invalidDate"}, "proof_malformed"),
    ({"created": "2026-13-01T00:00:00Z"}, "proof_malformed"),
    ({"created": 5}, "proof_malformed"),
    ({"expires": "tomorrow"}, "proof_malformed"),
    ({"expires": "2026-11-23T07:59:59Z"}, "proof_expired"),
    ({"created": "2026-11-23T08:06:00Z"}, "proof_created_later"),
    ({"proofPurpose": "authentication"}, "proof_wrong_purpose"),
    ({"proofPurpose": ...}, "proof_malformed"),
    ({"verificationMethod": ...}, "proof_unknown_key"),
    ({"verificationMethod": "did:key:invalidVm"}, "proof_unknown_key"),
    ({"verificationMethod": {"id": "did:key:x"}}, "proof_unknown_key"),
    ({"verificationMethod": OTHER.key_id}, "proof_not_issuers_key"),
    ({"previousProof": "urn:uuid:absent"}, "proof_previous_missing"),
    ({"previousProof": ["urn:uuid:absent", 5]}, "proof_previous_missing"),
    ({"previousProof": []}, "proof_previous_missing"),
    ({"proofValue": ...}, "proof_malformed"),
    ({"proofValue": None}, "proof_malformed"),
    ({"proofValue": "uAAAA"}, "proof_malformed"),
    ({"proofValue": "z0OIl"}, "proof_malformed"),
    ({"proofValue": "zinvaIidProofValue"}, "proof_malformed"),
    ({"proofValue": "z2NEpo7TZRRrLZSi2U"}, "proof_broken"),
    ({"created": "2026-11-23T08:00:01Z"}, "proof_broken"),
    ({"nonce": "added"}, "proof_broken"),
]


@pytest.mark.parametrize(("change", "reason"), WRONG)
@pytest.mark.parametrize("suite", [EDDSA_JCS_2022, EDDSA_RDFC_2022], ids=lambda one: one.name)
def test_what_a_proof_must_say(suite: Any, change: dict[str, Any], reason: str) -> None:
    signed = secure(_certificate(), [(suite, ISSUER)], AT)
    assert _reasons(signed, at=AT) == ["proof_holds"]
    proof = {**signed["proof"], **change}
    signed["proof"] = {name: value for name, value in proof.items() if value is not ...}
    (finding,) = check_proofs(signed, resolve_did_key, at=AT)
    assert not finding.holds
    # A member that no context defines is refused by rdfc before any signature is looked at.
    refused = suite is EDDSA_RDFC_2022 and finding.reason is ProofReason.REFUSED_DOCUMENT
    assert finding.reason == reason or (refused and reason == "proof_broken")


@pytest.mark.parametrize("proof", [None, 5, "text", [], [None], {}, [[]]])
def test_what_is_no_proof_never_holds(proof: Any) -> None:
    findings = check_proofs(_certificate(proof=proof), resolve_did_key)
    assert len(findings) == len(existing_proofs({"proof": proof}))
    assert all(finding.reason is ProofReason.MALFORMED for finding in findings)
    assert check_proofs(_certificate(), resolve_did_key) == ()


def test_presentations_answer_one_request() -> None:
    presentation = {
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "type": ["VerifiablePresentation"],
        "holder": OTHER.issuer_id,
        "verifiableCredential": [secure(_certificate(), both_suites(ISSUER), AT)],
    }
    signed = secure(
        presentation,
        both_suites(OTHER),
        AT,
        purpose="authentication",
        challenge="c-1",
        domain="https://verifier.example",
    )

    def reasons(**asked: Any) -> set[str]:
        return set(_reasons(signed, **{"expected_purpose": "authentication", **asked}))

    assert {(one["challenge"], one["domain"]) for one in signed["proof"]} == {
        ("c-1", "https://verifier.example")
    }
    assert reasons() == {"proof_holds"}
    for name in ("challenge", "domain"):  # they are signed
        copied = {**signed, "proof": [{**one, name: "another"} for one in signed["proof"]]}
        assert set(_reasons(copied, expected_purpose="authentication")) == {"proof_broken"}
    assert reasons(expected_purpose="assertionMethod") == {"proof_wrong_purpose"}
    signed["holder"] = ISSUER.issuer_id
    assert reasons() == {"proof_not_issuers_key"}


def test_chains_name_earlier_proofs() -> None:
    once = secure(_certificate(), [(EDDSA_JCS_2022, ISSUER)], AT, proof_ids=["urn:uuid:a"])
    twice = secure(once, [(EDDSA_JCS_2022, ISSUER)], AT, previous=["urn:uuid:a"])
    assert _reasons(twice) == ["proof_holds", "proof_holds"]
    doubled = {**twice, "proof": [twice["proof"][0], *twice["proof"]]}
    assert _reasons(doubled)[-1] == "proof_previous_missing"
    with pytest.raises(InputRejectedError, match="CREDENTIALS-024"):
        secure(once, [(EDDSA_JCS_2022, ISSUER)], AT, previous="urn:uuid:b")


def test_contexts_may_follow_those_a_proof_repeats_but_not_differ() -> None:
    signed = secure(_certificate(), [(EDDSA_JCS_2022, ISSUER)], AT)
    longer = {**signed, "@context": [*signed["@context"], "https://www.w3.org/ns/did/v1"]}
    assert _reasons(longer) == ["proof_holds"]  # as the specification has it
    assert _reasons({**signed, "@context": signed["@context"][::-1]}) == ["proof_other_context"]
    assert _reasons({**signed, "@context": signed["@context"][0]}) == ["proof_other_context"]


def test_a_key_of_another_kind_or_broken_does_not_fit() -> None:
    signed = secure(_certificate(), [(EDDSA_JCS_2022, ISSUER)], AT)
    good = resolve_did_key(ISSUER.key_id)
    assert good is not None
    for text in (public_key_multibase("ES256", b"\x02" * 33), "z6Mk"):
        key = replace(good, public_key_multibase=text)
        (finding,) = check_proofs(signed, lambda _, key=key: key)  # type: ignore[misc]
        assert finding.reason is ProofReason.UNSUITABLE_KEY


def test_times_are_utc_and_aware() -> None:
    assert timestamp(AT.astimezone(timezone(timedelta(hours=8)))) == "2026-11-23T08:00:00Z"
    with pytest.raises(InputRejectedError, match="CREDENTIALS-023"):
        timestamp(AT.replace(tzinfo=None))
    signed = secure(_certificate(), [(EDDSA_JCS_2022, ISSUER)], AT, expires=AT + timedelta(days=1))
    assert signed["proof"]["expires"] == "2026-11-24T08:00:00Z"
    assert _reasons(signed, at=AT + timedelta(days=1)) == ["proof_expired"]
    assert _reasons(signed) == ["proof_holds"]  # nobody asked for an instant


def test_too_many_proofs_are_refused() -> None:
    with pytest.raises(InputRejectedError, match="CREDENTIALS-025"):
        check_proofs(_certificate(proof=[{}] * 11), resolve_did_key)


@dataclass(frozen=True)
class Sm3Stand:
    """A cryptosuite of another house: SM2 with SM3 would look like this."""

    name: str = "sm2-jcs-test"
    algorithm: Algorithm = Algorithm.SM2
    keeps_context: bool = True

    def data(self, document: Any, options: Any, contexts: Contexts) -> bytes:
        return hashlib.sha3_256(canonical_json([options, document])).digest()

    def holds(self, raw_key: bytes, signature: bytes, data: bytes) -> bool:
        return signature == hashlib.sha3_512(raw_key + data).digest()


def test_another_cryptosuite_plugs_in() -> None:
    raw = b"\x02" + b"k" * 32

    class Sm2Signer:
        key_id, algorithm, public_key = "did:web:issuer.example#sm2", "SM2", raw

        def sign(self, message: bytes) -> bytes:
            return hashlib.sha3_512(raw + message).digest()

    suite = Sm3Stand()
    key = KeyRecord("did:web:issuer.example#sm2", ISSUER.issuer_id, Algorithm.SM2,
                    public_key_multibase("SM2", raw), AT)  # fmt: skip
    signed = secure(_certificate(), [(suite, Sm2Signer()), (EDDSA_JCS_2022, ISSUER)], AT)
    suites = MappingProxyType({**CRYPTOSUITES, suite.name: suite})

    def resolve(key_id: str) -> KeyRecord | None:
        return key if key_id == key.key_id else resolve_did_key(key_id)

    assert [one.holds for one in check_proofs(signed, resolve, suites=suites)] == [True, True]
    assert [one.reason for one in check_proofs(signed, resolve)] == [
        ProofReason.UNKNOWN_SUITE,
        ProofReason.HOLDS,
    ]
    with pytest.raises(UsageError, match="CREDENTIALS-022"):
        secure(_certificate(), [(suite, ISSUER)], AT)
