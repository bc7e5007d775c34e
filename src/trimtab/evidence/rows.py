"""A row of a register file as an effect, and an effect as a row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from trimtab.evidence.cells import Cells
from trimtab.evidence.columns import REQUIRED, SEVERAL_COUNTRIES
from trimtab.kernel import InputRejectedError, Wording
from trimtab.kernel.evidence import (
    Cost,
    Effect,
    Horizon,
    Measured,
    Population,
    Qualitative,
    Sample,
)
from trimtab.kernel.evidence_vocabulary import (
    CostBasis,
    CountedFrom,
    Design,
    Direction,
    EffectUnit,
    EvidenceVerification,
    IntervalKind,
    Lever,
    Market,
    Outcome,
    SampleUnit,
    Span,
)

_OF_FIGURES = (
    "currency",
    "estimate",
    "low",
    "high",
    "interval",
    "coverage",
    "approximate",
    "treated",
    "control",
)
_OF_WORDS = ("finding_en", "finding_zh")
_OF_SAMPLE = ("sample", "sample_unit", "sample_at_least")
_OF_COST = ("cost_low", "cost_high", "cost_currency", "cost_basis", "cost_verification")


def effect_of_row(row: Mapping[str, str]) -> Effect:
    """Build the effect of a row, column name to text.

    Raises InputRejectedError EVIDENCE-011 to -028 for the first thing wrong with it.
    """
    cells = Cells(row)
    for column in REQUIRED:
        cells.filled(column)
    return Effect(
        id=cells.text("id"),
        lever=cells.word("lever", Lever),
        programme=cells.wording("programme"),
        study=cells.text("study"),
        source=cells.text("source"),
        population=_population(cells),
        design=cells.word("design", Design),
        method=cells.wording("method"),
        outcome=cells.word("outcome", Outcome),
        horizon=_horizon(cells),
        finding=_finding(cells),
        sample=_sample(cells),
        cost=_cost(cells),
        lock_in=cells.truth("lock_in"),
        windfall=cells.truth("windfall"),
        displacement=cells.truth("displacement"),
        fade_out_months=cells.whole("fade_out_months"),
        verification=cells.word("verification", EvidenceVerification),
        recorded=cells.day("recorded"),
        note=cells.wording("note"),
    )


def _population(cells: Cells) -> Population:
    country = cells.text("country")
    return Population(
        wording=cells.wording("population"),
        country=None if country == SEVERAL_COUNTRIES else country,
        year_from=cells.whole("year_from"),
        year_until=cells.whole("year_until"),
        market=cells.word("market", Market, Market.NOT_STATED),
    )


def _horizon(cells: Cells) -> Horizon:
    return Horizon(
        span=cells.word("horizon", Span),
        months_from=cells.whole("months_from"),
        months_until=cells.whole("months_until"),
        counted_from=cells.word("counted_from", CountedFrom, CountedFrom.NOT_STATED),
    )


def _finding(cells: Cells) -> Measured | Qualitative:
    """A row has a unit and figures, or a direction; never both, never neither."""
    if bool(cells.text("unit")) == bool(cells.text("direction")):
        raise InputRejectedError("EVIDENCE-022", column="unit")
    _refuse_filled(cells, _OF_FIGURES if cells.text("direction") else _OF_WORDS)
    if cells.text("direction"):
        cells.filled("finding_en")
        return Qualitative(cells.word("direction", Direction), cells.wording("finding"))
    return Measured(
        unit=cells.word("unit", EffectUnit),
        currency=cells.text("currency"),
        estimate=cells.number("estimate"),
        low=cells.number("low"),
        high=cells.number("high"),
        interval=cells.word("interval", IntervalKind, IntervalKind.NONE),
        coverage=cells.number("coverage"),
        approximate=bool(cells.truth("approximate")),
        treated=cells.number("treated"),
        control=cells.number("control"),
    )


def _refuse_filled(cells: Cells, columns: Sequence[str]) -> None:
    """What is written and would not be read is a mistake of the writer."""
    for column in columns:
        if cells.text(column):
            raise InputRejectedError("EVIDENCE-022", column=column)


def _sample(cells: Cells) -> Sample | None:
    if not any(map(cells.text, _OF_SAMPLE)):
        return None
    return Sample(
        unit=cells.word("sample_unit", SampleUnit),
        size=cells.whole("sample"),
        at_least=bool(cells.truth("sample_at_least")),
    )


def _cost(cells: Cells) -> Cost | None:
    if not any(map(cells.text, _OF_COST)):
        return None
    return Cost(
        low=cells.given("cost_low"),
        high=cells.given("cost_high"),
        currency=cells.text("cost_currency"),
        basis=cells.word("cost_basis", CostBasis),
        verification=cells.word("cost_verification", EvidenceVerification),
    )


def row_of_effect(effect: Effect) -> dict[str, str]:
    """The row from which ``effect_of_row`` builds the same effect."""
    values: dict[str, object] = {
        "id": effect.id,
        "lever": effect.lever,
        **_worded("programme", effect.programme),
        "study": effect.study,
        "source": effect.source,
        **_population_cells(effect.population),
        "design": effect.design,
        **_worded("method", effect.method),
        "outcome": effect.outcome,
        **_horizon_cells(effect.horizon),
        **_finding_cells(effect.finding),
        **(_sample_cells(effect.sample) if effect.sample else {}),
        **(_cost_cells(effect.cost) if effect.cost else {}),
        "lock_in": effect.lock_in,
        "windfall": effect.windfall,
        "displacement": effect.displacement,
        "fade_out_months": effect.fade_out_months,
        "verification": effect.verification,
        "recorded": effect.recorded.isoformat(),
        **_worded("note", effect.note),
    }
    return {column: _written(value) for column, value in values.items()}


def _population_cells(people: Population) -> dict[str, object]:
    return {
        "country": people.country or SEVERAL_COUNTRIES,
        "year_from": people.year_from,
        "year_until": people.year_until,
        "market": people.market,
        **_worded("population", people.wording),
    }


def _horizon_cells(horizon: Horizon) -> dict[str, object]:
    return {
        "horizon": horizon.span,
        "months_from": horizon.months_from,
        "months_until": horizon.months_until,
        "counted_from": horizon.counted_from,
    }


def _sample_cells(sample: Sample) -> dict[str, object]:
    return {
        "sample": sample.size,
        "sample_unit": sample.unit,
        "sample_at_least": sample.at_least or None,
    }


def _cost_cells(cost: Cost) -> dict[str, object]:
    return {
        "cost_low": cost.low,
        "cost_high": cost.high,
        "cost_currency": cost.currency,
        "cost_basis": cost.basis,
        "cost_verification": cost.verification,
    }


def _finding_cells(finding: Measured | Qualitative) -> dict[str, object]:
    if isinstance(finding, Qualitative):
        return {"direction": finding.direction, **_worded("finding", finding.wording)}
    return {
        "unit": finding.unit,
        "currency": finding.currency,
        "estimate": finding.estimate,
        "low": finding.low,
        "high": finding.high,
        "interval": finding.interval,
        "coverage": finding.coverage,
        "approximate": finding.approximate or None,
        "treated": finding.treated,
        "control": finding.control,
    }


def _worded(column: str, wording: Wording) -> dict[str, object]:
    return {f"{column}_en": wording.en, f"{column}_zh": wording.zh}


def _written(value: object) -> str:
    """Blank, yes or no, a number without needless zeros, or the text."""
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case float() if value == int(value):
            return str(int(value))
        case _:
            return str(value)
