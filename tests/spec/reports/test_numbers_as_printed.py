"""How the brief prints numbers. The table is the reference; each row is checked."""

from __future__ import annotations

import pytest

from trimtab.kernel import Basis, Estimate
from trimtab.messages import Language
from trimtab.reports import numbers

NOT_A_NUMBER = float("nan")

# value, low, high, unit      printed in English           printed in Chinese
ESTIMATES = """
 5.4     5.1    5.7    rate  | 5.4 [5.1, 5.7]            | 5.4 [5.1, 5.7]
 0.0472  0.0311 0.0724 rate  | 0.047 [0.031, 0.072]      | 0.047 [0.031, 0.072]
 0.793   0.66   0.901  share | 79% [66, 90]              | 79% [66, 90]
 -1.234  -2.5   0.1    rate  | −1.2 [−2.5, 0.1]          | −1.2 [−2.5, 0.1]
 2       1      3      month | 2 [1, 3]                  | 2 [1, 3]
 1234    1100   1400   rate  | 1,230 [1,100, 1,400]      | 1,230 [1,100, 1,400]
 nan     nan    nan    rate  | cannot tell               | 无法判断
"""


@pytest.mark.parametrize("row", list(ESTIMATES.strip().splitlines()))
def test_an_estimate_is_as_precise_as_its_interval(row):
    figures, english, chinese = (part.strip() for part in row.split("|"))
    value, low, high, unit = figures.split()
    shown = Estimate(float(value), float(low), float(high), unit)
    assert numbers.estimate(shown, Language.EN) == english
    assert numbers.estimate(shown, Language.ZH) == chinese


def test_a_basis_is_said_once():
    modelled = Estimate(2, 1, 3, "rate", basis=Basis.MODELLED)
    assert numbers.estimate(modelled, Language.EN) == "2 [1, 3] (modelled)"
    assert numbers.estimate(modelled, Language.ZH) == "2 [1, 3] （模型推算）"
    assert numbers.estimate(modelled, Language.EN, said=Basis.MODELLED) == "2 [1, 3]"


@pytest.mark.parametrize(
    ("value", "printed"),
    [
        (0.0471, "4.7%"),
        (0.1049, "10%"),
        (0.0, "0%"),
        (-0.0004, "0.0%"),
        (-0.013, "−1.3%"),
        (1, "100%"),
    ],
)
def test_a_share_is_printed_as_percent(value, printed):
    assert numbers.percent(value, Language.EN) == printed


@pytest.mark.parametrize(
    ("largest", "unit", "english", "chinese"),
    [
        (1_240_000, "count", (1e6, "million persons"), (1e4, "万人")),
        (512_000, "count", (1e3, "thousand persons"), (1e4, "万人")),
        (340_000_000, "count", (1e6, "million persons"), (1e8, "亿人")),
        (912, "count", (1, "persons"), (1, "人")),
        (0.07, "share", (0.01, "%"), (0.01, "%")),
        (112_000, "index", (1, "persons"), (1, "人")),
    ],
)
def test_a_chart_takes_the_unit_people_say(largest, unit, english, chinese):
    for language, word, expected in (
        (Language.EN, "persons", english),
        (Language.ZH, "人", chinese),
    ):
        scale = numbers.scale_for(largest, unit, word, language)
        assert (scale.divisor, scale.unit) == expected
