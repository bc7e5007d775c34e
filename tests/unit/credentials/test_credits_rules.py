"""A bureau's own rules and qualifications: versions added for days ahead, never changed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from trimtab.credentials.bank import (
    RuleVersion,
    affected_cases,
    book_with_own,
    decide_again,
    decision_content,
    end_rule,
    get_case,
    own_rules,
    plain_result,
    record_qualification,
    record_rule,
    rules_in_force,
)
from trimtab.kernel import InputRejectedError, NotAllowedError, StateError, UnknownCodeError


def test_a_rule_change_never_alters_a_past_decision(funded, credit_offices):
    signed = funded.signed()
    open_one = credit_offices.QUALIFICATION
    better = replace(
        credit_offices.RULE, since=date(2026, 12, 1), outputs=(
            replace(credit_offices.RULE.outputs[0], hundredths=900),)
    )  # fmt: skip
    funded.do("designer", record_rule, better, region=credit_offices.REGION,
              department_id="bureau", book=credit_offices.BOOK)  # fmt: skip
    kept = funded.read(get_case, signed.case_id)
    assert kept == signed
    book = funded.read(lambda r: book_with_own(r, credit_offices.BOOK))
    assert {one.key for one in book.rules} == {"courier@1", "courier@2"}
    same = rules_in_force(book.rules, signed.decided_on, signed.known_at, "diploma")
    assert [one.key for one in same] == ["courier@1"]
    later = rules_in_force(book.rules, date(2026, 12, 2), funded.clock(), "diploma")
    assert [one.key for one in later] == ["courier@2"]
    assert plain_result(decide_again(decision_content(kept)))["rules"] == ["courier@1"]
    assert open_one.version == 1


def test_retroactive_rules_are_refused_or_said_to_be(funded, credit_offices):
    told = {"region": credit_offices.REGION, "department_id": "bureau", "book": credit_offices.BOOK}
    past = replace(credit_offices.RULE, rule_id="past")
    with pytest.raises(StateError, match="CREDITS-041"):
        funded.do("designer", record_rule, past, **told)
    with pytest.raises(InputRejectedError, match="CREDITS-026"):
        funded.do("designer", record_rule, past, retroactive=True, **told)
    made = funded.do(
        "designer", record_rule, past, retroactive=True, note="ordered by the court", **told
    )
    assert made.recorded > credit_offices.START > made.recorded.replace(year=2026, month=1)
    (rule,) = funded.read(own_rules)
    early = made.recorded.replace(month=6)
    assert rules_in_force([rule], date(2026, 6, 1), early) == ()
    with pytest.raises(NotAllowedError, match="OFFICE-010"):
        funded.do("reviewer", record_rule, past, **told)


def test_a_rule_that_is_wrong_is_not_recorded(funded, credit_offices):
    told = {"region": credit_offices.REGION, "department_id": "bureau", "book": credit_offices.BOOK}
    wrong = replace(
        credit_offices.RULE, since=date(2027, 1, 1), legal_basis="", bridge="x",
        framework_id="nothing", qualifications=("unknown",),
    )  # fmt: skip
    with pytest.raises(InputRejectedError, match="CREDITS-042") as caught:
        funded.do("designer", record_rule, wrong, **told)
    codes = {one.code for one in caught.value.problems}
    assert codes == {"CREDITS-050", "CREDITS-051", "CREDITS-047", "CREDITS-055"}
    assert funded.read(lambda r: r.find(RuleVersion)) == ()


def test_a_rule_can_be_ended_ahead_only(funded, credit_offices):
    told = {"region": credit_offices.REGION, "department_id": "bureau", "book": credit_offices.BOOK}
    with pytest.raises(StateError, match="CREDITS-046"):
        funded.do("designer", end_rule, "courier", date(2026, 11, 23), **told)
    with pytest.raises(UnknownCodeError, match="CREDITS-045"):
        funded.do("designer", end_rule, "nobody's", date(2027, 1, 1), **told)
    funded.do("designer", end_rule, "courier", date(2027, 1, 1), **told)
    book = funded.read(lambda r: book_with_own(r, credit_offices.BOOK))
    at = funded.clock()
    assert [one.version for one in rules_in_force(book.rules, date(2026, 12, 31), at)] == [2]
    assert rules_in_force(book.rules, date(2027, 1, 1), at) == ()


def test_affected_cases_are_told_and_not_touched(funded, credit_offices):
    case = funded.open()
    worse = replace(credit_offices.RULE, outputs=(
        replace(credit_offices.RULE.outputs[0], hundredths=100),))  # fmt: skip
    before = funded.read(lambda r: r.find(type(case)))
    (found,) = funded.read(affected_cases, "auditor", worse, credit_offices.FRAMEWORKS)
    assert (found.case_id, found.shortfall_before, found.shortfall_after) == (case.case_id, 0, 300)
    assert funded.read(affected_cases, "auditor", credit_offices.RULE,
                       credit_offices.FRAMEWORKS) == ()  # fmt: skip
    assert funded.read(lambda r: r.find(type(case))) == before


def test_a_qualification_is_recorded_for_days_ahead(funded, credit_offices):
    told = {
        "region": credit_offices.REGION,
        "department_id": "college",
        "book": credit_offices.BOOK,
    }
    later = replace(credit_offices.QUALIFICATION, since=date(2027, 1, 1), total=900)
    with pytest.raises(StateError, match="CREDITS-041"):
        funded.do("operator", record_qualification, credit_offices.QUALIFICATION, **told)
    with pytest.raises(InputRejectedError, match="CREDITS-047"):
        funded.do("operator", record_qualification, replace(later, framework_id="x"), **told)
    funded.do("operator", record_qualification, later, **told)
    book = funded.read(lambda r: book_with_own(r, credit_offices.BOOK))
    at = funded.clock()
    assert book.qualification("diploma", date(2026, 12, 31), at).version == 1
    assert book.qualification("diploma", date(2027, 1, 1), at).version == 2
    with pytest.raises(UnknownCodeError, match="CREDITS-024"):
        book.qualification("diploma", date(2025, 1, 1), at)
