"""Codes of occupations in the publishers' files, brought to SOC 2018 or ISCO-08."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from trimtab.classifications import MatchType, crosswalk
from trimtab.exposure.types import Joining, Measure, Scores

SOC_CODE, SOC_EXAMPLE = r"\d{2}-\d{4}(\.\d{2})?", "15-1252.00"
ISCO_CODE, ISCO_EXAMPLE = r"\d{3,4}", "2512"
SOC, EARLIER, ISCO = "SOC@2018", "SOC@2010", "ISCO@08"


def six_digits(code: str) -> str:
    """The SOC code of an O*NET-SOC code: ``15-1252.00`` is of ``15-1252``."""
    return code[:7]


def carried_over(codes: Iterable[str]) -> Mapping[str, str]:
    """SOC 2018 code of every SOC 2010 code that the revision left as it was (exact links); a code
    that was divided, joined or redrawn is not in it."""
    table = crosswalk(EARLIER, SOC)
    found = {}
    for code in set(codes):
        links = table.forward(f"{EARLIER}:{code}")
        if len(links) == 1 and links[0].match is MatchType.EXACT:
            found[code] = links[0].target.partition(":")[2]
    return found


def is_earlier_vintage(codes: Iterable[str]) -> bool:
    """Whether codes are of SOC 2010 rather than SOC 2018: more of them are known there.

    The two share most codes; files of O*NET before 2019 use the earlier one.
    """
    table = crosswalk(EARLIER, SOC)
    earlier = {link.source.partition(":")[2] for link in table.links}
    later = {link.target.partition(":")[2] for link in table.links}
    distinct = set(codes)
    return len(distinct & earlier) > len(distinct & later)


def mean_scores(
    measure: Measure, codes: Sequence[str], values: Sequence[float | None], source: str
) -> Scores:
    """Scores by SOC 2018 or ISCO code; what finer codes give to one code is averaged.

    SOC 2010 measures come out in SOC 2018. Blank scores are left out.
    """
    sums: dict[str, list[float]] = {}
    for code, value in zip(codes, values, strict=True):
        if value is not None:
            sums.setdefault(code, []).append(value)
    lost: tuple[str, ...] = ()
    classification = measure.classification
    if classification == EARLIER:
        onwards = carried_over(sums)
        lost = tuple(sorted(code for code in sums if code not in onwards))
        sums = {onwards[code]: values for code, values in sums.items() if code in onwards}
        classification = SOC
    return Scores(
        measure,
        tuple(f"{classification}:{code}" for code in sums),
        np.array([np.mean(values) for values in sums.values()]),
        source,
        Joining(len(codes), len(sums), lost),
    )
