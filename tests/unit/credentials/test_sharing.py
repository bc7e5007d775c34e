"""Selective disclosure: what a holder can show and withhold, and what a verifier refuses."""

from __future__ import annotations

import hashlib
import hmac
from datetime import timedelta

import pytest

from trimtab.credentials.sharing import (
    STANDARD_SUITES,
    holder_jwk,
    issue_sd_jwt,
    present,
    read_held,
    verify_sd_jwt,
)
from trimtab.credentials.types import Algorithm, KeyRecord, Outcome
from trimtab.kernel import ConfigurationError, UsageError
from trimtab.stores.credentials.key_files import LocalSigner


@pytest.fixture(scope="module")
def b(load_builder):
    return load_builder("unit/credentials/sharing_builders.py")


def test_a_holder_shows_some_and_withholds_the_rest(b):
    found = b.checked(b.shown([("name",), ("achievement", "scores", 0)]))
    assert (found.holds, found.key_bound, found.outcome) == (True, True, Outcome.VALID)
    assert found.claims["name"] == "王小明"
    assert found.claims["achievement"] == {"title": "电工", "scores": [91, 88]}
    assert "identity_number" not in found.claims
    assert found.claims["languages"] == ["zh"]
    shown = {("name",), ("achievement",), ("achievement", "scores", 0)}
    assert set(found.disclosed) == shown
    assert found.withheld == 3
    assert (found.issuer_id, found.key_id, found.presented_at) == (b.ISSUER, b.ISSUER_KEY, b.NOW)
    assert found.holder_key == holder_jwk(b.HOLDING.public_key)
    assert found.media_type == "dc+sd-jwt"


def test_what_is_withheld_is_not_in_the_text(b):
    text = b.shown([("name",)])
    parts = text.split("~")
    assert "identity_number" not in str(b.unpacked(parts[0].split(".")[1]))
    assert [b.unpacked(one)[1] for one in parts[1:-1]] == ["name"]


def test_digests_stand_in_an_order_that_says_nothing_and_salts_are_long(b):
    payload = b.unpacked(b.issued().split("~")[0].split(".")[1])
    assert payload["_sd"] == sorted(payload["_sd"])
    salts = [b.unpacked(one)[0] for one in b.issued().split("~")[1:-1]]
    assert len(set(salts)) == len(salts) == len(b.PLACES)
    assert all(len(salt) == 22 for salt in salts)  # 128 bits


def test_decoys_hide_how_much_is_withheld(b):
    text = issue_sd_jwt(b.CLAIMS, [("name",), ("languages", 0)], b.ISSUING, decoys=5)
    payload = b.unpacked(text.split("~")[0].split(".")[1])
    assert len(payload["_sd"]) == 6
    assert sum(isinstance(one, dict) for one in payload["languages"]) == 6
    found = b.checked(text, None, None)
    assert found.holds
    assert found.claims["languages"] == ["zh", "en"]
    assert found.withheld == 10


def test_without_disclosures_it_is_still_a_certificate(b):
    text = issue_sd_jwt(b.CLAIMS, [], b.ISSUING)
    assert text.endswith("~")
    assert text.count("~") == 1
    assert b.checked(text, None, None).claims == b.CLAIMS


def test_status_entries_are_those_of_the_badge(b):
    entry = {"id": "https://a.example/1#7", "type": "BitstringStatusListEntry",
             "statusPurpose": "revocation", "statusListIndex": "7",
             "statusListCredential": "https://a.example/1"}  # fmt: skip
    found = b.checked(b.signed(b.CLAIMS | {"credentialStatus": [entry]}), None, None)
    assert [(one.list_id, one.index) for one in found.status] == [("https://a.example/1", 7)]
    assert not found.unreadable_status
    spoiled = b.signed(b.CLAIMS | {"credentialStatus": [entry | {"statusListIndex": "x"}]})
    b.refused(b.checked(spoiled, None, None), "CREDENTIALS-045")
    other = b.signed(b.CLAIMS | {"status": {"status_list": {"idx": 1, "uri": "https://a.example"}}})
    assert b.checked(other, None, None).unreadable_status


@pytest.mark.parametrize("media_type", ["dc+sd-jwt", "vc+sd-jwt"])
def test_both_names_of_the_type_are_read(b, media_type):
    found = b.checked(b.signed(b.CLAIMS, {"typ": media_type}), None, None)
    assert found.holds
    assert found.media_type == media_type


@pytest.mark.parametrize("media_type", ["JWT", "kb+jwt", None, 7, ["dc+sd-jwt"]])
def test_other_types_are_refused(b, media_type):
    b.refused(b.checked(b.signed(b.CLAIMS, {"typ": media_type}), None, None), "CREDENTIALS-224")


# Threats


@pytest.mark.parametrize("algorithm", ["none", "None", "HS256", "EdDSA", "RS256", None, 5])
def test_the_algorithm_is_that_of_the_key(b, algorithm):
    b.refused(b.checked(b.signed(b.CLAIMS, {"alg": algorithm}), None, None), "CREDENTIALS-055")


def test_a_public_key_is_no_secret_of_a_keyed_hash(b):
    """Algorithm confusion: HS256 over the public key as bytes that everybody has."""
    message = f"{b.packed({'alg': 'HS256', 'typ': 'dc+sd-jwt', 'kid': b.ISSUER_KEY})}."
    message += b.packed(b.CLAIMS)
    mac = hmac.new(b.ISSUING.public_key, message.encode(), hashlib.sha256).digest()
    b.refused(b.checked(f"{message}.{b.packed(mac)}~", None, None), "CREDENTIALS-055")
    b.refused(b.checked(f"{message}.~", None, None), "CREDENTIALS-055")


def test_an_extension_that_must_be_understood_is_refused(b):
    b.refused(b.checked(b.signed(b.CLAIMS, {"crit": ["b64"]}), None, None), "CREDENTIALS-055")


def test_another_key_under_the_same_name_is_refused(b):
    b.refused(b.checked(b.signed(b.CLAIMS, by=b.STRANGER), None, None), "CREDENTIALS-056")


def test_an_unknown_key_is_an_unknown_issuer(b):
    finding = b.checked(b.issued(), None, None, resolve=lambda key_id: None)
    b.refused(finding, "CREDENTIALS-070", Outcome.UNKNOWN_ISSUER)
    assert not finding.claims


def test_an_issuer_cannot_sign_for_another(b):
    text = b.signed(b.CLAIMS | {"iss": "did:web:other.example"})
    b.refused(b.checked(text, None, None), "CREDENTIALS-225")


def test_a_key_may_be_named_by_its_fragment(b):
    for named in ("#key-1", "key-1"):
        assert b.checked(b.signed(b.CLAIMS, {"kid": named}), None, None).holds


def test_a_changed_claim_breaks_the_signature(b):
    token, *rest = b.issued().split("~")
    head, payload, signature = token.split(".")
    changed = b.packed(b.unpacked(payload) | {"exp": 4102444800})
    text = "~".join((f"{head}.{changed}.{signature}", *rest))
    b.refused(b.checked(text, None, None), "CREDENTIALS-056")


def test_a_disclosure_of_another_certificate_is_refused(b):
    """One person's name on another's certificate."""
    other = b.issued(name="李四").split("~")
    name = next(one for one in other[1:-1] if b.unpacked(one)[1] == "name")
    text = present(b.issued(), [], None, None, None, b.NOW)
    b.refused(b.checked(f"{text}{name}~", None, None), "CREDENTIALS-075")


def test_the_same_disclosure_twice_is_refused(b):
    text = present(b.issued(), [("name",)], None, None, None, b.NOW)
    b.refused(b.checked(text + text.split("~")[1] + "~", None, None), "CREDENTIALS-074")


def test_a_digest_twice_is_refused(b):
    disclosure = b.packed(["salt", "name", "x"])
    again = {"_sd": [b.digest(disclosure)], "a": {"_sd": [b.digest(disclosure)]}}
    b.refused(b.checked(b.signed(b.CLAIMS | again), None, None), "CREDENTIALS-074")
    b.refused(
        b.checked(b.signed(b.CLAIMS | again, disclosures=[disclosure]), None, None),
        "CREDENTIALS-074",
    )
    withheld = {"list": [{"...": "AAAA"}, {"...": "AAAA"}]}
    b.refused(b.checked(b.signed(b.CLAIMS | withheld), None, None), "CREDENTIALS-074")


@pytest.mark.parametrize("name", ["exp", "iss", "vct", "cnf", "status", "credentialStatus"])
def test_what_must_be_visible_cannot_come_as_a_disclosure(b, name):
    disclosure = b.packed(["salt", name, 4102444800])
    claims = {key: value for key, value in b.CLAIMS.items() if key != name}
    text = b.signed(claims | {"_sd": [b.digest(disclosure)]}, disclosures=[disclosure])
    b.refused(b.checked(text, None, None), "CREDENTIALS-227")
    with pytest.raises(UsageError, match="CREDENTIALS-077"):
        issue_sd_jwt(b.CLAIMS | {name: "x"}, [(name,)], b.ISSUING)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (["salt", "iat", 5], "CREDENTIALS-076"),  # there already
        (["salt", "_sd", []], "CREDENTIALS-076"),
        (["salt", "...", "x"], "CREDENTIALS-076"),
        (["salt", "_sd_alg", "sha-256"], "CREDENTIALS-076"),
        (["salt", "value"], "CREDENTIALS-073"),  # that of an array element
        (["salt", 7, "value"], "CREDENTIALS-073"),
        (["salt", "name", 1, 2], "CREDENTIALS-073"),
        ({"salt": "name"}, "CREDENTIALS-053"),
        (b"not json", "CREDENTIALS-002"),
        (b'["salt", "a", {"b": 1, "b": 2}]', "CREDENTIALS-003"),
        (b'["salt", "a", 1], "more": [1]', "CREDENTIALS-053"),
        (b'["salt", "a", 9007199254740993]', "CREDENTIALS-004"),
    ],
)
def test_a_disclosure_of_a_wrong_form_is_refused(b, content, code):
    disclosure = b.packed(content)
    text = b.signed(b.CLAIMS | {"_sd": [b.digest(disclosure)]}, disclosures=[disclosure])
    b.refused(b.checked(text, None, None), code)


@pytest.mark.parametrize(
    ("claims", "code"),
    [
        ({"_sd_alg": "md5"}, "CREDENTIALS-071"),
        ({"_sd_alg": 256}, "CREDENTIALS-071"),
        ({"_sd": "abc"}, "CREDENTIALS-073"),
        ({"_sd": [7]}, "CREDENTIALS-073"),
        ({"a": {"...": "abc"}}, "CREDENTIALS-073"),
        ({"a": [{"...": "abc", "b": 1}]}, "CREDENTIALS-073"),
        ({"a": [{"...": 7}]}, "CREDENTIALS-073"),
        ({"vct": 7}, "CREDENTIALS-226"),
        ({"vct": ""}, "CREDENTIALS-226"),
        ({"exp": "tomorrow"}, "CREDENTIALS-226"),
        ({"exp": True}, "CREDENTIALS-226"),
        ({"exp": 1e18}, "CREDENTIALS-226"),
        ({"iat": -1}, "CREDENTIALS-226"),
        ({"cnf": "key"}, "CREDENTIALS-226"),
        ({"cnf": {"kid": "x"}}, "CREDENTIALS-226"),
    ],
)
def test_a_payload_of_a_wrong_form_is_refused(b, claims, code):
    b.refused(b.checked(b.signed(b.CLAIMS | claims), None, None), code)


def test_stronger_hashes_are_read(b):
    disclosure = b.packed(["salt", "name", "x"])
    held = b.packed(hashlib.sha512(disclosure.encode()).digest())
    claims = {key: value for key, value in b.CLAIMS.items() if key != "name"}
    text = b.signed(claims | {"_sd": [held], "_sd_alg": "sha-512"}, disclosures=[disclosure])
    assert b.checked(text, None, None).claims["name"] == "x"


def test_disclosures_without_end_or_number_are_refused(b):
    inner = b.packed(["salt", "a", 1])
    chain = [inner]
    for _ in range(40):
        chain.append(b.packed(["salt", "a", {"_sd": [b.digest(chain[-1])]}]))
    text = b.signed(b.CLAIMS | {"_sd": [b.digest(chain[-1])]}, disclosures=chain)
    b.refused(b.checked(text, None, None), "CREDENTIALS-072")
    many = [b.packed(["salt", f"a{n}", n]) for n in range(1001)]
    text = b.signed(b.CLAIMS | {"_sd": [b.digest(one) for one in many]}, disclosures=many)
    b.refused(b.checked(text, None, None), "CREDENTIALS-072")


@pytest.mark.parametrize(
    "text",
    ["", "~", "a.b.c", "a.b~", "a.b.c~~", "é.b.c~", "{}", '{"payload": "x"}', "[]", "{" * 100_000,
     '{"payload":"e30","signatures":[]}', '{"payload":"e30","signatures":[1]}',
     '{"payload":"e30","signature":"x","protected":"x","header":[]}',
     '{"payload":"e30","signature":"x","protected":"x","header":{"disclosures":"x"}}',
     '{"payload":"e30","signature":"x","signatures":[{}]}', "a" * 2_000_000],
    ids=lambda text: text[:12],
)  # fmt: skip
def test_what_is_no_sd_jwt_gets_a_reason(b, text):
    finding = b.checked(text, None, None)
    assert not finding.holds
    assert finding.outcome is Outcome.INVALID
    assert finding.code in {"CREDENTIALS-053", "CREDENTIALS-005"}


# Period


def test_a_certificate_counts_in_its_period(b):
    text = issue_sd_jwt(b.CLAIMS, [], b.ISSUING)
    late = b.NOW + timedelta(days=365)
    found = b.checked(text, None, None, late)
    b.refused(found, "CREDENTIALS-229", Outcome.EXPIRED)
    assert found.claims["name"] == "王小明"  # signed rightly: a page may say what has expired
    assert b.checked(text, None, None, late - timedelta(seconds=1)).holds
    early = b.checked(text, None, None, b.NOW - timedelta(hours=1))
    b.refused(early, "CREDENTIALS-228", Outcome.NOT_YET_VALID)
    later = b.signed(b.CLAIMS | {"nbf": b.CLAIMS["iat"] + 3600})
    b.refused(b.checked(later, None, None), "CREDENTIALS-228", Outcome.NOT_YET_VALID)


# The issuer's and the holder's own mistakes


@pytest.mark.parametrize("place", [("nobody",), ("languages", 9), ("name", "first"), ("iat", 0)])
def test_a_place_that_is_not_there_cannot_be_made_disclosable(b, place):
    with pytest.raises(UsageError, match="CREDENTIALS-058"):
        issue_sd_jwt(b.CLAIMS, [place], b.ISSUING)


@pytest.mark.parametrize("name", ["_sd", "...", "_sd_alg"])
def test_names_of_the_format_are_no_claims(b, name):
    for claims in ({name: 1}, {"deep": [{"er": {name: 1}}]}):
        with pytest.raises(UsageError, match="CREDENTIALS-059"):
            issue_sd_jwt(b.CLAIMS | claims, [], b.ISSUING)


def test_a_certificate_says_what_it_is(b):
    with pytest.raises(UsageError, match="CREDENTIALS-077"):
        issue_sd_jwt({"iss": b.ISSUER}, [], b.ISSUING)


def test_a_holder_can_show_only_what_is_a_disclosure(b):
    assert set(read_held(b.issued()).disclosable) == set(map(tuple, b.PLACES))
    for place in (("iss",), ("nobody",), ("achievement", "title")):
        with pytest.raises(UsageError, match="CREDENTIALS-078"):
            present(b.issued(), [place], None, None, None, b.NOW)


def test_a_presentation_is_signed_for_somebody_or_not_at_all(b):
    for given in ((b.HOLDING, None, b.AUDIENCE), (b.HOLDING, b.NONCE, None), (None, b.NONCE, None)):
        with pytest.raises(UsageError, match="CREDENTIALS-079"):
            present(b.issued(), [], *given, b.NOW)


# Another algorithm


class CountedSm2:
    """Stands in for an SM2 suite: what it checks is a keyed digest, so that a test can sign."""

    name = "SM2"

    def holds(self, public_key: bytes, message: bytes, signature: bytes) -> bool:
        return signature == hashlib.sha512(public_key + message).digest()


class Sm2Signer:
    key_id = "did:web:awards.example#key-1"
    algorithm = Algorithm.SM2
    public_key = b"\x02" + b"\x07" * 32

    def sign(self, message: bytes) -> bytes:
        return hashlib.sha512(self.public_key + message).digest()


def test_a_signer_with_another_algorithm_plugs_in(b):
    from trimtab.credentials.securing import public_key_multibase

    signer = Sm2Signer()
    with pytest.raises(ConfigurationError, match="CREDENTIALS-054"):
        issue_sd_jwt(b.CLAIMS, b.PLACES, signer)
    suites = {**STANDARD_SUITES, Algorithm.SM2: CountedSm2()}
    text = issue_sd_jwt(b.CLAIMS, b.PLACES, signer, suites=suites)
    record = KeyRecord(signer.key_id, b.ISSUER, Algorithm.SM2,
                       public_key_multibase(Algorithm.SM2, signer.public_key), b.NOW)  # fmt: skip
    found = verify_sd_jwt(text, lambda key_id: record, None, None, b.NOW, suites=suites)
    assert found.holds
    assert found.claims == b.CLAIMS
    b.refused(verify_sd_jwt(text, lambda key_id: record, None, None, b.NOW), "CREDENTIALS-055")


def test_a_key_for_badges_does_not_sign_twins(b):
    """Ed25519 is the badge's algorithm; wallets for SD-JWT ask for ES256."""
    signer = LocalSigner.generate(Algorithm.ED25519, lambda algorithm, public: b.ISSUER_KEY)
    with pytest.raises(ConfigurationError, match="CREDENTIALS-054"):
        issue_sd_jwt(b.CLAIMS, [], signer)
