"""The observation store at size: import, read as known at an instant, add up; time and memory.

    python benchmarks/store.py [--rows 50000000] [--repeats 3] [--folder DIR] [--json]

The rows are SYNTHETIC: counts below 1,001,000 made from a hash, 200 months and 5 releases for each
series, in order of release as a bureau would receive them. Every step runs in a process of its
own; `peak_mb` is that process's largest resident memory, Python and libraries (about 100 MB)
included. The references run in this same call, over the same files, with DuckDB at its defaults
(all processors, 80 % of memory):

- import: DuckDB copying the file as it is, neither sorted nor checked nor hashed;
- as_of: DuckDB's window function (QUALIFY row_number() ... = 1) and its arg_max aggregate;
- totals: the arg_max answer grouped again, and a plain GROUP BY of all stored rows, which answers
  an easier question (it adds up all revisions).

Answers are compared before times are reported.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from _measuring import Answer, measure, print_report, report_row, run_child, run_step

MONTHS, RELEASES, REGIONS = 200, 5, 500
FIRST_PERIOD = 2000 * 12
LATEST, MIDDLE = datetime(2100, 1, 1, tzinfo=UTC), datetime(2009, 1, 1, tzinfo=UTC)


def make_rows(folder: Path, rows: int) -> None:
    """Write about ``rows`` synthetic observations to ``staged.parquet``."""
    import duckdb
    import pyarrow.parquet as pq

    from trimtab.tables import OBSERVATIONS

    series = max(1, rows // (MONTHS * RELEASES))
    query = f"""
        SELECT 'employment' AS indicator,
               'CN-' || (310000 + s % {REGIONS})::VARCHAR AS region,
               'NAICS@2022:' || (1000 + s // {REGIONS})::VARCHAR AS industry,
               '' AS occupation, 'M' AS frequency, 'count' AS unit, 'N' AS seasonal_adjustment,
               ({FIRST_PERIOD} + month - release)::INTEGER AS period,
               make_timestamptz(2000 + (month + 1) // 12, (month + 1) % 12 + 1, 20, 8, 30, 0)
                   AS release_time,
               (1000 + hash(i) % 1000000)::DOUBLE AS value, 'A' AS obs_status
        FROM (SELECT i, i % {series} AS s, i // {series} % {RELEASES} AS release,
                     i // {series * RELEASES} AS month
              FROM range({series * MONTHS * RELEASES}) AS made(i))
    """
    with duckdb.connect(config={"memory_limit": "1GB"}) as connection:
        connection.execute("SET TimeZone = 'UTC'")
        reader = connection.sql(query).to_arrow_reader(1 << 19)
        with pq.ParquetWriter(folder / "staged.parquet", OBSERVATIONS.schema) as writer:
            for batch in reader:
                writer.write_batch(batch.cast(OBSERVATIONS.schema))


def _store(folder: Path) -> Any:
    from trimtab.stores import ObservationStore

    return ObservationStore.open(folder / "workspace")


def _duckdb() -> Any:
    import duckdb

    connection = duckdb.connect()
    connection.execute("SET TimeZone = 'UTC'")
    return connection


def _rows_file(folder: Path) -> str:
    return str(next((folder / "workspace" / "batches").glob("*/observations.parquet")))


def publish(folder: Path) -> Answer:
    from trimtab.tables import StagedObservations

    staged = StagedObservations(folder / "staged.parquet", 0, "synthetic", "0" * 64, "vintage")
    return {"rows": _store(folder).publish(staged).rows}


def copy(folder: Path) -> Answer:
    target = folder / "copied.parquet"
    _duckdb().execute(
        f"COPY (FROM read_parquet('{folder / 'staged.parquet'}')) "
        f"TO '{target}' (FORMAT parquet, COMPRESSION zstd)"
    )
    rows = _duckdb().execute(f"SELECT count(*) FROM '{target}'").fetchall()[0][0]
    target.unlink()
    return {"rows": rows}


def _as_of(folder: Path, instant: datetime, **query: Any) -> Answer:
    import numpy as np

    from trimtab.ports import SeriesQuery

    panel = _store(folder).as_of(instant, SeriesQuery(**query))
    return {"cells": float(np.isfinite(panel.values).sum()), "sum": float(np.nansum(panel.values))}


def as_of_latest(folder: Path) -> Answer:
    return _as_of(folder, LATEST)


def as_of_middle(folder: Path) -> Answer:
    return _as_of(folder, MIDDLE)


def as_of_region(folder: Path) -> Answer:
    return _as_of(folder, LATEST, regions=("CN-310000",))


def _window(folder: Path, instant: datetime) -> Answer:
    rows = (
        _duckdb()
        .sql(
            f"""
        SELECT series, period, value FROM read_parquet('{_rows_file(folder)}')
        WHERE release_time <= {int(instant.timestamp() * 1e6)}
        QUALIFY row_number() OVER (PARTITION BY series, period ORDER BY release_time DESC) = 1
        """
        )
        .fetchnumpy()
    )
    return {"cells": float(len(rows["value"])), "sum": float(rows["value"].sum())}


def window_latest(folder: Path) -> Answer:
    return _window(folder, LATEST)


def window_middle(folder: Path) -> Answer:
    return _window(folder, MIDDLE)


def _arg_max(folder: Path, where: str = "") -> str:
    return f"""
        SELECT series, period, arg_max(value, release_time) AS value
        FROM read_parquet('{_rows_file(folder)}') {where} GROUP BY series, period
    """


def arg_max_latest(folder: Path) -> Answer:
    rows = _duckdb().sql(_arg_max(folder)).fetchnumpy()
    return {"cells": float(len(rows["value"])), "sum": float(rows["value"].sum())}


def arg_max_region(folder: Path) -> Answer:
    series = _rows_file(folder).replace("observations", "series")
    chosen = f"(SELECT row_number() OVER () - 1 AS n, region FROM read_parquet('{series}'))"
    where = f"WHERE series IN (SELECT n FROM {chosen} WHERE region = 'CN-310000')"
    rows = _duckdb().sql(_arg_max(folder, where)).fetchnumpy()
    return {"cells": float(len(rows["value"])), "sum": float(rows["value"].sum())}


def totals(folder: Path) -> Answer:
    from trimtab.ports import SeriesQuery

    found = _store(folder).totals_as_of(LATEST, SeriesQuery(), by=("region",))
    return {"groups": float(found.values.size), "sum": float(found.values.sum())}


def totals_arg_max(folder: Path) -> Answer:
    series = _rows_file(folder).replace("observations", "series")
    rows = (
        _duckdb()
        .sql(
            f"""
        SELECT region, period, sum(value) AS value FROM ({_arg_max(folder)}) AS known
        JOIN (SELECT row_number() OVER () - 1 AS series, region FROM read_parquet('{series}'))
        USING (series) GROUP BY region, period
        """
        )
        .fetchnumpy()
    )
    return {"groups": float(len(rows["value"])), "sum": float(rows["value"].sum())}


def group_by(folder: Path) -> Answer:
    rows = (
        _duckdb()
        .sql(
            f"""
        SELECT region, period, sum(value) AS value
        FROM read_parquet('{folder / "staged.parquet"}') GROUP BY region, period
        """
        )
        .fetchnumpy()
    )
    return {"groups": float(len(rows["value"]))}


STEPS: dict[str, Callable[[Path], Answer]] = {
    step.__name__: step
    for step in (
        publish, copy, as_of_latest, as_of_middle, as_of_region, window_latest,
        window_middle, arg_max_latest, arg_max_region, totals, totals_arg_max, group_by,
    )
}  # fmt: skip

COMPARISONS = (
    ("import", "publish", "copy", "DuckDB COPY, unsorted and unchecked"),
    ("as_of, all, latest", "as_of_latest", "window_latest", "DuckDB QUALIFY row_number()"),
    ("as_of, all, latest", "as_of_latest", "arg_max_latest", "DuckDB arg_max"),
    ("as_of, all, half-way", "as_of_middle", "window_middle", "DuckDB QUALIFY row_number()"),
    ("as_of, one region", "as_of_region", "arg_max_region", "DuckDB arg_max"),
    ("totals by region as_of", "totals", "totals_arg_max", "DuckDB arg_max, then GROUP BY"),
    ("totals by region as_of", "totals", "group_by", "DuckDB GROUP BY of every stored row"),
)


def compare(folder: Path, rows: int, repeats: int) -> list[dict[str, Any]]:
    """The rows of the report."""
    run_child(__file__, folder, "--make", str(rows))
    names = dict.fromkeys(step for _, *pair, _ in COMPARISONS for step in pair)
    once = {"publish", "copy"}
    found = {
        name: measure(__file__, folder, name, 1 if name in once else repeats) for name in names
    }
    made = int(found["publish"].answer["rows"])
    return [
        report_row(f"store: {name}, {made:,} synthetic rows", found[ours], found[reference], told)
        for name, ours, reference, told in COMPARISONS
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=50_000_000, help="observations to make")
    parser.add_argument("--repeats", type=int, default=3, help="runs of each reading step")
    parser.add_argument("--folder", type=Path, help="where to work; a temporary folder if absent")
    parser.add_argument("--json", action="store_true", help="print a list of rows as JSON")
    parser.add_argument("--step", choices=STEPS, help=argparse.SUPPRESS)
    parser.add_argument("--make", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.make:
        make_rows(options.folder, options.make)
    elif options.step:
        run_step(STEPS[options.step], options.folder)
    else:
        with tempfile.TemporaryDirectory(dir=options.folder) as folder:
            print_report(compare(Path(folder), options.rows, options.repeats), options.json)


if __name__ == "__main__":
    main()
