"""A probability in words: what it is, what it rests on, and how far it can be believed."""

from __future__ import annotations

from collections.abc import Sequence

from trimtab.kernel import Estimate, Period, SeriesKey
from trimtab.messages import Language, format_number, format_period, format_share, text
from trimtab.monitoring.probability.lent import lender_for
from trimtab.monitoring.probable import DownturnProbability


def probability_sentences(found: DownturnProbability, language: Language) -> tuple[str, ...]:
    """Both probabilities, what they rest on, and their record at past origins."""
    return (
        text(
            "monitoring.probability.inside",
            language,
            month=format_period(found.period, language),
            probability=_share(found.in_downturn, language),
        ),
        text(
            f"monitoring.probability.{_start_key(found)}",
            language,
            probability=_share(found.within_6_months, language),
        ),
        text(f"monitoring.probability.{found.calibration.value}", language, history=found.rests_on),
        _record(found, language),
    )


def foresees_starts(found: DownturnProbability) -> bool:
    """Whether past statements about the next six months beat the base rate beyond chance."""
    skill = found.skill_within_6_months
    return skill is not None and skill.low > 0


def absence_sentence(series: Sequence[SeriesKey], last: Period, language: Language) -> str:
    """Why a pass over these series, whose last month is ``last``, states no probability."""
    if all(key.occupation or (key.industry and not key.region.is_country) for key in series):
        return text("monitoring.probability.no_definition", language)
    lender = lender_for(all(key.region.is_country for key in series))
    if last < lender.last:
        until = format_period(lender.last, language)
        return text("monitoring.probability.too_early", language, until=until)
    return text("monitoring.probability.too_short", language)


def _start_key(found: DownturnProbability) -> str:
    if found.skill_within_6_months is None:
        return "starts_unmeasured"
    return "starts" if foresees_starts(found) else "starts_no_skill"


def _record(found: DownturnProbability, language: Language) -> str:
    if found.brier is None or found.brier_of_base_rate is None:
        return text("monitoring.probability.no_record", language)
    return text(
        "monitoring.probability.record",
        language,
        n=found.origins,
        brier=format_number(found.brier.value, language, digits=2),
        base=format_number(found.brier_of_base_rate, language, digits=2),
    )


def _share(estimate: Estimate, language: Language) -> str:
    value, low, high = (
        format_share(share, language, places=0)
        for share in (estimate.value, estimate.low, estimate.high)
    )
    return text("monitoring.probability.range", language, value=value, low=low, high=high)
