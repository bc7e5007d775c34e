"""What a certificate claims twice, in a value nobody reads, or with a signature less."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from trimtab.credentials.securing import CRYPTOSUITES, STANDARD, multibase_encode
from trimtab.credentials.status import StatusEntry
from trimtab.credentials.types import Answer, Outcome
from trimtab.credentials.verifying import check_credential_form, verify_credential
from trimtab.credentials.verifying.accreditation import (
    LEVEL_TARGET,
    REGION_TARGET,
    STANDARD_TARGET,
    Claim,
    claimed_standard,
    covers,
)


def badge(b, *alignments: Any) -> dict[str, Any]:
    """A badge of the standard whose level is stated by these alignments."""
    document = b.badge()
    achievement = document["credentialSubject"]["achievement"]
    achievement["alignment"] = [b.alignment(STANDARD_TARGET, b.STANDARD), *alignments]
    return document


@pytest.mark.parametrize(
    ("codes", "level", "reason"),
    [
        (["4", "4"], "4", "accredited"),
        (["4", "8"], "4 / 8", "level_unreadable"),
        (["8", "4"], "8 / 4", "level_unreadable"),
        (["5"], "5", "accredited"),
        (["6"], "6", "not_accredited"),
        ([8], "8", "not_accredited"),
        (["４"], "４", "level_unreadable"),
        (["-4"], "-4", "level_unreadable"),
        ([{"@value": "8"}], '{"@value": "8"}', "level_unreadable"),
        ([["4", "8"]], "4 / 8", "level_unreadable"),
    ],
    ids=str,
)
def test_no_level_is_read_past(b, codes, level, reason):
    """The issuer may certify up to level 5. Whoever states two levels is believed for neither."""
    document = badge(b, *({**b.alignment(LEVEL_TARGET, "n"), "targetCode": one} for one in codes))
    assert claimed_standard(document)[LEVEL_TARGET] == level
    verdict = verify_credential(b.signed(document), b.sources(), b.NOW)
    assert verdict.check("accreditation").reason == reason
    assert verdict.outcome is (Outcome.VALID if reason == "accredited" else Outcome.INVALID)


def test_of_two_standards_both_have_to_be_accredited(b):
    document = badge(b, b.alignment(STANDARD_TARGET, "CN:9-99-99-99"))
    assert claimed_standard(document)[STANDARD_TARGET] == f"{b.STANDARD} / CN:9-99-99-99"
    verdict = verify_credential(b.signed(document), b.sources(), b.NOW)
    assert verdict.check("accreditation").reason == "not_accredited"


def test_levels_of_several_achievements_are_read_together(b):
    document = badge(b, b.alignment(LEVEL_TARGET, "3"))
    subject = document["credentialSubject"]
    other = badge(b, b.alignment(LEVEL_TARGET, "8"))["credentialSubject"]
    assert claimed_standard({"credentialSubject": [subject, other]})[LEVEL_TARGET] == "3 / 8"
    both = {**subject, "achievement": [subject["achievement"], other["achievement"]]}
    assert claimed_standard({"credentialSubject": both})[LEVEL_TARGET] == "3 / 8"


def test_an_accreditation_holds_from_its_first_day_until_before_its_last(b):
    held = b.accreditation(since=date(2026, 3, 2), until=date(2026, 3, 4))
    days = [date(2026, 3, day) for day in (1, 2, 3, 4)]
    found = [covers(held, Claim(b.COLLEGE, b.STANDARD, 4, "CN-310000", day)) for day in days]
    assert found == [False, True, True, False]
    assert covers(replace(held, until=None), Claim(b.COLLEGE, b.STANDARD, 4, None, days[3]))
    assert not covers(held, Claim(b.STRANGER, b.STANDARD, 4, "CN-310000", days[1]))
    anything = replace(held, standard_id="*", region="CN")
    assert covers(anything, Claim(b.COLLEGE, "CN:9-99", None, "CN-440000", days[1]))


def test_where_nobody_says_the_region_none_is_asked(b):
    """A trust file may leave out the region of its issuer, a certificate its own."""
    nowhere = b.sources(issuers=[b.college(region="")])
    unstated = b.signed(badge(b, b.alignment(LEVEL_TARGET, "4")))
    assert verify_credential(unstated, nowhere, b.NOW).outcome is Outcome.VALID
    stated = badge(b, b.alignment(LEVEL_TARGET, "4"), b.alignment(REGION_TARGET, "CN-440000"))
    verdict = verify_credential(b.signed(stated), nowhere, b.NOW)
    assert verdict.check("accreditation").reason == "not_accredited"


# A signature less


def test_a_signature_given_twice_is_one(b):
    ours = b.signed(b.badge())
    verdict = verify_credential({**ours, "proof": [ours["proof"][1]] * 2}, b.sources(), b.NOW)
    assert verdict.check("proofs_agree").reason == "single_proof"


@pytest.mark.parametrize("place", [0, 1])
def test_the_register_knows_that_a_signature_was_taken_away(b, place):
    ours = b.signed(b.badge())
    left = {**ours, "proof": ours["proof"][place]}
    sources = b.sources(certificate={ours["id"]: ours}.get)
    verdict = verify_credential(left, sources, b.NOW)
    check = verdict.check("proofs_agree")
    assert (check.answer, check.reason) == (Answer.WARNED, "proof_taken_away")
    assert check.params == {"suites": b.SUITES[1 - place]}
    assert verdict.outcome is Outcome.VALID, "what is left holds, over what was entered"
    assert verify_credential(ours, sources, b.NOW).check("proofs_agree").answer is Answer.PASSED


def test_a_register_of_another_text_says_nothing_of_signatures(b):
    """A re-issue under the same id may bear other signatures."""
    other = b.signed(b.badge(name="其他"))
    alone = b.signed(b.badge(), suites=b.SUITES[:1])
    verdict = verify_credential(alone, b.sources(certificate={other["id"]: other}.get), b.NOW)
    assert verdict.check("proofs_agree").reason == "single_proof"


@pytest.mark.parametrize(("suites", "reason"), [(1, "proof_holds"), (2, "proofs_hold")])
def test_the_answer_tells_how_many_signatures_hold(b, suites, reason):
    signed = b.signed(b.badge(), suites=b.SUITES[:suites])
    check = verify_credential(signed, b.sources(), b.NOW).check("proofs")
    assert check.reason == reason
    assert check.params == ({"n": "2"} if suites == 2 else {"suite": b.SUITES[0]})


def test_the_issuer_may_sign_over_the_signature_of_another(b):
    """Whoever assessed signs first; the issuer names that signature in its own."""
    first = b.signed(b.badge(), b.OTHER_KEY, suites=b.SUITES[1:], proof_ids=["urn:uuid:first"])
    both = b.signed(first, b.KEY, suites=b.SUITES[1:], previous="urn:uuid:first")
    keys = [b.KEY.record(b.COLLEGE), b.OTHER_KEY.record(b.STRANGER)]
    verdict = verify_credential(both, b.sources(keys=keys), b.NOW)
    assert verdict.check("proofs_agree").reason == "countersigned"
    assert verdict.outcome is Outcome.VALID


def test_a_signature_without_a_day_is_judged_by_what_its_key_is_worth_now(b):
    suite = CRYPTOSUITES[b.SUITES[1]]
    document = b.badge()
    options = {
        "type": "DataIntegrityProof",
        "cryptosuite": suite.name,
        "verificationMethod": b.KEY.key_id,
        "proofPurpose": "assertionMethod",
        "@context": document["@context"],
    }
    value = multibase_encode(b.KEY.sign(suite.data(document, options, STANDARD)))
    signed = {**document, "proof": {**options, "proofValue": value}}
    assert verify_credential(signed, b.sources(), b.NOW).outcome is Outcome.VALID
    ended = b.KEY.record(b.COLLEGE, expires=b.NOW - timedelta(days=1))
    verdict = verify_credential(signed, b.sources(keys=[ended]), b.NOW)
    assert (verdict.check("key").reason, verdict.outcome) == ("key_expired", Outcome.INVALID)


# What the register kept here says of the status


@pytest.mark.parametrize("kept", [Outcome.VALID, Outcome.SUSPENDED, Outcome.REVOKED])
def test_the_register_answers_before_any_list(b, kept):
    document = b.signed(b.badge(credentialStatus=b.entries()))
    held = b.lists(revocation=[7]) if kept is Outcome.VALID else b.lists()
    for asked in ({"kept": lambda *_: kept}, {"kept_at": lambda *_: kept}):
        verdict = verify_credential(document, b.sources(held=held, **asked), b.NOW)
        reason = "kept_clear" if kept is Outcome.VALID else f"kept_{kept}"
        assert (verdict.check("status").reason, verdict.outcome) == (reason, kept)


def test_the_register_is_asked_by_each_place(b):
    asked: list[tuple[str, int]] = []

    def kept_at(list_id: str, index: int) -> None:
        asked.append((list_id, index))

    document = b.signed(b.badge(credentialStatus=b.entries(11)))
    verdict = verify_credential(document, b.sources(kept_at=kept_at), b.NOW)
    assert verdict.check("status").reason == "status_clear"
    assert asked == [(b.LIST.format("revocation"), 11), (b.LIST.format("suspension"), 11)]


def test_a_status_of_another_purpose_is_told(b):
    address = b.LIST.format("message")
    places = [*b.entries(), StatusEntry(address, 7, "message").document()]
    subject = {**b.status_list()["credentialSubject"], "statusPurpose": "message"}
    held = {**b.lists(), address: b.status_list(id=address, credentialSubject=subject)}
    document = b.signed(b.badge(credentialStatus=places[2]))
    check = verify_credential(document, b.sources(held=held), b.NOW).check("status")
    assert (check.answer, check.reason) == (Answer.WARNED, "status_of_other_purpose")
    revoked = {**held, **b.lists(revocation=[7])}
    document = b.signed(b.badge(credentialStatus=places))
    assert verify_credential(document, b.sources(held=revoked), b.NOW).outcome is Outcome.REVOKED


# What stands beside an envelope


@pytest.mark.parametrize("name", ["name", "issuer", "credentialSubject", "validUntil", "proof"])
def test_an_envelope_says_nothing_itself(b, name):
    envelope = {
        "@context": b.BASE,
        "id": "data:application/vc+jwt,a.b.c",
        "type": "EnvelopedVerifiableCredential",
    }
    assert check_credential_form(envelope) == ()
    problems = check_credential_form({**envelope, name: {"name": "高级技师"}})
    assert [one.code for one in problems] == ["CREDENTIALS-300"]
    verdict = verify_credential({**envelope, name: "高级技师"}, b.sources(), b.NOW)
    assert verdict.check("form").params["names"] == name


# What a certificate leans on


def test_a_related_resource_that_nobody_has_seen_is_told(b):
    resource = {
        "id": "https://college.example.org/rules.pdf",
        "digestSRI": "sha256-" + "A" * 43 + "=",
    }
    document = b.signed(b.badge(relatedResource=resource))
    verdict = verify_credential(document, b.sources(), b.NOW)
    assert (verdict.check("form").reason, verdict.outcome) == ("related_not_seen", Outcome.VALID)
    differs = verify_credential(document, b.sources(fetch=lambda _: b"other"), b.NOW)
    assert (differs.check("form").reason, differs.outcome) == ("related_differs", Outcome.INVALID)
