"""From a panel and an exposure to what is fitted: industries, cells, regressors."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from trimtab.kernel import Basis, InputRejectedError, Period
from trimtab.monitoring.event_study.cells import Array, CellBlock, block_of_cells
from trimtab.monitoring.event_study.panel import ExposureScores, IndustryPanel, Outcome
from trimtab.monitoring.event_study.simulation import fifths_gap
from trimtab.monitoring.event_study.types import (
    FEWEST_AFTER,
    FEWEST_BEFORE,
    ExposureForm,
    QuarterEffects,
    Scope,
    StudySettings,
)


@dataclass(frozen=True, slots=True)
class Sample:
    """The industries with exposure, their regressors (I, K), and the combination ``top`` (K,) of
    coefficients that compares the most with the least exposed fifth; ``steps`` are the single
    fifths when exposure is taken in fifths. ``event``: column of the event; ``season``: quarter
    of the year of column 0."""

    panel: IndustryPanel
    kept: np.ndarray
    industries: tuple[str, ...]
    scores: Array
    controls: Array
    regressors: Array
    top: Array
    steps: tuple[Array, ...]
    gap: float
    event: int
    young: tuple[int, ...]
    quarter_effects: QuarterEffects
    left_out: tuple[str, ...]
    left_out_share: float

    @property
    def first(self) -> Period:
        return self.panel.first

    @property
    def season(self) -> int:
        return self.panel.first.ordinal % 4

    @property
    def quarters(self) -> int:
        return self.panel.quarters

    @property
    def basis(self) -> Basis:
        return self.panel.basis

    @property
    def scopes(self) -> tuple[Scope, ...]:
        """All scopes; only ALL where one age group is there or all are young."""
        ages = len(self.panel.ages)
        return tuple(Scope) if 0 < len(self.young) < ages else (Scope.ALL,)

    def block(self, outcome: Outcome, scope: Scope, until: int) -> CellBlock:
        """Cells of one scope in the quarters up to ``until`` (not included)."""
        counts = self.panel.counts[outcome][self.kept, ..., :until]
        ages = np.arange(len(self.panel.ages))
        young = np.isin(ages, self.young)
        if scope is Scope.TRIPLE:
            part, whole = counts[:, :, young].sum(axis=2), counts.sum(axis=2)
            industry, region = np.indices(part.shape[:2])
            group = region if "region" in self.quarter_effects.value else 0 * region
            return block_of_cells(
                part.reshape(-1, until), industry.ravel(), group.ravel(), whole.reshape(-1, until)
            )
        chosen = {Scope.ALL: ages >= 0, Scope.YOUNG: young, Scope.OTHERS: ~young}[scope]
        counts = counts[:, :, chosen]
        industry, region, age = np.indices(counts.shape[:3])
        effects = self.quarter_effects.value
        group = region * ages.size * ("region" in effects) + age * ("age" in effects)
        return block_of_cells(counts.reshape(-1, until), industry.ravel(), group.ravel())


def draw_sample(panel: IndustryPanel, exposure: ExposureScores, settings: StudySettings) -> Sample:
    """Check that the panel can carry the study and build its regressors.

    Only quarters before the event decide which industries are used and how exposure is scaled.
    Raises InputRejectedError EVENT-005 (too few quarters), EVENT-006 (event outside the panel),
    EVENT-007 (unknown age group), EVENT-008 (no exposure), EVENT-009 (too few industries for
    fifths, or exposure all alike).
    """
    event = _event_column(panel, settings.event)
    young = _positions(panel, settings.young)
    leading = next(iter(panel.counts.values()))
    before = np.nansum(leading[..., :event], axis=(1, 2, 3))
    known = exposure.known
    kept = known & (before > 0)
    if not kept.any():
        raise InputRejectedError("EVENT-008", industries=", ".join(panel.industries[:5]))
    scores, controls = exposure.scores[kept], exposure.controls[kept]
    regressors, top, steps, gap = _regressors(scores, controls, settings.form)
    names = np.array(panel.industries, dtype=object)
    lost = float(before[~known].sum() / before.sum())
    return Sample(
        panel=panel,
        kept=kept,
        industries=tuple(names[kept]),
        scores=scores,
        controls=controls,
        regressors=regressors,
        top=top,
        steps=steps,
        gap=gap,
        event=event,
        young=young,
        quarter_effects=settings.quarter_effects,
        left_out=tuple(names[~known & (before > 0)]),
        left_out_share=lost,
    )


def _event_column(panel: IndustryPanel, event: Period) -> int:
    column = event - panel.first
    if not 0 < column < panel.quarters:
        raise InputRejectedError(
            "EVENT-006", event=str(event), first=str(panel.first), last=str(panel.last)
        )
    after = panel.quarters - column
    if column < FEWEST_BEFORE or after < FEWEST_AFTER:
        raise InputRejectedError(
            "EVENT-005", event=str(event), before=column, after=after,
            fewest_before=FEWEST_BEFORE, fewest_after=FEWEST_AFTER,
            earliest=str(panel.first + FEWEST_BEFORE), latest=str(panel.last + (1 - FEWEST_AFTER)),
        )  # fmt: skip
    return column


def _positions(panel: IndustryPanel, young: tuple[str, ...]) -> tuple[int, ...]:
    unknown = [name for name in young if name not in panel.ages]
    if unknown:
        raise InputRejectedError(
            "EVENT-007", unknown=", ".join(unknown), held=", ".join(panel.ages)
        )
    return tuple(panel.ages.index(name) for name in young)


def _regressors(
    scores: Array, controls: Array, form: ExposureForm
) -> tuple[Array, Array, tuple[Array, ...], float]:
    """Regressors (I, K), combination for top against bottom fifth, single fifths, gap in scores."""
    spread = float(scores.std())
    few = scores.size < 25 and form is ExposureForm.QUINTILE
    if scores.size < 5 or few or spread <= 1e-12:
        raise InputRejectedError(
            "EVENT-009", n=scores.size, form=form.value, different=np.unique(scores).size
        )
    size = np.maximum(controls.std(axis=0), 1e-300)
    centred = (controls - controls.mean(axis=0)) / size
    gap = fifths_gap(scores)
    if form is ExposureForm.CONTINUOUS:
        standard = (scores - scores.mean()) / spread
        top = np.zeros(1 + controls.shape[1])
        top[0] = gap / spread
        return np.column_stack([standard, centred]), top, (), gap
    rank = np.argsort(np.argsort(scores, kind="stable"), kind="stable")
    fifth = rank * 5 // scores.size
    steps = np.eye(4 + controls.shape[1])[:4]
    members = (fifth[:, None] == np.arange(1, 5)).astype(float)
    return np.column_stack([members, centred]), steps[3], tuple(steps), gap
