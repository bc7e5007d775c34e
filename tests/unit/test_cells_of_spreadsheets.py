"""A CSV file of what people typed opens in a spreadsheet as it was typed."""

from __future__ import annotations

import csv

import pytest

from trimtab.kernel.files import write_csv


@pytest.mark.parametrize(
    "typed",
    ["=1+1", "+86 21 1234", "-", "@SUM(A1)", "\t=1+1", "\r=1+1", "\n=1+1", "＝1+1", "=", "-5%"],
)
def test_what_people_typed_is_no_formula_in_a_spreadsheet(tmp_path, typed):
    assert _written_and_read(tmp_path, typed, guarded=True) == f"'{typed}"


@pytest.mark.parametrize(
    "cell", [-5, -5.25, "-5.25", "+3", "-1e-3", "", None, "a=b", "离职", " =1"]
)
def test_numbers_and_other_texts_stay_as_they_are(tmp_path, cell):
    assert _written_and_read(tmp_path, cell, guarded=True) == ("" if cell is None else str(cell))


def _written_and_read(folder, cell, *, guarded):
    write_csv(folder / "cells.csv", ("cell", "end"), [(cell, "x")], guarded=guarded)
    with (folder / "cells.csv").open(encoding="utf-8", newline="") as file:
        _, (read, _) = csv.reader(file)
    return read
