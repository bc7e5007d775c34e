"""The verdict on a certificate: which outcome each finding leads to, the gravest first."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from trimtab.credentials.types import Answer, KeyEnd, Outcome
from trimtab.credentials.verifying import CHECKS, gravest, verify_credential
from trimtab.ports.signing import RegisterAnswer


@pytest.fixture(scope="module")
def certificate(b):
    """A certificate that both of its lists speak about."""
    return b.signed(b.badge(credentialStatus=b.entries()))


def judged(b, document, at=None, **sources):
    return verify_credential(document, b.sources(**sources), at or b.NOW)


def test_a_good_certificate_is_valid_and_every_question_answered(b, certificate):
    verdict = judged(b, certificate)
    assert verdict.outcome is Outcome.VALID
    assert tuple(check.name for check in verdict.checks) == CHECKS
    assert {check.name: check.answer for check in verdict.checks} == {
        **dict.fromkeys(CHECKS, Answer.PASSED),
        "register": Answer.NOT_ASKED,
    }
    assert verdict.proofs_hold
    assert verdict.credential_id == certificate["id"]
    assert verdict.issuer_id == b.COLLEGE


def test_the_gravest_outcome_wins():
    assert gravest([Outcome.VALID, Outcome.PENDING, Outcome.REVOKED]) is Outcome.REVOKED
    assert gravest([Outcome.UNKNOWN_ISSUER, Outcome.EXPIRED]) is Outcome.EXPIRED
    assert gravest([Outcome.REVOKED, Outcome.INVALID]) is Outcome.INVALID
    assert gravest([]) is Outcome.VALID


@pytest.mark.parametrize(
    ("raised", "outcome"),
    [
        ({"revocation": [7]}, Outcome.REVOKED),
        ({"suspension": [7]}, Outcome.SUSPENDED),
        ({"revocation": [7], "suspension": [7]}, Outcome.REVOKED),
        ({"revocation": [6, 8], "suspension": [0]}, Outcome.VALID),
    ],
)
def test_status_lists_are_read(b, certificate, raised, outcome):
    verdict = judged(b, certificate, held=b.lists(**raised))
    assert verdict.outcome is outcome
    assert verdict.proofs_hold, "verified says that signatures hold, not that nothing was revoked"


def test_a_list_that_cannot_be_had_leaves_it_pending(b, certificate):
    assert judged(b, certificate, held={}).outcome is Outcome.PENDING
    only_one = {one: held for one, held in b.lists().items() if "suspension" in one}
    assert judged(b, certificate, held=only_one).outcome is Outcome.PENDING
    suspended = {one: held for one, held in b.lists(suspension=[7]).items() if "susp" in one}
    assert judged(b, certificate, held=suspended).outcome is Outcome.SUSPENDED


def test_unknown_issuer_is_a_warning_and_never_valid(b, certificate):
    verdict = judged(b, certificate, issuers=[])
    assert verdict.outcome is Outcome.UNKNOWN_ISSUER
    assert verdict.check("issuer").answer is Answer.WARNED
    assert verdict.proofs_hold
    untrusted = judged(b, certificate, issuers=[b.college(trusted=False)])
    assert untrusted.outcome is Outcome.UNKNOWN_ISSUER
    assert untrusted.check("issuer").reason == "issuer_not_trusted"


def test_the_period_is_half_open(b):
    document = b.signed(b.badge())
    begin, end = (datetime(year, 3, 1, tzinfo=UTC) for year in (2026, 2030))
    key = b.KEY.record(b.COLLEGE)
    early = b.signed(b.badge(), created=datetime(2026, 1, 1, tzinfo=UTC))
    assert judged(b, early, begin - timedelta(days=1)).outcome is Outcome.NOT_YET_VALID
    assert judged(b, early, begin).outcome is Outcome.VALID
    assert judged(b, document, end - timedelta(seconds=1), keys=[key]).outcome is Outcome.VALID
    assert judged(b, document, end).outcome is Outcome.EXPIRED


def test_five_minutes_ahead_of_the_clock_are_forgiven_and_not_six(b):
    for minutes, outcome in ((5, Outcome.VALID), (6, Outcome.INVALID)):
        document = b.signed(b.badge(), created=b.NOW + timedelta(minutes=minutes))
        assert judged(b, document).outcome is outcome
    for minutes, outcome in ((5, Outcome.VALID), (6, Outcome.NOT_YET_VALID)):
        begin = (b.NOW + timedelta(minutes=minutes)).strftime("%Y-%m-%dT%H:%M:%SZ")
        assert judged(b, b.signed(b.badge(validFrom=begin))).outcome is outcome


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"standard_id": "CN:4-04-05-05"}, "not_accredited"),
        ({"highest_level": 3}, "not_accredited"),
        ({"region": "CN-440000"}, "not_accredited"),
        ({"until": date(2026, 3, 2)}, "not_accredited"),
        ({"since": date(2026, 3, 3)}, "not_accredited"),
        ({"issuer_id": "did:web:other.example.org"}, "not_accredited"),
        ({"standard_id": "*"}, "accredited"),
        ({"region": "CN"}, "accredited"),
        ({"until": date(2026, 3, 3)}, "accredited"),
    ],
)
def test_the_issuer_may_certify_standard_level_region_and_day(b, certificate, changes, reason):
    verdict = judged(b, certificate, accreditations=[b.accreditation(**changes)])
    assert verdict.check("accreditation").reason == reason
    assert verdict.outcome is (Outcome.VALID if reason == "accredited" else Outcome.INVALID)
    assert verdict.proofs_hold


def test_without_a_register_of_accreditations_the_question_is_said_to_be_open(b, certificate):
    from dataclasses import replace

    sources = replace(b.sources(), accredited=lambda claim: Answer.NOT_ASKED)
    verdict = verify_credential(certificate, sources, b.NOW)
    assert verdict.check("accreditation").answer is Answer.NOT_ASKED
    assert verdict.outcome is Outcome.VALID
    sources = replace(sources, accredited=lambda claim: Answer.UNKNOWN)
    assert verify_credential(certificate, sources, b.NOW).outcome is Outcome.PENDING


@pytest.mark.parametrize(
    ("history", "reason", "outcome"),
    [
        ({}, "key_good", Outcome.VALID),
        ({"valid_from": datetime(2026, 3, 3, tzinfo=UTC)}, "key_not_yet", Outcome.INVALID),
        ({"expires": datetime(2026, 3, 2, tzinfo=UTC)}, "key_expired", Outcome.INVALID),
        ({"expires": datetime(2026, 4, 1, tzinfo=UTC)}, "key_good", Outcome.VALID),
        (
            {"revoked_at": datetime(2026, 3, 1, tzinfo=UTC), "end": KeyEnd.LOST},
            "key_revoked",
            Outcome.INVALID,
        ),
        (
            {"revoked_at": datetime(2026, 4, 1, tzinfo=UTC), "end": KeyEnd.SUPERSEDED},
            "key_good",
            Outcome.VALID,
        ),
    ],
)
def test_a_certificate_is_judged_by_its_key_at_signing(b, history, reason, outcome):
    verdict = judged(b, b.signed(b.badge()), keys=[b.KEY.record(b.COLLEGE, **history)])
    assert (verdict.check("key").reason, verdict.outcome) == (reason, outcome)


def test_one_proof_is_enough_and_is_said_to_be_one(b):
    for suite in b.SUITES:
        verdict = judged(b, b.signed(b.badge(), suites=[suite]))
        assert verdict.outcome is Outcome.VALID
        assert verdict.check("proofs_agree").reason == "single_proof"


def test_no_proof_at_all_is_invalid(b):
    verdict = judged(b, b.badge())
    assert verdict.outcome is Outcome.INVALID
    assert verdict.check("proofs").reason == "no_proof"
    assert not verdict.proofs_hold


def test_a_key_that_cannot_be_found(b):
    stranger = b.signed(b.badge(issuer=b.STRANGER), b.OTHER_KEY)
    verdict = judged(b, stranger)
    assert verdict.outcome is Outcome.UNKNOWN_ISSUER
    assert not verdict.proofs_hold
    pretender = b.signed(b.badge(), b.TestSigner(f"{b.COLLEGE}#key-9", "thief"))
    verdict = judged(b, pretender)
    assert verdict.outcome is Outcome.INVALID
    assert verdict.check("proofs").reason == "key_never_held"


def test_a_method_of_signing_that_is_not_known_cannot_be_called_valid(b):
    document = b.signed(b.badge())
    document["proof"].append({**document["proof"][0], "cryptosuite": "sm2-jcs-2029"})
    verdict = judged(b, document)
    assert verdict.outcome is Outcome.PENDING
    assert verdict.check("proofs").reason == "proof_unknown_cryptosuite"


class Register:
    """A register kept elsewhere that always answers the same."""

    def __init__(self, answer: RegisterAnswer) -> None:
        self.answer = answer
        self.asked: list[tuple[str, dict[str, str]]] = []

    def look_up(self, number, holder, on):
        self.asked.append((number, dict(holder)))
        return self.answer


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        (RegisterAnswer.FOUND, Outcome.VALID),
        (RegisterAnswer.WITHDRAWN, Outcome.REVOKED),
        (RegisterAnswer.NOT_FOUND, Outcome.PENDING),
        (RegisterAnswer.UNREACHABLE, Outcome.PENDING),
    ],
)
def test_a_register_kept_elsewhere_is_asked_where_there_is_one(b, certificate, answer, outcome):
    register = Register(answer)
    sources = b.sources(register=register)
    verdict = verify_credential(certificate, sources, b.NOW, {"name": "张三"})
    assert verdict.outcome is outcome
    assert register.asked == [(certificate["id"], {"name": "张三"})]


def test_a_register_kept_elsewhere_is_not_asked_for_what_has_no_number(b):
    register = Register(RegisterAnswer.FOUND)
    verdict = verify_credential(b.signed(b.plain()), b.sources(register=register), b.NOW)
    assert (verdict.check("register").reason, register.asked) == ("no_register", [])


def test_a_related_resource_must_have_the_digest_that_was_signed(b):
    import base64
    from dataclasses import replace
    from hashlib import sha256

    address = "https://college.example.org/criteria.pdf"
    sri = "sha256-" + base64.b64encode(sha256(b"criteria").digest()).decode()
    document = b.signed(b.plain(relatedResource=[{"id": address, "digestSRI": sri}]))
    for content, outcome in ((b"criteria", Outcome.VALID), (b"other", Outcome.INVALID)):
        sources = replace(b.sources(), fetch={address: content}.get)
        assert verify_credential(document, sources, b.NOW).outcome is outcome
    assert judged(b, document).outcome is Outcome.VALID, "not looked at"
