"""Folds divide time whatever the episodes; what a fold scores, it hides from its fit."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from trimtab.kernel import Period
from trimtab.monitoring.backtest.episodes import NationalEpisode, cut_folds

FIRST = Period.parse("1960-01")
LAST = FIRST + 239


@st.composite
def episodes(draw: st.DrawFn) -> tuple[NationalEpisode, ...]:
    edges = sorted(draw(st.lists(st.integers(-20, 260), min_size=2, max_size=12, unique=True)))
    made = (
        NationalEpisode(FIRST + start, FIRST + end, 3)
        for start, end in zip(edges[::2], edges[1::2], strict=False)
    )
    return tuple(e for e in made if e.end >= FIRST and e.start <= LAST)


@given(episodes())
def test_every_month_is_scored_once_by_a_fit_that_did_not_see_it(
    given_episodes: tuple[NationalEpisode, ...],
) -> None:
    folds = cut_folds(given_episodes, FIRST, LAST)
    months = [m for fold in folds for m in fold.scored_from.range_until(fold.scored_until + 1)]
    assert months == list(FIRST.range_until(LAST + 1))
    for fold in folds:
        assert fold.hidden_from <= fold.scored_from <= fold.scored_until <= fold.hidden_until
        if fold.episode is None:
            continue
        assert fold.hidden_from <= max(fold.episode.start + -12, FIRST)
        assert fold.hidden_until >= min(fold.episode.end + 12, LAST)
        start, end = max(fold.episode.start, FIRST), min(fold.episode.end, LAST)
        assert fold.scored_from <= start
        assert end <= fold.scored_until
