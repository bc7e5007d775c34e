"""How many credits are lacking, said without adding up what one credit can serve."""

from __future__ import annotations

import pytest

from trimtab.credentials.bank import credits_lacking


@pytest.mark.parametrize(
    ("needs", "limits", "lacking"),
    [
        (("8", "5"), ("18", "6"), 1800),  # 18 of the total hold the 13 of the needs
        (("8", "5"), ("3",), 1300),
        (("0", "0"), ("0",), 0),
        (("2.5",), (), 250),
    ],
)
def test_the_largest_of_needs_total_and_residency_counts(needs, limits, lacking):
    content = {
        "result": {
            "needs": [{"short": one} for one in needs],
            "limits": [{"short": one} for one in limits],
        }
    }
    assert credits_lacking(content) == lacking
