"""Certificates shown in parts, and credentials inside signed tokens."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, utils
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from trimtab.app.verification import verification_json, verify_bytes, verify_read
from trimtab.app.verification_reading import InputKind, read_any
from trimtab.credentials.securing import did_key, public_key_multibase, resolve_did_key
from trimtab.credentials.sharing import holder_jwk, issue_sd_jwt, present
from trimtab.credentials.types import Algorithm, Answer, KeyEnd, KeyRecord, Outcome
from trimtab.credentials.verifying import (
    PresentationRequest,
    verify_presentation,
    verify_shared,
    verify_token,
)
from trimtab.messages import Language

VERIFIER = "https://bureau.example.org"


@dataclass(frozen=True)
class CurveSigner:
    """A P-256 key made from a number."""

    key_id: str
    number: int
    algorithm: str = "ES256"

    @property
    def public_key(self) -> bytes:
        key = ec.derive_private_key(self.number, ec.SECP256R1()).public_key()
        return key.public_bytes(Encoding.X962, PublicFormat.CompressedPoint)

    def sign(self, message: bytes) -> bytes:
        key = ec.derive_private_key(self.number, ec.SECP256R1())
        r, s = utils.decode_dss_signature(key.sign(message, ec.ECDSA(SHA256())))
        return r.to_bytes(32, "big") + s.to_bytes(32, "big")


@pytest.fixture(scope="module")
def twin_key(b):
    return CurveSigner(f"{b.COLLEGE}#key-2", 42)


HOLDER = CurveSigner("holder", 7)


def record(b, signer, **history):
    multibase = public_key_multibase(Algorithm.P256, signer.public_key)
    since = datetime(2025, 1, 1, tzinfo=UTC)
    return KeyRecord(signer.key_id, b.COLLEGE, Algorithm.P256, multibase, since, **history)


@pytest.fixture
def sources(b, twin_key):
    return b.sources(keys=[b.KEY.record(b.COLLEGE), record(b, twin_key)])


def twin(b, signer, **changes):
    claims = {
        "iss": b.COLLEGE,
        "iat": int(b.SIGNED.timestamp()),
        "nbf": int(b.SIGNED.timestamp()),
        "exp": int(datetime(2030, 3, 1, tzinfo=UTC).timestamp()),
        "vct": "urn:trimtab:vct:vocational-skill-certificate",
        "credentialStatus": b.entries(),
        "holder_name": "张三",
        "identity_number": "11010119900101001X",
        "title": "工业机器人系统操作员",
        "standard": b.STANDARD,
        "level": 4,
        **changes,
    }
    claims = {name: value for name, value in claims.items() if value is not None}
    names = ("holder_name", "identity_number", "title", "standard", "level")
    shown = [(one,) for one in names if one in claims]
    return issue_sd_jwt(claims, shown, signer, holder_jwk(HOLDER.public_key))


def shown(b, text, disclose, nonce="n-1", audience=VERIFIER):
    return present(text, [(one,) for one in disclose], HOLDER, nonce, audience, b.NOW)


ASKED = PresentationRequest("n-1", VERIFIER)


def test_a_certificate_shown_in_parts(b, twin_key, sources):
    text = shown(b, twin(b, twin_key), ["title", "standard", "level"])
    found = verify_bytes(sources, text.encode(), at=b.NOW, nonce="n-1", audience=VERIFIER)
    assert (found.kind, found.verdict.outcome) == (InputKind.SD_JWT, Outcome.VALID)
    assert found.verdict.proofs_hold
    assert found.verdict.check("request").reason == "answers_untracked"
    assert found.verdict.check("accreditation").reason == "accredited"
    told = verification_json(found, Language.ZH)
    assert told["disclosed"] == {
        "title": "工业机器人系统操作员",
        "standard": b.STANDARD,
        "level": "4",
    }
    assert "张三" not in json.dumps(told, ensure_ascii=False)


def test_what_is_withheld_is_said_to_be(b, twin_key, sources):
    text = shown(b, twin(b, twin_key), ["holder_name"])
    verdict, finding = verify_shared(text, sources, b.NOW, ASKED)
    assert verdict.check("accreditation").reason == "standard_withheld"
    assert finding.claims["holder_name"] == "张三"


@pytest.mark.parametrize(
    ("request_", "code"),
    [
        (PresentationRequest("n-2", VERIFIER), "CREDENTIALS-221"),
        (PresentationRequest("n-1", "https://other.example.org"), "CREDENTIALS-221"),
    ],
)
def test_made_for_another_question_or_verifier(b, twin_key, sources, request_, code):
    text = shown(b, twin(b, twin_key), ["title"])
    verdict, _ = verify_shared(text, sources, b.NOW, request_)
    assert verdict.check("request").params["code"] == code
    assert verdict.outcome is Outcome.INVALID


def test_without_the_holders_signature_it_answers_no_request(b, twin_key, sources):
    verdict, _ = verify_shared(twin(b, twin_key), sources, b.NOW, ASKED)
    assert verdict.outcome is Outcome.INVALID
    unasked, _ = verify_shared(twin(b, twin_key), sources, b.NOW)
    assert unasked.check("request").answer is Answer.NOT_ASKED


def test_it_counts_once(b, twin_key, sources):
    used: list[str] = []

    def fresh(nonce: str) -> bool:
        used.append(nonce)
        return len(used) == 1

    request = PresentationRequest("n-1", VERIFIER, fresh)
    read = read_any(shown(b, twin(b, twin_key), ["title"]).encode())
    first = verify_read(sources, read, at=b.NOW, request=request)
    assert first.verdict.outcome is Outcome.VALID
    second = verify_read(sources, read, at=b.NOW, request=request)
    assert second.verdict.check("request").reason == "replayed"
    assert second.verdict.outcome is Outcome.INVALID


@pytest.mark.parametrize(
    ("claims", "held", "outcome"),
    [
        ({}, {"revocation": [7]}, Outcome.REVOKED),
        ({}, {"suspension": [7]}, Outcome.SUSPENDED),
        ({"exp": 1_770_000_000, "iat": 1_760_000_000, "nbf": None}, {}, Outcome.EXPIRED),
        ({"nbf": 1_900_000_000}, {}, Outcome.NOT_YET_VALID),
        ({"level": 6}, {}, Outcome.INVALID),
        ({"credentialStatus": None, "status": {"status_list": {}}}, {}, Outcome.PENDING),
    ],
)
def test_other_outcomes(b, twin_key, sources, claims, held, outcome):
    sources = replace(sources, status=b.lists(**held).get)
    text = twin(b, twin_key, **claims)
    assert verify_shared(text, sources, b.NOW)[0].outcome is outcome


def test_a_stolen_key_makes_twins_worthless(b, twin_key, sources):
    stolen = record(
        b, twin_key, revoked_at=datetime(2026, 6, 1, tzinfo=UTC), end=KeyEnd.COMPROMISED
    )
    for entered, outcome in ((None, Outcome.INVALID), (Answer.NOT_ASKED, Outcome.PENDING)):
        judged = b.sources(
            keys=[b.KEY.record(b.COLLEGE), stolen], registered=lambda *_, e=entered: e
        )
        assert verify_shared(twin(b, twin_key), judged, b.NOW)[0].outcome is outcome


def test_a_changed_twin_and_an_unknown_key(b, twin_key, sources):
    text = twin(b, twin_key)
    head, payload, rest = text.split(".", 2)
    other = ("B" if rest[9] == "A" else "A").join((rest[:9], rest[10:]))
    broken = verify_shared(f"{head}.{payload}.{other}", sources, b.NOW)[0]
    assert (broken.outcome, broken.proofs_hold) == (Outcome.INVALID, False)
    unknown = verify_shared(text, b.sources(), b.NOW)[0]
    assert (unknown.outcome, unknown.proofs_hold) == (Outcome.UNKNOWN_ISSUER, False)


def packed(value) -> str:
    raw = value if isinstance(value, bytes) else json.dumps(value).encode()
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def token(signer, payload, **header):
    named = {"alg": "ES256", "typ": "vc+jwt", "kid": signer.key_id, **header}
    message = f"{packed(named)}.{packed(payload)}"
    return f"{message}.{packed(signer.sign(message.encode()))}"


def enveloped(text, media_type="application/vc+jwt"):
    return {
        "@context": "https://www.w3.org/ns/credentials/v2",
        "id": f"data:{media_type},{text}",
        "type": "EnvelopedVerifiableCredential",
    }


def test_a_credential_in_a_signed_token_and_in_an_envelope(b, twin_key, sources):
    text = token(twin_key, b.badge())
    for content in (text, json.dumps(enveloped(text))):
        found = verify_bytes(sources, content.encode(), at=b.NOW)
        assert found.verdict.outcome is Outcome.VALID
    by_edwards = token(b.KEY, b.badge(), alg="EdDSA")
    assert verify_token(by_edwards, sources, b.NOW)[0].outcome is Outcome.VALID


@pytest.mark.parametrize(
    ("header", "reason"),
    [
        ({"alg": "none"}, "proof_broken"),
        ({"alg": "HS256"}, "proof_broken"),
        ({"alg": "SM3withSM2"}, "proof_unknown_cryptosuite"),
        ({"alg": "EdDSA"}, "proof_unsuitable_key"),
        ({"kid": "did:web:college.example.org#key-9"}, "key_never_held"),
        ({"typ": "JWT"}, "form_broken"),
        ({"crit": ["exp"]}, "form_broken"),
    ],
)
def test_a_token_by_another_algorithm_key_or_type(b, twin_key, sources, header, reason):
    verdict, _ = verify_token(token(twin_key, b.badge(), **header), sources, b.NOW)
    assert reason in {check.reason for check in verdict.checks}
    assert verdict.outcome in (Outcome.INVALID, Outcome.PENDING)


def test_a_token_with_a_changed_payload(b, twin_key, sources):
    head, _, signature = token(twin_key, b.badge()).split(".")
    changed = f"{head}.{packed(b.badge(name='首席技师'))}.{signature}"
    verdict, _ = verify_token(changed, sources, b.NOW)
    assert verdict.check("proofs").reason == "proof_broken"
    assert verdict.outcome is Outcome.INVALID


@pytest.mark.parametrize(
    ("claims", "outcome", "reason"),
    [
        ({"iat": 1_772_438_400}, Outcome.VALID, "key_good"),
        ({"exp": 1_772_438_400}, Outcome.EXPIRED, "proof_expired"),
        ({"iat": 1_900_000_000}, Outcome.INVALID, "proof_created_later"),
        ({"iat": 1_700_000_000}, Outcome.INVALID, "key_not_yet"),
        ({"iat": "yesterday"}, Outcome.INVALID, "form_broken"),
        ({"nonce": "x"}, Outcome.INVALID, "form_broken"),
    ],
)
def test_when_a_token_was_signed_and_until_when(b, twin_key, sources, claims, outcome, reason):
    verdict, _ = verify_token(token(twin_key, {**b.badge(), **claims}), sources, b.NOW)
    assert reason in {check.reason for check in verdict.checks}
    assert verdict.outcome is outcome


def test_an_envelope_of_something_else_is_said_to_be_unreadable(b, sources):
    for document in (
        enveloped("x", "application/vc+cose;base64"),
        {**enveloped("a.b.c"), "type": "EnvelopedVerifiablePresentation"},
    ):
        found = verify_bytes(sources, json.dumps(document).encode(), at=b.NOW)
        assert found.verdict.check("form").params["code"].startswith("CREDENTIALS-")
        assert found.verdict.outcome is Outcome.INVALID


def test_a_twin_within_the_skew_of_clocks(b, twin_key, sources):
    soon = int((b.NOW + timedelta(seconds=30)).timestamp())
    text = twin(b, twin_key, iat=soon, nbf=soon)
    assert verify_shared(text, sources, b.NOW)[0].outcome is Outcome.VALID


def test_a_twin_is_shown_by_its_holders_key_or_not_at_all(b, twin_key, sources):
    """Whoever was shown a twin takes its binding off and wraps it into a presentation."""
    received = shown(b, twin(b, twin_key), ["title", "standard", "level"])
    bare = received.rsplit("~", 1)[0] + "~"
    envelope = {
        "@context": b.BASE,
        "type": "EnvelopedVerifiableCredential",
        "id": f"data:application/dc+sd-jwt,{bare}",
    }
    thief = b.did_key_signer("thief")
    document = {"@context": [b.BASE], "type": ["VerifiablePresentation"],
                "holder": thief.key_id.partition("#")[0],
                "verifiableCredential": [envelope]}  # fmt: skip
    presented = b.signed(document, thief, created=b.NOW, purpose="authentication",
                         challenge="n-9", domain=VERIFIER)  # fmt: skip
    known = replace(sources, resolve=lambda key: sources.resolve(key) or resolve_did_key(key))
    verdict = verify_presentation(presented, known, b.NOW, PresentationRequest("n-9", VERIFIER))
    assert verdict.check("request").reason == "answers_untracked", "the thief's own signature holds"
    (inside,) = verdict.credentials
    assert inside.check("request").reason == "bound_to_other_key"
    assert (inside.outcome, verdict.outcome) == (Outcome.INVALID, Outcome.INVALID)
    holder = did_key(HOLDER.algorithm, HOLDER.public_key)
    signer = replace(HOLDER, key_id=f"{holder}#{holder.removeprefix('did:key:')}")
    token = presentation_token(signer, {**document, "holder": holder}, b.NOW)
    own = {
        "@context": b.BASE,
        "type": "EnvelopedVerifiablePresentation",
        "id": f"data:application/vp+jwt,{token}",
    }
    verdict = verify_presentation(own, known, b.NOW)
    assert [one.outcome for one in verdict.credentials] == [Outcome.VALID]


def presentation_token(signer, document, at):
    header = {"alg": "ES256", "typ": "vp+jwt", "kid": signer.key_id}
    parts = (json.dumps(one).encode() for one in (header, {**document, "iat": int(at.timestamp())}))
    message = ".".join(base64.urlsafe_b64encode(one).rstrip(b"=").decode() for one in parts)
    signature = base64.urlsafe_b64encode(signer.sign(message.encode())).rstrip(b"=").decode()
    return f"{message}.{signature}"


def test_a_bad_answer_in_parts_spends_nothing(b, twin_key, sources):
    asked: list[str] = []

    def fresh(nonce: str) -> bool:
        asked.append(nonce)
        return True

    text = shown(b, twin(b, twin_key), ["title"])
    request = PresentationRequest("n-1", VERIFIER, fresh)
    revoked = replace(sources, status=b.lists(revocation=[7]).get)
    assert verify_shared(text, revoked, b.NOW, request)[0].outcome is Outcome.REVOKED
    assert asked == []
    assert verify_shared(text, sources, b.NOW, request)[0].outcome is Outcome.VALID
    assert asked == ["n-1"]


def test_a_twin_without_a_day_is_judged_by_what_its_key_is_worth_now(b, twin_key):
    text = twin(b, twin_key, iat=None)
    ended = b.sources(keys=[record(b, twin_key, expires=b.NOW - timedelta(days=1))])
    verdict = verify_shared(text, ended, b.NOW)[0]
    assert (verdict.check("key").reason, verdict.outcome) == ("key_expired", Outcome.INVALID)
