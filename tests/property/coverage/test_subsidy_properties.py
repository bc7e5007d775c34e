"""What holds for every subsidy: its ceilings, and one by one the same as all at once."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from trimtab.coverage import FLEXIBLE_SUBSIDY
from trimtab.rules.book import load_rulebook
from trimtab.rules.decision import plain_outputs

applications = st.fixed_dictionaries(
    {
        "region": st.sampled_from(["CN-310000", "CN-440100", "CN-430000", "CN-321100"]),
        "date": st.integers(0, 900).map(lambda day: np.datetime64("2025-06-01") + day),
        "group": st.sampled_from(["hard_to_employ", "graduate"]),
        "contribution_base_cny_month": st.integers(100_000, 4_500_000).map(lambda fen: fen / 100),
        "months_received": st.integers(0, 40).map(float),
        "months_to_retirement": st.sampled_from([np.nan, 10.0, 59.0, 60.0, 200.0]),
        "months_since_graduation": st.sampled_from([np.nan, 0.0, 24.0, 30.0]),
    }
)


def together(rows):
    columns = {name: np.array([row[name] for row in rows]) for name in rows[0]}
    made = FLEXIBLE_SUBSIDY.compute(load_rulebook(), columns)
    return [plain_outputs(FLEXIBLE_SUBSIDY, made, row) for row in range(len(rows))]


@settings(max_examples=25)
@given(st.lists(applications, min_size=1, max_size=6))
def test_many_at_once_come_to_what_each_comes_to_alone(rows):
    assert together(rows) == [together([row])[0] for row in rows]


@settings(max_examples=50)
@given(applications)
def test_a_subsidy_stays_under_two_thirds_of_what_is_paid_and_is_refused_where_unknown(case):
    (found,) = together([case])
    paid = case["contribution_base_cny_month"] * (0.20 + 0.10)
    if found["error"]:
        assert found["subsidy_cny_month"] is None is found["max_months"]
    else:
        assert 0 < found["subsidy_cny_month"] <= 0.6667 * paid + 0.005
        assert found["max_months"] > case["months_received"]
