"""The optimiser against every assignment there is, on small cases; and what must hold for all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import combinations, product
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trimtab.credentials.bank import (
    Choice,
    Course,
    Entry,
    EquivalenceRule,
    Framework,
    Frameworks,
    Level,
    Need,
    Origin,
    Qualification,
    Residency,
    RuleInput,
    RuleKind,
    RuleOutput,
    SourceCap,
    close_gap,
    stack,
)
from trimtab.credentials.bank.judging import in_order
from trimtab.kernel import InputRejectedError

ON, KNOWN = date(2026, 11, 23), datetime(2026, 11, 23, tzinfo=UTC)
TITLE = {"zh": "例", "en": "example"}
FRAMEWORKS = Frameworks(
    (
        Framework(
            "f", TITLE, "CN", None, date(2020, 1, 1), "made up for a test", "synthetic",
            tuple(Level(n, str(n), TITLE) for n in range(1, 5)), 30, 30,
        ),
    )
)  # fmt: skip
MODULES = ("a", "b", "c")

entries = st.builds(
    Entry,
    entry_id=st.just(""),
    holder_id=st.just("h"),
    certificate_id=st.just(""),
    issuer_id=st.sampled_from(["own", "other"]),
    standard_id=st.sampled_from(["s", "t"]),
    title=st.just(TITLE),
    framework_id=st.just("f"),
    earned_on=st.sampled_from([date(2018, 5, 1), date(2025, 5, 1)]),
    level=st.sampled_from(["1", "2", "3"]),
    module_id=st.sampled_from(MODULES),
    nature=st.sampled_from(["", "major"]),
    hundredths=st.sampled_from([100, 150, 200, 300]),
    grade=st.sampled_from([50, 80]),
    origin=st.sampled_from([Origin.COURSE, Origin.WORK]),
    exclusive_group=st.sampled_from([None, None, "g"]),
)
needs = st.builds(
    Need,
    need_id=st.just(""),
    title=st.just(TITLE),
    hundredths=st.sampled_from([100, 200, 300, 400]),
    modules=st.sampled_from([("a",), ("a", "b"), ("c",), ()]),
    natures=st.sampled_from([(), ("major",)]),
    level=st.sampled_from([None, 2]),
    grade=st.sampled_from([None, 60]),
    months=st.sampled_from([None, 60]),
)
rules = st.builds(
    EquivalenceRule,
    rule_id=st.just("r"),
    version=st.just(1),
    kind=st.just(RuleKind.MANY_TO_MANY),
    title=st.just(TITLE),
    framework_id=st.just("f"),
    inputs=st.sampled_from(
        [(RuleInput("s"),), (RuleInput("s"), RuleInput("t")), (RuleInput("t", hundredths=300),)]
    ),
    outputs=st.sampled_from(
        [(RuleOutput(("a",), 400, level="2"),),
         (RuleOutput(("a", "b"), 200, level="3"), RuleOutput(("c",), 200))]
    ),
    authority=st.just("test"),
    legal_basis=st.just("none"),
    since=st.just(date(2020, 1, 1)),
    recorded=st.just(datetime(2020, 1, 1, tzinfo=UTC)),
    standing=st.just("synthetic"),
    source=st.just(""),
    bridge=st.sampled_from(["", "b"]),
    cap=st.sampled_from([None, 300]),
    exclusive_group=st.sampled_from([None, "g"]),
)  # fmt: skip


@st.composite
def cases(draw: st.DrawFn) -> tuple[list[Entry], Qualification, list[EquivalenceRule]]:
    held = [
        replace(one, entry_id=f"e{n}", certificate_id=f"c{n}")
        for n, one in enumerate(draw(st.lists(entries, max_size=4)))
    ]
    leaves = [
        replace(one, need_id=f"n{n}")
        for n, one in enumerate(draw(st.lists(needs, min_size=1, max_size=3)))
    ]
    least = draw(st.integers(1, len(leaves)))
    total = draw(st.sampled_from([None, 500]))
    qualification = Qualification(
        "q", 1, TITLE, "f", "own", Choice(least, tuple(leaves)), date(2020, 1, 1),
        date(2020, 1, 1), "synthetic", "",
        total=total,
        caps=draw(st.sampled_from([(), (SourceCap((Origin.WORK,), 250),)])),
        residency=draw(st.sampled_from([None, Residency(("own",), 200)])),
    )  # fmt: skip
    return held, qualification, draw(st.lists(rules, max_size=1))


def _fits(need: Need, module: tuple[str, ...], nature: str, level: int) -> bool:
    kind = not need.modules and not need.natures
    kind = kind or bool(set(module) & set(need.modules)) or nature in need.natures
    return kind and (need.level is None or level >= need.level)


def _allowed(need: Need, entry: Entry) -> bool:
    good = need.grade is None or entry.grade >= need.grade
    return good and (need.months is None or entry.earned_on.year > 2021)


def _feeds(rule: EquivalenceRule, held: list[Entry]) -> Iterator[tuple[frozenset[int], ...]]:
    """Every way to feed a rule: for each input a set of entries, no entry twice."""
    choices = []
    for wanted in rule.inputs:
        matching = [n for n, one in enumerate(held) if one.standard_id == wanted.code]
        sets = [
            frozenset(some)
            for size in range(1, len(matching) + 1)
            for some in combinations(matching, size)
            if sum(held[n].hundredths for n in some) >= wanted.hundredths
        ]
        choices.append(sets)
    for picked in product(*choices):
        if sum(map(len, picked)) == len(frozenset().union(*picked)):
            yield picked


class Answer(NamedTuple):
    """An assignment, in the order in which equally good ones are compared (smaller is first)."""

    short: int
    use: int
    left_out: tuple[bool, ...]  # needs that a choice leaves out
    applied: bool
    idle: tuple[bool, ...]  # entries that are not used
    placed: tuple[int, ...]  # of each entry and output: which need, then the total, then nothing
    not_fed: tuple[bool, ...]  # of each input: which entries do not feed it


def _best(held, qualification, rules) -> Answer:
    """The first of the best answers: by trying everything. Entries stand in their order."""
    leaves = qualification.needs()
    total, nowhere = len(leaves), len(leaves) + 1
    free = [total] if qualification.total is not None else []
    ways: list[tuple[EquivalenceRule | None, tuple[frozenset[int], ...]]] = [(None, ())]
    for rule in rules:
        if not rule.bridge or any(one.module_id == rule.bridge for one in held):
            ways += [(rule, picked) for picked in _feeds(rule, held)]
    best = Answer(10**9, 0, (), False, (), (), ())
    for rule, picked in ways:
        consumed = frozenset().union(*picked)
        sources = [
            [*(j for j, need in enumerate(leaves)
               if _fits(need, (one.module_id,), one.nature, int(one.level))
               and _allowed(need, one)), *free, nowhere]
            if n not in consumed else [nowhere]
            for n, one in enumerate(held)
        ]  # fmt: skip
        for output in rule.outputs if rule else ():
            sources.append(
                [*(j for j, need in enumerate(leaves)
                   if _fits(need, output.modules, output.nature, int(output.level or 0))
                   and all(_allowed(need, held[n]) for n in consumed)), *free, nowhere]
            )  # fmt: skip
        not_fed = tuple(n not in some for some in picked for n in range(len(held)))
        for placed in product(*sources):
            used = {n for n in range(len(held)) if placed[n] != nowhere} | consumed
            grouped = sum(
                held[n].exclusive_group == "g"
                and not (n in consumed and rule and rule.exclusive_group == "g")
                for n in used
            ) + bool(rule and rule.exclusive_group == "g")
            if grouped > 1:
                continue
            use = sum(held[n].hundredths for n in used)
            idle = tuple(n not in used for n in range(len(held)))
            for left_out, short in _short(held, qualification, rule, placed):
                found = Answer(short, use, left_out, rule is not None, idle, placed, not_fed)
                best = min(best, found)
    return best


def _short(held, qualification, rule, placed) -> Iterator[tuple[tuple[bool, ...], int]]:
    """Least shortfall of one assignment, for each way to choose: caps may be spent on any of the
    capped sources."""
    leaves = qualification.needs()
    worths = [one.hundredths for one in held] + [
        o.hundredths for o in (rule.outputs if rule else ())
    ]
    origins = [one.origin for one in held] + [rule.origin for _ in (rule.outputs if rule else ())]
    groups = [(cap.hundredths, {n for n, o in enumerate(origins) if o in cap.origins})
              for cap in qualification.caps]  # fmt: skip
    if rule and rule.cap is not None:
        groups.append((rule.cap, set(range(len(held), len(worths)))))
    placed_at = [n for n, need in enumerate(placed) if need <= len(leaves)]
    capped = [n for n in placed_at if any(n in members for _, members in groups)]
    counts = [
        counted
        for amounts in product(*(range(0, worths[n] + 1, 50) for n in capped))
        for counted in [dict(zip(capped, amounts, strict=True))]
        if all(sum(counted.get(n, 0) for n in members) <= most for most, members in groups)
    ]
    # What is put to a need that is not asked would not count: only asked needs are filled.
    for asked in combinations(range(len(leaves)), qualification.requirement.least):
        if all(placed[n] in (*asked, len(leaves)) for n in placed_at):
            lacks = min(_lacks(held, qualification, placed, placed_at, asked, worths, counted)
                        for counted in counts)  # fmt: skip
            yield tuple(j not in asked for j in range(len(leaves))), lacks


def _lacks(held, qualification, placed, placed_at, asked, worths, counted) -> int:
    leaves = qualification.needs()
    got = {n: counted.get(n, worths[n]) for n in placed_at}
    lacks = sum(
        max(0, leaves[j].hundredths - sum(got[n] for n in placed_at if placed[n] == j))
        for j in asked
    )
    if qualification.total is not None:
        lacks += max(0, qualification.total - sum(got.values()))
    if residency := qualification.residency:
        own = sum(got[n] for n in placed_at if n < len(held) and held[n].issuer_id == "own")
        lacks += max(0, residency.hundredths - own)
    return lacks


@given(cases())
@settings(max_examples=100)
def test_it_equals_brute_force(case):
    """The aims, and of all that are equally good exactly the first in order."""
    held, qualification, rules = case
    held = [*in_order(held)]
    found = stack(held, qualification, FRAMEWORKS, on=ON, known=KNOWN, rules=rules)
    best = _best(held, qualification, rules)
    assert found.proven
    assert (found.shortfall, found.used) == (best.short, best.use)
    assert [one.entry_id for one, idle in zip(held, best.idle, strict=True) if not idle] == sorted(
        found.entry_ids, key=[one.entry_id for one in held].index
    )
    assert tuple(not one.asked for one in found.needs) == best.left_out
    names = [*(need.need_id for need in qualification.needs()), ""]
    assert {one.entry_ids[0]: one.need_id for one in found.assignments if not one.rule_key} == {
        one.entry_id: names[best.placed[n]]
        for n, one in enumerate(held)
        if best.placed[n] < len(names)
    }
    assert [one.need_id for one in found.assignments if one.rule_key] == sorted(
        (names[place] for place in best.placed[len(held) :] if place < len(names)), key=names.index
    )


@given(cases(), entries)
@settings(max_examples=40)
def test_an_added_credit_never_worsens_the_shortfall(case, more):
    held, qualification, rules = case
    before = stack(held, qualification, FRAMEWORKS, on=ON, known=KNOWN, rules=rules)
    added = [*held, replace(more, entry_id="more", certificate_id="more")]
    after = stack(added, qualification, FRAMEWORKS, on=ON, known=KNOWN, rules=rules)
    assert after.shortfall <= before.shortfall


@given(cases(), st.randoms())
@settings(max_examples=40)
def test_the_order_of_lists_never_matters(case, random):
    held, qualification, rules = case
    first = stack(held, qualification, FRAMEWORKS, on=ON, known=KNOWN, rules=rules)
    mixed = random.sample(held, len(held))
    assert stack(mixed, qualification, FRAMEWORKS, on=ON, known=KNOWN, rules=rules) == first


@given(cases())
@settings(max_examples=40)
def test_every_entry_is_used_once_and_limits_hold(case):
    held, qualification, rules = case
    found = stack(held, qualification, FRAMEWORKS, on=ON, known=KNOWN, rules=rules)
    direct = [one.entry_ids[0] for one in found.assignments if one.rule_key is None]
    consumed = {name for one in found.assignments if one.rule_key for name in one.entry_ids}
    assert len(direct) == len(set(direct)) and not set(direct) & consumed
    by_id = {one.entry_id: one for one in held}
    for cap in qualification.caps:
        counted = sum(
            one.hundredths
            for one in found.assignments
            if one.rule_key is None and by_id[one.entry_ids[0]].origin in cap.origins
        )
        assert counted <= cap.hundredths


@given(cases(), st.lists(st.sampled_from([100, 250, 700]), min_size=1, max_size=3))
@settings(max_examples=30)
def test_the_cheapest_courses_are_the_cheapest(case, prices):
    """Against every subset of the courses, each judged by the optimiser itself."""
    held, qualification, rules = case
    courses = [
        Course(f"k{n}", TITLE, "own", "f", 200, price, "CNY", module_id=MODULES[n], level="3")
        for n, price in enumerate(prices)
    ]
    found = close_gap(held, qualification, FRAMEWORKS, courses, on=ON, known=KNOWN, rules=rules)
    best = min(
        (
            stack(
                [*held, *(_taken(one) for one in some)],
                qualification,
                FRAMEWORKS,
                on=ON,
                known=KNOWN,
                rules=rules,
            ).shortfall,
            sum(one.price for one in some),
        )
        for size in range(len(courses) + 1)
        for some in combinations(courses, size)
    )
    assert (found.remaining, found.price) == best


def _taken(course: Course) -> Entry:
    return Entry(
        course.course_id, "h", course.course_id, "own", "", TITLE, "f", ON, "3",
        course.module_id, hundredths=course.hundredths, grade=100, origin=Origin.COURSE,
    )  # fmt: skip


@pytest.mark.parametrize("twice", [["e", "e"], ["e"] * 401])
def test_what_cannot_be_answered_is_refused(twice):
    made = [_taken(Course(name, TITLE, "own", "f", 100, 1, "CNY")) for name in twice]
    qualification = Qualification(
        "q", 1, TITLE, "f", "own", Need("n", TITLE, 100), date(2020, 1, 1), date(2020, 1, 1),
        "synthetic", "",
    )  # fmt: skip
    with pytest.raises(InputRejectedError, match="CREDITS-031"):
        stack(made, qualification, FRAMEWORKS, on=ON, known=KNOWN)
