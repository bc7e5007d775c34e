"""A proof over the meaning of a document does not hold its spelling: no other spelling is believed.

Every document here bears a good eddsa-rdfc-2022 signature of the college; what was signed has not
changed by a word for readers of linked data. The JSON reads otherwise.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from trimtab.credentials.securing import STANDARD, canonical_quads, check_proofs
from trimtab.credentials.securing.shapes import definitions
from trimtab.credentials.status import Purpose
from trimtab.credentials.types import Outcome
from trimtab.credentials.verifying import spelling, verify_credential, verify_presentation
from trimtab.credentials.verifying.values import listed
from trimtab.kernel import InputRejectedError

W3C = "https://www.w3.org/2018/credentials#"
STAMP = "http://www.w3.org/2001/XMLSchema#dateTime"
BADGE = "https://purl.imsglobal.org/spec/vc/ob/vocab.html#"

Document = dict[str, Any]


def renamed(document: Document, name: str, other: str) -> None:
    document[other] = document.pop(name)


def typed_value(document: Document, name: str) -> None:
    document[W3C + name] = {"@type": STAMP, "@value": document.pop(name)}


def nested(document: Document, name: str) -> None:
    document["@nest"] = {name: document.pop(name)}


def aliased(document: Document, name: str, **definition: Any) -> None:
    meaning = definition or {"@id": W3C + name, "@type": "@id"}
    document["@context"] = [*document["@context"], {"other": meaning}]
    renamed(document, name, "other")


def aliased_by_prefix(document: Document, name: str) -> None:
    aliased(document, name, **{"@id": f"w:{name}", "@type": "@id"})
    document["@context"][-1]["w"] = W3C


def aliased_by_vocabulary(document: Document, name: str) -> None:
    document["@context"] = [*document["@context"], {"@vocab": W3C + name[:5]}]
    renamed(document, name, name[5:])


def achievement_of(document: Document) -> Document:
    return document["credentialSubject"]["achievement"]


def alignments_in_a_list(document: Document) -> None:
    achievement_of(document)["alignment"] = [achievement_of(document)["alignment"]]


def code_by_its_address(document: Document) -> None:
    renamed(achievement_of(document)["alignment"][1], "targetCode", BADGE + "targetCode")


def type_by_its_address(document: Document) -> None:
    document["type"] = ["VerifiableCredential", BADGE + "OpenBadgeCredential"]


HIDINGS: dict[str, Callable[[Document], None]] = {
    "address": lambda d: renamed(d, "credentialStatus", W3C + "credentialStatus"),
    "nest": lambda d: nested(d, "credentialStatus"),
    "alias": lambda d: aliased(d, "credentialStatus"),
    "prefix": lambda d: aliased_by_prefix(d, "credentialStatus"),
    "vocabulary": lambda d: aliased_by_vocabulary(d, "credentialStatus"),
    "end": lambda d: typed_value(d, "validUntil"),
    "alignments in a list": alignments_in_a_list,
    "code in a list by its address": code_by_its_address,
    "keyword in a part": lambda d: renamed(achievement_of(d)["alignment"][1], "type", "@type"),
    "type by its address": type_by_its_address,
}


@pytest.mark.parametrize("hide", HIDINGS.values(), ids=HIDINGS.keys())
def test_what_is_spelled_otherwise_is_not_believed(b, hide):
    document = b.signed(b.badge(credentialStatus=b.entries()), suites=b.SUITES[:1])
    assert verify_credential(document, b.sources(), b.NOW).outcome is Outcome.VALID
    hidden = copy.deepcopy(document)
    hide(hidden)
    assert all(one.holds for one in check_proofs(hidden, b.sources().resolve)), "still signed"
    verdict = verify_credential(hidden, b.sources(), b.NOW)
    assert (verdict.outcome, verdict.proofs_hold) == (Outcome.INVALID, False)
    assert verdict.check("proofs").reason == "words_hidden"


def test_an_end_of_a_proof_cannot_be_hidden(b):
    ends = b.SIGNED + timedelta(days=1)
    document = b.signed(b.badge(), suites=b.SUITES[:1], expires=ends)
    assert verify_credential(document, b.sources(), b.NOW).outcome is Outcome.EXPIRED
    proof = document["proof"]
    proof["https://w3id.org/security#expiration"] = {"@type": STAMP, "@value": proof.pop("expires")}
    assert all(one.holds for one in check_proofs(document, b.sources().resolve))
    assert verify_credential(document, b.sources(), b.NOW).check("proofs").reason == "words_hidden"


def test_a_list_cannot_be_made_to_last(b):
    """An old list without the revocation, whose end is spelled so that nobody reads it."""
    plain = {name: value for name, value in b.status_list().items() if name != "proof"}
    old = b.signed(plain, created=b.NOW - timedelta(hours=2), suites=b.SUITES[:1])
    typed_value(old, "validUntil")
    later = b.NOW + timedelta(days=30)
    held = {
        b.LIST.format("revocation"): old,
        b.LIST.format("suspension"): b.status_list(Purpose.SUSPENSION, at=later),
    }
    certificate = b.signed(b.badge(credentialStatus=b.entries()))
    verdict = verify_credential(certificate, b.sources(held=held), later)
    assert verdict.check("status").reason == "status_words_hidden"
    assert verdict.outcome is Outcome.PENDING


def test_where_the_text_is_signed_the_issuer_may_spell_as_it_likes(b):
    document = b.badge(credentialStatus=b.entries())
    aliased(document, "name", **{"@id": "https://schema.org/name"})
    signed = b.signed(document)
    assert verify_credential(signed, b.sources(), b.NOW).outcome is Outcome.VALID
    alone = {**signed, "proof": signed["proof"][0]}
    assert verify_credential(alone, b.sources(), b.NOW).check("proofs").reason == "words_hidden"


def test_anothers_signature_of_the_text_does_not_count(b):
    """Whoever respells a certificate may countersign the new text, in a chain."""
    ours = b.signed(b.badge(credentialStatus=b.entries()), suites=b.SUITES[:1],
                    proof_ids=["urn:uuid:first"])  # fmt: skip
    renamed(ours, "credentialStatus", W3C + "credentialStatus")
    chained = b.signed(ours, b.OTHER_KEY, suites=b.SUITES[1:], previous="urn:uuid:first")
    keys = [b.KEY.record(b.COLLEGE), b.OTHER_KEY.record(b.STRANGER)]
    verdict = verify_credential(chained, b.sources(keys=keys), b.NOW)
    assert verdict.check("proofs").reason == "words_hidden"


WORDS = {
    "@protected": True,
    "DriverLicense": {
        "@id": "urn:example:DriverLicense",
        "@context": {"@protected": True, "id": "@id", "type": "@type", "born": "urn:example:born"},
    },
    "driverLicense": {"@id": "urn:example:driverLicense", "@type": "@id"},
}
LICENCE = {
    "id": "did:example:subject",
    "driverLicense": {"type": "DriverLicense", "born": "1990"},
}


@pytest.mark.parametrize("context", [WORDS, {"@context": WORDS}], ids=["plain", "in a document"])
def test_new_words_may_be_defined(b, context):
    document = b.plain(credentialSubject=LICENCE)
    document["@context"] = [b.BASE, context]
    signed = b.signed(document, suites=b.SUITES[:1])
    assert verify_credential(signed, b.sources(), b.NOW).outcome is Outcome.VALID


def test_a_text_may_name_its_language(b):
    name = [{"@value": "钳工", "@language": "zh"}, {"@value": "Fitter", "@language": "en"}]
    signed = b.signed(b.plain(name=name), suites=b.SUITES[:1])
    assert verify_credential(signed, b.sources(), b.NOW).outcome is Outcome.VALID


def test_a_type_may_be_an_address_that_has_no_word(b):
    types = ["VerifiableCredential", "https://college.example.org/#Diploma"]
    signed = b.signed(b.plain(type=types), suites=b.SUITES[:1])
    assert verify_credential(signed, b.sources(), b.NOW).outcome is Outcome.VALID


@pytest.mark.parametrize("word", ["creditsEarned", "achievement", "alignment"])
def test_what_is_read_cannot_be_defined_anew(b, word):
    """Even with a meaning that nobody knows: the reader takes the name for what it always is."""
    document = b.plain(**{"@context": [b.BASE, {word: "urn:example:other"}], word: "40"})
    signed = b.signed(document, suites=b.SUITES[:1])
    verdict = verify_credential(signed, b.sources(), b.NOW)
    assert verdict.check("proofs").params == {"word": word}


def test_a_part_brings_no_contexts(b):
    subject = {"@context": b.BADGES, "id": "did:example:subject", "name": "张三"}
    signed = b.signed(b.plain(credentialSubject=subject), suites=b.SUITES[:1])
    assert all(one.holds for one in check_proofs(signed, b.sources().resolve))
    verdict = verify_credential(signed, b.sources(), b.NOW)
    assert verdict.check("proofs").params == {"word": "@context"}


def test_nothing_is_said_of_the_document_elsewhere(b):
    """Evidence that is the certificate itself: what is said of it counts as said of the other."""
    evidence = {"id": b.badge()["id"], "type": ["Evidence"]}
    document = b.signed(b.badge(credentialStatus=b.entries(), evidence=[evidence]),
                        suites=b.SUITES[:1])  # fmt: skip
    document["evidence"][0]["type"] = ["Evidence", "VerifiableCredential"]
    document["evidence"][0]["credentialStatus"] = document.pop("credentialStatus")
    assert all(one.holds for one in check_proofs(document, b.sources().resolve))
    verdict = verify_credential(document, b.sources(), b.NOW)
    assert verdict.check("proofs").params == {"word": "id"}


def test_a_proof_may_repeat_the_contexts(b):
    document = b.plain(**{"@context": [b.BASE, WORDS]}, credentialSubject=LICENCE)
    signed = b.signed(document, suites=b.SUITES[:1])
    signed["proof"]["@context"] = document["@context"]
    assert verify_credential(signed, b.sources(), b.NOW).outcome is Outcome.VALID


@pytest.mark.parametrize(
    "definition",
    [
        {"@id": "urn:example:hobby", "@container": "@index"},
        {"@reverse": "urn:example:hobby"},
        {"@id": "urn:example:hobby", "@nest": "more"},
        {"@id": "urn:example:hobby", "@context": "https://w3id.org/security/multikey/v1"},
        "driver:hobby",
    ],
    ids=["index", "reverse", "nest", "address", "prefix"],
)
def test_words_that_steer_reading_may_not(b, definition):
    more = {"hobby": definition, "driver": "urn:example:"}
    document = b.plain(credentialSubject=LICENCE)
    document["@context"] = [b.BASE, {**WORDS, **more}]
    signed = b.signed(document, suites=b.SUITES[:1])
    assert all(one.holds for one in check_proofs(signed, b.sources().resolve))
    word = verify_credential(signed, b.sources(), b.NOW).check("proofs").params["word"]
    assert word in ("hobby", "https://w3id.org/security/multikey/v1")


def test_a_prefix_of_a_pinned_context_hides_nothing(b):
    words = {"v": "https://vocabulary.example/", "level": "v:level"}
    contexts = STANDARD.with_documents({"https://vocabulary.example/c": {"@context": words}})
    document = b.plain(credentialSubject={"id": "did:example:subject", "grade": "8"})
    alias = {"grade": "https://vocabulary.example/level"}
    document["@context"] = [b.BASE, "https://vocabulary.example/c", alias]
    signed = b.signed(document, suites=b.SUITES[:1], contexts=contexts)
    verdict = verify_credential(signed, b.sources(contexts=contexts), b.NOW)
    assert verdict.check("proofs").params == {"word": "grade"}


def test_what_a_token_holds_is_signed_as_text(b):
    document = b.badge(credentialStatus=b.entries())
    renamed(document, "credentialStatus", W3C + "credentialStatus")
    assert spelling.find_hidden_word(document, ()) is None
    assert spelling.find_hidden_word({**document, "proof": {}}, ()) == W3C + "credentialStatus"


@pytest.mark.parametrize(
    ("more", "reason"), [([], "proof_holds"), ([WORDS], "words_hidden")], ids=["plain", "inside"]
)
def test_the_holders_own_word_brings_no_words_of_its_own(b, more, reason):
    own = b.plain(**{"@context": [b.BASE, b.BADGES, *more]})
    shown = {"@context": [b.BASE], "type": ["VerifiablePresentation"], "holder": b.COLLEGE,
             "verifiableCredential": [own]}  # fmt: skip
    signed = b.signed(shown, suites=b.SUITES[:1], purpose="authentication", created=b.NOW)
    verdict = verify_presentation(signed, b.sources(), b.NOW)
    assert verdict.check("proofs").reason == reason


def test_a_signed_credential_answers_for_its_own_words(b):
    document = b.plain(**{"@context": [b.BASE, WORDS]}, credentialSubject=LICENCE)
    shown = {"@context": [b.BASE], "type": ["VerifiablePresentation"], "holder": b.COLLEGE,
             "verifiableCredential": [b.signed(document, suites=b.SUITES[:1])]}  # fmt: skip
    signed = b.signed(shown, suites=b.SUITES[:1], purpose="authentication", created=b.NOW)
    assert verify_presentation(signed, b.sources(), b.NOW).outcome is Outcome.VALID


def test_the_holder_of_a_presentation_cannot_be_hidden(b):
    shown = {"@context": [b.BASE], "type": ["VerifiablePresentation"], "holder": b.COLLEGE,
             "verifiableCredential": [b.signed(b.badge(), suites=b.SUITES[:1])]}  # fmt: skip
    signed = b.signed(shown, suites=b.SUITES[:1], purpose="authentication", created=b.NOW)
    assert verify_presentation(signed, b.sources(), b.NOW).outcome is Outcome.VALID
    renamed(signed, "holder", W3C + "holder")
    signed[W3C + "holder"] = {"@id": signed[W3C + "holder"]}
    assert verify_presentation(signed, b.sources(), b.NOW).check("proofs").reason == "words_hidden"


def stands_beside_the_data_model(b, address: str) -> bool:
    try:
        canonical_quads(b.plain(**{"@context": list(dict.fromkeys([b.BASE, address]))}))
    except InputRejectedError as refused:
        assert refused.params["reason"] == "protected term redefinition"
        return False
    return True


def test_no_pinned_context_has_a_second_name_for_what_is_read(b):
    allowed = [one for one in STANDARD.pins if stands_beside_the_data_model(b, one)]
    assert {b.BASE, b.BADGES} < set(allowed) < set(STANDARD.pins)
    meanings: dict[str, set[str]] = {}
    for address in allowed:
        found = list(definitions(address, STANDARD))
        prefixes = dict(found)
        for name, meaning in found:
            if meaning:
                meanings.setdefault(spelling._resolved(meaning, prefixes), set()).add(name)
        assert not {name for name, meaning in found if meaning[:1] == "@"} - {"id", "type"}
    assert [names for names in meanings.values() if names & spelling._READ and len(names) > 1] == []


def test_every_name_that_is_read_is_known(b):
    """The names of our own certificates and lists."""
    names: set[str] = set()
    waiting: list[Any] = [b.badge(credentialStatus=b.entries()), b.status_list()]
    while waiting:
        one = waiting.pop()
        names |= set(one)
        waiting += [part for value in one.values() for part in listed(value)
                    if isinstance(part, dict)]  # fmt: skip
    of_proofs = {"created", "cryptosuite", "proofPurpose", "proofValue", "verificationMethod"}
    unread = {"@context", "criteria", "narrative", "identityType", "targetName", "targetUrl"}
    assert names - unread - of_proofs <= spelling._READ
