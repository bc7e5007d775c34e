"""Each threat of docs/explanation/certificate-verification.md, and what stops it."""

from __future__ import annotations

import base64
import random
import tracemalloc
import zlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from scipy.stats import chi2

from trimtab.credentials.securing import STANDARD, did_key
from trimtab.credentials.status import MINIMUM_ENTRIES, Purpose, free_indices
from trimtab.credentials.types import Answer, KeyEnd, Outcome
from trimtab.credentials.verifying import (
    PresentationRequest,
    Sources,
    verify_credential,
    verify_presentation,
)
from trimtab.kernel import ConfigurationError

STOLEN = datetime(2026, 6, 1, tzinfo=UTC)


# A stolen key, and issuing back-dated with it


@pytest.mark.parametrize(
    ("entered", "outcome", "reason"),
    [
        (STOLEN - timedelta(days=60), Outcome.VALID, "key_compromised_later"),
        (STOLEN, Outcome.INVALID, "key_compromised"),
        (None, Outcome.INVALID, "key_compromised"),
        (Answer.NOT_ASKED, Outcome.PENDING, "key_doubtful"),
    ],
)
def test_stolen_key_counts_only_what_the_register_of_issues_saw_before(b, entered, outcome, reason):
    stolen = b.KEY.record(b.COLLEGE, revoked_at=STOLEN, end=KeyEnd.COMPROMISED)
    sources = b.sources(keys=[stolen], registered=lambda digest, issuer: entered)
    verdict = verify_credential(b.signed(b.badge()), sources, b.NOW)
    assert (verdict.outcome, verdict.check("key").reason) == (outcome, reason)


def test_back_dated_certificate_is_not_the_one_that_was_entered(b):
    """The register keeps digests: a thief's certificate with an old date has another."""
    from trimtab.credentials.securing import digest

    genuine, forged = (b.signed(b.badge(id=f"urn:uuid:{n}")) for n in ("1", "2"))
    entered = {digest(genuine): datetime(2026, 3, 2, tzinfo=UTC)}
    stolen = b.KEY.record(b.COLLEGE, revoked_at=STOLEN, end=KeyEnd.COMPROMISED)
    sources = b.sources(keys=[stolen], registered=lambda found, issuer: entered.get(found))
    assert verify_credential(genuine, sources, b.NOW).outcome is Outcome.VALID
    assert verify_credential(forged, sources, b.NOW).outcome is Outcome.INVALID


def test_stolen_key_signs_nothing_after_its_revocation(b):
    stolen = b.KEY.record(b.COLLEGE, revoked_at=STOLEN, end=KeyEnd.COMPROMISED)
    late = b.signed(b.badge(), created=STOLEN + timedelta(seconds=1))
    sources = b.sources(keys=[stolen], registered=lambda digest, issuer: b.SIGNED)
    assert verify_credential(late, sources, b.NOW).outcome is Outcome.INVALID


def test_stolen_key_cannot_clear_a_status(b, certificate):
    """A list back-dated with the stolen key says nothing."""
    stolen = b.KEY.record(b.COLLEGE, revoked_at=STOLEN, end=KeyEnd.COMPROMISED)
    old = {
        b.LIST.format(one): b.status_list(
            one, at=STOLEN - timedelta(days=1), lasts=timedelta(days=900)
        )
        for one in Purpose
    }
    sources = b.sources(keys=[stolen], held=old, registered=lambda digest, issuer: b.SIGNED)
    verdict = verify_credential(certificate, sources, b.NOW)
    assert verdict.check("status").reason == "status_key"
    assert verdict.outcome is Outcome.PENDING


def test_a_did_key_cannot_shed_its_history_by_another_spelling(b, tmp_path):
    """The key's address without its fragment is the same key."""
    from trimtab.app.verification_sources import outside_sources
    from trimtab.app.verification_trust import Trusted

    signer = b.did_key_signer("college-did-key")
    issuer_id = did_key("Ed25519", signer.public_key)
    lost = signer.record(issuer_id, revoked_at=datetime(2026, 1, 1, tzinfo=UTC), end=KeyEnd.LOST)
    trusted = Trusted({issuer_id: replace(b.college(), issuer_id=issuer_id)}, {lost.key_id: lost})
    for key_id in (signer.key_id, issuer_id):
        document = b.signed(b.badge(issuer=issuer_id), replace(signer, key_id=key_id))
        verdict = verify_credential(document, outside_sources(trusted), b.NOW)
        assert verdict.check("key").reason == "key_revoked"
        assert verdict.outcome is Outcome.INVALID


# Revoked, and still accepted


def test_an_old_list_cannot_hide_a_revocation_for_longer_than_it_lasts(b, certificate):
    before = {
        b.LIST.format(one): b.status_list(one, at=b.NOW - timedelta(days=2)) for one in Purpose
    }
    verdict = verify_credential(certificate, b.sources(held=before), b.NOW)
    assert verdict.check("status").params["code"] == "CREDENTIALS-050"
    assert verdict.outcome is Outcome.PENDING


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        (lambda b: b.status_list(signer=b.OTHER_KEY, issuer=b.STRANGER), "status_other_issuer"),
        (lambda b: b.status_list(signer=b.OTHER_KEY), "status_not_signed"),
        (lambda b: {**b.status_list(), "name": "changed"}, "status_not_signed"),
        (lambda b: {n: v for n, v in b.status_list().items() if n != "proof"}, "status_not_signed"),
        (lambda b: b.status_list(id=b.LIST.format("other")), "status_other_list"),
        (lambda b: b.status_list(credentialSubject={"type": "Nothing"}), "status_unusable"),
        (lambda b: b.signed(b.plain(id=b.LIST.format("revocation"))), "status_unusable"),
    ],
    ids=["stranger's", "signed by a stranger", "changed", "unsigned", "other id", "empty",
         "not a list"],
)  # fmt: skip
def test_a_list_that_is_not_the_issuers_own_says_nothing(b, certificate, changed, reason):
    address = b.LIST.format("revocation")
    keys = [b.KEY.record(b.COLLEGE), b.OTHER_KEY.record(b.STRANGER)]
    sources = b.sources(keys=keys, held={**b.lists(), address: changed(b)})
    verdict = verify_credential(certificate, sources, b.NOW)
    assert verdict.check("status").reason == reason
    assert verdict.outcome is Outcome.PENDING


def test_a_list_of_another_purpose_says_nothing(b):
    crossed = b.entries()
    crossed[0]["statusListCredential"] = crossed[1]["statusListCredential"]
    document = b.signed(b.badge(credentialStatus=crossed))
    verdict = verify_credential(document, b.sources(), b.NOW)
    assert verdict.check("status").params["code"] == "CREDENTIALS-046"
    assert verdict.outcome is Outcome.PENDING


def test_an_index_outside_the_list_says_nothing(b):
    document = b.signed(b.badge(credentialStatus=b.entries(MINIMUM_ENTRIES)))
    verdict = verify_credential(document, b.sources(), b.NOW)
    assert verdict.check("status").params["code"] == "CREDENTIALS-044"
    assert verdict.outcome is Outcome.PENDING


def test_a_status_of_an_unknown_kind_may_be_a_revocation(b):
    entry = {"type": "https://example.org/#Ledger", "id": "https://example.org/ledger/1"}
    document = b.signed(b.badge(credentialStatus=entry))
    assert verify_credential(document, b.sources(), b.NOW).outcome is Outcome.PENDING


# A bomb in a status list


def test_a_gigabyte_in_a_status_list_is_not_inflated(b, certificate):
    deflater = zlib.compressobj(9, zlib.DEFLATED, -15)
    block = deflater.compress(bytes(1 << 20)) + deflater.flush(zlib.Z_FULL_FLUSH)
    packed = b"\x1f\x8b\x08\0\0\0\0\0\0\xff" + block * 1024
    bomb = b.status_list(
        credentialSubject={
            "id": b.LIST.format("revocation") + "#list",
            "type": "BitstringStatusList",
            "statusPurpose": "revocation",
            "encodedList": "u" + base64.urlsafe_b64encode(packed).rstrip(b"=").decode(),
        }
    )
    sources = b.sources(held={**b.lists(), bomb["id"]: bomb})
    tracemalloc.start()
    verdict = verify_credential(certificate, sources, b.NOW)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert verdict.check("status").params["code"] == "CREDENTIALS-042"
    assert verdict.outcome is Outcome.PENDING
    assert peak < 128 << 20


# Correlation through status lists


def test_places_in_a_list_tell_nothing_of_the_order_of_issue():
    """Of 20,000 certificates: places are uniform, and neighbours in time are not neighbours."""
    drawn = np.array(free_indices((), 20_000, random.Random(7)))
    cells = np.bincount(drawn * 64 // MINIMUM_ENTRIES, minlength=64)
    expected = len(drawn) / 64
    assert ((cells - expected) ** 2 / expected).sum() < chi2.ppf(0.999, 63)
    assert abs(np.corrcoef(drawn[:-1], drawn[1:])[0, 1]) < 4 / len(drawn) ** 0.5
    assert np.mean(np.abs(np.diff(drawn)) == 1) < 0.001


def test_both_places_of_a_certificate_lie_in_lists_of_at_least_131072(b):
    from trimtab.credentials.status import read_status_list

    for purpose in Purpose:
        held = read_status_list(b.status_list(purpose), purpose, b.NOW)
        assert held.entries >= 131_072


# Forged contexts


def test_a_context_that_is_not_pinned_ends_it(b, certificate):
    address = "https://evil.example.org/context/v1"
    for contexts in ([*certificate["@context"], address], [b.BASE, address, b.BADGES]):
        verdict = verify_credential({**certificate, "@context": contexts}, b.sources(), b.NOW)
        assert verdict.check("form").params["code"] == "CREDENTIALS-010"
        assert verdict.check("form").params["address"] == address
        assert verdict.outcome is Outcome.INVALID


def test_nobody_gives_another_text_for_a_pinned_context(b):
    with pytest.raises(ConfigurationError, match="CREDENTIALS-012"):
        STANDARD.with_documents({b.BASE: {"@context": {"name": "https://evil.example.org/"}}})


@pytest.mark.parametrize(
    "added",
    [
        {"VerifiableCredential": "https://evil.example.org/#Nothing"},
        {"name": "https://evil.example.org/#holder"},
        {"@vocab": "https://evil.example.org/#"},
        "https://w3id.org/security/data-integrity/v2",
    ],
    ids=["a protected type", "a protected name", "everything undefined", "a harmless one"],
)
def test_a_context_that_is_added_ends_it(b, certificate, added):
    for suites in (b.SUITES, b.SUITES[:1], b.SUITES[1:]):
        document = b.signed(b.badge(), suites=suites)
        changed = {**document, "@context": [*document["@context"], added]}
        verdict = verify_credential(changed, b.sources(), b.NOW)
        if suites == b.SUITES[:1] and verdict.outcome is Outcome.VALID:
            assert added == "https://w3id.org/security/data-integrity/v2" or "@vocab" in added
            continue  # one signature over linked data: what was said has not changed by a word
        assert verdict.outcome is Outcome.INVALID


# Issuers who are not, or may not


def test_accreditation_ends_at_the_level(b, certificate):
    low = b.sources(accreditations=[b.accreditation(highest_level=3)])
    verdict = verify_credential(certificate, low, b.NOW)
    assert verdict.check("accreditation").reason == "not_accredited"
    assert verdict.outcome is Outcome.INVALID


def test_self_signed_stranger_is_never_valid(b):
    stranger = b.did_key_signer("self-made")
    issuer_id = stranger.key_id.partition("#")[0]
    document = b.signed(b.badge(issuer={"id": issuer_id, "type": ["Profile"]}), stranger)
    verdict = verify_credential(document, Sources(), b.NOW)
    assert verdict.proofs_hold
    assert verdict.outcome is Outcome.UNKNOWN_ISSUER


def test_signing_in_the_name_of_another_ends_it(b):
    """A stranger with good keys of its own, who writes the college as issuer."""
    keys = [b.KEY.record(b.COLLEGE), b.OTHER_KEY.record(b.STRANGER)]
    verdict = verify_credential(b.signed(b.badge(), b.OTHER_KEY), b.sources(keys=keys), b.NOW)
    assert verdict.check("proofs_agree").reason == "key_of_other"
    assert verdict.outcome is Outcome.INVALID
    assert not verdict.proofs_hold


def test_two_proofs_by_two_issuers_end_it(b):
    keys = [b.KEY.record(b.COLLEGE), b.OTHER_KEY.record(b.STRANGER)]
    verdict = verify_credential(
        b.signed(b.badge(), b.KEY, b.OTHER_KEY), b.sources(keys=keys), b.NOW
    )
    assert verdict.check("proofs_agree").reason == "two_issuers"
    assert verdict.outcome is Outcome.INVALID


def test_two_proofs_that_disagree_end_it(b):
    """One over this document, one taken from another: whichever a reader looks at first."""
    ours, other = b.signed(b.badge()), b.signed(b.badge(name="首席技师"))
    for place in (0, 1):
        proofs = [*ours["proof"]]
        proofs[place] = other["proof"][place]
        verdict = verify_credential({**ours, "proof": proofs}, b.sources(), b.NOW)
        assert verdict.check("proofs").reason == "proof_broken"
        assert verdict.outcome is Outcome.INVALID


# Another verifier's presentation


@pytest.fixture(scope="module")
def shown(b, certificate):
    """A presentation for one question of one verifier."""
    holder = b.did_key_signer("holder")
    document = {
        "@context": [b.BASE],
        "type": ["VerifiablePresentation"],
        "holder": holder.key_id.partition("#")[0],
        "verifiableCredential": [certificate],
    }
    return b.signed(
        document,
        holder,
        created=b.NOW,
        purpose="authentication",
        challenge="nonce-1",
        domain="bureau.example.org",
    )


@pytest.fixture
def asking(b):
    sources = b.sources()
    from trimtab.credentials.securing import resolve_did_key

    return replace(sources, resolve=lambda key: sources.resolve(key) or resolve_did_key(key))


@pytest.mark.parametrize(
    ("nonce", "audience", "reason"),
    [
        ("nonce-1", "bureau.example.org", "answers_untracked"),
        ("nonce-2", "bureau.example.org", "other_nonce"),
        ("nonce-1", "other.example.org", "other_audience"),
    ],
)
def test_a_presentation_answers_one_question_of_one_verifier(
    b, shown, asking, nonce, audience, reason
):
    verdict = verify_presentation(shown, asking, b.NOW, PresentationRequest(nonce, audience))
    assert verdict.check("request").reason == reason
    good = reason == "answers_untracked"
    assert verdict.outcome is (Outcome.VALID if good else Outcome.INVALID)


def test_a_presentation_counts_once(b, shown, asking):
    used: set[str] = set()

    def fresh(nonce: str) -> bool:
        first = nonce not in used
        used.add(nonce)
        return first

    request = PresentationRequest("nonce-1", "bureau.example.org", fresh)
    broken = {**shown, "id": "urn:uuid:changed"}
    assert verify_presentation(broken, asking, b.NOW, request).outcome is Outcome.INVALID
    assert not used, "a presentation that does not hold spends nothing"
    first = verify_presentation(shown, asking, b.NOW, request)
    assert (first.outcome, first.check("request").reason) == (Outcome.VALID, "answers_request")
    second = verify_presentation(shown, asking, b.NOW, request)
    assert second.check("request").reason == "replayed"
    assert second.outcome is Outcome.INVALID


def test_a_presentation_is_no_better_than_its_worst_certificate(b, shown, asking):
    revoked = replace(asking, status=b.lists(revocation=[7]).get)
    verdict = verify_presentation(shown, revoked, b.NOW)
    assert [one.outcome for one in verdict.credentials] == [Outcome.REVOKED]
    assert verdict.outcome is Outcome.REVOKED


def test_a_presentation_cannot_pass_for_a_certificate_nor_the_reverse(b, shown, certificate):
    assert verify_credential(shown, b.sources(), b.NOW).outcome is Outcome.INVALID
    assert verify_presentation(certificate, b.sources(), b.NOW).outcome is Outcome.INVALID
    wrong = b.signed(b.badge(), purpose="authentication")
    assert verify_credential(wrong, b.sources(), b.NOW).outcome is Outcome.INVALID


def test_who_countersigns_names_what_they_sign(b):
    """A chain over the issuer's proof is a countersignature; a set of two signers is not."""
    ours = b.signed(b.badge(), suites=b.SUITES[1:], proof_ids=["urn:uuid:first"])
    chained = b.signed(ours, b.OTHER_KEY, suites=b.SUITES[1:], previous="urn:uuid:first")
    keys = [b.KEY.record(b.COLLEGE), b.OTHER_KEY.record(b.STRANGER)]
    verdict = verify_credential(chained, b.sources(keys=keys), b.NOW)
    assert verdict.check("proofs_agree").reason == "countersigned"
    assert verdict.outcome is Outcome.VALID
    only_other = {**chained, "proof": chained["proof"][1]}
    assert verify_credential(only_other, b.sources(keys=keys), b.NOW).outcome is Outcome.INVALID
