"""Files with one score or several per occupation: Eloundou et al., Felten et al., ILO, observed
use."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from trimtab.exposure.measures import MEASURES
from trimtab.exposure.reading.occupations import (
    ISCO_CODE,
    ISCO_EXAMPLE,
    SOC_CODE,
    SOC_EXAMPLE,
    mean_scores,
    six_digits,
)
from trimtab.exposure.reading.sheet import (
    Faults,
    Sheet,
    read_codes,
    read_numbers,
    refuse_repeated,
)
from trimtab.exposure.types import Joining, Scores

RATINGS = {
    f"{rater} rating {reading}": f"eloundou_{name}_{reading}"
    for rater, name in (("dv", "gpt4"), ("human", "human"))
    for reading in ("alpha", "beta", "gamma")
}
AIOE = {
    "aioe": "felten_aioe",
    "language modeling aioe": "felten_language",
    "image generation aioe": "felten_image",
}
UNIT_GROUPS = {"mean score 2025": "ilo_2025", "mean score 2023": "ilo_2023"}
_ROUNDING = 1e-6  # a spreadsheet writes the same mean in different digits
_STANDARDISED_LIMIT = 10.0  # deviations; a score beyond it is another unit


def read_eloundou(sheet: Sheet) -> tuple[Scores, ...]:
    """``occ_level.csv`` of GPTs are GPTs: O*NET-SOC occupations (SOC 2018), shares of tasks.

    Occupations of 8 digits are averaged to 6, each alike: the file has no employment by them.
    """
    return _by_soc(sheet, "o*net-soc code", RATINGS, 0.0, 1.0)


def read_felten(sheet: Sheet) -> tuple[Scores, ...]:
    """Appendix A of the AIOE data, or its language and image cuts: SOC 2010, standardised."""
    return _by_soc(sheet, "soc code", AIOE, -_STANDARDISED_LIMIT, _STANDARDISED_LIMIT)


def read_observed_use(sheet: Sheet) -> tuple[Scores, ...]:
    """``job_exposure.csv`` of the Anthropic Economic Index: SOC 2018, observed use 0 to 1."""
    return _by_soc(sheet, "occ code", {"observed exposure": "anthropic_observed"}, 0.0, 1.0)


def _by_soc(
    sheet: Sheet, code_column: str, measures: dict[str, str], low: float, high: float
) -> tuple[Scores, ...]:
    faults = Faults(sheet)
    codes = read_codes(sheet, code_column, SOC_CODE, SOC_EXAMPLE, faults)
    refuse_repeated(sheet, code_column, codes, faults)
    columns = {
        name: read_numbers(sheet, column, low, high, faults)
        for column, name in measures.items()
        if column in sheet.columns
    }
    faults.refuse()
    short = [six_digits(code) for code in codes]
    return tuple(
        mean_scores(MEASURES[name], short, values, sheet.file) for name, values in columns.items()
    )


def read_unit_groups(sheet: Sheet) -> tuple[Scores, ...]:
    """The ILO's scores by ISCO-08 unit group, one row per task with the group's mean in each, or
    one row per group: mean, deviation between tasks and exposure category where they are there."""
    faults = Faults(sheet)
    texts = read_codes(sheet, "isco 08", ISCO_CODE, ISCO_EXAMPLE, faults)
    codes = [text.zfill(4) for text in texts]  # a spreadsheet drops the zero of 0110
    found = []
    for column, name in UNIT_GROUPS.items():
        if column not in sheet.columns:
            continue
        values = read_numbers(sheet, column, 0.0, 1.0, faults)
        _refuse_changing(sheet, column, codes, values, faults)
        deviations = _optional_numbers(sheet, f"sd {column[-4:]}", faults)
        scores = mean_scores(MEASURES[name], codes, values, sheet.file)
        wanted = [code.partition(":")[2] for code in scores.codes]
        category = f"potential{column[-2:]}"
        texts = sheet.cells(category) if category in sheet.columns else [""] * len(codes)
        first = dict(reversed(list(zip(codes, texts, strict=True))))
        spread = dict(zip(codes, deviations, strict=True))
        found.append(
            replace(
                scores,
                joining=Joining(len(codes), len(scores.codes)),
                deviation=np.array([_known(spread[code]) for code in wanted]),
                categories=tuple(first[code] for code in wanted),
            )
        )
    faults.refuse()
    return tuple(found)


def _optional_numbers(sheet: Sheet, column: str, faults: Faults) -> list[float | None]:
    if column not in sheet.columns:
        return [None] * len(sheet.rows)
    return read_numbers(sheet, column, 0.0, 1.0, faults)


def _known(value: float | None) -> float:
    return float("nan") if value is None else value


def _refuse_changing(
    sheet: Sheet, column: str, codes: list[str], values: list[float | None], faults: Faults
) -> None:
    """The rows of one group must agree on its mean (EXPOSURE-009)."""
    first: dict[str, float] = {}
    for line, code, value in zip(sheet.lines(), codes, values, strict=True):
        if value is None:
            continue
        if abs(first.setdefault(code, value) - value) > _ROUNDING:
            faults.note("EXPOSURE-009", line, column, group=code, value=value, before=first[code])
