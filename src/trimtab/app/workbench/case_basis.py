"""What an assessment can rest on: what there is to choose, and the part a choice makes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime

from trimtab.app.coordination_basis import alert_part, exposure_part, rule_part, simulation_part
from trimtab.app.office import rule_title
from trimtab.app.workbench.bench import Workbench
from trimtab.app.workbench.viewer import Viewer
from trimtab.coordination import BasisKind, BasisPart, Case
from trimtab.kernel import InputRejectedError, SeriesKey
from trimtab.messages import Language
from trimtab.office.rights import Right, covers
from trimtab.ports import SeriesQuery
from trimtab.rules import load_rulebook

_RUNS_MOST, _SERIES_MOST = 50, 300


@dataclass(frozen=True, slots=True)
class BasisAsked:
    """A part as people choose it. ``id``: run, rule or (of exposure) nothing; ``on``: of a rule."""

    kind: BasisKind
    id: str = ""
    region: str = ""
    by: str = "industry"
    on: date | None = None


@dataclass(frozen=True, slots=True)
class Choices:
    """What can be chosen, as (value, title)."""

    runs: tuple[tuple[str, str], ...]
    rules: tuple[tuple[str, str], ...]
    regions: tuple[str, ...]


def choices_of(bench: Workbench, viewer: Viewer, case: Case, language: Language) -> Choices:
    """Finished runs, the rules of the case's country, the regions whose exposure is known."""
    from trimtab.app.workbench.exposure import regions_offered
    from trimtab.app.workbench.simulator_runs import list_runs

    held = list_runs(bench, viewer.name) if viewer.may(Right.JOBS_SEE) else ()
    runs = [one for one in held if one.state == "done"]
    country = case.region.partition("-")[0]
    book = load_rulebook()
    named = book.keys()
    keys = [key for key in named if any(one.country == country for one in book.regions(key))]
    return Choices(
        tuple((one.run_id, one.name or one.run_id) for one in runs[:_RUNS_MOST]),
        tuple((key, rule_title(key, language)) for key in keys),
        regions_offered(bench),
    )


def part_of(bench: Workbench, viewer: Viewer, case: Case, asked: BasisAsked) -> BasisPart:
    """The part that was chosen, as it is now.

    Raises InputRejectedError WEB-147 for an alert of a case without one; what ``find_exposures``,
    ``simulation_part`` and ``rule_part`` raise.
    """
    match asked.kind:
        case BasisKind.ALERT:
            if not case.alert:
                raise InputRejectedError("WEB-147", case=case.case_id)
            return alert_part(case.title, case.alert)
        case BasisKind.EXPOSURE:
            from trimtab.app.workbench.exposure import ExposureAsked, find_exposures

            found = find_exposures(bench, viewer.name, ExposureAsked(asked.region, asked.by))
            return exposure_part(found.found.request)
        case BasisKind.SIMULATION:
            return simulation_part(bench.folder, asked.id)
        case BasisKind.RULE:
            on = asked.on or datetime.now(UTC).date()
            return rule_part(load_rulebook(), asked.id, asked.region or case.region, on)


def series_of(bench: Workbench, case: Case) -> tuple[SeriesKey, ...]:
    """The monthly series a decision can state an effect on: that of the alert first, then those of
    its region and of the places below."""
    own = str(case.alert.get("episode", {}).get("series", ""))
    held = bench.store.series(SeriesQuery())
    near = [one for one in held if covers(case.region, str(one.region))]
    near.sort(key=lambda one: (str(one) != own, str(one.region) != case.region, str(one)))
    return tuple(near[:_SERIES_MOST])
