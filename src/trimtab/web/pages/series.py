"""The series explorer: ``/series``, and the same comparison as a file by changing the address."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response
from markupsafe import Markup

from trimtab.app.workbench.series import (
    MOST_SERIES,
    Asked,
    Filters,
    Page,
    compare_series,
    example_series,
    find_series,
    full_title,
    offered,
    series_address,
)
from trimtab.app.workbench.series_chart import charts, known, windows
from trimtab.app.workbench.series_views import Comparison, View
from trimtab.app.workbench.series_words import (
    basis_of,
    batches_of,
    method_words,
    source_line,
)
from trimtab.app.workbench.viewer import Viewer
from trimtab.kernel import Period, SeriesKey, TrimtabError
from trimtab.messages import Language, text
from trimtab.office.rights import Right
from trimtab.web.access import needs
from trimtab.web.addresses import address
from trimtab.web.problems import sentence_of, status_of
from trimtab.web.rendering import page, render
from trimtab.web.series_answers import Asking, answer_file, asking

router = APIRouter(include_in_schema=False)

Seer = Annotated[Viewer, needs(Right.OBSERVATIONS_SEE)]
Code = Annotated[str, Query(max_length=200)]
Day = Annotated[str, Query(max_length=32)]
_FOUND = 30  # series listed at once
_USUAL_YEARS = 20


def asked_of(
    s: Annotated[list[str], Query(max_length=50)] = [],  # noqa: B006 - read only
    view: Annotated[str, Query(pattern="^(level|index|change)?$")] = "",
    first: Day = "",
    last: Day = "",
    base: Day = "",
    as_of: Day = "",
    table: Annotated[str, Query(max_length=1)] = "",
) -> Asked:
    """The comparison of an address."""
    return Asked(tuple(one[:300] for one in s), view, first, last, base, as_of, table)


def filters_of(
    q: Annotated[str, Query(max_length=200)] = "",
    indicator: Code = "",
    region: Code = "",
    industry: Code = "",
    occupation: Code = "",
) -> Filters:
    """What is looked for in an address."""
    return Filters(q, _one(indicator), _one(region), _one(industry), _one(occupation))


def _one(code: str) -> tuple[str, ...]:
    return (code,) if code else ()


@dataclass(frozen=True, slots=True)
class Links:
    """Addresses of the explorer that keep what was chosen."""

    asked: Asked

    def parts(self, asked: Asked) -> list[tuple[str, str]]:
        names = ("view", "first", "last", "base", "as_of", "table")
        chosen = [("s", one.replace("|", "~")) for one in asked.series]
        return [*chosen, *((name, getattr(asked, name)) for name in names)]

    def with_(self, key: SeriesKey, finder: Sequence[tuple[str, str]]) -> str:
        series = (*self.asked.series, series_address(key))
        parts = self.parts(replace(self.asked, series=series))
        return address("/series", [*parts, *finder])

    def has(self, key: SeriesKey) -> bool:
        return str(key) in {one.replace("~", "|") for one in self.asked.series}

    def without(self, key: SeriesKey) -> str:
        series = tuple(one for one in self.asked.series if one.replace("~", "|") != str(key))
        return address("/series", self.parts(replace(self.asked, series=series)))

    def changed(self, **parts: Any) -> str:
        return address("/series", self.parts(replace(self.asked, **parts)))

    def file(self, suffix: str) -> str:
        return address(f"/series.{suffix}", self.parts(self.asked))


@router.get("/series")
def explore(
    request: Request,
    viewer: Seer,
    asked: Annotated[Asked, Depends(asked_of)],
    filters: Annotated[Filters, Depends(filters_of)],
    start: Annotated[int, Query(ge=0, le=10_000_000)] = 0,
) -> Response:
    """The finder and the comparison. What does not change with the viewer is written once for an
    edition of the data, and kept."""
    now = asking(request, viewer)
    ask = _Ask(request, viewer, now, asked, filters, start)
    fragment = request.headers.get("HX-Target", "").rpartition("#")[2] == "found"
    write = ask.found if fragment else ask.whole
    status = 200
    try:
        written = now.edition.kept(("page", now.mark, fragment), write)
    except TrimtabError as error:  # not kept: its words may name who asked
        status, written = status_of(error), write(error)
    template = "series/fragment.html.j2" if fragment else "series/page.html.j2"
    return page(request, viewer, template, status, title=written.title, inner=written.inner)


@dataclass(frozen=True, slots=True)
class _Written:
    """The inner part of the page: the same for all who see the same regions."""

    title: str
    inner: Markup


@dataclass(frozen=True, slots=True)
class _Ask:
    """One look at the explorer."""

    request: Request
    viewer: Viewer
    now: Asking
    asked: Asked
    filters: Filters
    start: int

    def found(self, problem: TrimtabError | None = None) -> _Written:
        """What the finder found, alone."""
        return self._written("series/found.html.j2", "", **self._found(problem))

    def whole(self, problem: TrimtabError | None = None) -> _Written:
        """Comparison and finder; with a problem, what is wrong and the finder."""
        language = self.now.language
        title = text("web.series.title", language)
        shown: dict[str, Any] = {"comparison": None}
        if self.asked.series and problem is None:
            shown = _shown(_usual(self.now, self.viewer.name, self.asked), self.asked, language)
            title = shown["drawn"][0].title
        return self._written(
            "series/inner.html.j2",
            title,
            **self._found(problem),
            **shown,
            problem="" if problem is None else sentence_of(problem, language),
            offered=offered(self.now.edition, language),
            most=MOST_SERIES,
            views=[view.value for view in View],
        )

    def _written(self, template: str, title: str, **context: Any) -> _Written:
        context |= {"asked": self.asked, "filters": self.filters, "links": Links(self.asked)}
        return _Written(title, Markup(render(self.request, self.viewer, template, **context)))

    def _found(self, problem: TrimtabError | None) -> dict[str, Any]:
        """Series found, or examples where nothing was asked for."""
        now, filters = self.now, self.filters
        examples = filters == Filters()
        if examples:
            series = example_series(now.edition, now.seen)
            result = Page(series, len(series), None)
        elif problem is None:
            result = find_series(now.edition, now.seen, filters, _FOUND, self.start)
        else:
            result = Page((), 0, None)
        names = ("indicator", "region", "industry", "occupation")
        codes = (filters.indicators, filters.regions, filters.industries, filters.occupations)
        parts = [(name, one[0] if one else "") for name, one in zip(names, codes, strict=True)]
        return {
            "found": result,
            "examples_shown": examples,
            "finder_parts": [("q", filters.words), *parts],
            "start": self.start,
            "title_of": full_title,
            "address": address,
        }


@router.get("/series.{suffix}")
def file_of_comparison(
    request: Request,
    viewer: Seer,
    suffix: str,
    asked: Annotated[Asked, Depends(asked_of)],
) -> Response:
    """The comparison as ``.csv``, ``.json``, ``.xlsx`` or ``.arrow``."""
    return answer_file(request, viewer, suffix, asked)


def _usual(now: Asking, actor: str, asked: Asked) -> Comparison:
    """The comparison; where no first period is asked for, of the last twenty years."""
    whole = compare_series(now.edition, actor, now.seen, asked)
    if asked.first or asked.last:
        return whole
    known_first = min(line.history.first for line in whole.lines)
    usual = dict(windows(whole, known_first))
    if _USUAL_YEARS not in usual:
        return whole
    narrowed = replace(asked, first=str(usual[_USUAL_YEARS]))
    return compare_series(now.edition, actor, now.seen, narrowed)


def _shown(comparison: Comparison, asked: Asked, language: Language) -> dict[str, Any]:
    histories = [line.history for line in comparison.lines]
    known_first: Period = min(one.first for one in histories)
    batches = batches_of(comparison)
    fixed = replace(
        asked,
        view=comparison.view.value,
        first=str(comparison.first),
        last=str(comparison.last),
        base="" if comparison.base is None else str(comparison.base),
        as_of=comparison.known_at.isoformat().replace("+00:00", "Z"),
    )
    return {
        "comparison": comparison,
        "chosen": [(one.key, full_title(one.key, language)) for one in histories],
        "drawn": charts(comparison, language),
        "known": known(comparison, language),
        "source": source_line(comparison, language),
        "method": method_words(comparison, language),
        "basis": basis_of(batches).value,
        "windows": _windows(comparison, known_first),
        "permalink": Links(fixed).changed(),
    }


def _windows(comparison: Comparison, known_first: Period) -> Sequence[tuple[int, str, bool]]:
    return [
        (years, str(first), first == comparison.first)
        for years, first in windows(comparison, known_first)
    ]
