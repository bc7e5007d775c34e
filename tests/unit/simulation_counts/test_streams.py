"""A stream gives the same numbers in any order and on any number of threads."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from trimtab.kernel import UsageError
from trimtab.simulation.counts import Purpose, Stream
from trimtab.simulation.counts.step import CELLS_A_BLOCK, Setting
from trimtab.simulation.types import Rates


def _numbers(stream: Stream, step: int, purpose: Purpose, part: int = 0) -> tuple[int, ...]:
    return tuple(stream.generator(step, purpose, part).integers(0, 2**63, 8).tolist())


def test_a_generator_does_not_depend_on_what_was_drawn_before() -> None:
    alone = _numbers(Stream(7, 3), 11, Purpose.HIRES)
    for step in range(20):
        _numbers(Stream(7, 3), step, Purpose.SEPARATIONS)
    with ThreadPoolExecutor(4) as pool:
        threads = list(pool.map(lambda _: _numbers(Stream(7, 3), 11, Purpose.HIRES), range(8)))
    assert set(threads) == {alone}


def test_seed_replicate_step_purpose_and_part_each_give_other_numbers() -> None:
    given = {
        _numbers(Stream(seed, replicate), step, purpose, part)
        for seed in (0, 1, 2**64 - 1)
        for replicate in (0, 1)
        for step in (0, 1, 599)
        for purpose in Purpose
        for part in (0, 1)
    }
    assert len(given) == 3 * 2 * 3 * len(Purpose) * 2


def test_numbers_are_the_published_philox() -> None:
    """The first numbers of a stream are part of what a run can be repeated with."""
    philox = np.random.Philox(key=7 + (3 << 64), counter=(2 << 128) + (5 << 192))
    expected = tuple(np.random.Generator(philox).integers(0, 2**63, 8).tolist())
    assert _numbers(Stream(7, 3), 5, Purpose.OPENINGS) == expected


def test_parts_in_turn_are_the_parts_on_their_own() -> None:
    stream = Stream(9, 2)
    parts = range(3, 7)
    turns = []
    for generator in stream.generators(4, Purpose.EXITS, parts):
        turns.append(tuple(generator.integers(0, 2**63, 8).tolist()))
        generator.binomial(1000, 0.3, size=5)
        generator.integers(0, 5, 3, dtype=np.int32)  # leaves half a number behind
    assert turns == [_numbers(stream, 4, Purpose.EXITS, part) for part in parts]


@pytest.mark.parametrize(("seed", "replicate"), [(-1, 0), (0, -1), (2**64, 0)])
def test_what_is_no_seed_is_refused(seed: int, replicate: int) -> None:
    with pytest.raises(UsageError) as refused:
        Stream(seed, replicate)
    assert refused.value.code == "SIMULATION-031"


def test_where_a_policy_changes_one_cell_the_luck_of_others_stays() -> None:
    """Common random numbers: a draw that takes more numbers moves its block only."""
    setting = Setting.of(Rates(), 0, Stream(3, 1))
    persons = np.full(320, 700)
    share = np.full(320, 0.2)
    before = setting.draw(Purpose.SEPARATIONS, persons, share)
    share[5] = 0.001
    after = setting.draw(Purpose.SEPARATIONS, persons, share)
    assert np.array_equal(before[CELLS_A_BLOCK:], after[CELLS_A_BLOCK:])
    assert before[5] != after[5]
