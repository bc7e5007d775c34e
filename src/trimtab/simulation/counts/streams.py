"""Random numbers of a run: a stream per seed and replicate, a generator per step and purpose."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum

import numpy as np

from trimtab.kernel import UsageError

_LARGEST = 2**64 - 1


class Purpose(IntEnum):
    """What a generator is drawn from. Values are part of the stream: never reuse or reorder."""

    EXITS = 0
    SEPARATIONS = 1
    OPENINGS = 2
    SEARCH = 3
    APPLICATIONS = 4
    OCCUPANCY = 5
    HIRES = 6
    ORIGINS = 7
    KINDS = 8
    ENTRANTS = 9
    TRANSFERS = 10
    CONVERSIONS = 11


@dataclass(frozen=True, slots=True)
class Stream:
    """The random numbers of one replicate.

    Model       Philox 4x64-10, key (seed, replicate), counter (draw, part, purpose, step): every
                step and purpose starts at a place of its own, 2**64 blocks apart
    Returns     ``generator`` gives the same numbers in any order of calls, on any number of
                threads and processes, so that scenarios run with the same stream meet the same
                luck (common random numbers)
    Raises      UsageError SIMULATION-031 for a seed or replicate below 0 or of more than 64 bits
    References  Salmon et al. (2011), Parallel random numbers: as easy as 1, 2, 3
    """

    seed: int
    replicate: int = 0

    def __post_init__(self) -> None:
        for name in ("seed", "replicate"):
            value = getattr(self, name)
            if not 0 <= value <= _LARGEST:
                raise UsageError("SIMULATION-031", name=name, value=value)

    def generators(
        self, step: int, purpose: Purpose, parts: range
    ) -> Iterator[np.random.Generator]:
        """The generators of several parts in turn: one object, put to each place.

        Much cheaper than as many calls of ``generator``, with the same numbers.
        """
        philox = np.random.Philox(key=np.array([self.seed, self.replicate], dtype=np.uint64))
        generator, fresh = np.random.Generator(philox), philox.state
        for part in parts:
            fresh["state"]["counter"] = np.array([0, part, purpose, step], dtype=np.uint64)
            philox.state = fresh
            yield generator

    def generator(self, step: int, purpose: Purpose, part: int = 0) -> np.random.Generator:
        """A generator for one purpose of one step; ``part`` numbers independent pieces of it."""
        key = np.array([self.seed, self.replicate], dtype=np.uint64)
        counter = np.array([0, part, purpose, step], dtype=np.uint64)
        return np.random.Generator(np.random.Philox(counter=counter, key=key))
