"""A network of a user's own becomes an economy, whatever form the two tables come in."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from openpyxl import Workbook

from trimtab.app.economies import open_economy, read_network
from trimtab.kernel import InputRejectedError, UnknownCodeError, UsageError
from trimtab.simulation.economies import network_economy, select_regions
from trimtab.simulation.types import DataBasis

EDGES = {"src": ["a", "a", "b"], "dst": ["a", "b", "b"], "prob": [0.75, 0.25, 1.0]}
OCCUPATIONS = {"code": ["a", "b"], "employment": [30.0, 10.0], "mean_wage": [1e4, None]}


def test_columns_become_cells_in_their_order():
    made = network_economy(
        pa.table(
            {**OCCUPATIONS, "title": ["One", "Two"], "score": [0.5, None], "remark": ["x", ""]}
        ),
        pa.table(EDGES),
        currency="USD",
    )
    economy = made.economy
    assert economy.cells.occupations == ("a", "b")
    assert economy.cells.occupation_titles["b"].en == "Two"
    assert economy.cells.currency == "USD"
    assert economy.network.layers[0].toarray().tolist() == [[0.75, 0.25], [0.0, 1.0]]
    assert economy.basis is DataBasis.MODELLED
    np.testing.assert_array_equal(economy.cells.wage_year, [1e4, np.nan])
    assert list(made.columns) == ["score"]
    np.testing.assert_array_equal(made.columns["score"], [0.5, np.nan])


def test_regions_tiers_layers_and_basis_are_taken_where_given():
    occupations = pa.table(
        {
            "code": ["x1", "y1", "x2"],
            "region": ["CN-310000", "CN-320000", "CN-310000"],
            "occupation": ["1", "1", "2"],
            "tier": ["low", "low", ""],
            "employment": [5, 5, 5],
            "basis": ["published", "synthetic", "modelled"],
        }
    )
    edges = pa.table(
        {
            "src": ["x1", "x1", "x1", "y1", "x2"],
            "dst": ["x1", "x2", "y1", "y1", "x2"],
            "prob": [0.5, 0.25, 0.25, 1.0, 1.0],
            "layer": ["within", "within", "between", "within", "within"],
        }
    )
    economy = network_economy(occupations, edges).economy
    assert economy.cells.regions == ("CN-310000", "CN-320000")
    assert economy.cells.occupations == ("1", "2")
    assert economy.cells.tier_of.tolist() == [0, 0, -1]
    assert economy.network.names == ("within", "between")
    assert economy.network.layers[1].toarray()[0].tolist() == [0, 0.25, 0]
    assert economy.basis is DataBasis.SYNTHETIC
    alone = select_regions(economy, ["CN-310000"])
    assert alone.employed.sum() == 10
    np.testing.assert_allclose(alone.network.layers[0].toarray(), [[2 / 3, 1 / 3], [0, 1]])


@pytest.mark.parametrize("form", ["xlsx", "parquet", "csv in GB18030"])
def test_every_form_of_file_reads_alike(form, tmp_path):
    tables = {"edges": EDGES, "occupations": {**OCCUPATIONS, "title": ["程序员", "会计"]}}
    paths = {}
    for name, columns in tables.items():
        rows = [list(columns), *map(list, zip(*columns.values(), strict=True))]
        if form == "xlsx":
            paths[name] = tmp_path / f"{name}.xlsx"
            book = Workbook()
            for row in rows:
                book.active.append(row)
            book.save(paths[name])
        elif form == "parquet":
            paths[name] = tmp_path / f"{name}.parquet"
            pq.write_table(pa.table(columns), paths[name])
        else:
            paths[name] = tmp_path / f"{name}.csv"
            lines = [",".join("" if cell is None else str(cell) for cell in row) for row in rows]
            paths[name].write_text("\n".join(lines), encoding="gb18030")
    economy = read_network(paths["edges"], paths["occupations"]).economy
    assert economy.cells.occupation_titles["a"].en == "程序员"
    assert economy.employed[:, 0].tolist() == [30, 10]
    assert economy.network.layers[0].toarray().tolist() == [[0.75, 0.25], [0.0, 1.0]]


@pytest.mark.parametrize(
    ("name", "given", "error", "code"),
    [
        ("network", {}, UsageError, "SIMULATION-023"),
        ("us", {"edges": True, "occupations_file": True}, UsageError, "SIMULATION-023"),
        ("network", {"edges": True}, UsageError, "SIMULATION-023"),
        ("province:x", {"occupations": "major"}, UsageError, "SIMULATION-024"),
        ("atlantis", {}, UnknownCodeError, "SIMULATION-025"),
        ("us", {"regions": ["US-XX"]}, UnknownCodeError, "SIMULATION-021"),
        ("us", {"occupations": "broad"}, UnknownCodeError, "SIMULATION-022"),
    ],
)
def test_contradictory_calls_are_refused(name, given, error, code, tmp_path):
    given = {key: tmp_path / "x.csv" if value is True else value for key, value in given.items()}
    with pytest.raises(error) as refused:
        open_economy(name, **given)
    assert refused.value.code == code


def test_layers_come_with_within_first_and_blank_means_within():
    edges = {"src": ["a", "a", "b"], "dst": ["b", "a", "b"], "prob": ["0.5", "0.5", "1"]}
    made = network_economy(
        pa.table(OCCUPATIONS), pa.table({**edges, "layer": ["between", None, "within"]})
    )
    assert made.economy.network.names == ("within", "between")
    assert made.economy.network.layers[0].toarray().tolist() == [[0.5, 0], [0, 1]]


@pytest.mark.parametrize(
    ("edges", "code"),
    [
        ("a b 1, b a 0.5, b b 0.5, c c 1", "SIMULATION-013"),  # a leads to region R2 only
        ("a c 1, c c 1, b a 0.5, b b 0.5", "SIMULATION-015"),  # a is entered from R2 only
    ],
)
def test_a_region_that_cannot_stand_alone_is_refused(edges, code):
    occupations = pa.table(
        {"code": ["a", "b", "c"], "region": ["R1", "R2", "R1"], "employment": [1, 1, 1]}
    )
    rows = zip(*(edge.split() for edge in edges.split(", ")), strict=True)
    table = pa.table(dict(zip(("src", "dst", "prob"), map(list, rows), strict=True)))
    economy = network_economy(occupations, table).economy
    with pytest.raises(InputRejectedError) as refused:
        select_regions(economy, ["R1"])
    assert (refused.value.code, refused.value.params["value"]) == (code, "R1/a")
