"""What holds for every seed: margins, accounts, samples, and the same figures again."""

from __future__ import annotations

import hashlib

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trimtab.app.province import make_province
from trimtab.province import Province, ProvinceSettings, count_table, labelled, panel_table
from trimtab.province.fitting import Margin, fit_to_margins, round_along_rows
from trimtab.province.people import sample_cells
from trimtab.province.types import sum_by_industry

SHARE_ERROR = 0.0002


def _digest(province: Province) -> str:
    found = hashlib.sha256()
    tables = [labelled(name, table) for name, table in sorted(province.tables.items())]
    tables.append(panel_table(province.figures, province.panel))
    tables.append(count_table(province.figures, province.population, province.wages))
    for table in tables:
        written = pa.BufferOutputStream()
        with pa.ipc.new_stream(written, table.schema) as stream:
            stream.write_table(table.combine_chunks())
        found.update(written.getvalue())
    return found.hexdigest()


@given(
    prior=st.lists(st.lists(st.floats(0.1, 9), min_size=3, max_size=3), min_size=4, max_size=4),
    rows=st.lists(st.floats(1, 50), min_size=4, max_size=4),
    columns=st.lists(st.floats(1, 50), min_size=3, max_size=3),
)
@settings(max_examples=40)
def test_positive_tables_reach_any_margins(prior, rows, columns):
    row = np.array(rows)
    column = np.array(columns) * row.sum() / sum(columns)
    fitted = fit_to_margins(np.array(prior), (Margin((0,), row), Margin((1,), column)))
    assert (fitted > 0).all()
    assert fitted.sum(axis=1) == pytest.approx(row, rel=1e-5)
    assert fitted.sum(axis=0) == pytest.approx(column, rel=1e-5)


@given(st.lists(st.floats(0, 20), min_size=1, max_size=30))
@settings(max_examples=60)
def test_rounding_moves_no_value_by_a_whole_one(values):
    rounded = round_along_rows(np.array([values]))
    assert (rounded >= 0).all()
    assert (np.abs(rounded - values) <= 1).all()
    assert abs(rounded.sum() - sum(values)) <= 0.5 + 1e-9


@given(seed=st.integers(0, 2**32 - 1), months=st.sampled_from([48, 60]))
@settings(max_examples=4)
def test_the_panel_adds_up_for_every_seed(seed, months):
    made = make_province(ProvinceSettings(seed, 1_000, months))
    values = made.panel.values
    assert all((figure >= 0).all() for figure in values.values())
    before = np.concatenate([made.panel.before[:, :, None], values["employment"][:, :, :-1]], 2)
    closed = before + values["hires"] - values["separations"]
    assert (closed == values["employment"]).all()
    assert (values["insured_employees"] <= values["employment"]).all()
    assert (values["continued_claims"] <= values["registered_unemployment"]).all()
    assert values["employment"].dtype == np.int64


def test_margins_are_those_cited(province):
    figures, employed = province.figures, province.population.employed
    total = employed.sum()
    assert total == figures.employed
    assert (employed >= 0).all() and (province.population.unemployed >= 0).all()
    for axis, shares in (
        (2, figures.tier_shares),
        (3, figures.form_shares),
        (4, figures.age_shares),
    ):
        others = tuple(one for one in range(7) if one != axis)
        assert employed.sum(axis=others) / total == pytest.approx(shares, abs=SHARE_ERROR)
    assert employed[:, :, :, :, :, 0].sum() / total == pytest.approx(0.434, abs=SHARE_ERROR)
    insured = employed[..., 1].sum() / total
    assert insured == pytest.approx(figures.insured_share, abs=SHARE_ERROR)


def test_the_last_month_of_the_panel_is_the_counts(province):
    by_place = sum_by_industry(province.population.employed, province.figures.jobs.starts)
    assert (by_place == province.panel.values["employment"][:, :, -1]).all()


def test_the_young_and_the_old_have_the_cited_rates(province):
    out = province.population.unemployed.sum(axis=(0, 1, 2, 3, 5, 6))
    work = province.population.employed.sum(axis=(0, 1, 2, 3, 5, 6))
    rates = out / (out + work)
    assert rates[0] == pytest.approx(0.149, abs=0.001)
    assert rates[2:] == pytest.approx(0.04, abs=0.001)
    assert out.sum() / (out + work).sum() == pytest.approx(0.052, abs=1e-6)


@given(start=st.floats(0, 0.999), persons=st.integers(1_000, 50_000))
@settings(max_examples=25)
def test_a_sample_holds_every_cell_s_share(province, start, persons):
    cells, weight = sample_cells(province.population, persons, start)
    stock = np.concatenate(
        [province.population.employed.ravel(), province.population.unemployed.ravel()]
    )
    drawn = np.bincount(cells, minlength=len(stock))
    assert len(cells) == persons
    assert (np.abs(drawn - stock / weight[0]) < 1 + 1e-6).all()


def test_the_same_seed_gives_the_same_figures_and_another_seed_others(province):
    again = make_province(province.settings)
    other = make_province(ProvinceSettings(6, province.settings.persons))
    assert _digest(again) == _digest(province)
    assert _digest(other) != _digest(province)
    assert other.population.employed.sum() == province.population.employed.sum()


def test_more_persons_change_no_panel_and_no_firm(province):
    more = make_province(ProvinceSettings(province.settings.seed, 5_000))
    assert more.panel.values["hires"].tolist() == province.panel.values["hires"].tolist()
    assert more.tables["firms"].equals(province.tables["firms"])
