"""The book's doors: asking, insisting, leaning on another key, changing."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from trimtab.kernel import InputRejectedError, Region, UnknownCodeError, Wording
from trimtab.messages import LANGUAGES, explain_error
from trimtab.rules import (
    Alternative,
    DatedValue,
    Kind,
    Number,
    Parameter,
    Reason,
    Reference,
    RuleBook,
    RuleNotInForceError,
    SameAs,
    Validity,
    Verification,
    load_rulebook,
)
from trimtab.rules.plain import answer_to_plain, parameter_to_plain

NATION, PROVINCE = Region("CN"), Region("CN-310000")
DAY = date(2026, 9, 1)
SOURCE = Reference("text", "1")


def entry(key: str, start: date, number: float | None = 1, region: Region = PROVINCE, **more):
    value = None if number is None else Number(number)
    more = {"recorded": date(2024, 1, 1), "reference": SOURCE, "value": value, **more}
    return DatedValue(key, region, start, **more)


def parameter(key: str, *values: DatedValue, **more) -> Parameter:
    more = {"kind": Kind.VALUE, "unit": "months", "range": (0, 100), **more}
    region = values[0].region if values else PROVINCE
    return Parameter(key, region, Wording(key, key), values=values, **more)


def book_of(*parameters: Parameter) -> RuleBook:
    return RuleBook(parameters)


FROM = date(2025, 1, 1)
ENDED = date(2026, 1, 1)
REFUSALS = {
    "RULES-002": (parameter("a", entry("a", FROM, region=Region("CN-440000"))), DAY, None),
    "RULES-003": (parameter("a", entry("a", date(2027, 1, 1))), DAY, None),
    "RULES-004": (parameter("a", entry("a", FROM)), DAY, date(2023, 1, 1)),
    "RULES-005": (
        parameter("a", entry("a", FROM), entry("a", ENDED, None, validity=Validity.EXPIRED)),
        DAY,
        None,
    ),
    "RULES-006": (
        parameter("a", entry("a", FROM), entry("a", ENDED, None, validity=Validity.UNKNOWN_AFTER)),
        DAY,
        None,
    ),
    "RULES-007": (
        parameter(
            "a",
            entry(
                "a",
                FROM,
                None,
                verification=Verification.DISPUTED,
                alternatives=(Alternative(Number(1), SOURCE), Alternative(Number(2), SOURCE)),
            ),
        ),
        DAY,
        None,
    ),
    "RULES-008": (
        parameter("a", entry("a", FROM, validity=Validity.KNOWN_TO_HOLD_ON)),
        DAY,
        None,
    ),
}


@pytest.mark.parametrize(("code", "case"), REFUSALS.items(), ids=REFUSALS)
def test_insisting_says_why_there_is_none(code, case):
    held, on, known_on = case
    with pytest.raises(RuleNotInForceError) as refused:
        book_of(held).require("a", PROVINCE, on, known_on)
    assert (refused.value.code, refused.value.exit_code) == (code, 4)
    for language in LANGUAGES:
        assert str(PROVINCE) in explain_error(refused.value, language)


@pytest.mark.parametrize(("code", "case"), REFUSALS.items(), ids=REFUSALS)
def test_the_nearest_values_are_named_only_where_there_are_any(code, case):
    held, on, known_on = case
    with pytest.raises(RuleNotInForceError) as refused:
        book_of(held).require("a", PROVINCE, on, known_on)
    told = [(p.code, p.params["day"]) for p in refused.value.problems]
    last, after = [("RULES-070", str(FROM))], [("RULES-071", "2027-01-01")]
    expected = {"RULES-003": after, "RULES-005": last, "RULES-006": last, "RULES-008": last}
    assert told == expected.get(code, [])
    for language in LANGUAGES:
        shown = explain_error(refused.value, language)
        assert not re.search(r"(from|on|it|by|自|为) ?[-–](?![0-9])", shown)


def test_insisting_hands_over_what_there_is():
    answer = book_of(parameter("a", entry("a", FROM, 7))).require("a", PROVINCE, DAY)
    assert (answer.number, answer.unit, answer.layer) == (7, "months", PROVINCE)
    assert not answer.provisional


def test_a_key_nobody_has_is_named_with_those_close_to_it():
    book = book_of(parameter("benefit_months", entry("benefit_months", FROM)))
    for ask in (book.regions, book.parameters, lambda key: book.at(key, PROVINCE, DAY)):
        with pytest.raises(UnknownCodeError) as refused:
            ask("benefit_month")
        assert refused.value.code == "RULES-001"
        assert refused.value.params["suggestions"] == "benefit_months"


def test_a_region_that_does_not_exist_gets_nothing_from_the_nation():
    book = book_of(parameter("a", entry("a", FROM, region=NATION)))
    assert book.at("a", Region("CN-310115"), DAY).layer == NATION
    for text in ("CN-990000", "CN-319915", "CN-310015", "US-ZZ"):
        with pytest.raises(UnknownCodeError) as refused:
            book.at("a", Region(text), DAY)
        assert refused.value.code == "CLASSIFICATION-003"


class TestLeaningOnAnotherKey:
    """``same_as`` takes value, reason and reservations of the other key, at that place and day."""

    def same(self) -> Parameter:
        return parameter("a", replace(entry("a", FROM), value=SameAs("b")))

    def test_the_value_is_the_others_and_both_entries_are_named(self):
        other = parameter("b", entry("b", FROM, 24, NATION))
        answer = book_of(self.same(), other).at("a", PROVINCE, DAY)
        assert (answer.number, answer.layer) == (24, PROVINCE)
        assert [rule.key for rule in answer.rules] == ["a", "b"]

    def test_its_reservation_is_inherited(self):
        unsure = entry("b", FROM, 24, NATION, verification=Verification.UNVERIFIED)
        assert book_of(self.same(), parameter("b", unsure)).at("a", PROVINCE, DAY).provisional

    def test_so_is_its_silence(self):
        gone = entry("b", ENDED, None, NATION, validity=Validity.EXPIRED)
        book = book_of(self.same(), parameter("b", entry("b", FROM, 24, NATION), gone))
        answer = book.at("a", PROVINCE, DAY)
        assert (answer.value, answer.reason) == (None, Reason.EXPIRED)
        assert answer.last_known == entry("b", FROM, 24, NATION)
        assert book.at("a", PROVINCE, date(2025, 6, 1)).number == 24

    def test_readings_of_a_dispute_are_followed_too(self):
        readings = (Alternative(SameAs("b"), SOURCE), Alternative(Number(3), SOURCE))
        disputed = parameter(
            "a",
            entry("a", FROM, None, verification=Verification.DISPUTED, alternatives=readings),
        )
        book = book_of(disputed, parameter("b", entry("b", FROM, 24, NATION)))
        answer = book.at("a", PROVINCE, DAY)
        assert answer.value is None
        assert [one.value for one in answer.alternatives] == [Number(24), Number(3)]
        assert [rule.key for rule in answer.rules] == ["a", "b"]


def test_changed_books_share_what_did_not_change():
    book = book_of(parameter("a", entry("a", FROM, 1)), parameter("b", entry("b", FROM, 2)))
    other = book.with_values({("a", PROVINCE): [entry("a", FROM, 5)]})
    assert (book.at("a", PROVINCE, DAY).number, other.at("a", PROVINCE, DAY).number) == (1, 5)
    assert other.parameter("b", PROVINCE) is book.parameter("b", PROVINCE)
    third = other.with_values({("b", PROVINCE): [entry("b", FROM, 9)]})
    assert [third.at(key, PROVINCE, DAY).number for key in third.keys()] == [5, 9]  # noqa: SIM118


def test_a_change_may_give_a_place_a_rule_of_its_own():
    book = book_of(parameter("a", entry("a", FROM, 1, NATION)))
    other = book.with_values({("a", PROVINCE): [entry("a", FROM, 5)]})
    assert other.regions("a") == (NATION, PROVINCE)
    assert book.regions("a") == (NATION,)
    assert other.at("a", PROVINCE, DAY).layer == PROVINCE
    assert other.at("a", Region("CN-440000"), DAY).number == 1


def test_a_change_is_checked_like_a_file():
    book = book_of(parameter("a", entry("a", FROM, 1)))
    wrong = [
        entry("a", FROM, 500, in_force_until=ENDED),
        entry("a", date(2026, 2, 1), 5),
    ]
    with pytest.raises(InputRejectedError) as refused:
        book.with_values({("a", PROVINCE): wrong})
    assert [p.code for p in refused.value.problems] == ["RULES-018", "RULES-024"]
    with pytest.raises(InputRejectedError) as refused:
        book.with_values({("a", PROVINCE): [entry("b", FROM)]})
    assert refused.value.code == "RULES-038"
    with pytest.raises(UnknownCodeError):
        book.with_values({("z", PROVINCE): [entry("z", FROM)]})


def test_id_and_version_name_an_entry_for_ever():
    one = entry("a", FROM, 7)
    assert one.id == "a@CN-310000@2025-01-01@2024-01-01"
    assert one.version == replace(one, file="elsewhere.yaml", line=3).version
    assert len({one.version, replace(one, value=Number(8)).version}) == 2
    assert one.canonical_json == (
        '{"from":"2025-01-01","key":"a","recorded":"2024-01-01",'
        '"reference":{"article":"1","title":"text"},"region":"CN-310000","value":7.0,'
        '"verification":"verified"}'
    )
    assert one.version == "2d7ae1cdf8050869"  # stored decisions carry it: it may never change


def test_answers_are_json():
    book = book_of(REFUSALS["RULES-007"][0], parameter("b", entry("b", FROM, 2)))
    for key in book.keys():  # noqa: SIM118
        plain = json.loads(json.dumps(answer_to_plain(book.at(key, PROVINCE, DAY, DAY))))
        assert plain["key"] == key
        assert plain["rule"]["id"].startswith(f"{key}@CN-310000@2025-01-01")
        assert (plain["value"] is None) == bool(plain["reason"])
        held = book.parameter(key, PROVINCE)
        assert held is not None
        assert json.loads(json.dumps(parameter_to_plain(held)))["unit"] == "months"


def test_an_answer_without_a_value_evaluates_to_not_known():
    answer = book_of(REFUSALS["RULES-005"][0]).at("a", PROVINCE, DAY)
    assert np.isnan(answer.evaluate([1, 2, 3])).tolist() == [True] * 3
    assert np.isnan(answer.number)


def test_the_embedded_book_is_read_once():
    assert load_rulebook() is load_rulebook()
