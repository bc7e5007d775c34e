"""The frontier is the set no other mix dominates, whatever the mixes."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from trimtab.simulation.answers.frontier import undominated

few = st.integers(0, 4)  # few values: ties are the hard part
mixes = st.lists(st.tuples(few, few, st.booleans()), min_size=1, max_size=12)


@given(mixes)
def test_undominated_is_what_comparing_all_pairs_finds(given_mixes):
    cost, good, allowed = (np.array(one) for one in zip(*given_mixes, strict=True))
    found = undominated(cost.astype(float), good.astype(float), allowed.astype(bool))
    for i in range(len(cost)):
        beaten = any(
            allowed[j]
            and cost[j] <= cost[i]
            and good[j] >= good[i]
            and (cost[j] < cost[i] or good[j] > good[i])
            for j in range(len(cost))
        )
        assert found[i] == (bool(allowed[i]) and not beaten)
