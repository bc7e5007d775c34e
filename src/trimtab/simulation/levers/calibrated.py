"""Effects that a policy leaves to the evidence: calibrated by a trial, discounted by distance."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files

from trimtab.evidence import evidence_register, transfer_discount
from trimtab.simulation.levers.acts import Column
from trimtab.simulation.levers.policy import Policy
from trimtab.simulation.levers.uncertain import Uncertain
from trimtab.simulation.types import Economy

CALIBRATED_FILE = "calibrated.toml"


@dataclass(frozen=True, slots=True)
class CalibratedEffect:
    """A parameter at which the model reproduces a trial, as ``simulation trial`` finds it."""

    trial: str
    form: str
    field: str
    value: float
    effect: str
    economy: str
    search_intensity: float


@cache
def calibrated_effects() -> tuple[CalibratedEffect, ...]:
    """All calibrated parameters of the file beside this module."""
    text = (files("trimtab.simulation.levers") / CALIBRATED_FILE).read_text(encoding="utf-8")
    return tuple(CalibratedEffect(**one) for one in tomllib.loads(text)["effect"])


def country_of(economy: Economy) -> str:
    """ISO 3166 country of the first region; "" where regions are no region codes.

    A country that is not known is treated as another one than the trial's.
    """
    found = re.match(r"([A-Z]{2})(-|$)", economy.cells.regions[0])
    return found.group(1) if found else ""


def effect_range(calibrated: CalibratedEffect, country: str) -> Uncertain:
    """The parameter in a country: best the discounted value, from no effect to the full one.

    No interval was published for the trial and its group sizes were not seen, so none can be
    derived. The range is an assumption: trials of the same service in other states were mostly
    disappointing (``resea-other-states-earnings``), and a discount is no reason to exclude the
    effect that was found.
    """
    effect = evidence_register().get(calibrated.effect)
    home = effect.population.country
    elsewhere = "CN" if home != "CN" else "US"
    factor = transfer_discount(effect, country or elsewhere).factor
    ends = sorted((0.0, calibrated.value))
    return Uncertain(ends[0], factor * calibrated.value, ends[1], source=calibrated.effect)


def with_calibrated_effects(columns: Sequence[Column], economy: Economy) -> tuple[Column, ...]:
    """Columns in which every effect left to the evidence has its range."""
    country = country_of(economy)
    known = {(one.form, one.field): one for one in calibrated_effects()}
    filled: dict[int, Policy] = {}

    def fill(policy: Policy) -> Policy:
        if id(policy) not in filled:
            missing = {
                name: effect_range(known[policy.form, name], country)
                for name, value in policy.values.items()
                if value is None and (policy.form, name) in known
            }
            filled[id(policy)] = (
                replace(policy, values={**policy.values, **missing}) if missing else policy
            )
        return filled[id(policy)]

    return tuple(
        Column(tuple(fill(policy) for policy in column.policies), column.uniforms)
        for column in columns
    )
