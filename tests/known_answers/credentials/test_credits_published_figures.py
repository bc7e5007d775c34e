"""Published figures of frameworks and credit banks, and the one published conversion."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from trimtab.classifications.reading import read_csv
from trimtab.credentials.bank import (
    Entry,
    Origin,
    credit_sources,
    facts,
    lint_rules,
    load_book,
    occupations_of,
    plain_qualification,
    plain_rule,
    qualification_from_plain,
    rule_from_plain,
    skills_of,
    stack,
    standards,
)

ON, KNOWN = date(2026, 11, 24), datetime(2026, 11, 24, tzinfo=UTC)


@pytest.mark.parametrize(
    ("framework", "low", "high", "year", "levels"),
    [
        ("ECTS", 25, 30, 60, 0),
        ("NCRF", 30, 30, 40, 0),
        ("SAQA", 10, 10, None, 10),
        ("EQF", None, None, None, 8),
        ("CN-GRADES", None, None, None, 8),
    ],
)
def test_frameworks(framework, low, high, year, levels):
    held = load_book().frameworks.get(framework)
    assert (held.hours_low, held.hours_high, held.credits_year) == (low, high, year)
    assert len(held.levels) == levels and held.standing == "published"


def test_the_eight_grades_from_apprentice_to_chief():
    titles = [one.title["zh"] for one in load_book().frameworks.get("CN-GRADES").levels]
    assert titles == [
        "学徒工",
        "初级工",
        "中级工",
        "高级工",
        "技师",
        "高级技师",
        "特级技师",
        "首席技师",
    ]


def test_facts_of_january_2023():
    found = {one.fact_id: one.value for one in facts()}
    assert (found["cn.certificates"], found["cn.conversion_rules"]) == (341, 4278)
    assert (found["cn.courses"], found["cn.courier_example_credits"]) == (9000, 8)


def _entry(name: str, **said: object) -> Entry:
    title = {"zh": name, "en": name}
    given = {"holder_id": "h", "certificate_id": name, "issuer_id": "i", "standard_id": "",
             "title": title, "earned_on": date(2022, 1, 1)}  # fmt: skip
    return Entry(name, **(given | said))


def test_the_courier_certificate_waives_three_courses_of_eight_credits():
    book = load_book()
    diploma = book.qualification("example.logistics", ON, KNOWN)
    held = [_entry("clerk", framework_id="CN-OUCHN", standard_id="CN:postal-express-clerk")]
    found = stack(held, diploma, book.frameworks, on=ON, known=KNOWN, rules=book.rules)
    (one,) = found.assignments
    assert (one.hundredths, one.rule_key) == (800, "cn.ouchn.express-clerk@1")
    rule = next(each for each in book.rules if each.key == one.rule_key)
    assert len(rule.outputs[0].modules) == 3 and rule.standing == "published"


@pytest.mark.parametrize(
    ("major", "liberal", "other", "short"),
    [(60, 30, 50, 0), (59, 30, 51, 1), (60, 29, 51, 1), (60, 30, 49, 1), (80, 60, 0, 0)],
)
def test_korea_asks_for_140_credits_of_which_60_major(major, liberal, other, short):
    """Number and nature must both suffice; what is more than the nature asks for counts in the
    number."""
    book = load_book()
    bachelor = book.qualification("kr.acbs.bachelor", ON, KNOWN)
    held = [
        _entry(f"{nature}{n}", framework_id="KR-ACBS", nature=nature, hundredths=amount,
               origin=Origin.COURSE)
        for nature, whole in (("major", major), ("liberal", liberal), ("", other))
        for n, amount in enumerate([1000] * (whole // 10) + [100] * (whole % 10))
    ]  # fmt: skip
    found = stack(held, bachelor, book.frameworks, on=ON, known=KNOWN)
    assert found.shortfall == 100 * short


def test_every_figure_has_its_source_and_every_example_says_that_it_is_one():
    book, known = load_book(), credit_sources()
    kept = (*book.frameworks.frameworks, *book.rules, *book.qualifications, *book.courses)
    for one in (*kept, *facts(), *standards()):
        source = known[one.source]
        assert source.publisher and source.retrieved and source.licence
        standing = getattr(one, "standing", "published")
        assert (standing == "synthetic") == (one.source == "example")
        assert bool(source.address) == (one.source != "example")
    assert book.frameworks.maps == ()  # no map between frameworks was found published


def test_embedded_rules_are_sound_and_survive_writing():
    book = load_book()
    assert lint_rules(book.rules, book) == ()
    for rule in book.rules:
        assert rule_from_plain(plain_rule(rule)) == rule
    for one in book.qualifications:
        assert qualification_from_plain(plain_qualification(one)) == one


def test_standards_are_named_after_occupations_that_exist():
    titles = {row["code"]: row["title_zh"] for row in read_csv("codes_csco_2022.csv")}
    for one in standards():
        for occupation in one.occupations:
            assert occupation in titles
            assert one.linked == "ours" or one.title["zh"].startswith(titles[occupation])
    for skill in skills_of("4-10-08-01"):
        assert occupations_of(skill.skill_id) == ("4-10-08-01",)
    assert skills_of("1-01-00-01") == ()
