"""Scales and dated values against OpenFisca-Core.

The figures were computed with OpenFisca-Core 46.0.1 (PyPI, AGPL-3.0; no dependency) from the file
below: `load_parameter_file(path)` and, for scales, `scale(date).calc(numpy.array(base))`. Tolerance
1e-9. The same comparison over every parameter of openfisca-country-template 8.2.0 on 60 days
(720 values and scales of 307 bases) found no difference.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pytest

from trimtab.kernel import Region
from trimtab.rules import RuleBook
from trimtab.rules.openfisca import load_openfisca

FILE = """\
income_tax:
  description: Marginal rates
  metadata: {threshold_unit: currency-EUR, rate_unit: /1, type: marginal_rate}
  brackets:
    - threshold: {2015-01-01: 0}
      rate: {2015-01-01: 0.05, 2018-01-01: {value: 0.1}}
    - threshold: {2015-01-01: 10000, 2018-01-01: 12000}
      rate: {2015-01-01: 0.2}
    - threshold: {2018-01-01: 40000}
      rate: {2018-01-01: 0.45, 2020-01-01: null}
meal:
  metadata: {type: single_amount}
  brackets:
    - {threshold: {2017-01-01: 100}, amount: {2017-01-01: 3}}
    - {threshold: {2017-01-01: 500}, amount: {2017-01-01: 1.5}}
levy:
  brackets:
    - {threshold: {2017-01-01: 0}, amount: {2017-01-01: 10}}
    - {threshold: {2017-01-01: 250}, amount: {2017-01-01: 5}}
    - {threshold: {2017-01-01: 900}, amount: {2017-01-01: -2}}
relief:
  brackets:
    - {threshold: {2017-01-01: 50}, average_rate: {2017-01-01: 0.1}}
    - {threshold: {2017-01-01: 100}, average_rate: {2017-01-01: 0.2}}
    - {threshold: {2017-01-01: 250}, average_rate: {2017-01-01: 0.05}}
rate:
  values:
    2012-01: 0.16
    2014-01-01: {value: 0.14, metadata: {reference: https://example.org/2014}}
    2016-01-01: expected
    2019-07-01: null
"""
BASES = [-100.0, 0, 50, 99.99, 100, 249, 250, 500, 900, 10000, 12000, 39999.5, 40000, 55000]
KNOWN = {
    ("income_tax", "2014-12-31"): None,
    ("income_tax", "2016-06-01"): [
        0, 0, 2.5, 4.9995, 5, 12.45, 12.5, 25, 45, 500, 900, 6499.9, 6500, 9500,
    ],
    ("income_tax", "2019-01-01"): [
        0, 0, 5, 9.999, 10, 24.9, 25, 50, 90, 1000, 1200, 6799.9, 6800, 13550,
    ],
    ("income_tax", "2021-01-01"): [
        0, 0, 5, 9.999, 10, 24.9, 25, 50, 90, 1000, 1200, 6799.9, 6800, 9800,
    ],
    ("meal", "2020-01-01"): [0, 0, 0, 0, 3, 3, 3, 1.5, 1.5, 1.5, 1.5, 1.5, 1.5, 1.5],
    ("levy", "2020-01-01"): [0, 0, 10, 10, 10, 10, 10, 15, 15, 13, 13, 13, 13, 13],
    ("relief", "2020-01-01"): [0, 0, 5, 19.9960002, 20, 12.699, 0, 0, 0, 0, 0, 0, 0, 0],
    ("rate", "2011-12-31"): None,
    ("rate", "2013-12-31"): 0.16,
    ("rate", "2016-01-01"): 0.14,
    ("rate", "2019-07-01"): None,
}  # fmt: skip


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> RuleBook:
    path = Path(tmp_path_factory.mktemp("openfisca")) / "demo.yaml"
    path.write_text(FILE, encoding="utf-8")
    read = load_openfisca(path, Region("FR"), recorded=date(2026, 11, 22), source="demo")
    return RuleBook(read.parameters)


@pytest.mark.parametrize(("name", "day"), KNOWN)
def test_values_are_those_of_openfisca(book: RuleBook, name: str, day: str):
    answer = book.at(f"demo.{name}", Region("FR"), date.fromisoformat(day))
    known = KNOWN[name, day]
    if known is None:
        assert answer.value is None
    elif isinstance(known, list):
        np.testing.assert_allclose(answer.evaluate(BASES), known, rtol=0, atol=1e-9)
    else:
        assert answer.number == known
