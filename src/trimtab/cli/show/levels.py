"""Which levels of a panel are in alarm, the smallest shock it would show, and probabilities."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from trimtab.app.titles import code_title, indicator_title
from trimtab.cli.output import language, print_lines, say
from trimtab.cli.show.estimates import estimate_to_json
from trimtab.kernel import Frequency
from trimtab.messages import format_share, text
from trimtab.monitoring import DownturnProbability, MonitoringPass, level_alarms
from trimtab.monitoring.probability import absence_sentence, probability_sentences
from trimtab.reports.levels import level_sentences, smallest_shock_sentence

_SHOWN = 8


def show_levels(one: MonitoringPass) -> None:
    """Alarms above the single series, and what the panel could not have shown."""
    sentences = [f"- {words}" for words in level_sentences(one, language(), code_title)]
    if sentences:
        print_lines("", say("levels.title"), *sentences)
    if one.levels:
        print_lines(smallest_shock_sentence(one.smallest_shocks, language()))
    if one.frequency is Frequency.MONTHLY:
        print_lines(*_probability_lines(one))


def _probability_lines(one: MonitoringPass) -> Iterator[str]:
    """The country's in full; of the regions the highest; or why there is none."""
    found = one.probabilities
    if not found:
        yield absence_sentence(one.signal.series, one.last_period, language())
    for national in (each for each in found if each.region.is_country):
        yield ""
        yield say(
            "levels.read_from",
            region=code_title(national.region, language()),
            indicator=indicator_title(one.indicator, language()),
        )
        yield from probability_sentences(national, language())
    regional = [each for each in found if not each.region.is_country]
    if regional:
        highest = sorted(regional, key=lambda each: -each.in_downturn.value)[:_SHOWN]
        named = (
            say(
                "levels.named_probability",
                region=code_title(each.region, language()),
                probability=format_share(each.in_downturn.value, language(), places=0),
            )
            for each in highest
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
