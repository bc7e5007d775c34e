"""The legal retirement date of persons, from birth date and group, by the rule of their place."""

from __future__ import annotations

from datetime import date

import numpy as np
import numpy.typing as npt

from trimtab.kernel import Region
from trimtab.rules.columns import Labels, Situations
from trimtab.rules.types import Answer
from trimtab.rules.unknowns import Lookup
from trimtab.unemployment.compute.retirement import UNKNOWN, RetirementRule, months_left
from trimtab.unemployment.types import RetirementGroup

Days = npt.NDArray[np.datetime64]

PARTS = ("original_age", "step", "cap_age")
KEYS = tuple(f"retirement.{part}_{group}_months" for group in RetirementGroup for part in PARTS)


def find_retirement_rule(
    lookup: Lookup, group: RetirementGroup, region: Region, on: date, known_on: date | None
) -> tuple[RetirementRule | None, tuple[Answer, ...]]:
    """The rule of one group in force on a day, None where it is not known; and its answers."""
    answers = tuple(
        lookup.at(f"retirement.{part}_{group}_months", region, on, known_on) for part in PARTS
    )
    if any(answer.value is None or answer.rule is None for answer in answers):
        return None, answers
    age, step, cap = (int(answer.number) for answer in answers)
    assert answers[1].rule is not None
    start = answers[1].rule.in_force_from
    return RetirementRule(age, step, cap, start.year * 12 + start.month - 1), answers


def months_to_retirement(
    lookup: Lookup,
    situations: Situations,
    birth: Days,
    on: Days,
    group: Labels,
    known_on: date | None,
) -> npt.NDArray[np.int16]:
    """Full months left (n,), as ``compute.retirement.months_left``; UNKNOWN where birth date, group
    or rule is not known."""
    left = np.full(len(birth), UNKNOWN, np.int16)
    known = ~np.isnat(birth)
    for word in RetirementGroup:
        asked = known & group.is_word(word.value)
        for at in np.unique(situations.index[asked]).tolist():
            region, day = situations.pairs[at]
            rule, _ = find_retirement_rule(lookup, word, region, day, known_on)
            if rule is not None:
                here = asked & (situations.index == at)
                left[here] = months_left(birth[here], on[here], rule)
    return left
