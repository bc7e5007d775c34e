"""What a step may be given: slices of a path are covered by one look at the whole path."""

from __future__ import annotations

import numpy as np
import pytest

from trimtab.kernel import InputRejectedError
from trimtab.simulation.checking import InputsChecker
from trimtab.simulation.types import StepInputs


def _target(path: np.ndarray, t: int) -> StepInputs:
    return StepInputs(target=path[t][:, None])


def test_sound_slices_of_a_path_that_is_unsound_elsewhere_pass() -> None:
    path = np.ones((3, 4))
    path[2, 1] = np.nan
    checker = InputsChecker()
    checker.check(_target(path, 0), 0)
    checker.check(_target(path, 1), 1)


@pytest.mark.parametrize("bad", [np.nan, np.inf, -1.0])
def test_the_slice_that_is_unsound_is_refused_with_its_step(bad: float) -> None:
    path = np.ones((3, 4))
    path[2, 1] = bad
    checker = InputsChecker()
    checker.check(_target(path, 0), 0)
    with pytest.raises(InputRejectedError) as refused:
        checker.check(_target(path, 2), 2)
    assert refused.value.code == "SIMULATION-041"
    assert refused.value.params == {"part": "target", "step": 2}


def test_a_buffer_filled_anew_is_read_again() -> None:
    buffer = np.ones((4, 1))
    checker = InputsChecker()
    checker.check(StepInputs(target=buffer.reshape(4, 1)), 0)
    buffer[:] = -1.0
    with pytest.raises(InputRejectedError):
        checker.check(StepInputs(target=buffer.reshape(4, 1)), 1)
