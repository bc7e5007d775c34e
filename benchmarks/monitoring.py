"""One full monitoring pass over a large panel: time and memory, beside MSTL of statsforecast.

    python benchmarks/monitoring.py [--series 10000] [--months 240] [--repeats 3] [--json]

The panel is SYNTHETIC: counts of 50 states x NAICS industries with seasons, a cycle, movements of
regions and industries, noise and some gaps, shocks in the last year. Ours is what
`MonitoringService` does with it once it is in memory: seasonal adjustment, statistic, thresholds,
levels, and the attribution of every open episode. The reference is `statsforecast` MSTL with its
default trend (AutoETS), one series after the other, on a sample of the series, its time multiplied
up: a decomposition and a forecast, no alarm, threshold or attribution. It is an optional package;
where it is absent the row says so.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from _measuring import Answer, Measured, measure, print_report, report_row, run_child, run_step

if TYPE_CHECKING:
    import numpy as np

SAMPLE = 100
REGIONS = 50
SEED = 20261122


def make_values(series: int, months: int) -> np.ndarray:
    """Synthetic counts (series, months), NaN in gaps; shocks in the last year."""
    import numpy as np

    from trimtab.monitoring.studies import PanelDesign
    from trimtab.monitoring.studies.panels import generate_panel

    industries = -(-series // REGIONS)
    design = PanelDesign(REGIONS, industries, months)
    generator = np.random.default_rng(SEED)
    level = generate_panel(design, generator).level[:series]
    level[: series // 20, -10:] += 2.0  # some regions fall
    level[::industries, -8:] += 2.0  # and one industry
    season = 2.0 * np.sin(2 * np.pi * (np.arange(months) + generator.integers(12)) / 12)
    size = np.exp(generator.normal(8, 1, (series, 1)))
    values = np.round(size * np.exp(-0.01 * (level + season)))
    values[generator.random(values.shape) < 0.005] = np.nan
    return values


def full_pass(folder: Path) -> Answer:
    import time

    import numpy as np

    values = np.load(folder / "values.npy")
    start = time.process_time()
    found = monitor(values)
    attributed = sum(episode.attribution is not None for episode in found.open_episodes)
    return {
        "series": len(values),
        "levels": len(found.levels),
        "open_episodes": len(found.open_episodes),
        "attributed": attributed,
        "processor_seconds": round(time.process_time() - start, 2),
    }


def monitor(values: np.ndarray) -> Any:
    """A pass of the service over a panel in memory."""
    from trimtab.app.exposure_source import industry_exposure
    from trimtab.kernel import parse_instant
    from trimtab.monitoring import MonitoringService

    service = MonitoringService(OnePanel(values), lambda country, instant: (), industry_exposure)
    (found,) = service.run(parse_instant("2026-11"))
    return found


class OnePanel:
    """A PanelStore that holds one panel in memory."""

    def __init__(self, values: np.ndarray) -> None:
        import numpy as np

        from trimtab.kernel import Period, parse_instant
        from trimtab.tables import Panel, Vintage

        first = Period.parse("2026-10") + (1 - values.shape[1])
        ends = [np.datetime64((first + month).end, "us") for month in range(values.shape[1])]
        self.panel = Panel(
            self.keys(values), first, values, np.broadcast_to(np.array(ends), values.shape),
            parse_instant("2026-11"), Vintage.FINAL_WITH_LAG,
        )  # fmt: skip

    @staticmethod
    def keys(values: np.ndarray) -> tuple[Any, ...]:
        from trimtab import classifications
        from trimtab.kernel import Frequency, Industry, SeriesKey

        states = classifications.regions("US", "state")[:REGIONS]
        groups = classifications.code_list("NAICS@2022").codes("industry_group")
        industries = [Industry(f"NAICS@2022:{code}") for code in groups]
        wanted = -(-len(values) // REGIONS)
        return tuple(
            SeriesKey("employment", state, industry, None, Frequency.MONTHLY, "count")
            for state in states for industry in industries[:wanted]
        )[: len(values)]  # fmt: skip

    def as_of(self, instant: Any, query: Any) -> Any:
        asked = query.frequency is self.panel.frequency
        return self.panel if asked else self.panel.select([])

    def series(self, query: Any) -> Sequence[Any]:
        return self.panel.series

    def batches(self) -> Sequence[Any]:
        return ()

    def publish(self, staged: Any) -> Any:
        raise NotImplementedError


def decompose_sample(folder: Path) -> Answer:
    """MSTL on evenly spaced series; gaps filled by straight lines, which MSTL cannot leave open."""
    import time

    import numpy as np
    from statsforecast.models import MSTL

    values = np.log(np.load(folder / "values.npy"))
    chosen = values[:: max(len(values) // SAMPLE, 1)][:SAMPLE]
    months = np.arange(values.shape[1])
    filled = [np.interp(months, months[~np.isnan(one)], one[~np.isnan(one)]) for one in chosen]
    MSTL(season_length=12).fit(y=filled[0])  # compiles
    start = time.perf_counter()
    for series in filled:
        MSTL(season_length=12).fit(y=series)
    return {"sample": len(filled), "sample_seconds": time.perf_counter() - start}


STEPS: dict[str, Callable[[Path], Answer]] = {
    "full_pass": full_pass,
    "decompose_sample": decompose_sample,
}


def compare(folder: Path, series: int, months: int, repeats: int) -> list[dict[str, Any]]:
    """The rows of the report."""
    run_child(__file__, folder, "--make", f"{series}x{months}")
    ours = measure(__file__, folder, "full_pass", repeats)
    name = f"{series:,} series x {months} months, full pass with attribution"
    row: dict[str, Any]
    if not _installed("statsforecast"):
        row = {
            "name": name,
            "unit": "s",
            "ours": round(ours.seconds, 3),
            "reference": None,
            "reference_name": "statsforecast is not installed: no reference",
            "peak_mb": round(ours.peak_mb),
        }
    else:
        found = measure(__file__, folder, "decompose_sample", 1)
        sample = int(found.answer["sample"])
        seconds = found.answer["sample_seconds"] * series / sample
        reference = Measured(seconds, found.peak_mb, {})
        said = f"statsforecast MSTL on {sample} of the series, time x {series / sample:g}"
        row = report_row(name, ours, reference, said)
    return [row | {"found": ours.answer}]


def _installed(package: str) -> bool:
    from importlib.util import find_spec

    return find_spec(package) is not None


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--series", type=int, default=10_000)
    parser.add_argument("--months", type=int, default=240)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--folder", type=Path, help="where to work; a temporary folder if absent")
    parser.add_argument("--json", action="store_true", help="print a list of rows as JSON")
    parser.add_argument("--step", choices=STEPS, help=argparse.SUPPRESS)
    parser.add_argument("--make", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.make:
        import numpy as np

        series, months = map(int, options.make.split("x"))
        np.save(options.folder / "values.npy", make_values(series, months))
    elif options.step:
        # Loading libraries is not what is compared.
        import trimtab.app.exposure_source
        import trimtab.monitoring  # noqa: F401

        run_step(STEPS[options.step], options.folder)
    else:
        with tempfile.TemporaryDirectory(dir=options.folder) as folder:
            rows = compare(Path(folder), options.series, options.months, options.repeats)
        print_report(rows, options.json)


if __name__ == "__main__":
    main()
