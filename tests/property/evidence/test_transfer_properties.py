"""What holds of every discount, and of every row written and read."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from trimtab.evidence import discounted, effect_of_row, row_of_effect
from trimtab.kernel import Wording
from trimtab.kernel.evidence import (
    Cost,
    Effect,
    Horizon,
    Measured,
    Population,
    Qualitative,
    Sample,
)
from trimtab.kernel.evidence_vocabulary import (
    CostBasis,
    CountedFrom,
    Design,
    Direction,
    EffectUnit,
    EvidenceVerification,
    IntervalKind,
    Lever,
    Market,
    Outcome,
    SampleUnit,
    Span,
)

TEXT = st.text("abc 城市，,\"'\n", min_size=1, max_size=12).map(str.strip).filter(bool)
WORDING = st.builds(Wording, TEXT, TEXT)
BLANK_OR_WORDING = st.one_of(st.just(Wording()), WORDING)
TRUTH = st.sampled_from([None, True, False])
COUNTRY = st.sampled_from([None, "CN", "US", "FR"])


@st.composite
def measured(draw: st.DrawFn, money: bool = True) -> Measured:
    unit = draw(st.sampled_from([unit for unit in EffectUnit if money or not unit.is_money]))
    lowest = {EffectUnit.ODDS_RATIO: 0.01}.get(unit, -1.0)
    highest = 1.0 if unit is EffectUnit.SHARE_POINTS else 50.0
    ends = sorted(draw(st.lists(st.floats(lowest, highest), min_size=3, max_size=3)))
    kind = draw(st.sampled_from(IntervalKind))
    bare = kind is IntervalKind.NONE
    states = kind in (IntervalKind.CONFIDENCE, IntervalKind.DERIVED)
    return Measured(
        unit=unit,
        estimate=None if kind is IntervalKind.RANGE and draw(st.booleans()) else ends[1],
        low=None if bare else ends[0],
        high=None if bare else ends[2],
        interval=kind,
        coverage=draw(st.floats(0.5, 0.99)) if states else None,
        currency="CNY" if unit.is_money else "",
        approximate=draw(st.booleans()),
    )


def effects(findings: st.SearchStrategy[Measured | Qualitative]) -> st.SearchStrategy[Effect]:
    return st.builds(
        Effect,
        id=st.from_regex(r"[a-z0-9]{1,5}(-[a-z0-9]{1,5}){0,2}", fullmatch=True),
        lever=st.sampled_from(Lever),
        programme=WORDING,
        study=TEXT,
        source=TEXT,
        population=st.one_of(
            st.builds(Population, WORDING, COUNTRY, market=st.sampled_from(Market)),
            st.builds(Population, WORDING, COUNTRY, st.just(1999), st.integers(1999, 2030)),
        ),
        design=st.sampled_from([design for design in Design if design is not Design.DESCRIPTIVE]),
        outcome=st.sampled_from(Outcome),
        horizon=st.one_of(
            st.builds(Horizon, st.sampled_from([span for span in Span if span is not Span.MONTHS])),
            st.builds(
                Horizon,
                st.just(Span.MONTHS),
                st.integers(0, 12),
                st.one_of(st.none(), st.integers(13, 120)),
                st.sampled_from(CountedFrom),
            ),
        ),
        finding=findings,
        verification=st.sampled_from([EvidenceVerification.SEEN, EvidenceVerification.SECOND_HAND]),
        recorded=st.dates(date(2020, 1, 1), date(2040, 1, 1)),
        method=BLANK_OR_WORDING,
        sample=st.one_of(
            st.none(),
            st.just(Sample(SampleUnit.UNIVERSE)),
            st.builds(Sample, st.just(SampleUnit.PERSONS), st.integers(1, 10**9), st.booleans()),
        ),
        cost=st.one_of(
            st.none(),
            st.builds(
                Cost,
                st.floats(0, 1e3),
                st.floats(1e3, 1e12),
                st.just("CNY"),
                st.sampled_from(CostBasis),
                st.sampled_from(EvidenceVerification),
            ),
        ),
        lock_in=TRUTH,
        windfall=TRUTH,
        displacement=TRUTH,
        fade_out_months=st.one_of(st.none(), st.integers(1, 240)),
        note=BLANK_OR_WORDING,
    )


QUALITATIVE = st.builds(Qualitative, st.sampled_from(Direction), WORDING)


@given(effects(st.one_of(measured(), QUALITATIVE)))
def test_an_effect_written_as_a_row_reads_back_as_it_was(effect: Effect):
    assert effect_of_row(row_of_effect(effect)) == effect


@given(effects(measured(money=False)), st.sampled_from(["CN", "US"]))
def test_a_discount_moves_gains_towards_no_effect_and_never_adds_knowledge(effect: Effect, to: str):
    finding, moved = effect.finding, discounted(effect, to)
    assert isinstance(finding, Measured)
    nothing = finding.unit.no_effect
    better = -1 if effect.outcome.less_is_better else 1
    assert 0 < moved.discount.factor <= 1
    if finding.estimate is not None and moved.estimate is not None:
        if better * (finding.estimate - nothing) <= 0:
            assert moved.estimate == finding.estimate
        else:
            assert min(nothing, finding.estimate) <= moved.estimate
            assert moved.estimate <= max(nothing, finding.estimate)
    if finding.low is not None and finding.high is not None:
        assert moved.low is not None and moved.high is not None
        assert moved.low <= finding.low and moved.high >= finding.high
        assert moved.estimate is None or moved.low <= moved.estimate <= moved.high
    else:
        assert moved.low is None and moved.high is None
