"""Figures that the national rule list gives within a sentence are figures in the rule book.

Each line quotes the words of the list, so a change of the list is seen.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from trimtab.classifications import resolve_region
from trimtab.kernel import Region
from trimtab.rules import RuleBook, load_rulebook
from trimtab.rules.types import Verification

VERIFIED, UNVERIFIED = Verification.VERIFIED, Verification.UNVERIFIED
TODAY, END_2025 = "2026-11-22", "2025-12-31"
UI, SKILL = "unemployment_insurance", "skill_upgrade_subsidy_技能提升补贴"
REFUND, HIRING = "stable_post_refund_稳岗返还", "hiring_subsidy_一次性扩岗补助"
POST, HARD = "public_post_公益性岗位", "hard_to_employ_就业困难人员/local_examples"
ASSISTANCE = f"{UI}/unemployment_assistance_失业补助金/rule"
PREMIUMS, CORRECTED = "contributions_五险", "corrections_2026_11_22"
DICTIONARY = "classification/职业分类大典_2022"
MEN_AND_55, WOMEN_50 = "delayed_retirement/men_and_women55", "delayed_retirement/women50"
SPLIT, WORK_INJURY = f"{PREMIUMS}/unemployment/split", f"{PREMIUMS}/work_injury/industry_rates"
FLEXIBLE = "flexible_employment_subsidy"
PANEL = "monitoring_today/企业用工定点监测_广东2013/panel"

# (path in the list, its words, key, region, day, figure, verification)
WORDS = [
    (f"{UI}/duration_national_MAXIMUM_months/repeat_spell", "combined cap 24",
     "unemployment.combined_duration_cap_months", "CN", TODAY, 24, VERIFIED),
    (ASSISTANCE, "<12 months contributions",
     "unemployment_assistance.contribution_months_below", "CN", "2021-12-31", 12, UNVERIFIED),
    (ASSISTANCE, "up to 6 months",
     "unemployment_assistance.months_max", "CN", "2021-12-31", 6, UNVERIFIED),
    (ASSISTANCE, "<=80% of UI",
     "unemployment_assistance.share_of_benefit_max", "CN", "2021-12-31", 0.8, UNVERIFIED),
    (f"{REFUND}/conditions/layoff_rate_max", "TARGET of last year (5.5%)",
     "stable_post_refund.layoff_rate_max", "CN", END_2025, 0.055, VERIFIED),
    (f"{SKILL}/eligibility/months_to_apply_after_certificate", "12, recalled",
     "skill_upgrade_subsidy.months_to_apply_after_certificate", "CN", END_2025, 12, UNVERIFIED),
    (f"{SKILL}/limits/2024", "max 3 per person-year",
     "skill_upgrade_subsidy.per_person_year_max", "CN", "2024-12-31", 3, VERIFIED),
    (f"{SKILL}/limits/2025", "1 per person-year",
     "skill_upgrade_subsidy.per_person_year_max", "CN", END_2025, 1, VERIFIED),
    (f"{SKILL}/limits/2025", "+2 for shortage occupations",
     "skill_upgrade_subsidy.shortage_extra_per_person_year_max", "CN", END_2025, 2, VERIFIED),
    (f"{HIRING}/requires", "3 months of UI, injury, pension",
     "hiring_subsidy.contribution_months_min", "CN", END_2025, 3, VERIFIED),
    (f"{HIRING}/who/1", "graduate within 2 years unemployed",
     "hiring_subsidy.graduate_within_months", "CN", END_2025, 24, VERIFIED),
    (f"{HIRING}/who/2", "registered unemployed 16-24",
     "hiring_subsidy.age_years_min", "CN", END_2025, 16, VERIFIED),
    (f"{HIRING}/who/2", "registered unemployed 16-24",
     "hiring_subsidy.age_years_max", "CN", END_2025, 24, VERIFIED),
    (f"{FLEXIBLE}/exceptions/within_5y_of_retirement", "until retirement",
     "flexible_subsidy.until_retirement_within_months", "CN", TODAY, 60, VERIFIED),
    (f"{FLEXIBLE}/local/310000", "50% of the contribution at base floor",
     "flexible_subsidy.share", "CN-310000", TODAY, 0.5, VERIFIED),
    (f"{FLEXIBLE}/local/镇江", "50%",
     "flexible_subsidy.share", "CN-321100", TODAY, 0.5, UNVERIFIED),
    (f"{POST}/max_years", "3 (to retirement if <5y), recalled",
     "public_post.months_max", "CN", TODAY, 36, UNVERIFIED),
    (f"{POST}/max_years", "3 (to retirement if <5y), recalled",
     "public_post.until_retirement_within_months", "CN", TODAY, 60, UNVERIFIED),
    (f"{HARD}/汝州_河南_2025/age", "within 10 years of legal retirement",
     "hard_to_employ.months_before_retirement_max", "CN-410482", TODAY, 120, VERIFIED),
    (f"{HARD}/汝州_河南_2025/long_term", "registered >= 6 months",
     "hard_to_employ.registered_months_min", "CN-410482", TODAY, 6, VERIFIED),
    (f"{HARD}/older_form_贵州/age", "M50+/W40+",
     "hard_to_employ.age_men_years_min", "CN-520000", TODAY, 50, UNVERIFIED),
    (f"{HARD}/older_form_贵州/age", "M50+/W40+",
     "hard_to_employ.age_women_years_min", "CN-520000", TODAY, 40, UNVERIFIED),
    (f"{HARD}/older_form_贵州/long_term", ">= 12 months",
     "hard_to_employ.registered_months_min", "CN-520000", TODAY, 12, UNVERIFIED),
    (MEN_AND_55, "+1 month per 4 months", "retirement.step_men_months", "CN", TODAY, 4, VERIFIED),
    (MEN_AND_55, "+1 month per 4 months",
     "retirement.step_women55_months", "CN", TODAY, 4, VERIFIED),
    (MEN_AND_55, "to 63 / 58", "retirement.cap_age_men_months", "CN", TODAY, 63 * 12, VERIFIED),
    (MEN_AND_55, "to 63 / 58",
     "retirement.cap_age_women55_months", "CN", TODAY, 58 * 12, VERIFIED),
    (WOMEN_50, "+1 month per 2 months",
     "retirement.step_women50_months", "CN", TODAY, 2, VERIFIED),
    (WOMEN_50, "to 55", "retirement.cap_age_women50_months", "CN", TODAY, 55 * 12, VERIFIED),
    (SPLIT, "0.5+0.5 typical",
     "contribution.unemployment_employer_share", "CN", END_2025, 0.005, UNVERIFIED),
    (SPLIT, "0.5+0.5 typical",
     "contribution.unemployment_employee_share", "CN", END_2025, 0.005, UNVERIFIED),
    (SPLIT, "Beijing 0.8+0.2",
     "contribution.unemployment_employer_share", "CN-110000", END_2025, 0.008, VERIFIED),
    (SPLIT, "Beijing 0.8+0.2",
     "contribution.unemployment_employee_share", "CN-110000", END_2025, 0.002, VERIFIED),
    (f"{PREMIUMS}/unemployment/source", "(2%+1%)",
     "contribution.unemployment_normal_employer_share", "CN", TODAY, 0.02, VERIFIED),
    (f"{PREMIUMS}/unemployment/source", "(2%+1%)",
     "contribution.unemployment_normal_employee_share", "CN", TODAY, 0.01, VERIFIED),
    (f"{PREMIUMS}/medical/employer", "6-10% local, recalled",
     "contribution.medical_employer_share_min", "CN", TODAY, 0.06, UNVERIFIED),
    (f"{PREMIUMS}/medical/employer", "6-10% local, recalled",
     "contribution.medical_employer_share_max", "CN", TODAY, 0.10, UNVERIFIED),
    (WORK_INJURY, "8 classes 0.2-1.9%, recalled",
     "contribution.work_injury_classes", "CN", TODAY, 8, UNVERIFIED),
    (WORK_INJURY, "8 classes 0.2-1.9%, recalled",
     "contribution.work_injury_share_min", "CN", TODAY, 0.002, UNVERIFIED),
    (WORK_INJURY, "8 classes 0.2-1.9%, recalled",
     "contribution.work_injury_share_max", "CN", TODAY, 0.019, UNVERIFIED),
    (PANEL, "3,000 -> 10,000 firms",
     "monitoring.enterprise_panel_firms_before", "CN-440000", TODAY, 3000, UNVERIFIED),
    (PANEL, "3,000 -> 10,000 firms",
     "monitoring.enterprise_panel_firms", "CN-440000", TODAY, 10000, UNVERIFIED),
    (f"{DICTIONARY}/added_2025_05", "17 occupations",
     "classification.occupations_proposed_2025_05", "CN", TODAY, 17, UNVERIFIED),
    (f"{DICTIONARY}/added_2025_05", "42 工种 proposed",
     "classification.work_types_proposed_2025_05", "CN", TODAY, 42, UNVERIFIED),
    (f"{CORRECTED}/extension_near_retirement/rule", "less than one year to legal retirement age",
     "unemployment.extension_months_before_retirement", "CN", TODAY, 12, VERIFIED),
    (f"{CORRECTED}/layoff_reports/rule", "20 persons or 10 %",
     "layoff_report.persons_min", "CN", TODAY, 20, VERIFIED),
    (f"{CORRECTED}/layoff_reports/rule", "20 persons or 10 %",
     "layoff_report.share_of_staff_min", "CN", TODAY, 0.1, VERIFIED),
]  # fmt: skip

# (path in the list, its words, key, region, day, words of the book)
STATEMENTS = [
    (f"{CORRECTED}/sanction_grounds/rule", "suitable work or training",
     "unemployment.sanction_grounds", "CN", "suitable work or training"),
    ("mandate_for_this_system/0/text", "完善就业影响评估和监测预警",
     "mandate.impact_assessment_and_early_warning", "CN", "完善就业影响评估和监测预警"),
    ("mandate_for_this_system/1/text", "将出台应对人工智能影响促就业文件",
     "mandate.artificial_intelligence_document", "CN", "将出台应对人工智能影响促就业文件"),
    ("mandate_for_this_system/2/text", "政策计算器, 直补快办",
     "mandate.direct_services", "CN", "政策计算器、直补快办、求职就业画像、常住地服务"),
    ("monitoring_today/失业动态监测/cadence", "entered 25th to 5th",
     "monitoring.unemployment_dynamics_cadence", "CN", "from the 25th to the 5th"),
    ("monitoring_today/失业动态监测/cause_classes/6", "major technical change",
     "monitoring.unemployment_dynamics_cause_classes", "CN", "major technical change"),
    ("monitoring_today/quality_note", "+1.4% for 35,244 -> 35,694",
     "monitoring.report_quality_note", "CN-341600", "+1.4 % for 35,244 to 35,694"),
    ("classification/新八级工/7", "首席技师",
     "classification.skill_grades", "CN", "高级技师、特级技师、首席技师"),
    ("platform_injury_职业伤害保障/phases/1/provinces_added/9", "宁夏",
     "platform_injury.provinces", "CN", "31个省、自治区、直辖市和新疆生产建设兵团"),
    ("training_drive/技能照亮前程/fields/2", "低空经济", "training_drive.fields", "CN", "低空经济"),
    (f"{UI}/amount/national_bounds/set_by", "province",
     "unemployment.benefit_amount_set_by", "CN", "of the province"),
]  # fmt: skip


@pytest.fixture(scope="module")
def book() -> RuleBook:
    return load_rulebook()


@pytest.fixture(scope="module")
def listed(shared_data: Path) -> Any:
    text = (shared_data.parent / "rules" / "china_rules.yaml").read_text(encoding="utf-8")
    return yaml.safe_load(text)


def _words(listed: Any, path: str) -> str:
    for name in path.split("/"):
        listed = listed[int(name)] if isinstance(listed, list) else listed[name]
    return str(listed)


def test_figures_within_words_are_figures_of_the_book(book: RuleBook, listed: Any) -> None:
    for path, words, key, region, on, figure, verification in WORDS:
        assert words in _words(listed, path), path
        answer = book.require(key, Region(region), date.fromisoformat(on))
        assert answer.number == pytest.approx(figure, rel=1e-12), key
        assert answer.verification is verification, key


def test_statements_of_the_list_are_statements_of_the_book(book: RuleBook, listed: Any) -> None:
    for path, words, key, region, carried in STATEMENTS:
        assert words in _words(listed, path), path
        answer = book.require(key, Region(region), date.fromisoformat(TODAY))
        assert answer.value is not None
        plain = answer.value.to_plain()
        assert carried in plain["en"] or carried in plain["zh"], key


def test_roll_out_of_the_platform_injury_cover(book: RuleBook, listed: Any) -> None:
    phases = listed["platform_injury_职业伤害保障"]["phases"]
    key = "platform_injury.in_force"
    for phase, names in ((phases[0], "provinces"), (phases[1], "provinces_added")):
        begun = {
            place
            for place in book.regions(key)
            if book.view(key, place).entries[0].in_force_from == phase["from"]
        }
        assert begun == {resolve_region(name) for name in phase[names]}
    hunan = book.at("platform_injury.in_force", Region("CN-430000"), date(2025, 12, 31))
    assert hunan.value is None
