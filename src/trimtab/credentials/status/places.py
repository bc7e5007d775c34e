"""Which entry of a status list a new certificate gets.

Drawn at random from those never given out: certificates issued together do not stand together, so
that neither a neighbour's index nor the order of a list says who belongs to whom; and an entry is
never given twice, because a bit set for its first holder would speak about the second.
"""

from __future__ import annotations

import random
from collections.abc import Collection

import numpy as np

from trimtab.credentials.status.lists import MINIMUM_ENTRIES
from trimtab.kernel import StateError

SYSTEM_RANDOM = random.SystemRandom()


def free_indices(
    taken: Collection[int],
    count: int,
    source: random.Random = SYSTEM_RANDOM,
    entries: int = MINIMUM_ENTRIES,
) -> list[int]:
    """Draw ``count`` different entries that are not ``taken``, all choices equally likely.

    Raises StateError CREDENTIALS-049 when fewer are free: start another list.

    >>> len(set(free_indices({1, 2, 3}, 1000)) - {1, 2, 3})
    1000
    """
    is_free = np.ones(entries, dtype=bool)
    is_free[np.fromiter(taken, dtype=np.int64, count=len(taken))] = False
    free = np.flatnonzero(is_free)
    if free.size < count:
        raise StateError("CREDENTIALS-049", asked=count, free=int(free.size), entries=entries)
    return [int(free[place]) for place in source.sample(range(free.size), count)]


def free_index(
    taken: Collection[int],
    source: random.Random = SYSTEM_RANDOM,
    entries: int = MINIMUM_ENTRIES,
) -> int:
    """Draw one entry that is not ``taken``. Raises StateError CREDENTIALS-049 when none is free."""
    return free_indices(taken, 1, source, entries)[0]
