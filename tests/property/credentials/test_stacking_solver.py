"""The solver of the credit bank: its answer is unique, checked, and its rows cut nothing off."""

from __future__ import annotations

from datetime import UTC, date, datetime
from itertools import product
from math import inf
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trimtab.credentials.bank import (
    Choice,
    Entry,
    Framework,
    Frameworks,
    Level,
    Need,
    Origin,
    Qualification,
    Residency,
    SourceCap,
    solving,
    stack,
    whole,
)
from trimtab.credentials.bank.columns import Program
from trimtab.credentials.bank.probing import bound
from trimtab.credentials.bank.relaxing import Relaxation
from trimtab.credentials.bank.rounding import rounded_rows
from trimtab.kernel import StateError

ON, KNOWN = date(2026, 11, 23), datetime(2026, 11, 23, tzinfo=UTC)
TITLE = {"zh": "例", "en": "example"}
MODULES = ("a", "b", "c")
FRAMEWORKS = Frameworks(
    (
        Framework(
            "f", TITLE, "CN", None, date(2020, 1, 1), "made up for a test", "synthetic",
            (Level(2, "2", TITLE),), 30, 30,
        ),
    )
)  # fmt: skip


@pytest.mark.parametrize("seed", range(6))
def test_neither_the_path_nor_the_solver_decides_between_equals(seed, monkeypatch):
    """Larger cases: the bounds left out, fewer points compared at once, another course of HiGHS."""
    chance = Random(seed)
    held = [_some_entry(n, chance) for n in range(16)]
    leaves = [Need(f"n{n}", TITLE, 100 * chance.randint(2, 5), (MODULES[n % 3],))
              for n in range(5)]  # fmt: skip
    qualification = Qualification(
        "q", 1, TITLE, "f", "own", Choice(4, tuple(leaves)), date(2020, 1, 1), date(2020, 1, 1),
        "synthetic", "", total=2000, caps=(SourceCap((Origin.WORK,), 450),),
        residency=Residency(("own",), 600),
    )  # fmt: skip

    def asked():
        return stack(held, qualification, FRAMEWORKS, on=ON, known=KNOWN)

    first = asked()
    assert first.proven and first.assignments
    monkeypatch.setattr(solving, "_at_bounds", lambda *_: None)
    assert asked() == first
    monkeypatch.setattr(whole, "_VALUES", 8)
    assert asked() == first
    start = whole.started

    def otherwise(rows, bounds, weights, *, whole, options):
        turned = {**options, "random_seed": 7, "presolve": "off"}
        return start(rows, bounds, weights, whole=whole, options=turned)

    monkeypatch.setattr(whole, "started", otherwise)
    assert asked() == first


def _some_entry(number: int, chance: Random) -> Entry:
    return Entry(
        f"e{number}", "h", f"c{number}", chance.choice(["own", "other"]), "s", TITLE, "f",
        date(2025, 1, 1), "2", chance.choice(MODULES), hundredths=50 * chance.randint(2, 7),
        grade=80, origin=chance.choice([Origin.COURSE, Origin.WORK]),
    )  # fmt: skip


def test_an_answer_that_fails_the_check_is_not_shown(monkeypatch):
    monkeypatch.setattr(whole.System, "allows", lambda *_: False)
    qualification = Qualification(
        "q", 1, TITLE, "f", "own", Need("n", TITLE, 100), date(2020, 1, 1), date(2020, 1, 1),
        "synthetic", "",
    )  # fmt: skip
    with pytest.raises(StateError, match="CREDITS-063"):
        stack([_some_entry(1, Random(1))], qualification, FRAMEWORKS, on=ON, known=KNOWN)


@given(st.lists(st.integers(1, 7), min_size=1, max_size=4), st.integers(1, 15), st.booleans())
@settings(max_examples=60)
def test_rounded_rows_cut_off_no_whole_answer(worths, wanted, chosen):
    program = Program(1)
    placed = [program.column(1) for _ in worths]
    short = program.column(wanted)
    program.short = [short]
    columns, weights = [*placed, short], [*map(float, worths), 1.0]
    if chosen:
        program.asks[0] = program.column(1)
        columns, weights = [*columns, program.asks[0]], [*weights, -float(wanted)]
    program.row(columns, weights, 0 if chosen else wanted, inf)
    rows = list(rounded_rows(program))
    for values in product(*(range(int(most) + 1) for most in program.upper)):
        if sum(w * values[k] for k, w in zip(columns, weights, strict=True)) < program.rows[0][2]:
            continue
        for cut, factors, low, _ in rows:
            assert sum(f * values[k] for k, f in zip(cut, factors, strict=True)) >= low - 1e-9


def test_where_only_fractions_are_allowed_the_bound_comes_to_an_end():
    program = Program(1)
    columns = [program.column(1), program.column(1)]
    program.row(columns, [2.0, 2.0], 3, 3)
    aim = np.ones(2)
    search = Relaxation(program, [aim])
    search.aim(0)
    assert bound(search, (np.zeros(2), np.ones(2)), np.zeros(2)) is None
    with pytest.raises(StateError, match="CREDITS-030"):
        solving.solve(program, [aim])
