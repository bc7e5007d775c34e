"""Which levels of a panel are in alarm, and what the panel could not have shown, in sentences."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator, Sequence

import numpy as np

from trimtab.kernel import Code, Industry, Region
from trimtab.messages import (
    Language,
    format_number,
    format_period,
    format_share,
    opening_capital,
    text,
)
from trimtab.monitoring import (
    Component,
    LevelAlarm,
    LevelSignal,
    MonitoringPass,
    SmallestShock,
    level_alarms,
)

_SHOWN = 8

Title = Callable[[Code, Language], str]


def level_sentences(found: MonitoringPass, language: Language, title: Title) -> Iterator[str]:
    """One sentence for each level above the single series: inside its range, or who stands."""
    alarms = level_alarms(found)
    hidden = {shock.component for shock in found.smallest_shocks if shock.size is None}
    for signal in found.levels:
        if signal.component is not Component.OWN:
            yield _component_sentence(signal, alarms, hidden, language, title)


def smallest_shock_sentence(shocks: Sequence[SmallestShock], language: Language) -> str:
    """The smallest lasting step each level would show; empty without any."""
    if not shocks:
        return ""
    return text(
        "levels.smallest",
        language,
        n=shocks[0].months,
        power=format_share(shocks[0].power, language, places=0),
        sizes=text("form.separator", language).join(_shock(shock, language) for shock in shocks),
    )


def _component_sentence(
    signal: LevelSignal,
    alarms: Sequence[LevelAlarm],
    hidden: Container[Component],
    language: Language,
    title: Title,
) -> str:
    """How many nodes stand, which ones, and how many more could be chance."""
    word = opening_capital(text(f"monitoring.component.{signal.component.value}", language))
    if np.isnan(signal.statistic[:, -1]).all():
        return text("levels.unjudged", language, component=word)
    mine = [alarm for alarm in alarms if alarm.component is signal.component]
    standing = [alarm for alarm in mine if alarm.confirmed]
    chance, more = len(mine) - len(standing), len(standing) - _SHOWN
    if not mine:
        key = "levels.hidden" if signal.component in hidden else "levels.none"
        return text(key, language, component=word)
    if not standing:
        return text("levels.chance_only", language, component=word, n=chance)
    named = (_standing(alarm, language, title) for alarm in standing[:_SHOWN])
    return text(
        "levels.standing",
        language,
        component=word,
        named=text("form.separator", language).join(named),
        more=text("levels.more", language, n=more) if more > 0 else "",
        also=text("levels.chance", language, n=chance) if chance else "",
    )


def _standing(alarm: LevelAlarm, language: Language, title: Title) -> str:
    return text(
        "levels.alarm",
        language,
        node=_node(alarm, language, title),
        level=text(f"monitoring.level.{alarm.level.value}", language),
        since=format_period(alarm.since, language),
    )


def _node(alarm: LevelAlarm, language: Language, title: Title) -> str:
    """The region or industry; nothing where the whole panel is meant."""
    if alarm.component not in (Component.REGION, Component.INDUSTRY) or not alarm.node:
        return ""
    kind = Region if alarm.component is Component.REGION else Industry
    titles = (title(kind(code), language) for code in alarm.node.split())
    return text("levels.node", language, node=" ".join(titles))


def _shock(shock: SmallestShock, language: Language) -> str:
    component = text(f"monitoring.component.{shock.component.value}", language)
    if shock.size is None:
        return text("levels.shock_none", language, component=component)
    size = format_number(shock.size, language, digits=2)
    return text("levels.shock", language, component=component, size=size)
