"""Industries of a panel with the AI exposure of each: what a gradient is estimated on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import numpy as np
import numpy.typing as npt

from trimtab import classifications
from trimtab.app.exposure_source import JoinKind, exposure_of_industries, read_exposures
from trimtab.kernel import Frequency, InputRejectedError, Period, SeriesKey
from trimtab.tables import Panel, Vintage

Vector = npt.NDArray[np.float64]

_LAST_KNOWN = 0.8  # share of the series that must be known in the window's last month
_COUNTS = frozenset({"count", "persons"})


@dataclass(frozen=True, slots=True)
class ExposedPanel:
    """Series of a panel that are industries, with the exposure of each.

    ``values`` (S, T) levels; ``joins``: industries by the way exposure was found; ``nested``:
    series left out because their own sub-industries are there too.
    """

    series: tuple[SeriesKey, ...]
    first: Period
    values: npt.NDArray[np.float64]
    exposure: Vector
    joins: Mapping[JoinKind, int]
    nested: int
    known_at: datetime
    vintage: Vintage

    @property
    def industry(self) -> list[str]:
        return [str(key.industry) for key in self.series]

    @property
    def region(self) -> list[str] | None:
        """Regions, where there are several."""
        regions = [str(key.region) for key in self.series]
        return regions if len(set(regions)) > 1 else None

    @property
    def last(self) -> int:
        """Column of the last month that four in five of the series know."""
        known = (
            np.isfinite(self.values).mean(axis=0)
            >= _LAST_KNOWN * np.isfinite(self.values).any(axis=1).mean()
        )
        return int(np.flatnonzero(known)[-1])


def exposed_panel(panel: Panel, indicator: str, exposures: Path | None = None) -> ExposedPanel:
    """The industries of a panel with their exposure, published or from a file."""
    wanted = np.array(
        [key.industry is not None and key.occupation is None and key.unit in _COUNTS
         for key in panel.series], dtype=bool
    )  # fmt: skip
    names = [str(key.industry or "") for key in panel.series]
    broader = _with_parts(
        {name for name, is_wanted in zip(names, wanted, strict=True) if is_wanted}
    )
    nested = wanted & np.array([name in broader for name in names], dtype=bool)
    chosen = wanted & ~nested
    if not chosen.any():
        raise InputRejectedError(
            "MONITORING-069", indicator=indicator, instant=panel.known_at.date().isoformat()
        )
    kept = panel.select(chosen)
    codes = [str(key.industry) for key in kept.series]
    exposure, joins = _exposures(codes, exposures)
    return ExposedPanel(
        kept.series,
        kept.first,
        kept.values,
        exposure,
        joins,
        int(nested.sum()),
        panel.known_at,
        panel.vintage,
    )


def _exposures(codes: Sequence[str], file: Path | None) -> tuple[Vector, Mapping[JoinKind, int]]:
    distinct = list(dict.fromkeys(codes))
    if file is None:
        return exposure_of_industries(codes).middle, exposure_of_industries(distinct).joins
    given = read_exposures(file)
    held = sum(code in given for code in distinct)
    joins = {JoinKind.DIRECT: held, JoinKind.UNKNOWN: len(distinct) - held}
    return np.array([given.get(code, np.nan) for code in codes]), joins


def _with_parts(names: set[str]) -> set[str]:
    """Codes with which a longer code of the same classification begins."""
    ordered = sorted(names)  # a code stands right before the first that begins with it
    return {one for one, following in pairwise(ordered) if following.startswith(one)}


def payroll_panel() -> ExposedPanel:
    """The embedded US payroll employment by leaf industry with the exposure of each."""
    table = classifications.payroll_employment()
    codes, row = np.unique(np.array(table["industry"].to_pylist()), return_inverse=True)
    period = table["period"].to_numpy()
    values = np.full((len(codes), int(np.ptp(period)) + 1), np.nan)
    values[row, period - period.min()] = table["employment_persons"].to_numpy()
    found = exposure_of_industries([str(code) for code in codes])
    keys = tuple(
        SeriesKey.parse(f"employment|US|{code}||{Frequency.MONTHLY.value}|count|N")
        for code in codes
    )
    first = Period(Frequency.MONTHLY, int(period.min()))
    return ExposedPanel(
        keys, first, values, found.middle, found.joins, 0, datetime.now(UTC), Vintage.FINAL_WITH_LAG
    )
