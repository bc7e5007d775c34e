"""What each indicator means to a detector: which way is bad, and on which scale it moves."""

from __future__ import annotations

from dataclasses import dataclass

from trimtab.kernel import UnknownCodeError
from trimtab.monitoring.types import Direction


@dataclass(frozen=True, slots=True)
class IndicatorMeaning:
    """``logarithmic`` indicators (counts, indexes) are compared by ratio, rates by difference."""

    direction: Direction
    logarithmic: bool

    @property
    def reason(self) -> str:
        """Stem of the catalogue keys that say how far an indicator has moved."""
        return f"{self.direction.value}_{'logarithmic' if self.logarithmic else 'rate'}"


_RISE_RATE = IndicatorMeaning(Direction.RISE, logarithmic=False)
_RISE_COUNT = IndicatorMeaning(Direction.RISE, logarithmic=True)
_FALL_RATE = IndicatorMeaning(Direction.FALL, logarithmic=False)
_FALL_COUNT = IndicatorMeaning(Direction.FALL, logarithmic=True)

INDICATORS = {
    "employment": _FALL_COUNT,
    "employed": _FALL_COUNT,
    "hires": _FALL_COUNT,
    "job_openings": _FALL_COUNT,
    "insured_employees": _FALL_COUNT,
    "job_postings": _FALL_COUNT,
    "urban_new_employment": _FALL_COUNT,
    "vacancies": _FALL_COUNT,
    "hires_rate": _FALL_RATE,
    "panel_employment_change": _FALL_RATE,
    "vacancy_rate": _FALL_RATE,
    "continued_claims": _RISE_COUNT,
    "initial_claims": _RISE_COUNT,
    "job_seekers": _RISE_COUNT,
    "layoffs_article_41": _RISE_COUNT,
    "layoffs_discharges": _RISE_COUNT,
    "registered_unemployment": _RISE_COUNT,
    "separations": _RISE_COUNT,
    "unemployed": _RISE_COUNT,
    "insured_unemployment_rate": _RISE_RATE,
    "separations_rate": _RISE_RATE,
    "unemployment_rate": _RISE_RATE,
    "urban_survey_unemployment_rate": _RISE_RATE,
}


def meaning_of(indicator: str) -> IndicatorMeaning:
    """Direction and scale of an indicator. Raises UnknownCodeError MONITORING-002."""
    try:
        return INDICATORS[indicator]
    except KeyError:
        raise UnknownCodeError(
            "MONITORING-002", indicator=indicator, known=", ".join(sorted(INDICATORS))
        ) from None


VACANCIES_BESIDE = {
    "unemployment_rate": ("vacancy_rate", "job_openings", "vacancies"),
    "urban_survey_unemployment_rate": ("vacancy_rate", "vacancies"),
}
"""Vacancy-like indicators that are joined with an unemployment-like one, the best first."""
