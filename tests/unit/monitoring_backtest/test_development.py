"""Leave one national episode out: what a fold hides stays hidden."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from trimtab.kernel import InputRejectedError, Period, Region
from trimtab.messages import Language, explain_error
from trimtab.monitoring.backtest import Timeline, find_national_episodes, leave_one_episode_out
from trimtab.monitoring.backtest.episodes import cut_folds, nearest_episode
from trimtab.monitoring.backtest.truncation import drop_downturns, mask_inputs
from trimtab.monitoring.compute.detection import DetectorInputs, Downturn
from trimtab.monitoring.compute.named_rules import SAHM
from trimtab.monitoring.compute.pooled_detector import PooledDetector


def test_starts_within_a_year_are_one_national_episode_if_many_regions_share_it(
    inputs: DetectorInputs, downturns: list[Downturn]
) -> None:
    timeline = Timeline.of(downturns, inputs.regions)
    found = find_national_episodes(timeline)
    # one region of three is more than a quarter: all three clusters count
    assert [episode.downturns for episode in found] == [3, 1, 3]
    wider = Timeline.of(downturns, (*inputs.regions, Region("US-CA"), Region("US-CO")))
    assert [episode.downturns for episode in find_national_episodes(wider)] == [3, 3]
    assert (str(found[0].start), str(found[0].end)) == ("1995-01", "1996-07")


def test_supplied_national_dates_are_the_episodes(
    inputs: DetectorInputs, downturns: list[Downturn]
) -> None:
    country = Downturn(Region("US"), Period.parse("1995-03"), Period.parse("1996-03"))
    national = Timeline.of([country], [Region("US")])
    found = find_national_episodes(Timeline.of(downturns, inputs.regions), national)
    assert [(str(e.start), str(e.end), e.downturns) for e in found] == [("1995-03", "1996-03", 3)]


def test_folds_divide_the_time_axis(inputs: DetectorInputs, downturns: list[Downturn]) -> None:
    episodes = find_national_episodes(Timeline.of(downturns, inputs.regions))
    first, last = inputs.unemployment.first, inputs.unemployment.last
    folds = cut_folds(episodes, first, last)
    months = [m for fold in folds for m in fold.scored_from.range_until(fold.scored_until + 1)]
    assert months == list(first.range_until(last + 1))
    assert sum(fold.episode is not None for fold in folds) == len(episodes)
    for fold in folds:
        assert fold.hidden_from <= fold.scored_from <= fold.scored_until <= fold.hidden_until


def test_months_go_to_the_nearest_episode() -> None:
    timeline = Timeline.of(
        [
            Downturn(Region("US"), Period.parse("1990-01"), Period.parse("1990-06")),
            Downturn(Region("US"), Period.parse("2000-07"), Period.parse("2000-12")),
        ],
        [Region("US")],
    )
    episodes = find_national_episodes(timeline)
    months = np.array([Period.parse(m).ordinal for m in ("1989-01", "1995-06", "1995-08")])
    assert nearest_episode(episodes, months).tolist() == [0, 0, 1]


def test_a_hidden_stretch_changes_no_threshold_of_its_fold(
    inputs: DetectorInputs, downturns: list[Downturn]
) -> None:
    hidden = (Period.parse("1994-01"), Period.parse("1997-07"))
    panel = inputs.unemployment
    values = panel.values.copy()
    inside = slice(panel.column(hidden[0]), panel.column(hidden[1]) + 1)
    values[:, inside] = np.random.default_rng(8).uniform(0.02, 0.2, values[:, inside].shape)
    other = DetectorInputs(replace(panel, values=values))
    fits = [
        PooledDetector().fit(
            mask_inputs(version, *hidden), drop_downturns(downturns, *hidden), panel.last, 0.05
        )
        for version in (inputs, other)
    ]
    assert fits[0].thresholds == fits[1].thresholds


def test_an_episode_is_judged_without_its_own_labels(
    inputs: DetectorInputs, downturns: list[Downturn]
) -> None:
    """Shortening the left-out downturns changes their score, not the probabilities."""
    spans = (("1994-12", "1996-08"), ("2002-05", "2004-03"))
    national = [Downturn(Region("US"), *map(Period.parse, span)) for span in spans]
    shorter = [replace(d, end=d.start + 1) if str(d.start) < "1997" else d for d in downturns]
    start, end = Period.parse("1990-01"), Period.parse("2007-12")
    arguments = (national, (SAHM,), start, end)
    one = leave_one_episode_out(inputs, downturns, *arguments).detectors[0]
    other = leave_one_episode_out(inputs, shorter, *arguments).detectors[0]
    episode = slice(Period.parse("1994-12") - start, Period.parse("1996-08") - start + 1)
    kept = one.track.p_in_downturn[:, episode]
    assert (kept == other.track.p_in_downturn[:, episode]).all()
    assert one.scores and other.scores
    assert one.scores.in_downturn.brier.value != other.scores.in_downturn.brier.value
    outside = one.track.p_in_downturn[:, :12] != other.track.p_in_downturn[:, :12]
    assert outside.any()  # the other folds did train on those labels


def test_without_an_episode_there_is_nothing_to_leave_out(inputs: DetectorInputs) -> None:
    start, end = Period.parse("1995-01"), Period.parse("2007-12")
    with pytest.raises(InputRejectedError, match="MONITORING-024") as refused:
        leave_one_episode_out(inputs, [], None, (SAHM,), start, end)
    for language in Language:
        assert "1990-01" in explain_error(refused.value, language)


@pytest.mark.parametrize(
    ("start", "end", "left"),
    [
        ("1990-03", "1990-05", [("1990-01", "1990-02")]),
        ("1989-01", "1990-03", [("1990-04", "1990-09")]),
        ("1989-01", "1991-03", []),
        ("1991-01", "1991-03", [("1990-01", "1990-09")]),
    ],
)
def test_a_dropped_stretch_cuts_the_downturns_that_reach_into_it(
    start: str, end: str, left: list[tuple[str, str]]
) -> None:
    downturn = Downturn(Region("US"), Period.parse("1990-01"), Period.parse("1990-09"))
    kept = drop_downturns([downturn], Period.parse(start), Period.parse(end))
    assert [(str(d.start), str(d.end)) for d in kept] == left
