"""What is wrong with an equivalence rule is told by name: one wrong thing at a time."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from trimtab.credentials.bank import (
    EquivalenceRule,
    RuleInput,
    RuleKind,
    RuleOutput,
    lint_rule,
    lint_rules,
    load_book,
)

TITLE = {"zh": "例", "en": "example"}
SOUND = EquivalenceRule(
    "own.sound", 1, RuleKind.ONE_TO_ONE, TITLE, "CN-GRADES",
    (RuleInput("CN:online-delivery-rider", "3"),), (RuleOutput(("同城配送实务",), 400),),
    "college", "notice 1", date(2026, 1, 1), datetime(2026, 1, 1, tzinfo=UTC), "own", "",
    qualifications=("example.logistics",),
)  # fmt: skip
ONE, TWO = (RuleInput("a"),), (RuleInput("a"), RuleInput("b"))
MODULE, PAIR = RuleOutput(("同城配送实务",), 400), RuleOutput(("同城配送实务", "仓储管理"), 400)


def _codes(rule: EquivalenceRule) -> list[str]:
    return [one.code for one in lint_rule(rule, load_book())]


def test_a_sound_rule_has_nothing_wrong():
    assert _codes(SOUND) == []


@pytest.mark.parametrize(
    ("changed", "code", "column"),
    [
        ({"framework_id": "none"}, "CREDITS-047", "framework"),
        ({"inputs": TWO}, "CREDITS-049", "kind"),
        ({"bridge": "桥接"}, "CREDITS-050", "bridge"),
        ({"kind": RuleKind.PARTIAL}, "CREDITS-050", "bridge"),
        ({"legal_basis": " "}, "CREDITS-051", "legal_basis"),
        ({"outputs": (replace(MODULE, hundredths=0),)}, "CREDITS-052", "outputs"),
        (
            {"kind": RuleKind.MANY_TO_MANY, "inputs": TWO,
             "outputs": (MODULE, replace(MODULE, hundredths=0))},
            "CREDITS-052", "outputs",
        ),
        ({"standing": "published"}, "CREDITS-053", "source"),
        ({"inputs": (RuleInput("a", "9"),)}, "CREDITS-054", "inputs"),
        ({"qualifications": ("none",)}, "CREDITS-055", "qualifications"),
        ({"outputs": (RuleOutput(("Latin",), 400),)}, "CREDITS-056", "outputs"),
        ({"outputs": (RuleOutput((), 400, nature="Latin"),)}, "CREDITS-056", "outputs"),
    ],
)  # fmt: skip
def test_each_wrong_thing_is_named_alone_with_its_field(changed, code, column):
    (found,) = lint_rule(replace(SOUND, **changed), load_book())
    assert (found.code, found.column) == (code, column)


@pytest.mark.parametrize(
    ("kind", "inputs", "outputs", "fits"),
    [
        # kind                    in   out              fits
        (RuleKind.ONE_TO_ONE, ONE, (MODULE,), True),
        (RuleKind.ONE_TO_ONE, ONE, (MODULE, MODULE), False),
        (RuleKind.MANY_TO_ONE, TWO, (MODULE,), True),
        (RuleKind.MANY_TO_ONE, ONE, (MODULE,), False),
        (RuleKind.MANY_TO_ONE, TWO, (PAIR,), False),
        (RuleKind.ONE_TO_MANY, ONE, (PAIR,), True),
        (RuleKind.ONE_TO_MANY, TWO, (PAIR,), False),
        (RuleKind.MANY_TO_MANY, TWO, (PAIR,), True),
        (RuleKind.MANY_TO_MANY, TWO, (MODULE, MODULE), True),
        (RuleKind.MANY_TO_MANY, TWO, (MODULE,), False),
        (RuleKind.MANY_TO_MANY, ONE, (PAIR,), False),
        (RuleKind.PRIOR_LEARNING, ONE, (MODULE,), True),
        (RuleKind.PRIOR_LEARNING, TWO, (PAIR,), True),
    ],
)
def test_a_shape_has_so_many_inputs_and_outputs(kind, inputs, outputs, fits):
    found = _codes(replace(SOUND, kind=kind, inputs=inputs, outputs=outputs))
    assert found == ([] if fits else ["CREDITS-049"])


def test_two_of_one_id_and_version_are_one_too_many():
    found = lint_rules((SOUND, SOUND, replace(SOUND, version=2)), load_book())
    assert [one.code for one in found] == ["CREDITS-048"]


def test_a_qualification_open_to_everything_takes_any_module():
    book = load_book()
    open_one = replace(
        book.qualifications[0],
        qualification_id="open",
        requirement=replace(book.qualifications[0].needs()[0], natures=()),
    )
    rule = replace(SOUND, qualifications=("open",), outputs=(RuleOutput(("Latin",), 400),))
    assert lint_rule(rule, replace(book, qualifications=(open_one,))) == ()
