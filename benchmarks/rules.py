"""Rules over a million persons, and reforms that share one rule book, beside OpenFisca-Core.

    python benchmarks/rules.py [--persons 1000000] [--repeats 5] [--openfisca PYTHON] [--json]

Persons are SYNTHETIC. One run builds the columns of the population with every check (types,
lengths, ranges), looks the rules up, and computes months of unemployment benefit, its monthly
amount in the month of the spell, and the flexible-employment subsidy, with outcome and verification
of each. The first row is Shanghai on one day, so that OpenFisca-Core computes the same from the
same figures (`trimtab rules export`); its sums must agree. The second row, ours only, spreads the
persons over three places and thirty days. Loading the rules is left out on both sides.

OpenFisca-Core is AGPL-3.0 and no dependency: name an interpreter that has it with --openfisca or
TRIMTAB_OPENFISCA_PYTHON; it is not installed with Trimtab. Without it the reference is null.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np

SEED = 20261123
PLACES = ("CN-310000", "CN-440100", "CN-440300")
REFORMS = 100
ON = date(2026, 9, 1)
REFERENCE = Path(__file__).with_name("_openfisca.py")


def make_persons(persons: int) -> dict[str, np.ndarray]:
    """Synthetic contribution months, months of the spell and contribution bases."""
    import numpy as np

    generator = np.random.default_rng(SEED)
    return {
        "contribution_months": generator.integers(0, 420, persons).astype(float),
        "spell_month": generator.integers(1, 25, persons).astype(float),
        "contribution_base": np.round(generator.uniform(7546, 37731, persons), 2),
    }


def compute(book: Any, persons: Mapping[str, Any], places: Any, days: Any) -> dict[str, Any]:
    """Both computations from bare arrays: every output; here the three that are compared."""
    from trimtab.coverage.computations import FLEXIBLE_SUBSIDY
    from trimtab.rules.columns import Labels
    from trimtab.unemployment import ENTITLEMENT

    claims = {
        "region": places,
        "claim_date": days,
        "contribution_months": persons["contribution_months"],
        "spell_month": persons["spell_month"],
    }
    applications = {
        "region": places,
        "date": days,
        "group": Labels.constant("hard_to_employ", len(days)),
        "contribution_base_cny_month": persons["contribution_base"],
    }
    benefit = ENTITLEMENT.compute(book, claims)
    subsidy = FLEXIBLE_SUBSIDY.compute(book, applications)
    return {
        "benefit_months": benefit["months"],
        "benefit_amount": benefit["amount_cny_month"],
        "flexible_subsidy": subsidy["subsidy_cny_month"],
    }


def step_one_place(folder: Path, repeats: int) -> dict[str, Any]:
    return _population(folder, repeats, PLACES[:1], 1)


def step_many_places(folder: Path, repeats: int) -> dict[str, Any]:
    return _population(folder, repeats, PLACES, 30)


def _population(folder: Path, repeats: int, names: tuple[str, ...], span: int) -> dict[str, Any]:
    import numpy as np

    from trimtab.rules import load_rulebook
    from trimtab.rules.columns import Labels

    persons = dict(np.load(folder / "persons.npz"))
    count = len(persons["spell_month"])
    generator = np.random.default_rng(SEED)
    at = generator.integers(0, len(names), count, dtype=np.int32)
    days = np.datetime64(ON) + generator.integers(0, span, count).astype("timedelta64[D]")
    book = load_rulebook()
    few = {name: column[:10] for name, column in persons.items()}
    compute(book, few, Labels(names, at[:10]), days[:10])
    seconds = []
    for _ in range(repeats):
        start = time.perf_counter()
        found = compute(book, persons, Labels(names, at), days)
        seconds.append(time.perf_counter() - start)
    sums = {name: float(np.nansum(np.asarray(column))) for name, column in found.items()}
    return {"seconds": statistics.median(seconds), "answer": sums}


def step_reforms(folder: Path, repeats: int) -> dict[str, Any]:
    """Seconds for one reform: a new book that shares all but one rule, and the rule evaluated."""
    import numpy as np

    from trimtab.coverage.computations import FLEXIBLE_SUBSIDY
    from trimtab.kernel import Region
    from trimtab.rules import DatedValue, Number, Reference, load_rulebook

    book = load_rulebook()
    key, region = "flexible_subsidy.share", Region(PLACES[0])
    source = Reference("reform")
    person = {
        "region": np.array([PLACES[0]]),
        "date": np.array([ON], "datetime64[D]"),
        "group": np.array(["hard_to_employ"]),
        "contribution_base_cny_month": np.array([7546.0]),
    }

    def reform_once(share: float) -> float:
        entry = DatedValue(key, region, date(2023, 1, 1), ON, source, Number(share))
        reformed = book.with_values({(key, region): (entry,)})
        return float(np.asarray(FLEXIBLE_SUBSIDY.compute(reformed, person)["subsidy_cny_month"])[0])

    reform_once(0.5)
    runs = []
    for _ in range(repeats):
        start = time.perf_counter()
        found = [reform_once(0.3 + 0.001 * at) for at in range(REFORMS)]
        runs.append((time.perf_counter() - start) / REFORMS)
    if len(set(found)) != REFORMS:
        raise SystemExit("the reforms did not change the result")
    return {"seconds": statistics.median(runs), "answer": {"first": found[0]}}


STEPS: dict[str, Callable[[Path, int], dict[str, Any]]] = {
    "one_place": step_one_place,
    "many_places": step_many_places,
    "reforms": step_reforms,
}


@dataclass(frozen=True)
class Reference:
    """What OpenFisca-Core needed; None where it is not installed."""

    found: dict[str, Any] | None

    def seconds(self, name: str) -> float | None:
        return None if self.found is None else round(self.found[name], 6)

    @property
    def words(self) -> str:
        if self.found is None:
            return "OpenFisca-Core: not installed (name an interpreter with --openfisca)"
        return f"OpenFisca-Core {self.found['version']} ({self.found['peak_mb']:.0f} MB)"


def _find_interpreter(named: str | None) -> str | None:
    if named:
        return named
    return sys.executable if importlib.util.find_spec("openfisca_core") else None


def run_reference(python: str | None, folder: Path, persons: int) -> Reference:
    """Export the rules, and let OpenFisca-Core compute from them."""
    if python is None:
        return Reference(None)
    rules = folder / "openfisca"
    _run([sys.executable, __file__, "--export", str(rules)])
    (rules / "persons.npz").write_bytes((folder / "persons.npz").read_bytes())
    found = json.loads(_run([python, str(REFERENCE), str(rules), str(persons)]))
    asked = "from importlib.metadata import version as v; print(v('openfisca-core'))"
    return Reference({**found, "version": _run([python, "-c", asked]).strip()})


def _run(command: list[str]) -> str:
    return subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout


def _export(folder: Path) -> None:
    from trimtab.kernel import Region
    from trimtab.rules import load_rulebook
    from trimtab.rules.openfisca import export_openfisca, write_openfisca

    write_openfisca(export_openfisca(load_rulebook(), Region(PLACES[0])), folder)


def _save_persons(folder: Path, persons: int) -> None:
    import numpy as np

    np.savez(folder / "persons.npz", **make_persons(persons))


def compare(folder: Path, persons: int, repeats: int, python: str | None) -> list[dict[str, Any]]:
    """The rows of the report. Raises SystemExit when the two engines disagree."""
    program = [sys.executable, __file__, "--folder", str(folder)]
    _run([*program, "--save", str(persons)])
    ours = {
        step: json.loads(_run([*program, "--step", step, "--repeats", str(repeats)]))
        for step in STEPS
    }
    reference = run_reference(python, folder, persons)
    if reference.found is not None:
        _compare_answers(ours["one_place"]["answer"], reference.found["answer"])
    nothing = "none: OpenFisca-Core has one place and day in a simulation"
    return [
        _row(f"{persons:,} persons x 3 rules with build", ours["one_place"],
             reference.seconds("seconds"), reference.words),
        _row(f"{persons:,} persons x 3 rules with build, 3 places, 30 days", ours["many_places"],
             None, nothing),
        _row(f"{REFORMS} reforms sharing one tree, each", ours["reforms"],
             reference.seconds("reform_seconds"), reference.words),
    ]  # fmt: skip


def _compare_answers(ours: dict[str, float], theirs: dict[str, float]) -> None:
    for name, value in ours.items():
        # OpenFisca-Core keeps numbers in single precision.
        if abs(value - theirs[name]) > 1e-6 * abs(value):
            raise SystemExit(f"{name} sums to {value}, in OpenFisca-Core to {theirs[name]}")


def _row(name: str, ours: dict[str, Any], reference: float | None, words: str) -> dict[str, Any]:
    return {
        "name": name,
        "unit": "s",
        "ours": round(ours["seconds"], 6),
        "reference": reference,
        "reference_name": words,
        "peak_mb": round(ours["peak_mb"]),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--persons", type=int, default=1_000_000, help="size of the population")
    parser.add_argument("--repeats", type=int, default=5, help="runs of which the median counts")
    parser.add_argument("--openfisca", default=os.environ.get("TRIMTAB_OPENFISCA_PYTHON"),
                        help="Python interpreter that has OpenFisca-Core")  # fmt: skip
    parser.add_argument("--json", action="store_true", help="print a list of rows as JSON")
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--step", choices=STEPS, help=argparse.SUPPRESS)
    parser.add_argument("--save", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--export", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.export:
        _export(options.export)
    elif options.save:
        _save_persons(options.folder, options.save)
    elif options.step:
        found = STEPS[options.step](options.folder, options.repeats)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(json.dumps({**found, "peak_mb": peak}))
    else:
        with tempfile.TemporaryDirectory() as folder:
            python = _find_interpreter(options.openfisca)
            rows = compare(Path(folder), options.persons, options.repeats, python)
        if options.json:
            print(json.dumps(rows, indent=2))
            return
        for row in rows:
            print(f"{row['name']}: {row['ours']} s, {row['peak_mb']} MB"
                  f" | {row['reference_name']}: {row['reference']} s")  # fmt: skip


if __name__ == "__main__":
    main()
