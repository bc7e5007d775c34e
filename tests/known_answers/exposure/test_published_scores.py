"""Published rows and tables, found again by our loaders, joins and means.

The rows are those of ``occ_level.csv`` (Eloundou, Manning, Mishkin and Rock, GPTs are GPTs) for two
major groups: every row the file has for them, GPT-4 alpha, GPT-4 beta, human beta. Weighted by
OEWS they must give the group means that are embedded, to the three digits printed there, and the
same number of jobs.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from trimtab import classifications
from trimtab.app.exposure_scores import score_book
from trimtab.classifications.reading import read_csv
from trimtab.kernel import Occupation

MEASURES = ("eloundou_gpt4_alpha", "eloundou_gpt4_beta", "eloundou_human_beta")
HEADER = "O*NET-SOC Code,dv_rating_alpha,dv_rating_beta,human_rating_beta"
ROWS = """\
35-1011.00,0.09523809523809523,0.26190476190476186,0.26190476190476186
35-1012.00,0.22222222222222224,0.5111111111111112,0.25555555555555554
35-2011.00,0.0,0.0,0.02631578947368421
35-2012.00,0.034482758620689655,0.12068965517241378,0.08620689655172414
35-2013.00,0.16,0.24,0.28
35-2014.00,0.02702702702702703,0.0945945945945946,0.12162162162162163
35-2015.00,0.0,0.0,0.0
35-2021.00,0.018518518518518517,0.037037037037037035,0.046296296296296294
35-3011.00,0.1111111111111111,0.19444444444444442,0.1388888888888889
35-3023.00,0.020833333333333332,0.0625,0.07291666666666666
35-3023.01,0.10526315789473684,0.13157894736842105,0.15789473684210525
35-3031.00,0.08163265306122448,0.18367346938775508,0.22448979591836732
35-3041.00,0.07407407407407407,0.12962962962962962,0.1111111111111111
35-9011.00,0.0,0.0,0.0
35-9021.00,0.0,0.0,0.0
35-9031.00,0.05714285714285714,0.22857142857142856,0.32857142857142857
37-1011.00,0.16326530612244897,0.26530612244897955,0.2551020408163265
37-1012.00,0.14545454545454545,0.35454545454545455,0.24545454545454545
37-2011.00,0.0,0.0,0.027777777777777776
37-2012.00,0.0,0.0,0.058823529411764705
37-2021.00,0.16666666666666666,0.25,0.22916666666666666
37-3011.00,0.0,0.024390243902439025,0.024390243902439025
37-3012.00,0.0,0.05555555555555555,0.05555555555555555
37-3013.00,0.04878048780487805,0.06097560975609756,0.06097560975609756
"""


@pytest.mark.parametrize("group", ["35-0000", "37-0000"])
def test_published_rows_give_the_embedded_means_of_their_group(group: str, tmp_path: Path):
    path = tmp_path / "occ_level.csv"
    path.write_text(f"{HEADER}\n{ROWS}", encoding="utf-8")
    book = score_book([path])
    inside = np.array([code.startswith(f"SOC@2018:{group[:2]}-") for code in book.occupations])
    embedded = classifications.exposure_by_major_group()[Occupation(f"SOC@2018:{group}")]
    table = {row["soc_major"]: row for row in read_csv("exposure_soc2018_major.csv")}
    matched = int(table[group]["employment_matched"])
    for measure in MEASURES:
        scores = book.raw[:, book.measures.index(measure)]
        known = inside & np.isfinite(scores)
        assert int(book.jobs[known].sum()) == matched
        mean = np.average(scores[known], weights=book.jobs[known])
        # The embedded table weighs the finer occupations of a code alike, as we do.
        assert mean == pytest.approx(embedded.measures[measure], abs=0.0006)


def test_the_isco_crosswalk_is_the_bureaus_but_for_the_military():
    """BLS, ISCO-08 to 2010 SOC: 1,125 rows, of which 20 military; 840 occupations of SOC 2010, of
    which 20 military; every minor group of ISCO-08 but the three of armed forces."""
    rows = read_csv("soc2010_isco08.csv")
    assert len({(row["soc2010"], row["isco08"]) for row in rows}) == len(rows) == 1125 - 20
    civilian = {row["soc2010"] for row in read_csv("soc2010_soc2018.csv")}
    civilian = {code for code in civilian if not code.startswith("55")}
    assert {row["soc2010"] for row in rows} == civilian and len(civilian) == 840 - 20
    minor = {entry.code for entry in classifications.code_list("ISCO@08") if entry.level == "minor"}
    assert minor - {row["isco08"][:3] for row in rows} == {"011", "021", "031"}


def test_the_revision_of_2018_is_the_bureaus():
    """BLS, 2010-to-2018 SOC crosswalk (November 2017): 900 rows; 766 codes with one target and no
    split or merge, 74 others."""
    rows = read_csv("soc2010_soc2018.csv")
    exact = {row["soc2010"] for row in rows if row["match"] == "exact"}
    assert (len(rows), len(exact)) == (900, 766)
    assert len({row["soc2010"] for row in rows}) - len(exact) == 74


def test_771_of_830_occupations_match_directly_and_12_more_through_their_parts(tmp_path: Path):
    """771 of 830 is what the embedded means rest on. The other 59 are 47 residual occupations and
    12 that OEWS publishes joined; those a loaded file reaches through their parts."""
    unrated = {code.partition(":")[2] for code in classifications.unrated_occupations()}
    parts = {row["soc2018"]: row["published"] for row in read_csv("soc2018_joined.csv")}
    book = score_book(())
    held = next(one for one in book.held if one.measure.name == "eloundou_gpt4_beta")
    assert (len(book.occupations), held.matched) == (830, 771)
    assert held.jobs_share == pytest.approx(0.925, abs=0.0005)
    rated = {code.partition(":")[2] for code in book.occupations} - unrated
    path = tmp_path / "occ_level.csv"
    rows = "".join(f"{code}.00,0.5\n" for code in sorted(rated | set(parts)))
    path.write_text(f"O*NET-SOC Code,dv_rating_beta\n{rows}", encoding="utf-8")
    loaded = next(
        one for one in score_book([path]).held if one.measure.name == "eloundou_gpt4_beta"
    )
    assert loaded.matched == 783
    assert loaded.jobs_share == pytest.approx(0.987, abs=0.0005)
