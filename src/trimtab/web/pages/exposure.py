"""The exposure explorer: ``/exposure``, and the same figures by changing the address."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response

from trimtab.app.exposure_choices import By
from trimtab.app.titles import code_title
from trimtab.app.workbench.exposure import (
    ExposureAsked,
    Exposures,
    find_exposures,
    measures_offered,
    regions_offered,
)
from trimtab.app.workbench.exposure_words import (
    chart_of,
    finding,
    group_names,
    measure_facts,
    notes_of,
    source_of,
    spread_of,
    title_of,
    two_places,
)
from trimtab.app.workbench.viewer import Viewer
from trimtab.kernel import OccupationLevel, Region
from trimtab.messages import Language, text
from trimtab.office.rights import Right
from trimtab.web.access import bench, needs
from trimtab.web.addresses import address
from trimtab.web.exposure_answers import answer_exposure_file
from trimtab.web.rendering import language_of, page

router = APIRouter(include_in_schema=False)

Seer = Annotated[Viewer, needs(Right.OBSERVATIONS_SEE)]
_BARS = 25


def exposure_asked(
    region: Annotated[str, Query(max_length=40)] = "",
    by: By = By.INDUSTRY,
    level: OccupationLevel = OccupationLevel.MAJOR,
    measure: Annotated[str, Query(max_length=60)] = "",
) -> ExposureAsked:
    """The exposures of an address."""
    return ExposureAsked(region, by.value, level.value, measure)


@router.get("/exposure")
def explore_exposure(
    request: Request, viewer: Seer, asked: Annotated[ExposureAsked, Depends(exposure_asked)]
) -> Response:
    """Groups by exposure, the measures, and what the choice of one would change."""
    language = language_of(request, viewer)
    shown = find_exposures(bench(request), viewer.name, asked)
    held = measures_offered()
    regions = regions_offered(bench(request))
    return page(
        request,
        viewer,
        "exposure/page.html.j2",
        asked=replace(asked, region=shown.found.request.region),
        shown=shown,
        regions=[(code, code_title(Region(code), language)) for code in regions],
        groupings=[(by.value, text(f"web.exposure.by.{by.value}", language)) for by in By],
        levels=[(one.value, text(f"web.exposure.level.{one.value}", language))
                for one in reversed(OccupationLevel)],
        measures=[("", text("web.exposure.all_measures", language))]
        + [(one.measure.name, _measure_title(one.measure.name, language)) for one in held],
        facts=[measure_facts(one, language) for one in held],
        title=title_of(shown, language),
        finding=finding(shown, language),
        chart=chart_of(shown, language, _BARS),
        bars=min(_BARS, len(shown.order)),
        table=_table(shown, language),
        agreement=_agreement(shown, language),
        notes=notes_of(shown, language),
        source=source_of(shown, language),
        file=lambda suffix: address(f"/exposure.{suffix}", asdict(asked).items()),
    )  # fmt: skip


@router.get("/exposure.{suffix}")
def file_of_exposure(
    request: Request,
    viewer: Seer,
    suffix: str,
    asked: Annotated[ExposureAsked, Depends(exposure_asked)],
) -> Response:
    """The figures as ``.csv``, ``.json`` or ``.xlsx``."""
    return answer_exposure_file(request, viewer, suffix, asked)


def _measure_title(name: str, language: Language) -> str:
    return text(f"exposure.measure.{name}", language)


def _table(shown: Exposures, language: Language) -> dict[str, list[Any]]:
    """All groups: jobs, exposure, spread, each measure, jobs covered."""
    found = shown.found
    one = bool(found.request.measure)

    def number(key: str) -> dict[str, Any]:
        return {"title": text(f"web.exposure.column.{key}", language), "number": True}

    columns: list[Any] = [text("web.exposure.column.group", language), number("jobs")]
    columns.append(number("exposure"))
    if not one:
        columns.append(number("spread"))
        columns += [
            {"title": _measure_title(held.measure.name, language), "number": True}
            for held in found.held
        ]
    columns.append(number("matched"))
    rows = []
    for at, name in zip(shown.order, group_names(shown, language), strict=True):
        row: list[Any] = [
            {"text": name, "note": found.groups[at] if found.groups[at] != name else ""},
            ("count", found.jobs[at]),
            two_places(found.found.middle[at]),
        ]
        if not one:
            row.append(spread_of(shown, at))
            row += [two_places(value) for value in found.by_measure[at]]
        row.append(("share", found.matched[at]))
        rows.append(row)
    return {"columns": columns, "rows": rows}


def _agreement(shown: Exposures, language: Language) -> list[list[Any]]:
    """A row for each measure: how far its order is that of the median."""
    found = shown.found
    names = dict(
        zip((found.groups[at] for at in shown.order), group_names(shown, language), strict=True)
    )
    return [
        [
            _measure_title(one.measure, language),
            two_places(one.correlation),
            text("web.exposure.agreement.of_five", language, n=one.top_shared),
            text(
                f"web.exposure.agreement.{'higher' if one.places > 0 else 'lower'}",
                language,
                group=names[one.mover],
                n=abs(one.places),
            )
            if one.places
            else "–",
        ]
        for one in shown.agreement
    ]
