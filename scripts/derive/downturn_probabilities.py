"""Derive the probability models that short histories borrow; prints ``probability/lent.py``'s data.

    python scripts/derive/downturn_probabilities.py FOLDER_OF_US_STATES FOLDER_OF_US_NATIONAL

Sources: BLS Local Area Unemployment Statistics 1976-1999 (jjchern/laus, CC0) with downturns dated
on the Philadelphia Fed's coincident indexes (public domain); US unemployment 1929-1984 with NBER
dates (pmichaillat/recession-detection, MIT).
"""

from __future__ import annotations

import csv
import sys
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from trimtab.app.calendar import dated_downturns
from trimtab.ingest import read_downturns, read_labour_panel
from trimtab.kernel import Frequency, Period, Region, SeriesKey
from trimtab.monitoring.compute.detection import Downturn
from trimtab.monitoring.compute.pooled import baseline_statistic, signed_level
from trimtab.monitoring.compute.seasonal import adjust_seasonally
from trimtab.monitoring.probability.labels import Labels, labels_at
from trimtab.monitoring.probability.left_out import left_out_record
from trimtab.monitoring.probability.model import Line, ProbabilityModel, fit_model
from trimtab.monitoring.probability.movement import Movement, movements
from trimtab.monitoring.probability.origins import state_at_origins
from trimtab.monitoring.probability.record import PastRecord, score_record
from trimtab.monitoring.types import Direction

LONG_AFTER = datetime(2026, 1, 1, tzinfo=UTC)  # every label of the lenders' years is known


def states(folder: Path) -> tuple[Movement, Labels]:
    """51 states, rates not adjusted by the publisher, to 1999-11 (the last with an exact label)."""
    _, parts = _movements_of_states(folder)
    downturns = read_downturns(folder / "downturns_1979_1999.csv", "US", Period.parse("1999-12"))
    return parts, _from_first_date(labels_at(parts, downturns, LONG_AFTER), parts, downturns)


def country_of_states(folder: Path) -> Movement:
    """The movement the states share."""
    return _movements_of_states(folder)[0]


def _movements_of_states(folder: Path) -> tuple[Movement, ...]:
    panel, _ = read_labour_panel(folder / "labour_force_nsa_1976_1999.csv", None)
    months = Period.parse("1999-11") - panel.first + 1
    adjusted = adjust_seasonally(panel.values[:, :months], panel.first, False).adjusted
    level = signed_level(adjusted, Direction.RISE, False)
    statistic = baseline_statistic(level, ["US"] * len(level))
    return movements(panel.series, panel.first, level, statistic)


def nation(folder: Path) -> tuple[Movement, Labels]:
    """The national unemployment rate, adjusted by the publisher."""
    with (folder / "unemployment_vacancy_1929_1984.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    with (folder / "recessions_to_1984.csv").open(encoding="utf-8") as file:
        dates = [(row["start"], row["end"]) for row in csv.DictReader(file)]
    country = Region("US")
    level = np.array([[float(row["unemployment_rate"]) for row in rows]])
    first = Period.parse(rows[0]["month"])
    key = SeriesKey("unemployment_rate", country, None, None, Frequency.MONTHLY, "share")
    (moves,) = movements([key], first, level, baseline_statistic(level, ["US"]))
    downturns = [Downturn(country, Period.parse(start), Period.parse(end)) for start, end in dates]
    return moves, labels_at(moves, downturns, LONG_AFTER)


def _from_first_date(labels: Labels, movement: Movement, downturns: tuple[Downturn, ...]) -> Labels:
    """Before the first dated downturn no label: states already falling have no dated start."""
    dated = movement.months >= min(one.start for one in downturns).ordinal
    return labels.limited_to(np.broadcast_to(dated, labels.inside.shape))


def printed(name: str, model: ProbabilityModel, movement: Movement, labels: Labels) -> str:
    record = left_out_record(movement, labels)
    spread = model.spread
    lines = ",\n        ".join(_line(line) for line in (model.line, *model.without))
    skill = record.skill_within_6_months
    assert skill is not None
    widths = [spread.level, *spread.changes, *spread.own.tolist()]
    return (
        f"{name} = _lent(\n    spread={_tuple(widths)},\n    lines=(\n        {lines},\n    ),\n"
        f"    skill={_tuple([skill.value, skill.low, skill.high])},\n"
        f"    rests_on={model.rests_on!r},\n)\n{told('left out', record)}"
    )


def told(how: str, record: PastRecord) -> str:
    """The record as lines of a comment."""
    figures = {
        "Brier": record.brier,
        "slope": record.calibration_slope,
        "skill within 6 months": record.skill_within_6_months,
    }
    lines = [f"# {how}: {record.months} months, base rate {record.brier_of_base_rate:.4f}"]
    lines += [
        f"#   {k}: {e.value:.4f} [{e.low:.4f}, {e.high:.4f}]" for k, e in figures.items() if e
    ]
    lines += [f"#   {r.stated:.2f} {r.observed:.2f} {r.months}" for r in record.reliability]
    return "\n".join(lines) + "\n"


def at_past_origins(movement: Movement) -> str:
    """The nation's statements of each December by what was dated then, to 1984."""
    instant = datetime(1985, 1, 8, tzinfo=UTC)
    labels = labels_at(movement, dated_downturns("US", instant), instant)
    said = state_at_origins(movement, dated_downturns)
    outcomes = (labels.inside, labels.inside_known, labels.starts, labels.starts_known)
    raw = score_record(said.raw, said.starts, outcomes, movement.months)
    record = score_record(said.inside, said.starts, outcomes, movement.months)
    return told("past origins, as fitted", raw) + told("past origins, recalibrated", record)


def _line(line: Line) -> str:
    rates = [line.intercept, line.entry.outside, line.entry.inside, line.start_rate]
    return f"({_tuple(line.coefficients.tolist())}, {_tuple(rates)})"


def _tuple(values: list[float]) -> str:
    return "(" + ", ".join(f"{value:.3f}" for value in values) + ")"


def main() -> None:
    for name, (movement, labels) in {
        "US_STATES": states(Path(sys.argv[1])),
        "US_NATION": nation(Path(sys.argv[2])),
    }.items():
        print(printed(name, fit_model(movement, labels), movement, labels))
    print(at_past_origins(movement))


if __name__ == "__main__":
    main()
