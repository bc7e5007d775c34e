"""Which levels of a panel are in alarm, the smallest shock it would show, and probabilities."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from trimtab.app.titles import code_title
from trimtab.cli.output import language, print_lines, say
from trimtab.cli.show.estimates import estimate_to_json
from trimtab.messages import format_share, text
from trimtab.monitoring import DownturnProbability, MonitoringPass, level_alarms
from trimtab.monitoring.probability import probability_sentences
from trimtab.reports.levels import level_sentences, smallest_shock_sentence

_SHOWN = 8


def show_levels(one: MonitoringPass) -> None:
    """Alarms above the single series, and what the panel could not have shown."""
    if one.levels:
        print_lines("", say("levels.title"))
        print_lines(*(f"- {words}" for words in level_sentences(one, language(), code_title)))
        print_lines(smallest_shock_sentence(one.smallest_shocks, language()))
    print_lines(*_probability_lines(one.probabilities))


def _probability_lines(found: Sequence[DownturnProbability]) -> Iterator[str]:
    """The country's in full; of the regions the highest."""
    national = [one for one in found if one.region.is_country]
    for one in national:
        yield ""
        yield code_title(one.region, language())
        yield from probability_sentences(one, language())
    regional = [one for one in found if not one.region.is_country]
    if regional:
        highest = sorted(regional, key=lambda one: -one.in_downturn.value)[:_SHOWN]
        named = (
            say(
                "levels.named_probability",
                region=code_title(one.region, language()),
                probability=format_share(one.in_downturn.value, language(), places=0),
            )
            for one in highest
        )
        joined = text("form.separator", language()).join(named)
        yield say("levels.highest", n=len(regional), named=joined)


def levels_to_json(one: MonitoringPass) -> dict[str, Any]:
    """Levels in alarm, calibration of each level, smallest shocks and probabilities."""
    return {
        "levels": [
            {
                "component": signal.component.value,
                "nodes": len(signal.nodes),
                "thresholds": list(signal.thresholds),
                "promised_false_alarms_per_node_year": signal.promised_rate,
                "realised_in_sample": estimate_to_json(signal.realised),
                "confirmed": int(signal.confirmed.sum()),
            }
            for signal in one.levels
        ],
        "level_alarms": [
            {
                "component": alarm.component.value,
                "node": alarm.node,
                "level": int(alarm.level),
                "since": str(alarm.since),
                "statistic": alarm.statistic,
                "threshold": alarm.threshold,
                "confirmed": alarm.confirmed,
            }
            for alarm in level_alarms(one)
        ],
        "smallest_shocks": [
            {
                "component": shock.component.value,
                "size": shock.size,
                "months": shock.months,
                "power": shock.power,
            }
            for shock in one.smallest_shocks
        ],
        "probabilities": [probability_to_json(found) for found in one.probabilities],
    }


def probability_to_json(found: DownturnProbability) -> dict[str, Any]:
    return {
        "region": str(found.region),
        "period": str(found.period),
        "in_downturn": estimate_to_json(found.in_downturn),
        "within_6_months": estimate_to_json(found.within_6_months),
        "calibration": found.calibration.value,
        "rests_on": found.rests_on,
        "origins": found.origins,
        "brier": estimate_to_json(found.brier),
        "brier_of_base_rate": found.brier_of_base_rate,
        "skill_within_6_months": estimate_to_json(found.skill_within_6_months),
        "reliability": [
            {"stated": one.stated, "observed": one.observed, "months": one.months}
            for one in found.reliability
        ],
    }
