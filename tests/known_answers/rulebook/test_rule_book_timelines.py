"""What the embedded rule book answers on days where something begins, ends or is not known.

Runs without any data beside the project: figures and days are those of the clauses named.
"""

from __future__ import annotations

from datetime import date

import pytest

from trimtab.classifications import regions
from trimtab.kernel import Region
from trimtab.rules import RuleBook, load_rulebook
from trimtab.rules.types import (
    Accrual,
    Bands,
    Kind,
    Number,
    Payment,
    Reason,
    Validity,
    Verification,
)

SHANGHAI, GUANGDONG, GUANGZHOU = Region("CN-310000"), Region("CN-440000"), Region("CN-440100")
CHINA = Region("CN")
VERIFIED, UNVERIFIED = Verification.VERIFIED, Verification.UNVERIFIED


@pytest.fixture(scope="module")
def book() -> RuleBook:
    return load_rulebook()


@pytest.mark.parametrize(
    ("on", "value", "reason"),
    [
        ("2023-12-31", None, Reason.NOT_YET_IN_FORCE),
        ("2024-01-01", 2690, Reason.NONE),  # seen to hold on this day
        ("2024-01-02", None, Reason.KNOWN_ONLY_ON),
        ("2025-04-01", 2690, Reason.NONE),
        ("2025-06-30", None, Reason.KNOWN_ONLY_ON),
        ("2025-07-01", 2740, Reason.NONE),  # 沪人社规〔2025〕10号
        ("2026-11-22", 2740, Reason.NONE),
    ],
)
def test_minimum_wage_of_shanghai(
    book: RuleBook, on: str, value: float | None, reason: Reason
) -> None:
    answer = book.at("minimum_wage_cny_month", SHANGHAI, date.fromisoformat(on))
    assert answer.reason is reason
    assert answer.value == (None if value is None else Number(value))


@pytest.mark.parametrize(
    ("on", "verification"),
    [("2026-07-31", None), ("2026-08-01", UNVERIFIED), ("2026-09-01", VERIFIED)],
)
def test_duration_of_shanghai_is_verified_from_the_month_after(
    book: RuleBook, on: str, verification: Verification | None
) -> None:
    """沪人社规〔2026〕18号 第五条: 2 months a year up to 24; the day was not seen."""
    answer = book.at("unemployment.benefit_duration_months", SHANGHAI, date.fromisoformat(on))
    assert answer.verification is verification
    if verification is not None:
        assert answer.evaluate([11, 12, 23, 24, 120, 144, 480]).tolist() == [0, 2, 2, 4, 20, 24, 24]


def test_amount_of_shanghai_by_spell_month_and_its_end(book: RuleBook) -> None:
    """沪人社规〔2026〕7号 第一条: 2,340 for months 1-12, 1,872 for 13-24, 1,690 extended."""
    key = "unemployment.benefit_amount_cny_month"
    answer = book.at(key, SHANGHAI, date(2028, 6, 30))
    assert answer.evaluate([1, 12, 13, 24]).tolist() == [2340, 2340, 1872, 1872]
    assert isinstance(answer.value, Bands) and answer.value.special == {"extended": 1690}
    assert answer.payment is Payment.STATUTORY
    after = book.at(key, SHANGHAI, date(2028, 7, 1))
    assert after.value is None and after.reason is Reason.UNKNOWN_AFTER
    assert after.last_known is not None
    assert after.last_known.in_force_from == date(2026, 7, 1)


def test_duration_of_guangdong_is_disputed(book: RuleBook) -> None:
    answer = book.at("unemployment.benefit_duration_months", GUANGZHOU, date(2026, 9, 1))
    assert answer.value is None and answer.reason is Reason.DISPUTED
    assert answer.layer == GUANGDONG
    readings = [
        alternative.value.evaluate([36, 48, 54, 60, 120, 360]).tolist()
        for alternative in answer.alternatives
        if isinstance(alternative.value, Accrual | Bands)
    ]
    assert readings == [[3, 4, 5, 6, 16, 24], [12, 12, 12, 18, 24, 24]]


def test_share_of_guangdong_is_of_the_claim_city(book: RuleBook) -> None:
    """广东省失业保险条例 第十九条, from 2025-01-12; what held before is disputed."""
    key, before = "unemployment.benefit_share_of_minimum_wage", date(2024, 6, 1)
    answer = book.at(key, GUANGZHOU, date(2025, 1, 12))
    assert (answer.number, answer.of) == (0.90, "minimum_wage_cny_month")
    assert answer.parameter is not None and answer.parameter.of_place == "claim_city"
    assert book.at(key, GUANGDONG, before).reason is Reason.DISPUTED
    first = book.at(key, GUANGDONG, before, known_on=date(2026, 11, 21))
    assert (first.number, first.verification) == (0.80, UNVERIFIED)


def test_only_provinces_with_a_rule_know_the_duration(book: RuleBook) -> None:
    """12, 18 and 24 months are the ceiling of the nation, never the award of a province."""
    key, on = "unemployment.benefit_duration_months", date(2026, 9, 1)
    provinces = regions("CN", "province")
    assert len(provinces) >= 31
    known = {place for place in provinces if book.at(key, place, on).value is not None}
    assert known == {SHANGHAI}
    others = [place for place in provinces if place not in (SHANGHAI, GUANGDONG)]
    assert {book.at(key, place, on).reason for place in others} == {Reason.NO_RULE}
    amounts = "unemployment.benefit_amount_cny_month"
    assert {book.at(amounts, place, on).reason for place in others} == {Reason.NO_RULE}


@pytest.mark.parametrize(
    ("key", "region", "last", "reason"),
    [
        ("hiring_subsidy.amount_max_cny_hire", CHINA, "2025-12-31", Reason.EXPIRED),
        ("skill_upgrade_subsidy.amount_max_cny", CHINA, "2025-12-31", Reason.EXPIRED),
        ("stable_post_refund.small_medium_share_max", CHINA, "2025-12-31", Reason.UNKNOWN_AFTER),
        ("stable_post_refund.small_medium_share_max", CHINA, "2022-12-31", Reason.EXPIRED),
        ("contribution.unemployment_total_share", CHINA, "2025-12-31", Reason.UNKNOWN_AFTER),
        ("contribution.base_floor_cny_month", GUANGZHOU, "2026-06-30", Reason.UNKNOWN_AFTER),
        ("unemployment.extension_to_retirement", SHANGHAI, "2039-12-31", Reason.EXPIRED),
        ("training_drive.person_times_min", CHINA, "2027-12-31", Reason.EXPIRED),
        ("kurzarbeit.months_max", Region("DE"), "2026-12-31", Reason.UNKNOWN_AFTER),
    ],
)
def test_last_days(book: RuleBook, key: str, region: Region, last: str, reason: Reason) -> None:
    day = date.fromisoformat(last)
    assert book.at(key, region, day).value is not None
    after = book.at(key, region, date.fromordinal(day.toordinal() + 1))
    assert after.value is None and after.reason is reason


def test_a_bill_is_expected_not_in_force(book: RuleBook) -> None:
    answer = book.at("ai_workforce_prepare_act.rule", Region("US"), date(2026, 11, 22))
    assert answer.validity is Validity.EXPECTED and answer.provisional


def test_every_parameter_speaks_both_languages_and_names_its_source(book: RuleBook) -> None:
    for key in sorted(book.keys()):
        for parameter in book.parameters(key):
            assert parameter.title.en and parameter.title.zh, key
            for entry in parameter.values:
                assert entry.reference.title, entry.id
                assert bool(entry.note.en) == bool(entry.note.zh), entry.id
                assert entry.recorded <= date(2026, 11, 22), entry.id
            if parameter.kind is Kind.STATEMENT:
                words = [
                    amount.to_plain() for entry in parameter.values for amount in entry.amounts
                ]
                assert all(set(each) == {"en", "zh"} for each in words), key


def test_what_is_from_memory_is_never_verified(book: RuleBook) -> None:
    remembered = [
        entry
        for key in sorted(book.keys())
        for parameter in book.parameters(key)
        for entry in parameter.values
        if "memory; check" in entry.note.en.lower() or "from memory, " in entry.note.en.lower()
    ]
    assert len(remembered) > 10
    assert {entry.verification for entry in remembered if entry.amounts} == {UNVERIFIED}


def test_flexible_subsidy_of_shanghai_follows_from_verified_figures(book: RuleBook) -> None:
    """沪人社规〔2022〕8号 三: 7,546 x (20 % + 10 %) x 50 % = 1,131.90 CNY, up to 36 months."""
    on = date(2026, 9, 1)
    floor, pension, medical, share, months = (
        book.require(key, SHANGHAI, on)
        for key in (
            "contribution.base_floor_cny_month",
            "contribution.pension_flexible_share",
            "contribution.medical_flexible_share",
            "flexible_subsidy.share",
            "flexible_subsidy.months_max",
        )
    )
    subsidy = floor.number * (pension.number + medical.number) * share.number
    assert subsidy == pytest.approx(1131.9, abs=1e-9)
    assert months.number == 36 and months.layer == CHINA
    used = (floor, pension, medical, share, months)
    assert {answer.verification for answer in used} == {VERIFIED}
    assert share.payment is months.payment is Payment.DISCRETIONARY
