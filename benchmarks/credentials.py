"""Issuing and verifying certificates on one core, beside the plain libraries; stacking of credits.

    python benchmarks/credentials.py [--certificates 2000] [--cases 200] [--repeats 3] [--json]
                                     [--batch-rows 100000]

Certificates are SYNTHETIC Open Badges as this software issues them, each with its own holder hash
and status entries, so no two are alike. What is timed for each, on one core:

- eddsa-jcs-2022 and eddsa-rdfc-2022: one proof added, or checked, with everything that is refused
  on the way (undefined terms, foreign contexts, another key than the issuer's). The references are
  ``rfc8785`` and PyLD with ``cryptography``: canonical form, two hashes, a signature, nothing
  refused. Both sign with the same key at the same instant, and their proofs must be equal.
- SD-JWT VC with four of eight claims disclosable, bound to a holder's key; reference ``joserfc``.
- the whole verdict on a certificate with both proofs: form, proofs, issuer, period, status.
- a batch as an office issues it: drawn, entered in the register, given two status places, signed
  twice; reference PyLD and ``rfc8785`` signing alone.
- with ``--batch-rows``, that alone: a list in Excel read and checked, issued, and revoked whole, in
  seconds by the clock; on SQLite, or the database that TRIMTAB_BENCHMARK_DATABASE names (empty).
- stacking credits to a qualification; reference the same integer program for HiGHS without our
  reductions.

Rates are medians of the repeats, in certificates a second of one core's time, so that what else
runs on the machine does not count; only the batch, which waits for its disk, and its
reference are timed by the clock. The last rows are milliseconds of one core.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
from typing import Any

from _credential_steps import STEPS, Answer

ROWS = (
    ("eddsa-jcs-2022: issue", "jcs", "issue", "jcs_plain", "rfc8785 and cryptography"),
    ("eddsa-jcs-2022: verify", "jcs", "verify", "jcs_plain", "rfc8785 and cryptography"),
    ("eddsa-rdfc-2022: issue", "rdfc", "issue", "rdfc_plain", "PyLD and cryptography"),
    ("eddsa-rdfc-2022: verify", "rdfc", "verify", "rdfc_plain", "PyLD and cryptography"),
    ("SD-JWT VC: issue, 4 of 8 claims disclosable", "sd_jwt", "issue", "sd_jwt_plain", "joserfc"),
    ("Ed25519 alone: sign 64 bytes", "limit", "issue", None, ""),
    ("Ed25519 alone: verify", "limit", "verify", None, ""),
    ("whole verdict: two proofs, two status lists", "verdict", "verify", None, ""),
    (
        "batch from a list: register, status places, two proofs",
        "batch",
        "issue",
        "batch_plain",
        "both signatures with PyLD and rfc8785, nothing else",
    ),
)


def run_step(name: str, count: int, repeats: int) -> Answer:
    """A step in a process of its own, on one core, with the largest memory it took."""
    command = [sys.executable, __file__, "--step", name]
    command += ["--certificates", str(count), "--repeats", str(repeats)]
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True, env=environment)
    found: Answer = json.loads(done.stdout)
    if not found["parity"]:
        raise SystemExit(f"{name}: ours and the plain library do not agree")
    return found


def report(count: int, cases: int, repeats: int) -> list[dict[str, Any]]:
    """The rows, each with its reference of the same run."""
    steps = {one for row in ROWS for one in (row[1], row[3]) if one}
    found = {name: run_step(name, count, repeats) for name in sorted(steps)}
    rows = [
        {
            "name": name,
            "unit": "1/s",
            "ours": round(found[ours][what], 1),
            "reference": round(found[plain][what], 1) if plain else None,
            "reference_name": reference or None,
            "peak_mb": round(found[ours]["peak_mb"]),
        }
        for name, ours, what, plain, reference in ROWS
    ]
    stacked = run_step("stack", cases, repeats)
    for share, label in ((50, "median"), (95, "95th percentile")):
        at = {name: _percentile(stacked[name], share) for name in ("stack", "stack_plain")}
        rows.append(
            {
                "name": f"stacking 40 entries x 12 requirements, {label} of {cases} cases",
                "unit": "ms",
                "ours": round(at["stack"], 2),
                "reference": round(at["stack_plain"], 2),
                "reference_name": "the same program for HiGHS, without our reductions",
                "peak_mb": round(stacked["peak_mb"]),
            }
        )
    return rows


def report_batch(count: int) -> list[dict[str, Any]]:
    """The rows of one large list."""
    found = run_step("workbook", count, 1)
    parts = {
        "draft": "read, checked and drafted",
        "issue": "issued",
        "page": "first page of the register",
        "search": "found by its number",
        "revoke": "revoked whole",
    }
    return [
        {
            "name": f"list of {count} rows in Excel: {label}",
            "unit": "s",
            "ours": round(found[part], 3),
            "reference": None,
            "reference_name": None,
            "peak_mb": round(found["peak_mb"]),
        }
        for part, label in parts.items()
    ]


def _percentile(values: list[float], share: int) -> float:
    return sorted(values)[max(0, -(-len(values) * share // 100) - 1)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--certificates", type=int, default=2000)
    parser.add_argument("--cases", type=int, default=200)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--batch-rows", type=int, help="only a list of so many rows")
    parser.add_argument("--json", action="store_true", help="print rows as JSON")
    parser.add_argument("--step", choices=sorted(STEPS), help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.step:
        found = STEPS[given.step](given.certificates, given.repeats)
        found["peak_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(json.dumps(found))
        return
    if given.batch_rows:
        rows = report_batch(given.batch_rows)
    else:
        rows = report(given.certificates, given.cases, given.repeats)
    if given.json:
        print(json.dumps(rows, indent=2))
        return
    for row in rows:
        beside = f" | {row['reference_name']}: {row['reference']}" if row["reference_name"] else ""
        print(f"{row['name']}: {row['ours']} {row['unit']}, {row['peak_mb']} MB{beside}")


if __name__ == "__main__":
    main()
