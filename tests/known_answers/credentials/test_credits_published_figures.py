"""Published figures of frameworks and credit banks, and the one published conversion."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from trimtab.classifications.reading import read_csv
from trimtab.credentials.bank import (
    Entry,
    Frameworks,
    LevelMap,
    Origin,
    Relation,
    SkillKind,
    consider,
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
    standards_of,
)
from trimtab.credentials.types import Answer, Outcome, Verdict

ON, KNOWN = date(2026, 11, 24), datetime(2026, 11, 24, tzinfo=UTC)


@pytest.mark.parametrize(
    ("framework", "low", "high", "year", "levels"),
    [
        ("ECTS", 25, 30, 60, 0),
        ("NCRF", 30, 30, 40, 11),
        ("IN-ABC", 30, 30, 40, 0),
        ("SAQA", 10, 10, None, 10),
        ("SCQF", 10, 10, None, 12),
        ("HKQF", 10, 10, None, 7),
        ("IE-NFQ", None, None, None, 10),
        ("NZQCF", None, None, None, 10),
        ("DE-DQR", None, None, None, 8),
        ("AQF", None, None, None, 10),
        ("EQF", None, None, None, 8),
        ("CN-GRADES", None, None, None, 8),
    ],
)
def test_frameworks(framework, low, high, year, levels):
    held = load_book().frameworks.get(framework)
    assert (held.hours_low, held.hours_high, held.credits_year) == (low, high, year)
    assert len(held.levels) == levels and held.standing == "published"
    numbers = [one.number for one in held.levels]
    assert numbers == sorted(set(numbers))


def test_the_academic_bank_of_credits_keeps_a_credit_at_most_seven_years():
    """That a redeemed credit is gone holds for every framework: the ledger's tests."""
    earned = Entry(
        entry_id="e",
        certificate_id="urn:uuid:1", holder_id="h", issuer_id="i", standard_id="s",
        title={"en": "x"}, framework_id="IN-ABC", earned_on=date(2024, 2, 29),
        hours=119,
    )  # fmt: skip
    found = consider(
        earned,
        verdict=Verdict(Outcome.VALID, ()),
        accredited=lambda *_: Answer.PASSED,
        frameworks=load_book().frameworks,
    )
    assert found.entry.expires_on == date(2031, 2, 28)
    assert found.entry.hundredths == 396  # 119 hours at 30 a credit, rounded down


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


KOREA = "urn:x-trimtab:kr-acbs"


def _korean(amounts: dict[str, int], affiliated: bool = True) -> list[Entry]:
    return [
        _entry(f"{nature}{n}", framework_id="KR-ACBS", nature=nature, hundredths=amount,
               origin=Origin.COURSE, issuer_id=KOREA if affiliated else "i")
        for nature, whole in amounts.items()
        for n, amount in enumerate([1000] * (whole // 10) + [100] * (whole % 10))
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("degree", "major", "liberal", "other", "short"),
    [
        ("bachelor", 60, 30, 50, 0),
        ("bachelor", 59, 30, 51, 1),
        ("bachelor", 60, 29, 51, 1),
        ("bachelor", 60, 30, 49, 1),
        ("bachelor", 80, 60, 0, 0),
        ("associate-2", 45, 15, 20, 0),
        ("associate-2", 44, 15, 21, 1),
        ("associate-3", 54, 21, 45, 0),
        ("associate-3", 54, 20, 46, 1),
    ],
)
def test_korea_asks_for_number_and_nature(degree, major, liberal, other, short):
    """140 credits of which 60 major and 30 general for a bachelor, 80 or 120 for an associate; what
    is more than the nature asks for counts in the number."""
    book = load_book()
    wanted = book.qualification(f"kr.acbs.{degree}", ON, KNOWN)
    held = _korean({"major": major, "liberal": liberal, "": other})
    found = stack(held, wanted, book.frameworks, on=ON, known=KNOWN)
    assert found.shortfall == 100 * short


def test_korea_asks_for_eighteen_credits_from_affiliated_institutions():
    book = load_book()
    bachelor = book.qualification("kr.acbs.bachelor", ON, KNOWN)
    held = _korean({"major": 60, "liberal": 30, "": 50}, affiliated=False)
    found = stack(held, bachelor, book.frameworks, on=ON, known=KNOWN)
    assert (found.satisfied, found.shortfall) == (False, 1800)


def test_every_figure_has_its_source_and_every_example_says_that_it_is_one():
    book, known = load_book(), credit_sources()
    kept = (*book.frameworks.frameworks, *book.rules, *book.qualifications, *book.courses)
    skills = (skill for one in standards() for skill in one.skills)
    used = set()
    for one in (*kept, *book.frameworks.maps, *facts(), *standards(), *skills):
        source = known[one.source]
        assert source.publisher and source.retrieved and source.licence
        standing = getattr(one, "standing", "published")
        assert (standing == "synthetic") == (one.source == "example")
        assert bool(source.address) == (one.source != "example")
        assert source.read in ("original", "reproduction", "retelling", "own")
        used.add(one.source)
    assert set(known) - used <= {"cned-2023-01"}  # kept for the other count it gives


def test_level_maps_join_levels_that_exist_and_comparable_ones_go_both_ways():
    frameworks = load_book().frameworks
    maps = {
        (one.from_framework, one.from_level, one.to_framework, one.to_level): one.relation
        for one in frameworks.maps
    }
    assert len(maps) == len(frameworks.maps)  # none twice
    for (source, level, target, other), relation in maps.items():
        assert frameworks.get(source).level(level) and frameworks.get(target).level(other)
        back = maps.get((target, other, source, level))
        assert back == (relation if relation is Relation.COMPARABLE else None)


def test_comparable_levels_rise_together():
    """A table in which a higher level answered to a lower one would be misread."""
    frameworks = load_book().frameworks
    for one in frameworks.maps:
        for other in frameworks.maps:
            if (one.from_framework, one.to_framework) == (
                other.from_framework, other.to_framework
            ):  # fmt: skip
                lower, higher = _numbers(frameworks, one), _numbers(frameworks, other)
                assert lower[0] >= higher[0] or lower[1] <= higher[1]


def _numbers(frameworks: Frameworks, one: LevelMap) -> tuple[int, int]:
    return (
        frameworks.get(one.from_framework).level(one.from_level).number,
        frameworks.get(one.to_framework).level(one.to_level).number,
    )


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
        grades = {level.code for level in load_book().frameworks.get(one.framework_id).levels}
        assert set(one.levels) <= grades and set(one.hours) <= set(one.levels)


def test_skills_and_occupations_find_each_other():
    for one in standards():
        for skill in one.skills:
            assert occupations_of(skill.skill_id) == one.occupations
            assert all(skill in skills_of(occupation) for occupation in one.occupations)
    assert skills_of("1-01-00-01") == () and occupations_of("none") == ()


def test_a_group_of_occupations_has_the_standards_of_all_in_it():
    couriers = [one.standard_id for one in standards_of("CSCO@2022:4-02-07-00")]
    assert couriers == ["CN:postal-express-clerk", "CN:courier"]
    services = {one.standard_id for one in standards_of("4-00-00-00")}
    assert services == {one.standard_id for one in standards()} - {"CN:robot-maintainer"}
    assert standards_of("SOC@2018:11-1011") == () and standards_of("4-02-07-0") == ()


def test_a_standard_of_several_occupations_belongs_to_each(monkeypatch):
    both = replace(standards()[0], occupations=("4-10-08-01", "4-02-07-08"))
    monkeypatch.setattr("trimtab.credentials.bank.skills.standards", lambda: (both,))
    assert standards_of("4-02-07-00") == standards_of("4-10-08-01") == (both,)
    assert occupations_of(both.skills[0].skill_id) == ("4-02-07-08", "4-10-08-01")


def test_the_trainer_of_artificial_intelligence_as_published():
    (trainer,) = standards_of("4-04-05-05")
    assert trainer.hours == {"2": 60, "3": 50, "4": 40, "5": 40, "6": 30}
    assert {one.kind for one in trainer.skills} == {SkillKind.TASK}
