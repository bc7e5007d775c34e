"""What a rule can say, evaluated over arrays and single figures."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from trimtab.kernel import InputRejectedError, Region, Wording
from trimtab.messages import LANGUAGES
from trimtab.rules import (
    Accrual,
    AccrualBand,
    Alternative,
    Band,
    Bands,
    ClassTable,
    Condition,
    DatedValue,
    Kind,
    Number,
    Parameter,
    Reference,
    Validity,
    Verification,
)
from trimtab.rules.units import unit_title, units

NAN = float("nan")
GUANGDONG_OLD = Accrual(
    "contribution_months", (AccrualBand(0, 12, 1), AccrualBand(48, 6, 1)), 12, 24
)
SCHEDULE = Bands("spell_month", (Band(1, 2340), Band(13, 1872)), {"extended": 1690}, 25)
EVALUATED = {
    "a number is the same for all": (Number(12), [1, NAN], [12, 12]),
    "a condition is 1 or 0": (Condition(True), [5, 6], [1, 1]),
    "bands begin at their start": (
        SCHEDULE,
        [0.5, 1, 12, 13, 24, 25],
        [NAN, 2340, 2340, 1872, 1872, NAN],
    ),
    "an unknown argument has an unknown value": (SCHEDULE, [NAN], [NAN]),
    "an accrual counts full steps": (
        GUANGDONG_OLD,
        [0, 11, 12, 47, 48, 53, 54],
        [0, 0, 1, 3, 4, 4, 5],
    ),
    "and stops at its cap": (GUANGDONG_OLD, [168, 174, 600], [24, 24, 24]),
    "nothing is known of unknown months": (GUANGDONG_OLD, [NAN], [NAN]),
    "a remainder below a step does not carry over": (
        Accrual("m", (AccrualBand(0, 12, 1), AccrualBand(18, 6, 1))),
        [18, 23, 24],
        [1, 1, 2],
    ),
}


@pytest.mark.parametrize(("amount", "given", "expected"), EVALUATED.values(), ids=EVALUATED)
def test_values(amount, given, expected):
    found = amount.evaluate(np.array(given))
    assert np.array_equal(found, expected, equal_nan=True)
    assert found.dtype == np.float64
    alone = [amount.evaluate(one) for one in given]
    assert all(one.shape == (1,) for one in alone)
    assert np.array_equal(np.concatenate(alone), expected, equal_nan=True)


@pytest.mark.parametrize(
    "classes", [["1", "3", "2", "1"], [1, 3, 2, 1], np.array([1.0, 3.0, 2.0, 1.0])], ids=str
)
def test_classes_match_as_text_and_as_number(classes):
    found = ClassTable("class", {"1": 2500, "2": 2080}).evaluate(classes)
    assert np.array_equal(found, [2500, NAN, 2080, 2500], equal_nan=True)


def test_amounts_do_not_change_and_can_be_told_apart():
    table = ClassTable("class", {"1": 1})
    with pytest.raises(TypeError):
        table.rows["1"] = 2  # type: ignore[index]
    assert len({table, ClassTable("class", {"1": 1}), ClassTable("class", {"1": 2})}) == 2
    assert len({SCHEDULE, Bands("spell_month", SCHEDULE.bands, {}, 25)}) == 2


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (lambda: Number(NAN), "RULES-014"),
        (lambda: Number(float("inf")), "RULES-014"),
        (lambda: ClassTable("class", {}), "RULES-037"),
        (lambda: Bands("m", ()), "RULES-037"),
        (lambda: Bands("m", (Band(1, 1), Band(1, 2))), "RULES-037"),
        (lambda: Bands("m", (Band(5, 1),), until=5), "RULES-037"),
        (lambda: Accrual("m", (AccrualBand(0, -1, 2),)), "RULES-014"),
        (lambda: Reference(" "), "RULES-023"),
        (lambda: _entry(in_force_until=date(2024, 1, 1)), "RULES-034"),
        (lambda: _entry(value=None), "RULES-021"),
        (lambda: _entry(validity=Validity.EXPIRED), "RULES-022"),
        (lambda: _entry(alternatives=(_reading(1), _reading(2))), "RULES-035"),
        (lambda: _entry(verification=Verification.DISPUTED), "RULES-036"),
        (lambda: _parameter(kind=Kind.PERCENTAGE_OF), "RULES-013"),
        (lambda: _parameter(of="b"), "RULES-012"),
        (lambda: _parameter(key="b"), "RULES-038"),
    ],
)
def test_what_makes_no_sense_cannot_be_made(make, code):
    with pytest.raises(InputRejectedError) as refused:
        make()
    assert refused.value.code == code


def _reading(number: float) -> Alternative:
    return Alternative(Number(number), Reference("text"))


def _entry(**changes: object) -> DatedValue:
    given: dict[str, object] = {"value": Number(1), "recorded": date(2024, 1, 1), **changes}
    return DatedValue("a", Region("CN"), date(2024, 1, 1), reference=Reference("text"), **given)


def _parameter(key: str = "a", kind: Kind = Kind.VALUE, of: str | None = None) -> Parameter:
    return Parameter(key, Region("CN"), Wording("a"), kind, "months", (_entry(),), (0, 9), of)


def test_every_unit_has_words_in_both_languages():
    titles = {language: [unit_title(unit, language) for unit in units()] for language in LANGUAGES}
    for words in titles.values():
        assert len(set(words)) == len(units())


def test_words_fall_back_to_the_other_language_only_when_there_are_none():
    assert Wording("benefit", "").in_language("zh") == "benefit"
    assert Wording("benefit", "待遇").in_language("zh") == "待遇"
    assert Wording("", "待遇").in_language("en") == "待遇"
