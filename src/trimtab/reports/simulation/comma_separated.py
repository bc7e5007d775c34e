"""Every table of figures as a CSV file in a folder, with a file that says what they are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from trimtab.kernel import StateError
from trimtab.kernel.files import write_csv as save_csv
from trimtab.messages import Language
from trimtab.reports.simulation.edition import SimulationEdition, build_edition
from trimtab.reports.simulation.types import SimulationReport

ABOUT = "about.csv"


def write_csv(report: SimulationReport, folder: Path, language: Language) -> tuple[Path, ...]:
    """Write ``about.csv`` and one file a table, and give back their paths.

    UTF-8 with the byte order mark that spreadsheets need; figures unrounded in base units, the
    basis in the last column of each row. No time of writing, so the same run gives the same
    bytes. Raises StateError SIMULATION-147 when the folder cannot be written to.
    """
    edition = build_edition(report, language)
    written = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        tables: list[tuple[str, Sequence[str], Iterable[Sequence[object]]]] = [
            (ABOUT, about_header(edition), about_rows(edition))
        ]
        tables += [(f"{data.name}.csv", data.header, data.rows) for data in edition.datasets]
        for name, header, rows in tables:
            save_csv(folder / name, header, rows, "utf-8-sig", guarded=True)
            written.append(folder / name)
    except OSError as reason:
        raise StateError("SIMULATION-147", path=str(folder), reason=reason.strerror) from reason
    return tuple(written)


def about_header(edition: SimulationEdition) -> tuple[str, str]:
    tell = edition.wording.tell
    return tell("column.fact"), tell("column.value")


def about_rows(edition: SimulationEdition) -> list[tuple[str, str]]:
    """Title, label, facts, and title with notes of each table; no time of writing."""
    tell, generated = edition.wording.tell, edition.wording.shared("fact.generated")
    rows = [(tell("column.title"), edition.title), (tell("column.label"), edition.label)]
    rows += [one for one in edition.facts if one[0] != generated]
    rows += [(tell("section.sources"), source) for source in edition.sources]
    for data in edition.datasets:
        rows.append((f"{data.name}.csv", data.title))
        rows += [(f"{data.name}.csv", note) for note in data.notes]
    return rows
