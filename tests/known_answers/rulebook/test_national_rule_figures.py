"""Every figure of the national and provincial rule list is in the rule book.

The figure is read from the list and the answer from the book; the tables only say which key
answers where, on which day, and how the list's unit becomes the book's. A figure of the list that
no table names fails the last test, so nothing can be left out unseen.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml

from trimtab.kernel import Region
from trimtab.rules import Answer, RuleBook, load_rulebook
from trimtab.rules.types import Bands, ClassTable, Condition, Number, Verification

YEAR, PERCENT, YI = 12.0, 0.01, 1e8  # months in a year; hundredths; 亿


class At(NamedTuple):
    """Where the book holds a figure. ``argument`` is a month or class, ``special`` a name."""

    key: str
    region: str = "CN"
    on: str = "2026-11-22"
    times: float = 1.0
    argument: float | None = None
    special: str = ""
    verification: str = "verified"


def _low(key: str, region: str = "CN", on: str = "2026-11-22", times: float = 1.0) -> At:
    return At(key, region, on, times, verification="unverified")


UI, REFUND = "unemployment_insurance", "stable_post_refund_稳岗返还"
SKILL, PLATFORM = "skill_upgrade_subsidy_技能提升补贴", "platform_injury_职业伤害保障"
SAMPLE = "monitoring_today/失业动态监测"
DICTIONARY, INDUSTRIES = "classification/职业分类大典_2022", "classification/GB_T_4754_2017"
CORRECTED = "corrections_2026_11_22"
CAP = "unemployment.benefit_duration_cap_months"
AMOUNT, SHARE = (
    "unemployment.benefit_amount_cny_month",
    "unemployment.benefit_share_of_minimum_wage",
)

FIGURES = {
    f"{UI}/eligibility_all_of/items/0/value": At("unemployment.contribution_months_min"),
    f"{UI}/eligibility_all_of/items/1/value": At("unemployment.involuntary_separation_required"),
    f"{UI}/eligibility_all_of/items/2/value": At("unemployment.registration_required"),
    f"{UI}/duration_national_MAXIMUM_months/bands/0/max": At(CAP, argument=59),
    f"{UI}/duration_national_MAXIMUM_months/bands/1/max": At(CAP, argument=60),
    f"{UI}/duration_national_MAXIMUM_months/bands/2/max": At(CAP, argument=120),
    f"{UI}/amount/national_target/pct_of_min_wage": At(f"{SHARE}_target", times=PERCENT),
    f"{UI}/amount/by_province/440000/pct_of_min_wage_of_claim_city": At(
        SHARE, "CN-440000", "2025-01-12", PERCENT
    ),
    f"{UI}/amount/by_province/310000/schedule/0/yuan": At(AMOUNT, "CN-310000", argument=12),
    f"{UI}/amount/by_province/310000/schedule/1/yuan": At(AMOUNT, "CN-310000", argument=13),
    f"{UI}/amount/by_province/310000/schedule/2/yuan": At(AMOUNT, "CN-310000", special="extended"),
    f"{UI}/amount/by_province/130000/pct_of_min_wage": _low(SHARE, "CN-130000", times=PERCENT),
    f"{UI}/amount/national_average_paid/0/yuan_per_month": At(
        "unemployment.average_benefit_paid_cny_month", on="2021-12-31"
    ),
    f"{REFUND}/conditions/contributed_months_min": At(
        "stable_post_refund.contribution_months_min", on="2025-12-31"
    ),
    f"{REFUND}/conditions/small_firm_le": At(
        "stable_post_refund.small_firm_persons_max", on="2025-12-31"
    ),
    f"{REFUND}/conditions/small_firm_layoff_rate_max": At(
        "stable_post_refund.small_firm_layoff_rate_max", on="2025-12-31"
    ),
    f"{REFUND}/conditions/fund_reserve_years_min": At(
        "stable_post_refund.fund_reserve_months_min", on="2025-12-31", times=YEAR
    ),
    **{
        f"{REFUND}/versions/{at}/{size}_max": At(
            f"stable_post_refund.{key}_share_max{raised}", on=on
        )
        for at, on, raised in (
            (0, "2022-12-31", ""),
            (1, "2024-12-31", ""),
            (2, "2025-04-14", ""),
            (3, "2025-12-31", "_raised"),
        )
        for size, key in (("sme", "small_medium"), ("large", "large"))
    },
    f"{REFUND}/outlays/0/refund_yi_yuan": At(
        "unemployment_fund.outlay_refund_cny", on="2025-09-30", times=YI
    ),
    f"{REFUND}/outlays/0/fee_cut_saving_yi_yuan": At(
        "unemployment_fund.contribution_relief_cny", on="2025-09-30", times=YI
    ),
    f"{REFUND}/outlays/0/training_etc_yi_yuan": At(
        "unemployment_fund.outlay_training_cny", on="2025-09-30", times=YI
    ),
    **{
        f"{SKILL}/amount_max_yuan/{name}": At(
            "skill_upgrade_subsidy.amount_max_cny", on="2025-12-31", argument=level
        )
        for name, level in (("初级_五级", 5), ("中级_四级", 4), ("高级_三级", 3))
    },
    f"{SKILL}/amount_max_yuan/ungraded_河南洛阳": At(
        "skill_upgrade_subsidy.amount_max_ungraded_cny", "CN-410300", "2025-12-31"
    ),
    f"{SKILL}/eligibility/contributed_months_min": At(
        "skill_upgrade_subsidy.contribution_months_min", on="2025-12-31"
    ),
    "hiring_subsidy_一次性扩岗补助/max_yuan_per_hire": At(
        "hiring_subsidy.amount_max_cny_hire", on="2025-12-31"
    ),
    "social_insurance_subsidy_2025/rate_of_individual_contribution": At(
        "social_insurance_subsidy.share_of_individual_contribution", on="2025-12-31"
    ),
    "social_insurance_subsidy_2025/months": At(
        "social_insurance_subsidy.months_max", on="2025-12-31"
    ),
    "flexible_employment_subsidy/max_share_of_paid": At("flexible_subsidy.share_max"),
    "flexible_employment_subsidy/max_years": At("flexible_subsidy.months_max", times=YEAR),
    "flexible_employment_subsidy/graduates/within_years": At(
        "flexible_subsidy.graduate_within_months", times=YEAR
    ),
    "flexible_employment_subsidy/graduates/max_years": At(
        "flexible_subsidy.graduate_months_max", times=YEAR
    ),
    f"{PLATFORM}/phases/0/sectors": At("platform_injury.sectors", on="2022-07-01"),
    **{
        f"{PLATFORM}/enrolled_cumulative/{at}/n": At(
            "platform_injury.enrolled_cumulative_persons", on=on
        )
        for at, on in enumerate(("2025-06-30", "2025-09-30", "2025-12-31"))
    },
    f"{PLATFORM}/new_form_workers/n": At(
        "platform_injury.new_form_workers_persons", on="2025-07-11"
    ),
    f"{PLATFORM}/new_form_workers/share_of_employees": At(
        "platform_injury.new_form_workers_share", on="2025-07-11"
    ),
    "contributions_五险/base/floor": At("contribution.base_floor_share"),
    "contributions_五险/base/cap": At("contribution.base_cap_share"),
    "contributions_五险/examples/310000/floor": At(
        "contribution.base_floor_cny_month", "CN-310000"
    ),
    "contributions_五险/examples/310000/cap": At("contribution.base_cap_cny_month", "CN-310000"),
    "contributions_五险/examples/440000/cap": At(
        "contribution.base_cap_cny_month", "CN-440300", "2025-07-01"
    ),
    "contributions_五险/examples/440000/floor_guangzhou_and_provincial": At(
        "contribution.base_floor_cny_month", "CN-440100", "2025-07-01"
    ),
    "contributions_五险/examples/440000/floor_other": At(
        "contribution.base_floor_cny_month", "CN-440200", "2025-07-01"
    ),
    "contributions_五险/pension/employer": _low("contribution.pension_employer_share"),
    "contributions_五险/pension/employee": _low("contribution.pension_employee_share"),
    "contributions_五险/pension/flexible": At("contribution.pension_flexible_share", "CN-310000"),
    "contributions_五险/unemployment/total": At(
        "contribution.unemployment_total_share", on="2025-12-31"
    ),
    "contributions_五险/unemployment/normal_total": At(
        "contribution.unemployment_normal_total_share"
    ),
    "contributions_五险/medical/shanghai_flexible": At(
        "contribution.medical_flexible_share", "CN-310000"
    ),
    "contributions_五险/medical/employee_typical": _low("contribution.medical_employee_share"),
    "training_drive/技能照亮前程/subsidised_person_times_min": At(
        "training_drive.person_times_min"
    ),
    **{
        f"{SAMPLE}/sample_rules/{name}": At(f"monitoring.unemployment_dynamics_{key}")
        for name, key in (
            ("manufacturing_max", "manufacturing_share_max"),
            ("sme_min", "small_medium_share_min"),
            ("soe_max", "state_owned_share_max"),
            ("industries_min", "industries_min"),
        )
    },
    **{
        f"{SAMPLE}/size_examples/{name}": _low(
            "monitoring.unemployment_dynamics_sample_firms", region
        )
        for name, region in (("周口", "CN-411600"), ("亳州", "CN-341600"), ("邵阳", "CN-430500"))
    },
    f"{SAMPLE}/size_examples/county_example": At(
        "monitoring.unemployment_dynamics_county_sample_firms"
    ),
    **{
        f"{DICTIONARY}/{name}": At(f"classification.occupations_2022_{key}")
        for name, key in (
            ("major", "major_groups"),
            ("medium", "medium_groups"),
            ("occupations", "occupations"),
            ("工种", "work_types"),
            ("digital_tagged", "digital"),
            ("green_tagged", "green"),
            ("both", "digital_and_green"),
        )
    },
    **{
        f"{INDUSTRIES}/{name}": _low(f"classification.industries_2017_{key}")
        for name, key in (
            ("门类", "sections"),
            ("大类", "divisions"),
            ("中类", "groups"),
            ("小类", "classes"),
        )
    },
    f"{CORRECTED}/platform_injury_price_per_order/cny/ride_hailing": _low(
        "platform_injury.price_ride_hailing_cny_order", "CN-500000"
    ),
    f"{CORRECTED}/platform_injury_price_per_order/cny/freight": _low(
        "platform_injury.price_freight_cny_order", "CN-370000"
    ),
}

ELSEWHERE = {
    # the days of the list, which test_rule_book_timelines and the tables above look up
    f"{UI}/amount/national_average_paid/0/year",
    f"{PLATFORM}/phases/2/from",
    f"{PLATFORM}/phases/3/from",
    "mandate_for_this_system/2/date",
    # the bands of the national ceiling: test_bands_of_the_ceiling
    *(
        f"{UI}/duration_national_MAXIMUM_months/bands/{at}/{name}"
        for at, name in ((0, "years_min"), (0, "years_lt"), (1, "years_min"), (1, "years_lt"))
    ),
    f"{UI}/duration_national_MAXIMUM_months/bands/2/years_min",
    # disputed, or one price of two: test_disputed_figures, test_two_prices_of_delivery
    f"{UI}/amount/by_province/440000/previous/pct",
    f"{CORRECTED}/guangdong_duration_36_months/months",
    f"{CORRECTED}/platform_injury_price_per_order/cny/delivery/0",
    f"{CORRECTED}/platform_injury_price_per_order/cny/delivery/1",
}


@pytest.fixture(scope="module")
def book() -> RuleBook:
    return load_rulebook()


def _leaves(node: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    if isinstance(node, dict | list):
        items = node.items() if isinstance(node, dict) else enumerate(node)
        for name, child in items:
            yield from _leaves(child, f"{path}/{name}" if path else str(name))
    else:
        yield path, node


@pytest.fixture(scope="module")
def leaves(shared_data: Path) -> dict[str, Any]:
    text = (shared_data.parent / "rules" / "china_rules.yaml").read_text(encoding="utf-8")
    return dict(_leaves(yaml.safe_load(text)))


def _answer(book: RuleBook, at: At) -> Answer:
    return book.require(at.key, Region(at.region), date.fromisoformat(at.on))


def _figure(answer: Answer, at: At) -> float | bool:
    if isinstance(answer.value, Condition):
        return answer.value.holds
    if at.special:
        assert isinstance(answer.value, Bands)
        return answer.value.special[at.special]
    if at.argument is None:
        assert isinstance(answer.value, Number)
    return float(answer.evaluate(at.argument or 0)[0])


@pytest.mark.parametrize("path", FIGURES)
def test_a_figure_of_the_list_is_the_answer_of_the_book(
    book: RuleBook, leaves: dict[str, Any], path: str
) -> None:
    at, listed = FIGURES[path], leaves[path]
    answer = _answer(book, at)
    wanted = listed if isinstance(listed, bool) else pytest.approx(listed * at.times, rel=1e-12)
    assert _figure(answer, at) == wanted
    assert answer.verification is Verification(at.verification)
    assert answer.rule is not None and answer.rule.reference.title


def test_bands_of_the_ceiling(book: RuleBook, leaves: dict[str, Any]) -> None:
    root = f"{UI}/duration_national_MAXIMUM_months/bands"
    ceiling = _answer(book, At(CAP)).value
    assert isinstance(ceiling, Bands)
    starts = [leaves[f"{root}/{at}/years_min"] * YEAR for at in range(3)]
    assert [band.start for band in ceiling.bands] == starts
    assert [leaves[f"{root}/{at}/years_lt"] * YEAR for at in range(2)] == starts[1:]


def test_disputed_figures(book: RuleBook, leaves: dict[str, Any]) -> None:
    guangdong = Region("CN-440000")
    before = book.at(SHARE, guangdong, date(2024, 12, 31))
    shares = [reading.value.numbers[0] for reading in before.alternatives]
    assert leaves[f"{UI}/amount/by_province/440000/previous/pct"] * PERCENT in shares
    months = leaves[f"{CORRECTED}/guangdong_duration_36_months/months"]
    duration = book.at("unemployment.benefit_duration_months", guangdong, date(2026, 9, 1))
    awards = [
        reading.value.evaluate(36)[0]  # type: ignore[union-attr]
        for reading in duration.alternatives
    ]
    assert awards == [months, 12]
    small = book.at("classification.occupations_2022_small_groups", Region("CN"), date(2026, 1, 1))
    assert [reading.value.numbers for reading in small.alternatives] == [(449,), (450,)]


def test_two_prices_of_delivery(book: RuleBook, leaves: dict[str, Any]) -> None:
    root = f"{CORRECTED}/platform_injury_price_per_order/cny/delivery"
    for region in ("CN-500000", "CN-510000", "CN-370000"):
        answer = _answer(book, At("platform_injury.price_delivery_cny_order", region))
        assert isinstance(answer.value, ClassTable)
        assert list(answer.value.rows.values()) == [leaves[f"{root}/0"], leaves[f"{root}/1"]]
        assert answer.verification is Verification.UNVERIFIED


def test_no_figure_of_the_list_is_left_out(leaves: dict[str, Any]) -> None:
    figures = {path for path, leaf in leaves.items() if isinstance(leaf, bool | int | float)}
    assert figures == {*FIGURES, *ELSEWHERE}
