"""Moves between occupation groups in the CPS, and the mobility model calibrated to them.

    python scripts/derive/mobility.py --source us_cps_monthly_22groups_2019_2022.csv

The source is a table of mean monthly transition probabilities (rows origin, columns destination)
with the mean stock of each origin: US Census Bureau / BLS, Current Population Survey, matched
consecutive months 2019-01 to 2022-12, weighted, tabulated in fraware/Occupational-Transition.
Takes about two minutes on one core; the same figures come out each time.
"""

from __future__ import annotations

import csv
from dataclasses import astuple
from pathlib import Path

import numpy as np
from record import Origin, source_argument, write_rows

from trimtab.simulation.economies.group_moves import group_moves, pairs_for_fit, us_transitions
from trimtab.simulation.economies.mobility_fit import fit_mobility, score, score_interval
from trimtab.simulation.economies.occupation_pairs import FEATURES

SCRIPT = "scripts/derive/mobility.py"
SOURCE = "fraware/Occupational-Transition (tabulation of CPS microdata, 2019-01 to 2022-12)"
PUBLISHER = "US Census Bureau and Bureau of Labor Statistics, Current Population Survey"
LICENCE = "public domain (work of the US government); the tabulation is MIT"
MAJOR = (11, 13, 15, 17, 19, 21, 23, 25, 27, 29, 31, 33, 35, 37, 39, 41, 43, 45, 47, 49, 51, 53)
STATES = {
    **{f"occ22_{at:02d}": f"SOC@2018:{code}-0000" for at, code in enumerate(MAJOR, 1)},
    "unemployed": "unemployed",
    "nilf": "not_in_labour_force",
}
BASELINES = {
    "size": ("size",),
    "same_group": ("same_high_level",),
    "size_and_same_group": ("size", "same_high_level"),
    "model": FEATURES,
}
MEASURES = ("deviance_explained", "log_correlation", "mean_error_points")


def main() -> None:
    write_table(source_argument(__doc__, "the table of transition probabilities"))
    pairs, observed = pairs_for_fit(us_transitions()), group_moves(us_transitions())
    rows = []
    for name, features in BASELINES.items():
        fitted = fit_mobility(pairs, observed, features)
        low, high = score_interval(observed, fitted.held_out)
        found = zip(
            MEASURES,
            astuple(score(observed, fitted.held_out)),
            astuple(low),
            astuple(high),
            strict=True,
        )
        rows += [(name, measure, *(f"{v:.4f}" for v in values)) for measure, *values in found]
        print(name, dict(zip(features, fitted.coefficients.round(3), strict=True)))
    errors = fitted.standard_errors
    write_coefficients(dict(zip(FEATURES, fitted.coefficients, strict=True)), errors)
    write_rows(
        "mobility_fit_us.csv",
        ("model", "measure", "held_out", "low", "high"),
        rows,
        Origin(
            "How well the mobility model predicts moves of origin groups that it was not fitted to",
            f"computed from mobility_groups_us.csv and OEWS May 2025; {SOURCE}",
            PUBLISHER,
            "facts computed from public-domain data; Apache-2.0 (ours)",
            SCRIPT,
            notes="Each of 22 origin groups is predicted without it (leave one out). Shares of "
            "those who left their group. low and high: 95 % bootstrap over origin groups. "
            "both_manual was added after a look at the residuals: the held-out score of the "
            "model is slightly flattered by that choice.",
        ),
    )


def write_table(source: Path) -> None:
    """The transition table in long form; a pair that was never seen has probability 0."""
    with source.open(encoding="utf-8", newline="") as stream:
        table = list(csv.DictReader(stream))
    rows = [
        (
            STATES[row["origin_state"]],
            STATES[column],
            float(row[column] or 0),
            round(float(row["mean_stock_persons"])),
        )
        for row in table
        for column in STATES
    ]
    write_rows(
        "mobility_groups_us.csv",
        ("origin", "destination", "probability", "origin_stock_persons"),
        rows,
        Origin(
            "Mean monthly transition probabilities between 22 occupation groups, unemployment and "
            "non-participation, United States 2019 to 2022",
            SOURCE,
            PUBLISHER,
            LICENCE,
            SCRIPT,
            notes="Matched consecutive months, weighted. Staying in a group (85 to 94 % a month) "
            "includes noise of occupation coding, so moves between groups are overstated: use "
            "relative rates, not levels. Stocks are those of matched persons. Groups are those of "
            "the CPS recode; personal care aides moved from 39 to 31 with the 2018 codes.",
        ),
    )


def write_coefficients(coefficients: dict[str, float], errors: np.ndarray) -> None:
    estimated = [
        (name, f"{value:.4f}", f"{error:.4f}", "estimated")
        for (name, value), error in zip(coefficients.items(), errors, strict=True)
    ]
    premium = coefficients["same_high_level"]
    write_rows(
        "mobility_coefficients_us.csv",
        ("term", "value", "standard_error", "kind"),
        [*estimated, ("hierarchy", f"{premium:.4f}", "", "assumption")],
        Origin(
            "Coefficients of the model of moves between occupations, United States",
            f"estimated from mobility_groups_us.csv and OEWS May 2025; {SOURCE}",
            PUBLISHER,
            "facts computed from public-domain data; Apache-2.0 (ours)",
            SCRIPT,
            notes="Poisson pseudo-likelihood with origin effects. standard_error: jackknife over "
            "22 origin groups. hierarchy cannot be estimated from moves between major groups: each "
            "further level shared (major group, minor group) is taken to add as much as the "
            "high-level aggregation does.",
        ),
    )


if __name__ == "__main__":
    main()
