"""The file as a whole: errors, atomic writing, size, nothing fetched, the same bytes again."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pytest

from trimtab.kernel import Estimate, Region, StateError, UsageError, end_instant
from trimtab.messages import LANGUAGES, explain_error
from trimtab.reports import RegionalExposure, ScoreRow, render_brief, write_brief
from trimtab.reports.charts.tiles import class_of, rank_agreement
from trimtab.reports.types import no_sources


@pytest.fixture(scope="module")
def document(synthetic):
    return render_brief(synthetic.make_brief())


def test_it_is_small_and_needs_nothing_from_anywhere(document):
    assert len(document.encode()) < 2_000_000
    assert not re.search(r"https?://|//cdn|@import|url\(", document)
    assert not re.search(r"\son[a-z]+=|javascript:", document)
    assert document.count("<script>") == 1 and "default-src 'none'" in document


def test_the_same_brief_gives_the_same_bytes(document, synthetic):
    assert render_brief(synthetic.make_brief()) == document


def test_titles_of_the_user_cannot_break_the_page(synthetic):
    nasty = synthetic.make_brief(industry_title=lambda code, language: '<script>"&')
    document = render_brief(nasty)
    assert document.count("<script>") == 1 and "&lt;script&gt;" in document


def test_optional_parts_may_be_absent(synthetic):
    bare = synthetic.make_brief(
        replay=None,
        exposure=None,
        scores=(),
        recessions=(),
        sources=no_sources,
        provisional_from=None,
    )
    document = render_brief(bare)
    assert 'class="replay"' not in document and 'class="exposure"' not in document
    assert 'class="provisional"' not in document


def test_an_old_brief_is_replaced_whole(synthetic, tmp_path):
    path = tmp_path / "brief.html"
    path.write_text("old", encoding="utf-8")
    write_brief(synthetic.make_brief(), path)
    assert path.read_text(encoding="utf-8").startswith("<!doctype html>")
    assert [entry.name for entry in tmp_path.iterdir()] == ["brief.html"]


def test_a_missing_folder_is_named(synthetic, tmp_path):
    with pytest.raises(StateError) as caught:
        write_brief(synthetic.make_brief(), tmp_path / "absent" / "brief.html")
    assert caught.value.code == "REPORT-005"
    for language in LANGUAGES:
        assert "absent" in explain_error(caught.value, language)


def test_a_folder_in_the_way_leaves_no_draft(synthetic, tmp_path):
    (tmp_path / "brief.html").mkdir()
    with pytest.raises(StateError):
        write_brief(synthetic.make_brief(), tmp_path / "brief.html")
    assert [entry.name for entry in tmp_path.iterdir()] == ["brief.html"]


def test_an_unknown_metric_is_refused():
    with pytest.raises(UsageError) as caught:
        ScoreRow("trimtab", "niceness", Estimate(1, 1, 1, "share"))
    assert caught.value.code == "REPORT-001"
    assert "hit_rate" in explain_error(caught.value, LANGUAGES[0])


def test_mixed_units_of_exposure_are_refused():
    estimates = {
        Region("US-AL"): Estimate(1, 1, 1, "share"),
        Region("US-AK"): Estimate(1, 1, 1, "index"),
    }
    with pytest.raises(UsageError) as caught:
        RegionalExposure(estimates, {}, "x")
    assert caught.value.code == "REPORT-002"


def test_a_pass_whose_matrices_disagree_is_refused(synthetic):
    found = synthetic.make_pass()
    with pytest.raises(UsageError) as caught:
        synthetic.make_brief(current=replace(found, adjusted=found.adjusted[:, 1:]))
    assert caught.value.code == "REPORT-003"


def test_a_replay_after_the_pass_is_refused(synthetic):
    found = synthetic.make_pass()
    later = replace(found, known_at=end_instant(found.last_period + 9))
    with pytest.raises(UsageError) as caught:
        synthetic.make_brief(replay=later)
    assert caught.value.code == "REPORT-004"


def test_tiles_fall_into_fifths():
    bounds = np.array([0.0, 1.0, 2.0, 3.0, 4.0, 5.0])
    assert [class_of(v, bounds) for v in (0, 0.9, 1, 4.9, 5)] == [0, 0, 1, 4, 4]


def test_measures_may_differ_in_level_and_agree_in_order():
    same = [Estimate(v + 0.5, v, v + 1, "share") for v in (0.1, 0.2, 0.3, 0.4)]
    assert rank_agreement(same) == pytest.approx(1)
    opposed = [Estimate(0.5, v, 1 - v, "share") for v in (0.1, 0.2, 0.3, 0.4)]
    assert rank_agreement(opposed) == pytest.approx(-1)
    assert np.isnan(rank_agreement([Estimate(1, 0, 2, "share")] * 3))
