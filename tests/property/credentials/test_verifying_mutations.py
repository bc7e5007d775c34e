"""Whatever is done to a certificate, it does not stay valid; whatever is handed over, nothing but
an answer or a coded error comes back."""

from __future__ import annotations

import base64
import copy
import json
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st

from trimtab.app.verification import verification_json, verify_bytes
from trimtab.credentials.securing import canonical_json, read_document
from trimtab.credentials.types import Outcome
from trimtab.credentials.verifying import (
    Sources,
    check_credential_form,
    check_presentation_form,
    summarise,
    verdict_json,
    verify_credential,
    verify_presentation,
    verify_shared,
    verify_token,
)
from trimtab.credentials.verifying.accreditation import claimed_standard
from trimtab.credentials.verifying.values import listed
from trimtab.kernel import TrimtabError
from trimtab.messages import Language

SLOW = settings(max_examples=120, suppress_health_check=[*HealthCheck])
FAST = settings(SLOW, max_examples=200)


@pytest.fixture(scope="module")
def b(load_builder):
    return load_builder("unit/credentials/verifying_builder.py")


@pytest.fixture(scope="module")
def certificate(b):
    return b.signed(b.badge(credentialStatus=b.entries()))


@pytest.fixture(scope="module")
def sources(b):
    return b.sources()


def places(value: Any, at: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every place in a document but the document itself and the list of its proofs: taking one of
    two signatures away, or giving one twice, changes nothing that is said."""
    found: list[tuple[Any, ...]] = []
    pairs = value.items() if isinstance(value, dict) else enumerate(value)
    for name, child in pairs:
        here = (*at, name)
        if here not in {("proof",), ("proof", 0), ("proof", 1)}:
            found.append(here)
        if isinstance(child, dict | list):
            found += places(child, here)
    return found


LEAVES = st.one_of(
    st.none(), st.booleans(), st.integers(-5, 5), st.text(max_size=8), st.just({}), st.just([])
)
WORDS = st.sampled_from(
    ["id", "type", "name", "proof", "@context", "credentialStatus", "validUntil", "issuer", "x"]
)


def mutated(document: dict[str, Any], data: st.DataObject) -> dict[str, Any]:
    """The document with one thing done to it."""
    changed = copy.deepcopy(document)
    place = data.draw(st.sampled_from(places(document)))
    holder: Any = changed
    for step in place[:-1]:
        holder = holder[step]
    held = holder[place[-1]]
    action = data.draw(st.sampled_from(["replace", "remove", "add", "edit", "swap"]))
    if action == "remove":
        del holder[place[-1]]
    elif action == "add" and isinstance(held, dict):
        held[data.draw(WORDS)] = data.draw(LEAVES)
    elif action == "add" and isinstance(held, list):
        held.insert(data.draw(st.integers(0, len(held))), data.draw(LEAVES))
    elif action == "swap" and isinstance(held, list):
        held.reverse()
    elif action == "edit" and isinstance(held, str):
        cut = data.draw(st.integers(0, len(held)))
        holder[place[-1]] = held[:cut] + data.draw(st.text(max_size=3)) + held[cut + 1 :]
    else:
        holder[place[-1]] = data.draw(LEAVES)
    return changed


def is_other(changed: dict[str, Any], document: dict[str, Any]) -> bool:
    """Whether a change changed anything: 1.0 for 1 does not."""
    try:
        return canonical_json(changed) != canonical_json(document)
    except TrimtabError:
        return True


@SLOW
@given(data=st.data())
def test_no_single_change_leaves_a_certificate_valid(b, certificate, sources, data):
    changed = mutated(certificate, data)
    assume(is_other(changed, certificate))
    verdict = verify_credential(changed, sources, b.NOW)
    assert verdict.outcome is not Outcome.VALID
    for language in Language:
        json.dumps(verdict_json(verdict, language))


@SLOW
@given(data=st.data())
def test_no_single_change_of_a_status_list_is_believed(b, certificate, data):
    held = b.lists()
    address = data.draw(st.sampled_from(sorted(held)))
    changed = mutated(held[address], data)
    assume(is_other(changed, held[address]))
    verdict = verify_credential(certificate, b.sources(held={**held, address: changed}), b.NOW)
    assert verdict.outcome is Outcome.PENDING


def reading_of(document: dict[str, Any]) -> tuple[Any, ...]:
    """What a person or program is told that a certificate says. Types and links are a set."""
    places = sorted(
        (json.dumps(one, sort_keys=True) for one in listed(document.get("credentialStatus"))),
    )
    return summarise(document), claimed_standard(document), places


@SLOW
@given(data=st.data())
def test_where_the_meaning_alone_is_signed_a_change_that_holds_changes_no_reading(
    b, certificate, sources, data
):
    alone = {**certificate, "proof": certificate["proof"][0]}
    changed = mutated(alone, data)
    if data.draw(st.booleans()):
        changed = mutated(changed, data)
    if verify_credential(changed, sources, b.NOW).outcome is Outcome.VALID:
        assert reading_of(changed) == reading_of(alone)


@FAST
@given(place=st.integers(0, 10_000), byte=st.integers(0, 255))
def test_no_single_byte_leaves_a_certificate_valid(b, certificate, sources, place, byte):
    text = bytearray(json.dumps(certificate, ensure_ascii=False).encode())
    text[place % len(text)] = byte
    try:
        assume(is_other(read_document(bytes(text)), certificate))
        found = verify_bytes(sources, bytes(text), at=b.NOW)
    except TrimtabError:
        return
    assert found.verdict.outcome is not Outcome.VALID


def test_without_one_of_its_signatures_a_certificate_says_that_it_has_one(b, certificate, sources):
    for place in (0, 1):
        left = {**certificate, "proof": certificate["proof"][place]}
        verdict = verify_credential(left, sources, b.NOW)
        assert verdict.outcome is Outcome.VALID
        assert verdict.check("proofs_agree").reason == "single_proof"


@FAST
@given(content=st.binary(max_size=300), head=st.sampled_from(
    [b"", b"\x89PNG\r\n\x1a\n", b"%PDF-1.7\n", b"<svg>", b"{", b"[", b"\xff\xd8\xff",
     b"RIFF....WEBP",
     b'{"@context":', b'{"type":"VerifiableCredential","x":', b"a.b.c", b"eyJhbGciOiJFUzI1NiJ9."]
))  # fmt: skip
def test_any_bytes_are_answered_or_refused_by_a_code(b, content, head):
    try:
        found = verify_bytes(Sources(), head + content, at=b.NOW)
    except TrimtabError as refused:
        assert refused.code.startswith("CREDENTIALS-")
        return
    assert found.verdict.outcome is not Outcome.VALID


NAMES = st.sampled_from([
    "@context", "id", "type", "issuer", "credentialSubject", "proof", "credentialStatus", "holder",
    "validFrom", "validUntil", "verifiableCredential", "relatedResource", "evidence", "name", "x",
    "@value", "@language", "@id", "@type", "achievement", "identifier", "alignment",
])  # fmt: skip
JSON = st.recursive(
    st.one_of(LEAVES, st.just("https://www.w3.org/ns/credentials/v2"), st.floats(-1, 1)),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(NAMES, inner, max_size=5)),
    max_leaves=12,
)


CLAIMS = ["iss", "iat", "exp", "nbf", "vct", "cnf", "status", "_sd", "_sd_alg", "vc", "title"]


@FAST
@given(parts=st.dictionaries(NAMES, JSON, max_size=8), whole=st.booleans())
@example(
    parts={"type": "EnvelopedVerifiableCredential", "id": "data:application/vc+jwt,a.b.c"},
    whole=False,
)
@example(parts={"proof": [[], 1, None], "issuer": {}}, whole=True)
def test_any_document_is_judged_and_never_valid(b, parts, whole):
    document = {**(b.plain() if whole else {}), **parts}
    check_credential_form(document)
    check_presentation_form(document)
    assert verify_credential(document, Sources(), b.NOW).outcome is not Outcome.VALID
    presented = {**document, "type": ["VerifiablePresentation"]}
    assert verify_presentation(presented, Sources(), b.NOW).outcome is not Outcome.VALID


@FAST
@given(text=st.one_of(
    st.text(max_size=60),
    st.lists(st.text("abcAB019-_", max_size=12), min_size=3, max_size=5).map(".".join),
    st.binary(max_size=40).map(lambda raw: raw.hex() + ".e30.e30~"),
))  # fmt: skip
def test_any_token_is_judged_and_never_valid(b, text):
    assert verify_token(text, Sources(), b.NOW)[0].outcome is not Outcome.VALID
    assert verify_shared(text, Sources(), b.NOW)[0].outcome is not Outcome.VALID


@FAST
@given(
    header=st.fixed_dictionaries(
        {},
        optional={
            "alg": st.one_of(LEAVES, st.sampled_from(["ES256", "EdDSA", "none"])),
            "typ": st.one_of(LEAVES, st.sampled_from(["vc+jwt", "dc+sd-jwt"])),
            "kid": st.one_of(LEAVES, st.just("did:key:z6Mk"), st.just("did:web:a.b#k")),
            "crit": LEAVES,
        },
    ),
    payload=st.dictionaries(st.one_of(NAMES, st.sampled_from(CLAIMS)), JSON, max_size=6),
    tail=st.sampled_from(["", "~", "~e30~", "~WyJhIiwiYiIsMV0~"]),
)
def test_any_header_and_payload_are_judged_and_never_valid(b, header, payload, tail):
    parts = (json.dumps(part).encode() for part in (header, payload))
    packed = [base64.urlsafe_b64encode(part).rstrip(b"=").decode() for part in parts]
    token = ".".join([*packed, "AAAA"]) + tail
    sources = Sources(resolve=b.sources().resolve)
    assert verify_token(token, sources, b.NOW)[0].outcome is not Outcome.VALID
    assert verify_shared(token, sources, b.NOW)[0].outcome is not Outcome.VALID


def test_the_answer_about_anything_can_be_written_down(b, certificate, sources):
    found = verify_bytes(sources, json.dumps(certificate).encode(), at=b.NOW)
    for language in Language:
        assert json.dumps(verification_json(found, language), ensure_ascii=False)
