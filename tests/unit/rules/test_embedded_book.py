"""The rule files that come with Trimtab: each in its place, whole, and answering."""

from __future__ import annotations

from datetime import date

import pytest

from trimtab.kernel import Region
from trimtab.messages import LANGUAGES
from trimtab.rules import Kind, Payment, Reason, load_rulebook
from trimtab.rules.lint import lint_folders
from trimtab.rules.places import layers_of

BOOK = load_rulebook()
PARAMETERS = BOOK.all_parameters()


def _lies_right(file: str, region: Region) -> bool:
    """cn/national, cn/provinces/440000 and below it 440300, se"""
    first, *below = file.split("/")[1:-1]
    if region.country != "CN":
        return (first, below) == (region.country.lower(), [])
    if region.is_country:
        return (first, below) == ("cn", ["national"])
    province = layers_of(region)[-2].text[3:]
    return first == "cn" and below[:2] == ["provinces", province] and below[-1] == region.text[3:]


def test_every_file_lies_where_its_region_belongs():
    strays = {p.file for p in PARAMETERS if not _lies_right(p.file, p.region)}
    assert strays == set()


def test_nothing_is_wrong_and_everything_is_said_in_both_languages():
    report = lint_folders(today=date(2026, 11, 23))
    assert report.problems == ()
    asked = {warning.code for warning in report.warnings}
    assert not asked & {"LINT-003", "LINT-004", "LINT-005"}


def test_titles_tell_parameters_apart_at_one_place():
    for language in LANGUAGES:
        seen: dict[tuple[Region, str], str] = {}
        for parameter in PARAMETERS:
            place = (parameter.region, parameter.title.in_language(language))
            assert seen.setdefault(place, parameter.key) == parameter.key, place


@pytest.mark.parametrize("on", [date(2020, 1, 1), date(2025, 7, 1), date(2030, 1, 1)], ids=str)
def test_every_parameter_answers_or_says_why_not(on):
    for parameter in PARAMETERS:
        answer = BOOK.at(parameter.key, parameter.region, on)
        assert (answer.value is None) == (answer.reason is not Reason.NONE)
        assert answer.reason is not Reason.NO_RULE
        if answer.value is not None and parameter.kind not in (Kind.CONDITION, Kind.STATEMENT):
            low, high = parameter.range or (None, None)
            assert all((low or 0) <= number for number in answer.value.numbers)
            assert high is None or all(number <= high for number in answer.value.numbers)


def test_ids_are_unique_and_so_are_versions():
    entries = [entry for parameter in PARAMETERS for entry in parameter.values]
    assert len({entry.id for entry in entries}) == len(entries)
    assert len({entry.version for entry in entries}) == len(entries)


def test_unemployment_benefits_go_on_when_the_next_rule_is_not_known():
    """The law owes them: they are statutory everywhere, and only discretionary money waits."""
    owed = (
        "unemployment.benefit_amount_cny_month",
        "unemployment.benefit_share_of_minimum_wage",
        "unemployment.benefit_duration_months",
    )
    paid = {parameter.payment for parameter in PARAMETERS if parameter.key in owed}
    assert paid == {Payment.STATUTORY}
