"""Exposures of groups as rows for a file: CSV, or Excel with the notes on a second sheet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import isfinite
from pathlib import Path

from trimtab.app.exposure_choices import By
from trimtab.app.exposure_groups import GroupExposures, scale_of
from trimtab.app.exposure_scores import OCCUPATIONS, HeldMeasure
from trimtab.app.titles import code_title
from trimtab.kernel import Industry, InputRejectedError, Occupation, Region, UsageError
from trimtab.kernel.files import guard_formula, write_csv, written_whole
from trimtab.messages import Language, format_share, text

_FIXED = ("code", "title", "jobs", "exposure", "lowest", "highest", "measures", "jobs_matched")
_LOST_SHOWN = 6
_AFTER = ("automation", "augmentation", "automation_jobs_known", "scale", "basis", "source")


def group_title(by: By, code: str, language: Language) -> str:
    """What a group is called: an occupation, industry or region in words, a tier by its name."""
    if by is By.TIER:
        return text(f"exposure.tier.{code}", language)
    kinds = {By.INDUSTRY: Industry, By.OCCUPATION: Occupation, By.REGION: Region}
    try:
        return code_title(kinds[by](code), language)
    except InputRejectedError:  # an industry of a bureau's own file may be any word
        return code


def write_exposures(found: GroupExposures, path: Path, language: Language) -> None:
    """Write the groups, most exposed first; cells that are unknown stay blank.

    Raises UsageError APP-001 for another suffix, EXPOSURE-016 if it cannot be written.
    """
    suffix = path.suffix.lower()
    if suffix not in (".csv", ".xlsx"):
        raise UsageError("APP-001", suffix=path.suffix, allowed=".csv, .xlsx")
    measures = [held.measure.name for held in found.held]
    header = (*_FIXED, *measures, *_AFTER)
    rows = [[guard_formula(cell) for cell in row] for row in _rows(found, language)]
    try:
        if suffix == ".csv":
            # The byte-order mark makes Excel read the file as UTF-8.
            write_csv(path, header, rows, encoding="utf-8-sig")
        else:
            _write_workbook(path, header, rows, notes(found, language))
    except OSError as error:
        raise UsageError("EXPOSURE-016", file=str(path), detail=str(error)) from None


def _rows(found: GroupExposures, language: Language) -> Iterator[list[object]]:
    for at in found.order():
        code, automation = found.groups[at], _known(found.automation[at])
        yield [
            code,
            group_title(found.request.by, code, language),
            round(float(found.jobs[at])),
            *(_known(part[at]) for part in (found.found.middle, found.found.low, found.found.high)),
            int(found.found.measures[at]),
            _known(found.matched[at]),
            *(_known(value) for value in found.by_measure[at]),
            automation,
            None if automation is None else round(1 - automation, 4),
            _known(found.known[at]),
            scale_of(found).value,
            found.basis.value,
            found.source,
        ]


def _known(value: float) -> float | None:
    return round(float(value), 4) if isfinite(value) else None


def notes(found: GroupExposures, language: Language) -> list[str]:
    """What must be known to read the figures: scale, spread, joins, model, what is unknown."""
    request, said = found.request, []
    if found.basis.value == "modelled":
        said.append(text("exposure.note.modelled", language))
    said.append(text(f"exposure.note.scale_{scale_of(found).value}", language))
    if not request.measure:
        said.append(text("exposure.note.spread", language, n=len(found.held)))
    said.append(text("exposure.note.covered", language))
    if request.by is By.TIER:
        said.append(text("exposure.note.tier", language))
    if found.through_crosswalk:
        said.append(text("exposure.note.crosswalk", language))
    said.extend(join_note(held, language) for held in found.held)
    if request.assumed is not None:
        said.append(
            text("exposure.note.assumed", language, share=format_share(request.assumed, language))
        )
    elif found.automation_source:
        source = found.automation_source
        said.append(text("exposure.note.automation", language, source=source))
    else:
        said.append(text("exposure.note.no_automation", language))
    said.append(text("exposure.note.meaning", language))
    kind = "oews" if request.jobs is None else "own"
    said.append(text(f"exposure.note.jobs_{kind}", language, source=found.source))
    return said


def join_note(held: HeldMeasure, language: Language) -> str:
    """How far a measure was joined to the occupations, and at which grain."""
    name = text(f"exposure.measure.{held.measure.name}", language)
    said = text(
        f"exposure.join.{held.grain.value}",
        language,
        measure=name,
        matched=held.matched,
        occupations=OCCUPATIONS,
        share=jobs_share(held, language),
        source=held.source,
    )
    lost = held.joining.lost if held.joining else ()
    if not lost:
        return said
    named = ", ".join(lost[:_LOST_SHOWN]) + (" ..." if len(lost) > _LOST_SHOWN else "")
    return text("exposure.join.lost", language, said=said, n=len(lost), codes=named)


def jobs_share(held: HeldMeasure, language: Language) -> str:
    """Share of the nation's jobs in the occupations that were matched, in words if not stated."""
    if not isfinite(held.jobs_share):
        return text("exposure.join.share_unknown", language)
    return text("exposure.join.share", language, share=format_share(held.jobs_share, language))


def _write_workbook(
    path: Path, header: Sequence[str], rows: Sequence[Sequence[object]], said: Sequence[str]
) -> None:
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet("exposure")
    sheet.freeze_panes = "C2"
    sheet.column_dimensions["B"].width = 44
    for row in (header, *rows):
        sheet.append(list(row))
    beside = book.create_sheet("notes")
    beside.column_dimensions["A"].width = 120
    for line in said:
        beside.append([line])
    with written_whole(path) as draft:
        book.save(draft)
