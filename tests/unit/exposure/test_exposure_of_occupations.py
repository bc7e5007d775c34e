"""Scores of any occupation code, and its skill tier."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from trimtab import classifications
from trimtab.app.exposure_cells import exposure_of_occupations
from trimtab.app.exposure_scores import embedded_scores, isco_score, score_book
from trimtab.app.exposure_tiers import tiers_of_occupations
from trimtab.exposure import COUNTED, Grain
from trimtab.kernel import InputRejectedError


def _of(code: str, measure: str, book=None) -> float:
    names, scores = exposure_of_occupations([code], book)
    return float(scores[0, names.index(measure)])


def test_a_major_group_has_the_embedded_figure_of_its_publisher():
    for group, figures in classifications.exposure_by_major_group().items():
        for measure in ("eloundou_gpt4_beta", "eloundou_human_beta"):
            assert _of(str(group), measure) == pytest.approx(figures.measures[measure], abs=1e-9)


def test_every_counted_measure_is_there_without_any_file():
    names, scores = exposure_of_occupations(["SOC@2018:43-0000"])
    assert names == COUNTED and np.isfinite(scores).all()


def test_a_sub_major_group_of_isco_has_the_figure_of_the_ilo_itself():
    for group, figures in classifications.exposure_by_submajor_group().items():
        assert _of(str(group), "ilo_2025") == figures.measures["ilo_mean_2025"]
        assert _of(f"{group}1", "ilo_2025") == figures.measures["ilo_mean_2025"]  # finer: its group


def test_a_broader_isco_group_is_the_mean_of_what_it_holds():
    table = classifications.exposure_by_submajor_group()
    inside = [one.measures["ilo_mean_2025"] for code, one in table.items() if code.local[0] == "4"]
    assert _of("ISCO@08:4", "ilo_2025") == pytest.approx(np.mean(inside))
    assert isco_score("ISCO@08:4", {"ISCO@08:41": 0.2, "ISCO@08:42": 0.4}) == pytest.approx(0.3)


def test_csco_goes_through_its_isco_groups():
    """Group 4-04-05 (software and IT services) is half ISCO 25, half ISCO 35."""
    half = (_of("ISCO@08:25", "felten_aioe") + _of("ISCO@08:35", "felten_aioe")) / 2
    for code in ("CSCO@2022:4-04-05-00", "CSCO@2022:4-04-05-05"):
        assert _of(code, "felten_aioe") == pytest.approx(half)


def test_what_stands_for_no_work_is_unknown():
    codes = [
        "CSCO@2022:7-00-00-00",
        "CSCO@2022:8-00-00-00",
        "SOC@2018:55-0000",
        "NAICS@2022:52",
        "",
        "SOC@2018:15-0000",
    ]
    _, scores = exposure_of_occupations(codes)
    assert np.isnan(scores[:-1]).all() and np.isfinite(scores[-1]).all()
    assert exposure_of_occupations([])[1].shape == (0, len(COUNTED))


def test_a_part_of_a_joined_occupation_has_the_score_of_the_whole():
    _, scores = exposure_of_occupations(["SOC@2018:31-1121", "SOC@2018:31-1120"])
    assert np.array_equal(scores[0], scores[1])


def test_aioe_takes_the_scale_of_the_reference_and_keeps_its_order():
    book = embedded_scores()
    raw, common = (
        matrix[:, book.measures.index("felten_aioe")] for matrix in (book.raw, book.common)
    )
    assert raw.min() < 0 and (common >= 0).all() and (common <= 1).all()
    order = np.argsort(raw, kind="stable")
    assert (np.diff(common[order]) >= 0).all()


def test_a_file_replaces_the_group_figures_of_its_measures_alone(tmp_path: Path):
    path = tmp_path / "occ.csv"
    rows = ["15-1252.00,0.9", "15-1252.01,0.7", "31-1121.00,0.1", "31-1122.00,0.3"]
    path.write_text("O*NET-SOC Code,dv_rating_beta\n" + "\n".join(rows) + "\n", encoding="utf-8")
    book = score_book([path])
    held = {one.measure.name: one for one in book.held}
    loaded, kept = held["eloundou_gpt4_beta"], held["eloundou_human_beta"]
    assert (loaded.grain, loaded.matched, loaded.source) == (Grain.OCCUPATION, 2, "occ.csv")
    assert 0.02 < loaded.jobs_share < 0.05
    assert kept.grain is Grain.GROUP
    assert _of("SOC@2018:15-1252", "eloundou_gpt4_beta", book) == pytest.approx(0.8)
    assert _of("SOC@2018:31-1120", "eloundou_gpt4_beta", book) == pytest.approx(0.2)
    assert np.isnan(_of("SOC@2018:15-1251", "eloundou_gpt4_beta", book))


def test_a_file_that_meets_no_occupation_is_refused(tmp_path: Path):
    path = tmp_path / "occ.csv"
    path.write_text("O*NET-SOC Code,dv_rating_beta\n99-9999.00,0.5\n", encoding="utf-8")
    with pytest.raises(InputRejectedError, match="EXPOSURE-008"):
        score_book([path])


def test_ilo_scores_of_unit_groups_reach_soc_by_the_weights_of_the_crosswalk(tmp_path: Path):
    path = tmp_path / "ilo.csv"
    path.write_text("ISCO_08,mean_score_2025\n1112,0.2\n1120,0.5\n2512,0.7\n", encoding="utf-8")
    book = score_book([path])
    assert _of("SOC@2018:15-1252", "ilo_2025", book) == pytest.approx(0.7)
    # Chief executives: 1112, 1113, 1120 alike; 1113 has no score, so the other two are averaged.
    assert _of("SOC@2018:11-1011", "ilo_2025", book) == pytest.approx(0.35)
    assert _of("ISCO@08:11", "ilo_2025", book) == pytest.approx(0.35)


def test_tiers_follow_the_skill_levels_of_isco():
    codes = ["ISCO@08:9", "ISCO@08:411", "ISCO@08:3", "ISCO@08:2512", "ISCO@08:14", "ISCO@08:0"]
    found = tiers_of_occupations([*codes, "SOC@2018:37-2012", "CSCO@2022:8-00-00-00"])
    expected = [[1, 0, 0], [0, 1, 0], [0, 0, 1], [0, 0, 1], [0, 0, 1]]
    assert found[:5] == pytest.approx(np.array(expected, dtype=float))
    assert np.isnan(found[[5, 7]]).all()
    assert found[6] == pytest.approx([1, 0, 0])  # maids: 9111 and 9112


def test_tiers_of_soc_add_up():
    listed = classifications.code_list("SOC@2018")
    codes = [f"SOC@2018:{one.code}" for one in listed if not one.code.startswith("55")]
    assert tiers_of_occupations(codes).sum(axis=1) == pytest.approx(np.ones(len(codes)))
