"""A large CSV file through ingest into the store: checked, staged, published; time and memory.

    python benchmarks/csv_import.py [--gigabytes 2] [--folder DIR] [--json]

The file is SYNTHETIC: daily counts by state and NAICS subsector, names included, as a bureau's
export would have them. Staging and publishing run in a process of their own; `peak_mb` is its
largest resident memory, libraries included. The reference runs in the same call over the same
file: DuckDB copying the CSV to Parquet at its defaults, nothing checked, mapped or sorted.
"""

from __future__ import annotations

import argparse
import csv
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from importlib.resources import files
from pathlib import Path
from typing import Any

from _measuring import Answer, measure, print_report, report_row, run_child, run_step


def make_csv(folder: Path, gigabytes: float) -> None:
    """Write a synthetic daily CSV file of about so many gigabytes (10**9 bytes)."""

    def codes(name: str, level: str) -> list[tuple[str, str]]:
        text = files("trimtab.reference").joinpath(name).read_text(encoding="utf-8")
        rows = csv.DictReader(text.splitlines())
        return [(row["code"], row["title_en"]) for row in rows if row["level"] == level]

    states = codes("regions_us.csv", "state")
    industries = [(f"NAICS@2022:{c}", t) for c, t in codes("codes_naics_2022.csv", "subsector")]
    cells = [f'{r},{title},{i},"{name}"' for r, title in states for i, name in industries]
    limit, day = gigabytes * 1e9, datetime(1960, 1, 1, tzinfo=UTC)
    with (folder / "daily.csv").open("w", encoding="utf-8", newline="") as file:
        file.write("state,state_name,industry,industry_name,day,employment\n")
        while file.tell() < limit:
            date, number = f"{day:%Y-%m-%d}", day.toordinal() * 7919
            file.write("".join(f"{c},{date},{(number + 31 * n) % 99991}\n"
                               for n, c in enumerate(cells)))  # fmt: skip
            day += timedelta(days=1)


def stream_csv(folder: Path) -> Answer:
    from trimtab.ingest import Mapping, stage
    from trimtab.ingest.mapping import DimensionRule, Form, Layout, Measure, PeriodRule
    from trimtab.ingest.releases import ReleaseKind, ReleaseRule
    from trimtab.kernel import Frequency

    mapping = Mapping(
        layout=Layout("csv", delimiter=","),
        form=Form.LONG,
        period=PeriodRule(Frequency.DAILY, ("day",)),
        region=DimensionRule(("state",)),
        industry=DimensionRule(("industry",)),
        measures=(Measure("employment", "employment", "count"),),
        release=ReleaseRule(ReleaseKind.LAG, days=2),
        ignore=("state_name", "industry_name"),
    )
    staged = stage(folder / "daily.csv", mapping, folder / "csv" / "staging")
    from trimtab.stores import ObservationStore

    with ObservationStore.open(folder / "csv") as store:
        return {"rows": store.publish(staged).rows}


def copy_csv(folder: Path) -> Answer:
    import duckdb

    target = folder / "copied.parquet"
    duckdb.connect().execute(
        f"COPY (FROM read_csv('{folder / 'daily.csv'}')) TO '{target}' "
        "(FORMAT parquet, COMPRESSION zstd)"
    )
    rows = duckdb.connect().execute(f"SELECT count(*) FROM '{target}'").fetchall()[0][0]
    target.unlink()
    return {"rows": rows}


STEPS: dict[str, Callable[[Path], Answer]] = {"stream_csv": stream_csv, "copy_csv": copy_csv}


def compare(folder: Path, gigabytes: float) -> list[dict[str, Any]]:
    """The rows of the report."""
    run_child(__file__, folder, "--make", str(gigabytes))
    ours, reference = (measure(__file__, folder, step, 1) for step in STEPS)
    size = (folder / "daily.csv").stat().st_size / 1e9
    rows = int(ours.answer["rows"])
    name = f"ingest: synthetic CSV of {size:.2f} GB, {rows:,} rows, checked, staged and published"
    return [report_row(name, ours, reference, "DuckDB read_csv to Parquet, unchecked, unsorted")]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--gigabytes", type=float, default=2, help="size of the file (10**9 bytes)")
    parser.add_argument("--folder", type=Path, help="where to work; a temporary folder if absent")
    parser.add_argument("--json", action="store_true", help="print a list of rows as JSON")
    parser.add_argument("--step", choices=STEPS, help=argparse.SUPPRESS)
    parser.add_argument("--make", type=float, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.make:
        make_csv(options.folder, options.make)
    elif options.step:
        run_step(STEPS[options.step], options.folder)
    else:
        with tempfile.TemporaryDirectory(dir=options.folder) as folder:
            print_report(compare(Path(folder), options.gigabytes), options.json)


if __name__ == "__main__":
    main()
