"""Exposures in words and rows: chart, finding, table, notes, files."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from math import isfinite
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from trimtab.app.exposure_groups import scale_of
from trimtab.app.exposure_scores import HeldMeasure
from trimtab.app.exposure_table import group_title, notes, write_exposures
from trimtab.app.titles import code_title
from trimtab.app.workbench.exposure import Exposures
from trimtab.kernel import Basis, Region
from trimtab.messages import Language, text


def title_of(shown: Exposures, language: Language) -> str:
    """Where, and by what."""
    request = shown.found.request
    region = code_title(Region(request.region), language)
    by = text(f"web.exposure.by.{request.by.value}", language)
    return text("web.exposure.chart_title", language, region=region, by=by)


def group_names(shown: Exposures, language: Language) -> list[str]:
    """Titles of the groups, most exposed first."""
    found = shown.found
    return [group_title(found.request.by, found.groups[at], language) for at in shown.order]


def finding(shown: Exposures, language: Language) -> str:
    """Most and least exposed, and how far the measures lie apart, in a sentence."""
    found, by = shown.found.found, shown.found.request.by
    known = [at for at in shown.order if np.isfinite(found.middle[at])]
    if len(known) < 2:
        return text("web.exposure.finding_few", language, n=len(known))
    most, least = known[0], known[-1]
    said = text(
        "web.exposure.finding",
        language,
        most=group_title(by, shown.found.groups[most], language),
        high=two_places(found.middle[most]),
        least=group_title(by, shown.found.groups[least], language),
        low=two_places(found.middle[least]),
    )
    if shown.found.request.measure:
        return said
    spread = text(
        "web.exposure.finding_spread",
        language,
        low=two_places(found.low[most]),
        high=two_places(found.high[most]),
    )
    return said + spread


def chart_of(shown: Exposures, language: Language, most: int) -> Mapping[str, Any]:
    """The most exposed groups as bars, with the spread between measures."""
    found = shown.found
    rows = list(shown.order[:most])
    series: dict[str, Any] = {
        "name": text("web.exposure.column.exposure", language),
        "values": _rounded(found.found.middle[rows]),
        "basis": shown.basis.value,
    }
    if not found.request.measure:
        series["low"] = _rounded(found.found.low[rows])
        series["high"] = _rounded(found.found.high[rows])
    return {
        "kind": "bar",
        "title": title_of(shown, language),
        "finding": finding(shown, language),
        "unit": text(f"exposure.scale.{scale_of(found).value}", language),
        "format": "number",
        "categories": group_names(shown, language)[:most],
        "series": [series],
        "zero": True,
    }


def spread_of(shown: Exposures, at: int) -> str:
    """Lowest and highest measure of a group."""
    found = shown.found.found
    if not isfinite(found.low[at]):
        return "–"
    return f"{two_places(found.low[at])} – {two_places(found.high[at])}"


def two_places(value: float) -> str:
    """An exposure as it is shown."""
    return f"{value:.2f}" if isfinite(value) else "–"


def notes_of(shown: Exposures, language: Language) -> list[str]:
    """What must be known to read the figures."""
    unsaid = text("exposure.note.no_automation", language)  # speaks of options of the terminal
    said = [one for one in notes(shown.found, language) if one != unsaid]
    if shown.basis is Basis.SYNTHETIC:
        said.insert(0, text("web.exposure.synthetic", language))
    return [*said, text("web.exposure.no_automation", language)]


def source_of(shown: Exposures, language: Language) -> str:
    """Under the chart: the measures' publishers and the jobs."""
    titles = [text(f"exposure.measure.{one.measure.name}", language) for one in shown.found.held]
    key = "own" if shown.own else "oews"
    jobs = text(f"web.exposure.jobs.{key}", language, file=shown.found.source)
    measures = text("web.series.source.between", language).join(titles)
    return text("web.exposure.source", language, measures=measures, jobs=jobs)


def measure_facts(held: HeldMeasure, language: Language) -> Mapping[str, Any]:
    """A measure as the table of measures shows it."""
    measure = held.measure
    return {
        "name": measure.name,
        "title": text(f"exposure.measure.{measure.name}", language),
        "publisher": measure.publisher,
        "vintage": measure.vintage,
        "citation": measure.citation,
        "licence": measure.licence,
        "scale": text(f"exposure.scale.{measure.scale.value}", language),
        "classification": measure.classification,
        "grain": text(f"exposure.grain.{held.grain.value}", language),
        "matched": held.matched,
        "jobs_share": held.jobs_share,
        "counted": measure.counted,
    }


def exposure_file(shown: Exposures, suffix: str, language: Language) -> bytes:
    """All groups as ``csv`` or ``xlsx``, the notes on its second sheet."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"exposure.{suffix}"
        write_exposures(shown.found, path, language)
        return path.read_bytes()


def exposure_document(shown: Exposures, language: Language) -> dict[str, Any]:
    """Exposures as plain data; null where a figure is unknown."""
    found = shown.found
    names = group_names(shown, language)
    return {
        "region": found.request.region,
        "by": found.request.by.value,
        "scale": scale_of(found).value,
        "basis": shown.basis.value,
        "source": source_of(shown, language),
        "measures": [held.measure.name for held in found.held],
        "groups": [
            {
                "code": found.groups[at],
                "title": name,
                "jobs": _known(found.jobs[at]),
                "exposure": _known(found.found.middle[at]),
                "lowest": _known(found.found.low[at]),
                "highest": _known(found.found.high[at]),
                "by_measure": [_known(value) for value in found.by_measure[at]],
                "jobs_matched": _known(found.matched[at]),
            }
            for at, name in zip(shown.order, names, strict=True)
        ],
        "agreement": [
            {
                "measure": one.measure,
                "rank_correlation": round(one.correlation, 4),
                "top_shared": one.top_shared,
                "mover": one.mover,
                "places": one.places,
            }
            for one in shown.agreement
        ],
        "notes": notes_of(shown, language),
    }


def _known(value: float) -> float | None:
    return round(float(value), 4) if isfinite(value) else None


def _rounded(values: npt.NDArray[np.float64]) -> Sequence[float | None]:
    """As the chart writes them: measures differ by more than the third place."""
    return [round(float(value), 2) if isfinite(value) else None for value in values]
