"""Records the register of measured effects, which was written by hand from the studies it names.

    python scripts/derive/effects.py

Run it after a correction of ``effects.csv``; it checks the register and renews rows and hash in
``SOURCES.toml``.
"""

from __future__ import annotations

from record import Origin, record

from trimtab.evidence import EMBEDDED_FILE, evidence_register

ORIGIN = Origin(
    "Measured effects of active labour-market programmes",
    "the studies named in each row",
    "the authors and institutions named in each row",
    "facts; wording and Chinese are ours, Apache-2.0",
    "scripts/derive/effects.py (written by hand)",
    notes="verification says of each row whether its source was seen, read of second-hand or only "
    "recalled; recalled rows are never used. No published interval is held for any row: range "
    "marks the lowest and highest of several published estimates.",
)

if __name__ == "__main__":
    record(EMBEDDED_FILE, len(evidence_register()), ORIGIN)
