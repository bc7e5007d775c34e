"""Every row of the foreign rules is in the rule book: figures of the rule, words for the rest."""

from __future__ import annotations

import csv
import re
from datetime import date
from pathlib import Path

import pytest

from trimtab.kernel import Region
from trimtab.rules import RuleBook, load_rulebook
from trimtab.rules.types import DatedValue, Statement, Validity, Verification

# country, scheme of the list -> the first word of the keys
SCHEMES = {
    ("SG", "SkillsFuture Jobseeker Support"): "skillsfuture_jobseeker_support",
    ("SG", "SFC mid-career credit"): "skillsfuture_credit_mid_career",
    ("SG", "Mid-career training allowance"): "mid_career_training_allowance",
    ("SG", "Workfare Skills Support Level-Up"): "workfare_skills_support_level_up",
    ("SE", "omstallningsstudiestod"): "transition_study_support",
    ("DE", "Kurzarbeit"): "kurzarbeit",
    ("DE", "Qualifizierungsgeld"): "qualifizierungsgeld",
    ("DK", "Flexicurity"): "flexicurity",
    ("US", "RESEA"): "reemployment_services_and_eligibility_assessment",
    ("US", "Short-time compensation"): "short_time_compensation",
    ("US", "TAA"): "trade_adjustment_assistance",
    ("US", "S.3339 AI Workforce PREPARE Act"): "ai_workforce_prepare_act",
    ("US", "DOL AI Workforce Research Hub"): "ai_workforce_research_hub",
    ("AT", "AMS/AMAS profiling"): "jobseeker_profiling",
    ("EE", "OTT"): "unemployment_risk_tool",
    ("KR", "Work24"): "work24",
    ("IN", "NCS / Skill India Digital Hub"): "national_career_service",
}
TODAY = "2026-11-22"

# key, day, figure, and the words of the list that say so
FIGURES = [
    ("skillsfuture_jobseeker_support.amount_max_sgd", TODAY, 6000, "SGD 6,000"),
    ("skillsfuture_jobseeker_support.months_max", TODAY, 6, "over 6 months"),
    ("skillsfuture_credit_mid_career.amount_sgd", TODAY, 4000, "SGD 4,000"),
    ("skillsfuture_credit_mid_career.age_years_min", TODAY, 40, "at 40+"),
    ("skillsfuture_credit_mid_career.courses", TODAY, 7000, "about 7,000 courses"),
    ("mid_career_training_allowance.share_of_income", TODAY, 0.5, "50% of average income"),
    ("mid_career_training_allowance.amount_max_sgd_month", TODAY, 3000, "cap SGD 3,000/month"),
    ("mid_career_training_allowance.months_max", TODAY, 24, "24 months"),
    ("workfare_skills_support_level_up.full_time_share_of_income", TODAY, 0.5, "50% of income"),
    ("workfare_skills_support_level_up.full_time_min_sgd_month", TODAY, 300, "min SGD 300/month"),
    ("workfare_skills_support_level_up.full_time_max_sgd_year", TODAY, 18000, "SGD 18,000/y"),
    ("workfare_skills_support_level_up.part_time_sgd_month", TODAY, 300, "part time SGD 300"),
    ("workfare_skills_support_level_up.age_years_min", TODAY, 30, "age 30+"),
    ("workfare_skills_support_level_up.income_max_sgd_month", TODAY, 3000, "<= SGD 3,000"),
    ("workfare_skills_support_level_up.months_before_age_40_max", TODAY, 24, "24 months before 40"),
    ("workfare_skills_support_level_up.months_after_age_40_max", TODAY, 24, "+ 24 after"),
    ("transition_study_support.share_of_salary", TODAY, 0.8, "80% of salary"),
    ("transition_study_support.weeks_max", TODAY, 44, "up to 44 weeks"),
    ("transition_study_support.amount_max_sek_month", "2023-12-31", 21298, "SEK 21,298/month"),
    ("transition_study_support.age_years_min", TODAY, 27, "age 27-62"),
    ("transition_study_support.age_years_max", TODAY, 62, "age 27-62"),
    ("kurzarbeit.share_of_lost_net_pay", TODAY, 0.60, "60/67% of lost net pay"),
    ("kurzarbeit.share_of_lost_net_pay_with_child", TODAY, 0.67, "60/67% of lost net pay"),
    ("kurzarbeit.staff_share_min", TODAY, 0.10, "10% of staff"),
    ("kurzarbeit.lost_pay_share_min", TODAY, 0.10, ">=10% pay"),
    ("kurzarbeit.months_max", TODAY, 24, "up to 24 months"),
    ("kurzarbeit.training_hours_above", TODAY, 120, "training >120 h"),
    ("qualifizierungsgeld.share_of_net_pay", TODAY, 0.60, "60/67% of net pay"),
    ("qualifizierungsgeld.share_of_net_pay_with_child", TODAY, 0.67, "60/67% of net pay"),
    ("qualifizierungsgeld.staff_share_min", TODAY, 0.20, "20% of staff"),
    ("qualifizierungsgeld.staff_share_min_small_firm", TODAY, 0.10, "10% small firms"),
    ("flexicurity.share_of_pay", TODAY, 0.90, "90% of pay"),
    ("flexicurity.years_max", TODAY, 2, "2 years"),
    ("work24.systems_merged", TODAY, 9, "9 systems"),
    ("work24.schemes", TODAY, 114, "114 schemes"),
    ("work24.users_persons", TODAY, 11_890_000, "11.89m persons"),
    ("work24.firms", TODAY, 510_000, "510k firms"),
    ("work24.visits_per_day", TODAY, 1_210_000, "1.21m visits/day"),
    ("national_career_service.seekers_persons", "2023-12-31", 29_000_000, "29m seekers (2023)"),
    ("skill_india_digital_hub.candidates_persons", TODAY, 15_000_000, "15m candidates (2026)"),
]


@pytest.fixture(scope="module")
def book() -> RuleBook:
    return load_rulebook()


@pytest.fixture(scope="module")
def rows(shared_data: Path) -> dict[tuple[str, str], dict[str, str]]:
    with (shared_data.parent / "rules" / "foreign_rules.csv").open(encoding="utf-8") as file:
        return {(row["country"], row["scheme"]): row for row in csv.DictReader(file)}


def _entries(book: RuleBook, first_word: str, country: str) -> list[DatedValue]:
    prefixes = [first_word]
    if first_word == "national_career_service":
        prefixes.append("skill_india_digital_hub")
    return [
        entry
        for key in sorted(book.keys())
        if key.split(".")[0] in prefixes
        for entry in book.view(key, Region(country)).entries
    ]


def test_every_row_has_its_keys(
    book: RuleBook, rows: dict[tuple[str, str], dict[str, str]]
) -> None:
    assert set(rows) == set(SCHEMES)
    assert len({country for country, _ in rows}) == 9
    for (country, scheme), first_word in SCHEMES.items():
        assert _entries(book, first_word, country), scheme


def test_figures_of_the_rules_are_numbers(
    book: RuleBook, rows: dict[tuple[str, str], dict[str, str]]
) -> None:
    by_word = {first_word: place for place, first_word in SCHEMES.items()}
    by_word["skill_india_digital_hub"] = by_word["national_career_service"]
    for key, on, figure, words in FIGURES:
        place = by_word[key.split(".")[0]]
        assert words in f"{rows[place]['rule']}; {rows[place]['volume_or_problem']}", key
        answer = book.require(key, Region(place[0]), date.fromisoformat(on))
        assert answer.number == pytest.approx(figure, rel=1e-12), key


def test_every_figure_of_a_row_is_carried(
    book: RuleBook, rows: dict[tuple[str, str], dict[str, str]]
) -> None:
    """Each number printed in a row stands in the words or figures of its keys."""
    for place, row in rows.items():
        carried: set[float] = set()
        for entry in _entries(book, SCHEMES[place], place[0]):
            for amount in entry.amounts:
                text = amount.wording.en if isinstance(amount, Statement) else ""
                carried |= {*_numbers(text), *_numbers(entry.note.en), *amount.numbers}
        title_ages = {40.0} if "Level-Up" in place[1] else set()
        years = {2023.0, 2024.0, 2026.0}
        factors = (1, 1e-3, 1e-6, 100)  # thousands, millions and hundredths as the row prints them
        scaled = {round(number * factor, 9) for number in carried for factor in factors}
        printed = _numbers(f"{row['rule']} {row['volume_or_problem']}")
        assert printed <= scaled | title_ages | years, place


def _numbers(text: str) -> set[float]:
    without_months = re.sub(r"\b\d{4}-\d{2}\b", "", text)
    return {
        float(found.replace(",", "")) for found in re.findall(r"\d[\d,]*(?:\.\d+)?", without_months)
    }


def test_what_was_recalled_is_unverified(
    book: RuleBook, rows: dict[tuple[str, str], dict[str, str]]
) -> None:
    for place, row in rows.items():
        known = [entry for entry in _entries(book, SCHEMES[place], place[0]) if entry.amounts]
        verified = {entry.verification is Verification.VERIFIED for entry in known}
        if row["evidence"] == "recalled":
            assert verified <= {False}, place
        else:
            assert True in verified, place


def test_a_bill_and_an_announcement_are_expected(book: RuleBook) -> None:
    for key in ("ai_workforce_prepare_act.rule", "ai_workforce_research_hub.rule"):
        answer = book.require(key, Region("US"), date(2026, 11, 22))
        assert answer.validity is Validity.EXPECTED and answer.provisional
