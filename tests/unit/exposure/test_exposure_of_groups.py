"""Regions by industry, occupation, tier and part; a bureau's own jobs; what is written."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest

from trimtab.app.exposure_choices import By
from trimtab.app.exposure_groups import Request, exposure_of_groups, scale_of
from trimtab.app.exposure_jobs import jobs_of_industries, jobs_of_industries_in, jobs_of_regions
from trimtab.app.exposure_source import exposure_of_industries
from trimtab.app.exposure_table import notes, write_exposures
from trimtab.exposure import Scale
from trimtab.kernel import (
    Basis,
    InputRejectedError,
    OccupationLevel,
    UnknownCodeError,
    UsageError,
)
from trimtab.messages import Language

OWN = """\
occupation,jobs,industry,region
CSCO@2022:4-04-05-00,1200,GBT4754@2017:I,CN-310000
CSCO@2022:6-25-00-00,5300,GBT4754@2017:C,CN-310000
CSCO@2022:8-00-00-00,500,GBT4754@2017:C,CN-310000
CSCO@2022:4-01-02-00,2100,GBT4754@2017:F,CN-320100
"""


@pytest.fixture
def own(tmp_path: Path) -> Path:
    path = tmp_path / "jobs.csv"
    path.write_text(OWN, encoding="utf-8")
    return path


def test_sectors_partition_the_jobs_of_the_nation():
    industries, nation = jobs_of_industries(), jobs_of_regions(["US"])
    assert len(industries.groups) == 20
    assert industries.totals.sum() == pytest.approx(nation.totals[0], rel=1e-4)


def test_jobs_covered_are_those_behind_the_weakest_measure():
    """Home health and personal care aides, 4.3 of 7.9 million jobs of their group, are not in the
    embedded means of Eloundou et al.; the ILO's cover every occupation; AIOE's do not say."""
    found = exposure_of_groups(Request(by=By.OCCUPATION))
    covered = dict(zip(found.groups, found.matched, strict=True))
    assert covered["SOC@2018:31-0000"] == pytest.approx(3595860 / 7901670, abs=0.001)
    ilo = exposure_of_groups(Request(by=By.OCCUPATION, measure="ilo_2025"))
    assert ilo.matched == pytest.approx(np.ones(22))
    aioe = exposure_of_groups(Request(by=By.OCCUPATION, measure="felten_aioe"))
    assert np.isnan(aioe.matched).all()


def test_suppressed_cells_stand_at_their_major_group():
    found = jobs_of_regions(["US-WY"])
    assert found.counts.sum() == pytest.approx(found.totals[0], rel=0.01)
    majors = np.array([code.endswith("-0000") for code in found.axis])
    assert found.counts[0, majors].sum() > 0


def test_a_state_by_industry_is_modelled_and_keeps_its_occupations():
    modelled, own = jobs_of_industries_in("US-OH"), jobs_of_regions(["US-OH"])
    assert modelled.basis is Basis.MODELLED and own.basis is Basis.OBSERVED
    assert modelled.counts.sum(axis=0) == pytest.approx(own.counts[0])


def test_the_nation_split_as_a_state_is_itself():
    """The model applied to the nation gives its published industries back."""
    nation, modelled = jobs_of_industries(), jobs_of_industries_in("US")
    assert modelled.totals == pytest.approx(nation.totals, rel=0.02)


def test_industries_agree_with_what_monitoring_uses():
    """The same mixes and major-group scores, so the beta of an industry is the same."""
    found = exposure_of_groups(Request(by=By.INDUSTRY, measure="eloundou_human_beta"))
    ours = dict(zip(found.groups, found.by_measure[:, 0], strict=True))
    theirs = exposure_of_industries(list(ours))
    assert all(
        low - 1e-3 <= ours[name] <= high + 1e-3
        for name, low, high in zip(theirs.industries, theirs.low, theirs.high, strict=True)
    )


def test_tiers_are_exposed_in_the_order_of_skill_and_hold_all_jobs():
    found = exposure_of_groups(Request("US-OH", By.TIER))
    assert [found.groups[at] for at in found.order()] == ["high", "middle", "low"]
    assert found.jobs.sum() == pytest.approx(jobs_of_regions(["US-OH"]).totals[0], rel=0.01)


def test_occupations_by_level():
    sizes = {
        level: len(exposure_of_groups(Request(by=By.OCCUPATION, level=level)).groups)
        for level in OccupationLevel
    }
    assert sizes[OccupationLevel.MAJOR] == 22 and sizes[OccupationLevel.DETAILED] == 830
    assert 22 < sizes[OccupationLevel.MINOR] < 120


def test_one_measure_is_shown_on_its_own_scale():
    found = exposure_of_groups(Request(by=By.TIER, measure="felten_aioe"))
    assert scale_of(found) is Scale.STANDARDISED
    assert found.found.middle.min() < 0
    assert np.array_equal(found.found.low, found.found.high)


def test_regions_stand_beside_the_nation():
    found = exposure_of_groups(Request("US-OH", By.REGION))
    assert set(found.groups) == {"US", "US-OH"}
    assert len(exposure_of_groups(Request("US", By.REGION)).groups) >= 52


def test_unknown_is_not_zero_and_an_assumption_is_asked_for():
    unknown = exposure_of_groups(Request(by=By.TIER))
    assert np.isnan(unknown.automation).all() and not unknown.known.any()
    assumed = exposure_of_groups(Request(by=By.TIER, assumed=0.4))
    assert assumed.automation == pytest.approx(np.full(3, 0.4))


def test_a_source_of_automation_covers_its_occupations_only(tmp_path: Path):
    modes, statements = tmp_path / "modes.csv", tmp_path / "statements.csv"
    modes.write_text(
        "task_name,directive,feedback_loop,task_iteration,validation,learning\nsell,0.3,0,0.1,0,0\n"
    )
    statements.write_text("O*NET-SOC Code,Task\n41-2031.00,Sell.\n")
    request = Request(by=By.OCCUPATION, scores=(modes, statements))
    found = exposure_of_groups(request)
    sales = found.groups.index("SOC@2018:41-0000")
    assert found.automation[sales] == pytest.approx(0.75)
    assert 0.2 < found.known[sales] < 0.4  # retail salespersons among all sales jobs
    assert np.isnan(np.delete(found.automation, sales)).all()
    mixed = exposure_of_groups(Request(by=By.OCCUPATION, scores=request.scores, assumed=0.5))
    share = found.known[sales]
    assert mixed.automation[sales] == pytest.approx(0.75 * share + 0.5 * (1 - share))


def test_chinese_jobs_of_a_bureau(own: Path):
    found = exposure_of_groups(Request("CN-310000", By.INDUSTRY, jobs=own))
    assert found.through_crosswalk
    assert dict(zip(found.groups, found.jobs, strict=True)) == {
        "GBT4754@2017:I": 1200.0,
        "GBT4754@2017:C": 5800.0,
    }
    made = found.groups.index("GBT4754@2017:C")
    assert found.matched[made] < 5300 / 5800  # the means behind production rest on part of its jobs
    alone = exposure_of_groups(Request("CN-310000", By.INDUSTRY, measure="ilo_2025", jobs=own))
    assert alone.matched[made] == pytest.approx(
        5300 / 5800
    )  # "not elsewhere classified" is unknown
    tiers = exposure_of_groups(Request("CN-310000", By.TIER, jobs=own))
    assert dict(zip(tiers.groups, tiers.jobs, strict=True)) == pytest.approx(
        {"middle": 5300.0, "high": 1200.0, "none": 500.0}
    )
    nation = exposure_of_groups(Request("CN", By.REGION, jobs=own))
    assert set(nation.groups) == {"CN-310000", "CN-320100"}


def test_refusals(own: Path, tmp_path: Path):
    bad = tmp_path / "bad.csv"
    bad.write_text("occupation,jobs\nCSCO@2022:4-04-05-00,-3\n")
    bare = tmp_path / "bare.csv"
    bare.write_text("occupation,jobs\nCSCO@2022:4-04-05-00,3\n")
    for code, request in {
        "EXPOSURE-012": Request("CN-310000"),
        "EXPOSURE-013": Request(measure="nobody"),
        "EXPOSURE-008": Request("CN-110000", By.TIER, jobs=own),
        "EXPOSURE-011": Request("CN-310000", By.INDUSTRY, jobs=bare),
        "EXPOSURE-002": Request("CN-310000", By.TIER, jobs=bad),
    }.items():
        with pytest.raises((UnknownCodeError, InputRejectedError)) as caught:
            exposure_of_groups(request)
        assert caught.value.code == code
    with pytest.raises(UnknownCodeError) as caught:
        exposure_of_groups(Request("US-ZZ", By.TIER))
    assert caught.value.code == "EXPOSURE-012"


def test_files_hold_every_row_and_say_what_they_are(tmp_path: Path):
    from openpyxl import load_workbook

    found = exposure_of_groups(Request("US-OH", By.INDUSTRY))
    write_exposures(found, tmp_path / "out.csv", Language.ZH)
    with (tmp_path / "out.csv").open(encoding="utf-8-sig") as stream:
        rows = list(csv.DictReader(stream))
    assert len(rows) == 20 and {row["basis"] for row in rows} == {"modelled"}
    assert rows[0]["title"] == "金融和保险业" and rows[0]["automation"] == ""
    write_exposures(found, tmp_path / "out.xlsx", Language.EN)
    book = load_workbook(tmp_path / "out.xlsx")
    assert book.sheetnames == ["exposure", "notes"]
    said = [cell.value for (cell,) in book["notes"].iter_rows()]
    assert said == notes(found, Language.EN) and said[0].startswith("MODELLED")
    with pytest.raises(UsageError, match="APP-001"):
        write_exposures(found, tmp_path / "out.pdf", Language.EN)
    with pytest.raises(UsageError, match="EXPOSURE-016"):
        write_exposures(found, tmp_path / "nowhere" / "out.csv", Language.EN)
