"""Columns given to a computation: typed, of one length, in range, absent ones filled."""

from __future__ import annotations

import numpy as np
import pytest

from trimtab.kernel import TableContractError
from trimtab.rules.columns import Labels, Situations
from trimtab.rules.computation import Computation, Input, Kind, Output, check_columns

COMPUTATION = Computation(
    "demo",
    "rules",
    (
        Input("region", Kind.REGION),
        Input("date", Kind.DATE),
        Input("months", low=0, high=600),
        Input("factor", required=False, default=2.0),
        Input("group", Kind.TEXT, required=False, default="", choices=("", "a", "b")),
        Input("flag", Kind.FLAG, required=False, default=False),
        Input("birth", Kind.DATE, required=False),
        Input("extra", required=False),
    ),
    (Output("result"),),
    lambda book, columns, known_on: {"result": np.asarray(columns["months"])},
)
DAYS = np.array(["2026-09-01", "2026-09-03"], "datetime64[D]")
GIVEN = {"region": np.array(["CN", "US"]), "date": DAYS, "months": [1, 2]}


def test_columns_are_typed_and_absent_ones_filled():
    made = check_columns(COMPUTATION, GIVEN)
    assert made["region"].tolist() == ["CN", "US"]
    assert made["months"].dtype == np.float64
    assert made["factor"].tolist() == [2.0, 2.0]
    assert made["group"].tolist() == ["", ""]
    assert made["flag"].tolist() == [False, False]
    assert np.isnat(made["birth"]).all()
    assert np.isnan(made["extra"]).all()


@pytest.mark.parametrize(
    ("change", "code", "row"),
    [
        ({"months": None}, "RULES-041", None),
        ({"moths": [1, 2]}, "RULES-042", None),
        ({"months": [1]}, "RULES-043", None),
        ({"months": ["a", "b"]}, "RULES-044", None),
        ({"months": Labels.of(["a", "b"])}, "RULES-044", None),
        ({"flag": [1, 0]}, "RULES-044", None),
        ({"date": ["soon", "later"]}, "RULES-044", None),
        ({"region": [1, 2]}, "RULES-044", None),
        ({"months": [1, -1]}, "RULES-045", 2),
        ({"months": [601, 1]}, "RULES-045", 1),
        ({"months": [1, np.nan]}, "RULES-045", 2),
        ({"date": np.array(["2026-01-01", "NaT"], "datetime64[D]")}, "RULES-045", 2),
        ({"group": ["a", "c"]}, "RULES-046", 2),
    ],
)
def test_what_is_wrong_is_named_with_column_and_person(change, code, row):
    given = {name: column for name, column in {**GIVEN, **change}.items() if column is not None}
    with pytest.raises(TableContractError) as caught:
        check_columns(COMPUTATION, given)
    assert caught.value.code == "RULES-040"
    assert (code, row) in [(problem.code, problem.row) for problem in caught.value.problems]


def test_optional_columns_may_be_unknown_for_some():
    birth = np.array(["1970-01-01", "NaT"], "datetime64[D]")
    made = check_columns(COMPUTATION, {**GIVEN, "extra": [np.nan, 1.0], "birth": birth})
    assert np.isnan(made["extra"]).tolist() == [True, False]
    assert np.isnat(made["birth"]).tolist() == [False, True]


@pytest.mark.parametrize("span", [1, 3, 50_000])
@pytest.mark.parametrize("places", [1, 4])
def test_every_person_finds_her_own_place_and_day(span, places):
    generator = np.random.default_rng(1)
    words = tuple(f"CN-{place:06d}" for place in range(places))
    regions = Labels(words, generator.integers(0, places, 200, dtype=np.int32))
    days = np.datetime64("1999-12-30") + generator.integers(0, span, 200).astype("timedelta64[D]")
    found = Situations.of(regions, days)
    told = [(str(found.pairs[at][0]), found.pairs[at][1]) for at in found.index.tolist()]
    assert told == list(zip(regions.tolist(), days.tolist(), strict=True))
    assert len(set(found.pairs)) == len(found.pairs) == len(set(told))
    mask = generator.random(200) < 0.3
    some = found.only(mask)
    assert [some.pairs[at] for at in some.index.tolist()] == [
        found.pairs[at] for at in found.index[mask].tolist()
    ]
    values = np.arange(len(found.pairs))
    assert found.spread(values).tolist() == found.index.tolist()


def test_nobody_is_a_population_too():
    found = Situations.of(Labels(("CN",), np.empty(0, np.int32)), DAYS[:0])
    assert (found.pairs, len(found.index)) == ((), 0)


def test_labels_are_joined_without_doubling_words():
    one, other = Labels.of(["a", "b"]), Labels.of(["c", "b"])
    mask = np.array([True, False, True, False])
    joined = Labels.assemble([(mask, one), (~mask, other)], 4)
    assert joined.tolist() == ["a", "c", "b", "b"]
    assert sorted(joined.words) == ["a", "b", "c"]
