"""The two engines of the simulator beside plain numpy: mean field, exact counts, policy mixes.

    python benchmarks/simulation.py [--repeats 5] [--agents 150000] [--json]

The network is the published one of 539 occupations where the evaluation data lie beside the
project, else a SYNTHETIC one of the same size; the name of each row says which. Every step runs in
a process of its own; seconds are the median of its repeats without the reading of files, the first
run included. `peak_mb` is that process's largest resident memory, `interpreter_mb` that of Python
before any library was loaded.

The references run in the same call on the same model. Dense numpy is vectorised, once with our
algebra (three products a step) and once with the paper's equations as they stand (matrices q_ij and
f_ij); 31 provinces are too large for dense matrices: gathers and sums over edges. Exact counts have
one agent per worker, vectorised over agents, at a number of workers that this machine holds, times
the ratio of workers. Dense mixes are run one at a time, some of them, times the ratio of mixes.
Answers are compared before times are reported: mean field to 1e-9, counts to chance.
"""

from __future__ import annotations

import argparse
import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

STEPS, PROVINCE_STEPS, AGENT_STEPS, DENSE_MIXES = 600, 10, 60, 10
CHINA, UNITED_STATES = 734_000_000, 152_000_000

Run = Callable[[], float]
"""One measured run; returns what is compared: persons or a share."""


def mean_field(folder: Path) -> Run:
    import _simulation_models as models

    from trimtab.simulation.mean_field import simulate_mean_field

    model = models.automation_model(folder, STEPS, None, whole=False)
    return lambda: float(simulate_mean_field(model, STEPS).whole.unemployed[-1, 0, 0])


def dense(folder: Path) -> Run:
    import _simulation_models as models
    import _simulation_references as references

    model = models.automation_model(folder, STEPS, None, whole=False)
    return lambda: references.dense_mean_field(model, STEPS)


def equations(folder: Path) -> Run:
    import _simulation_models as models
    import _simulation_references as references

    model = models.automation_model(folder, STEPS, None, whole=False)
    return lambda: references.dense_equations(model, STEPS)


def counts(workers: int) -> Callable[[Path], Run]:
    def prepare(folder: Path) -> Run:
        import _simulation_models as models

        from trimtab.simulation.counts import Stream, simulate_counts

        model = models.automation_model(folder, STEPS, workers, whole=True)
        return lambda: float(
            simulate_counts(model, STEPS, Stream(models.SEED)).whole.unemployment[AGENT_STEPS, 0, 0]
        )

    return prepare


def agents(workers: int) -> Callable[[Path], Run]:
    def prepare(folder: Path) -> Run:
        import _simulation_models as models
        import _simulation_references as references

        model = models.automation_model(folder, STEPS, workers, whole=True)
        return lambda: references.agents(model, AGENT_STEPS, models.SEED)

    return prepare


def provinces(folder: Path) -> Run:
    import _simulation_models as models

    from trimtab.simulation.mean_field import simulate_mean_field

    model = models.provinces_model(folder, PROVINCE_STEPS, CHINA, whole=False)
    return lambda: float(simulate_mean_field(model, PROVINCE_STEPS).whole.unemployed[-1, 0, 0])


def provinces_edges(folder: Path) -> Run:
    import _simulation_models as models
    import _simulation_references as references

    model = models.provinces_model(folder, PROVINCE_STEPS, CHINA, whole=False)
    return lambda: references.edge_mean_field(model, PROVINCE_STEPS)


def provinces_counts(folder: Path) -> Run:
    import _simulation_models as models

    from trimtab.simulation.counts import Stream, simulate_counts

    model = models.provinces_model(folder, PROVINCE_STEPS, CHINA, whole=True)
    stream = Stream(models.SEED)
    return lambda: float(
        simulate_counts(model, PROVINCE_STEPS, stream).whole.unemployment[-1, 0, 0]
    )


def provinces_agents(workers: int) -> Callable[[Path], Run]:
    def prepare(folder: Path) -> Run:
        import _simulation_models as models
        import _simulation_references as references

        model = models.provinces_model(folder, PROVINCE_STEPS, workers, whole=True)
        return lambda: references.agents(model, PROVINCE_STEPS, models.SEED)

    return prepare


def mixes(folder: Path) -> Run:
    import _simulation_models as models

    from trimtab.simulation.mean_field import simulate_mean_field

    model = models.mixes_model(folder)
    return lambda: float(simulate_mean_field(model, models.MIX_STEPS).whole.unemployed[-1, 0, 0])


def mixes_dense(folder: Path) -> Run:
    import _simulation_models as models
    import _simulation_references as references

    model = models.mixes_model(folder, DENSE_MIXES)
    return lambda: references.dense_mixes(model, models.MIX_STEPS, DENSE_MIXES)


def steps(agent_workers: int) -> dict[str, tuple[Callable[[Path], Run], int]]:
    """What is measured by name, and at most how often."""
    return {
        "mean_field": (mean_field, 99),
        "dense": (dense, 99),
        "equations": (equations, 3),
        "counts_china": (counts(CHINA), 5),
        "counts_us": (counts(UNITED_STATES), 5),
        "agents": (agents(agent_workers), 3),
        "provinces": (provinces, 5),
        "provinces_edges": (provinces_edges, 3),
        "provinces_counts": (provinces_counts, 3),
        "provinces_agents": (provinces_agents(4 * agent_workers), 1),
        "mixes": (mixes, 3),
        "mixes_dense": (mixes_dense, 1),
    }


@dataclass(frozen=True)
class Measured:
    """Median seconds of a step, its answer, peak memory, and memory of the bare interpreter."""

    seconds: float
    answer: float
    peak_mb: float
    interpreter_mb: float


def run_step(folder: Path, name: str, agent_workers: int, repeats: int) -> None:
    """In the child: prepare, run, print as JSON."""
    interpreter = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    prepare, most = steps(agent_workers)[name]
    run = prepare(folder)
    seconds = []
    for _ in range(min(repeats, most)):
        begin = time.perf_counter()
        answer = run()
        seconds.append(time.perf_counter() - begin)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps([statistics.median(seconds), answer, peak, interpreter]))


def measure(folder: Path, name: str, agent_workers: int, repeats: int) -> Measured:
    """A step in a process of its own; this process loads no library, a child begins at its size."""
    program = [sys.executable, __file__, "--folder", str(folder), "--step", name]
    options = ["--agents", str(agent_workers), "--repeats", str(repeats)]
    told = subprocess.run([*program, *options], stdout=subprocess.PIPE, text=True, check=True)
    return Measured(*json.loads(told.stdout))


def compare(folder: Path, agent_workers: int, repeats: int) -> list[dict[str, Any]]:
    """The rows. Raises SystemExit where two answers differ."""
    import _simulation_models as models

    subprocess.run([sys.executable, __file__, "--folder", str(folder), "--make"], check=True)
    network = "published network" if models.published_files() else "synthetic network"
    found = {name: measure(folder, name, agent_workers, repeats) for name in steps(agent_workers)}
    for ours, theirs, near in SAME:
        left, right = found[ours].answer, found[theirs].answer
        if abs(left - right) > near * abs(left):
            raise SystemExit(f"{ours} answers {left}, {theirs} {right}")
    few, several = f"{agent_workers:,}", f"{4 * agent_workers:,}"
    agent_scale = STEPS / AGENT_STEPS / agent_workers
    names = [
        (f"mean field with spells, 539 occupations, 600 steps, {network}",
         "mean_field", 1.0, "dense", 1.0, "dense numpy, our algebra"),
        (f"mean field with spells, 539 occupations, 600 steps, {network}, equations as written",
         "mean_field", 1.0, "equations", 1.0, "dense numpy, matrices q_ij and f_ij"),
        (f"exact counts, 734 million workers, 600 steps, {network}", "counts_china", 1.0,
         "agents", CHINA * agent_scale,
         f"agent by agent, {few} workers and {AGENT_STEPS} steps, extrapolated"),
        (f"exact counts, 152 million workers, 600 steps, {network}", "counts_us", 1.0,
         "agents", UNITED_STATES * agent_scale,
         f"agent by agent, {few} workers and {AGENT_STEPS} steps, extrapolated"),
        (f"31 provinces step, mean field, 16,709 cells, inter-region edges, {network}",
         "provinces", 1 / PROVINCE_STEPS, "provinces_edges", 1 / PROVINCE_STEPS,
         "numpy over edges"),
        (f"31 provinces step, exact counts of 734 million workers, inter-region edges, {network}",
         "provinces_counts", 1 / PROVINCE_STEPS, "provinces_agents",
         CHINA / (4 * agent_workers) / PROVINCE_STEPS,
         f"agent by agent, {several} workers, extrapolated"),
        (f"1,000 policy mixes, 60 steps, two row classes, four statuses, {network}", "mixes", 1.0,
         "mixes_dense", models.MIXES / DENSE_MIXES,
         f"dense numpy, {DENSE_MIXES} mixes one at a time, extrapolated"),
    ]  # fmt: skip
    return [
        {
            "name": name,
            "unit": "s",
            "ours": round(found[ours].seconds * scale, 4),
            "reference": round(found[theirs].seconds * their_scale, 4),
            "reference_name": f"{words} ({found[theirs].peak_mb:.0f} MB)",
            "peak_mb": round(found[ours].peak_mb),
            "interpreter_mb": round(found[ours].interpreter_mb),
        }
        for name, ours, scale, theirs, their_scale, words in names
    ]


SAME = [
    ("mean_field", "dense", 1e-9),
    ("mean_field", "equations", 1e-9),
    ("provinces", "provinces_edges", 1e-9),
    ("mixes", "mixes_dense", 1e-9),
    ("counts_china", "counts_us", 1e-3),
    ("counts_us", "agents", 0.1),  # small cells are off by what chance does to them
    ("provinces_counts", "provinces_agents", 0.3),
]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--repeats", type=int, default=5, help="runs of which the median counts")
    parser.add_argument("--agents", type=int, default=150_000, help="workers of the reference")
    parser.add_argument("--json", action="store_true", help="print a list of rows as JSON")
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--step", help=argparse.SUPPRESS)
    parser.add_argument("--make", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.make:
        import _simulation_models as models

        models.make_network(options.folder)
    elif options.step:
        run_step(options.folder, options.step, options.agents, options.repeats)
    else:
        from _measuring import print_report

        with tempfile.TemporaryDirectory() as folder:
            rows = compare(Path(folder), options.agents, options.repeats)
        print_report(rows, options.json)


if __name__ == "__main__":
    main()
