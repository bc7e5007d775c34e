"""What a province holds: wages, persons, firms, the shock, in the relations promised."""

from __future__ import annotations

import numpy as np
import pyarrow.compute as pc
import pytest

from trimtab.app.province import make_province
from trimtab.kernel import InputRejectedError
from trimtab.province import (
    CONTRACTS,
    Exposures,
    ProvinceSettings,
    count_table,
    generate,
    labelled,
    panel_table,
    read_figures,
    truth_table,
)
from trimtab.province.people import sample_cells


@pytest.mark.parametrize(
    "wrong", [{"seed": -1}, {"persons": 10}, {"months": 12}, {"months": 1_000}]
)
def test_settings_out_of_range_are_refused(wrong):
    with pytest.raises(InputRejectedError) as raised:
        ProvinceSettings(**{"seed": 1} | wrong)
    assert raised.value.code == "PROVINCE-001"


def test_an_occupation_without_exposure_is_refused():
    values = np.full((63, 1), 0.5)
    values[3] = np.nan
    with pytest.raises(InputRejectedError) as raised:
        Exposures(("one",), values, "test")
    assert raised.value.code == "PROVINCE-002"


def test_a_year_without_a_festival_is_refused():
    figures = read_figures()
    exposures = Exposures(("one",), np.full((len(figures.occupations.codes), 1), 0.5), "test")
    with pytest.raises(InputRejectedError) as raised:
        generate(ProvinceSettings(1, 1_000, 48), figures, exposures, {})
    assert raised.value.code == "PROVINCE-004"


def test_published_wages_are_the_means_of_standard_employees(province):
    employed, wages = province.population.employed, province.wages
    standard = employed[:, :, :, 0].sum(axis=(3, 4, 5))
    group = np.array(province.figures.occupations.major)[province.figures.jobs.occupation]
    for major in ("1", "2", "3", "4", "6"):
        inside = group == major
        mean = np.average(wages[..., 0][:, inside], weights=standard[:, inside])
        assert mean * 12 == pytest.approx(province.figures.value("wage_cny_year", major))


def test_only_standard_employees_are_insured(province):
    assert province.population.employed[:, :, :, 1:, :, :, 1].sum() == 0
    assert province.population.employed[:, :, :, 0, :, :, 1].sum() > 0


def test_persons_have_what_goes_with_their_status(province):
    persons = labelled("persons", province.tables["persons"])
    out = pc.equal(persons["status"], "unemployed")
    assert persons.filter(out)["employer"].null_count == pc.sum(out).as_py()
    assert persons.filter(out)["unemployed_since"].null_count == 0
    assert pc.max(persons["unemployed_since"]).as_py() <= str(province.last)
    platform = pc.equal(persons["form"], "platform")
    at_work = pc.and_(platform, pc.invert(out))
    assert pc.all(pc.not_equal(persons.filter(at_work)["platforms"], "")).as_py()
    uninsured = persons.filter(pc.equal(persons["insured"], "no"))
    assert pc.max(uninsured["contribution_months"]).as_py() == 0
    assert pc.count_distinct(persons["person"]).as_py() == persons.num_rows
    assert not any(len(name) == 18 for name in persons["person"].slice(0, 100).to_pylist())


def test_employers_are_firms_of_the_same_place_and_industry(province):
    persons, firms = province.tables["persons"], province.tables["firms"]
    place = dict(zip(firms["firm"].to_pylist(),
                     zip(firms["prefecture"].to_pylist(), firms["industry"].to_pylist(),
                         strict=True), strict=True))  # fmt: skip
    employed = persons.filter(pc.is_valid(persons["employer"]))
    assert employed.num_rows > 1_000
    for firm, prefecture, industry in zip(
        *(employed[name].to_pylist() for name in ("employer", "prefecture", "industry")),
        strict=True,
    ):
        assert place[firm] == (prefecture, industry)


def test_a_firm_s_last_month_is_what_its_row_says(province):
    firms, months = province.tables["firms"], province.tables["firm_months"]
    last = months.filter(pc.equal(months["month"], str(province.last)))
    assert last["employees"].to_pylist() == firms["employees"].to_pylist()
    assert pc.min(firms["reduction_rate"]).as_py() >= 0


def test_platform_workers_are_those_of_the_counts(province):
    workers = pc.sum(province.tables["platforms"]["workers"]).as_py()
    counted = province.population.employed[:, :, :, 2].sum()
    assert abs(workers - counted) <= len(province.tables["platforms"])


def test_separations_rise_in_hit_cells_in_proportion_to_exposure(province):
    shock, panel = province.shock, province.panel
    rates = panel.values["separations"] / np.maximum(panel.values["employment"], 1)
    after, before = rates[:, :, -6:].mean(axis=2), rates[:, :, -18:-12].mean(axis=2)
    risen = after / before - 1
    expected = shock.separations_rise[:, :, -6:].mean(axis=2)
    large = panel.values["separations"][:, :, -1] > 300
    assert risen[shock.hit & large] == pytest.approx(expected[shock.hit & large], abs=0.2)
    assert abs(np.median(risen[~shock.hit & large])) < 0.1


def test_the_truth_names_hit_cells_and_no_other(province):
    truth = truth_table(province.figures, province.panel, province.shock)
    named = set(zip(truth["prefecture"].to_pylist(), truth["industry"].to_pylist(), strict=True))
    assert len(named) == province.shock.hit.sum() == 24
    assert min(truth["month"].to_pylist()) == "2025-11"
    assert pc.max(truth["employment_change"]).as_py() < 0


def test_every_table_keeps_its_contract(province):
    figures = province.figures
    made = {
        **{name: labelled(name, table) for name, table in province.tables.items()},
        "counts": count_table(figures, province.population, province.wages),
        "panel": panel_table(figures, province.panel),
        "truth": truth_table(figures, province.panel, province.shock),
    }
    assert made.keys() == CONTRACTS.keys()
    for name, table in made.items():
        contract = CONTRACTS[name]
        for column in contract.columns:
            values = table[column.name]
            assert column.nullable or values.null_count == 0, (name, column.name)
            if column.low is not None:
                assert pc.min(values).as_py() >= column.low, (name, column.name)
            if column.high is not None:
                assert pc.max(values).as_py() <= column.high, (name, column.name)
        keys = table.group_by(list(contract.key)).aggregate([])
        assert keys.num_rows == table.num_rows, name


def test_a_longer_panel_ends_in_the_same_month_with_the_same_persons():
    short = make_province(ProvinceSettings(seed=5, persons=1_000, months=60))
    assert short.panel.months == 60
    assert str(short.panel.first) == "2021-11"
    assert short.population.employed.sum() == short.figures.employed


def test_a_sample_takes_every_step_th_person(province):
    cells, weight = sample_cells(province.population, 1_000, 0.5)
    assert weight.sum() == pytest.approx(province.population.labour_force)
    assert (np.diff(cells) >= 0).all()
