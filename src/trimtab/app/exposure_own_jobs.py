"""A bureau's own jobs by occupation, for places whose jobs are not published here."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path

import numpy as np

from trimtab import classifications
from trimtab.app.exposure_files import find_sheet
from trimtab.app.exposure_jobs import Jobs
from trimtab.exposure.reading.sheet import Faults, Sheet, column_name, read_codes, read_numbers
from trimtab.kernel import Basis, InputRejectedError, UnknownCodeError

_NEEDED = frozenset({"occupation", "jobs"})
_OCCUPATION = r"[A-Z][A-Z0-9]*@\d{2,4}:[A-Za-z0-9][\w.\-]*"
_MOST_JOBS = 1e10


def read_jobs(path: Path, region: str, by: str | None) -> Jobs:
    """A bureau's own jobs by occupation, and by industry or region where asked for.

    Columns ``occupation`` (with its classification) and ``jobs``; ``region`` and ``industry``
    where the file has them. Rows of other regions are left out; without the column the file is of
    the region. ``by``: the column that makes the groups, None for one group. Raises
    InputRejectedError EXPOSURE-010 (not this form), 002 (faults), 011 (no column ``by``), 008 (no
    row, or none of the region).
    """
    sheet = find_sheet(path, lambda header: {*map(column_name, header)} >= _NEEDED)
    if sheet is None:
        raise InputRejectedError("EXPOSURE-010", file=path.name)
    if by is not None and by not in sheet.columns:
        raise InputRejectedError("EXPOSURE-011", file=path.name, column=by)
    faults = Faults(sheet)
    codes = read_codes(sheet, "occupation", _OCCUPATION, "CSCO@2022:4-04-00-00", faults)
    jobs = read_numbers(sheet, "jobs", 0.0, _MOST_JOBS, faults)
    faults.refuse()
    regions = sheet.cells("region") if "region" in sheet.columns else [region] * len(codes)
    names = [region] * len(codes) if by is None else sheet.cells(by)
    inside = _within(region)
    rows = [
        (name, code, count)
        for name, code, count, where in zip(names, codes, jobs, regions, strict=True)
        if count is not None and inside(where)
    ]
    if not rows:
        raise InputRejectedError("EXPOSURE-008", file=path.name)
    return _tabulated(rows, sheet)


def _tabulated(rows: Sequence[tuple[str, str, float]], sheet: Sheet) -> Jobs:
    groups = tuple(dict.fromkeys(name for name, _, _ in rows))
    axis = tuple(dict.fromkeys(code for _, code, _ in rows))
    place = {code: at for at, code in enumerate(axis)}
    line = {name: at for at, name in enumerate(groups)}
    counts = np.zeros((len(groups), len(axis)))
    at = [line[name] for name, _, _ in rows], [place[code] for _, code, _ in rows]
    np.add.at(counts, at, [count for _, _, count in rows])
    return Jobs(groups, axis, counts, counts.sum(axis=1), Basis.OBSERVED, sheet.file)


def _within(region: str) -> Callable[[str], bool]:
    """Whether a region is the one asked for or lies in it."""

    @cache
    def inside(where: str) -> bool:
        if where == region:
            return True
        try:
            above = classifications.region(where).parent
        except UnknownCodeError:
            return False
        return above is not None and inside(str(above))

    return inside
