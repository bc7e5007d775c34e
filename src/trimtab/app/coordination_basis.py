"""What an assessment rests on, taken from the other rooms as it is now: figures with intervals,
sources and versions, in plain JSON values."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, is_dataclass
from datetime import date
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Any

from trimtab.coordination import BasisKind, BasisPart
from trimtab.kernel import Code, Estimate, Period, Region, SeriesKey, TrimtabError
from trimtab.messages import LANGUAGES, Language, text
from trimtab.ports import BatchInfo

if TYPE_CHECKING:
    from trimtab.app.exposure_groups import Request
    from trimtab.monitoring import AlertCard
    from trimtab.rules import RuleBook


def case_title(card: AlertCard) -> dict[str, str]:
    """The title of a case about an alert, in every language."""
    from trimtab.app.titles import indicator_title, series_title

    key = card.episode.series
    return {
        one.value: text(
            "coordination.alert_title",
            one,
            series=series_title(key, one),
            indicator=indicator_title(key.indicator, one),
        )
        for one in LANGUAGES
    }


def alert_facts(card: AlertCard, batches: Sequence[BatchInfo]) -> dict[str, Any]:
    """An alert as plain JSON: the episode, its attribution, what would clear it, the probability of
    a downturn, what was known when, the batches it rests on."""
    from trimtab.monitoring.reasons import reason_sentence

    found, episode = card.found, card.episode
    used = set(found.batches)
    return {
        "episode": _without(plain(episode), "alarms"),
        "first_alarm": plain(episode.alarms[0]) if episode.alarms else None,
        "reason": {one.value: reason_sentence(episode, one) for one in LANGUAGES},
        "indicator": found.indicator,
        "detector": found.detector,
        "known_at": found.known_at.isoformat(),
        "last_period": str(found.last_period),
        "vintage": plain(found.vintage),
        "false_alarms": plain(found.false_alarms),
        "clearing": plain(card.clearing),
        "probability": plain(card.probability),
        "batches": [
            {"batch_id": one.batch_id, "source": one.source, "sha256": one.source_sha256}
            for one in batches
            if one.batch_id in used
        ],
    }


def alert_part(title: Mapping[str, str], facts: Mapping[str, Any]) -> BasisPart:
    """An alert as a part of an assessment; ``facts`` of ``alert_facts``."""
    return BasisPart(BasisKind.ALERT, facts["episode"]["episode_id"], dict(title), dict(facts))


def exposure_part(request: Request) -> BasisPart:
    """Exposure of groups, with the spread between the published measures, as a part.

    Raises what ``exposure_of_groups`` raises.
    """
    from trimtab.app.exposure_groups import exposure_of_groups

    found = exposure_of_groups(request)
    rows = [
        {
            "group": found.groups[at],
            "jobs": plain(found.jobs[at]),
            "exposure": plain(found.found.middle[at]),
            "low": plain(found.found.low[at]),
            "high": plain(found.found.high[at]),
        }
        for at in found.order()[:_GROUPS_MOST]
    ]
    content = {
        "region": request.region,
        "by": request.by.value,
        "measure": request.measure,
        "measures": [one.measure.name for one in found.held],
        "basis": found.basis.value,
        "source": found.source,
        "groups": rows,
        "left_out": max(0, len(found.groups) - _GROUPS_MOST),
    }
    title = {
        one.value: text("coordination.exposure_title", one, region=_place(request.region, one))
        for one in LANGUAGES
    }
    return BasisPart(BasisKind.EXPOSURE, f"{request.region}:{request.by.value}", title, content)


def simulation_part(workspace: Path, run_id: str) -> BasisPart:
    """A finished run of the simulator, with the hash of its results, as a part.

    Raises UnknownCodeError WEB-090, StateError WEB-091.
    """
    from trimtab.app.workbench.simulator_runs import shared_run

    run = shared_run(workspace, run_id)
    title = {
        one.value: text("coordination.simulation_title", one, name=run.name or run_id)
        for one in LANGUAGES
    }
    return BasisPart(BasisKind.SIMULATION, run_id, title, plain(run.to_plain()))


def rule_part(
    book: RuleBook, key: str, region: str, on: date, known_on: date | None = None
) -> BasisPart:
    """What a rule says on a day, as known on a day (today's knowledge if not given), as a part.

    Raises UnknownCodeError RULES-001 and what ``RuleBook.at`` raises.
    """
    from trimtab.app.office import rule_title

    known = known_on or date.max
    answer = book.at(key, Region(region), on, known_on)
    entries = [
        {
            "region": str(one.region),
            "from": one.in_force_from.isoformat(),
            "recorded": one.recorded.isoformat(),
            "reference": plain(one.reference),
        }
        for one in answer.rules
    ]
    content = {
        "key": key,
        "region": region,
        "on": on.isoformat(),
        "known_on": None if known == date.max else known.isoformat(),
        "value": plain(answer.value),
        "unit": answer.unit,
        "reason": answer.reason.value,
        "entries": entries,
    }
    title = {one.value: rule_title(key, one) for one in LANGUAGES}
    return BasisPart(BasisKind.RULE, f"{key}:{region}:{on.isoformat()}", title, content)


def same_today(part: BasisPart, workspace: Path) -> bool | None:
    """Whether the same question has the same answer today; None for what is not asked again (an
    alert and exposure are figures of their day). A run or rule that is gone is not the same."""
    from trimtab.rules import load_rulebook

    told = part.content
    try:
        match part.kind:
            case BasisKind.SIMULATION:
                run = simulation_part(workspace, part.id)
                return bool(run.content["digest"] == told["digest"])
            case BasisKind.RULE:
                known = told["known_on"]
                asked = rule_part(
                    load_rulebook(),
                    told["key"],
                    told["region"],
                    date.fromisoformat(told["on"]),
                    date.fromisoformat(known) if known else None,
                )
                return asked.sha256 == part.sha256
            case _:
                return None
    except TrimtabError:
        return False


_GROUPS_MOST = 100


def plain(value: Any) -> Any:
    """A result as JSON holds it: numbers that are not finite become null, codes their text."""
    match value:
        case None | bool() | int():
            return value
        case float():
            return float(value) if math.isfinite(value) else None
        case Enum():
            return value.value
        case str():
            return str(value)
        case SeriesKey() | Period() | Code():
            return str(value)
        case Estimate():
            return {name: plain(item) for name, item in asdict(value).items()}
        case Mapping():
            return {str(plain(name)): plain(item) for name, item in value.items()}
        case _ if hasattr(value, "isoformat"):
            return value.isoformat()
        case _ if is_dataclass(value) and not isinstance(value, type):
            return {name: plain(getattr(value, name)) for name in value.__dataclass_fields__}
        case _ if hasattr(value, "tolist"):
            return plain(value.tolist())
        case tuple() | list() | frozenset() | set():
            return [plain(one) for one in value]
        case _:
            return str(value)


def _without(table: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in table.items() if name not in names}


def _place(region: str, language: Language) -> str:
    from trimtab.app.office import place_title

    return place_title(region, language)
