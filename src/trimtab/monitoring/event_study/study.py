"""The study: for every outcome and scope, fit, infer, try placebos, and say what can be said."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

import numpy as np

from trimtab.kernel import Basis, Estimate, InputRejectedError
from trimtab.monitoring.event_study import contrasts
from trimtab.monitoring.event_study.cells import Array, CellBlock
from trimtab.monitoring.event_study.estimation import fit_block
from trimtab.monitoring.event_study.inference import (
    ClusterCovariance,
    ContrastEstimate,
    industries_of,
    jackknife,
    leave_one_out,
    sandwich,
)
from trimtab.monitoring.event_study.panel import ExposureScores, IndustryPanel, Outcome
from trimtab.monitoring.event_study.placebos import (
    combined_p_value,
    extremity,
    randomise_exposure,
    randomised_gradients,
)
from trimtab.monitoring.event_study.sample import Sample, draw_sample
from trimtab.monitoring.event_study.types import (
    EventStudy,
    LeaveOneOut,
    PlaceboDate,
    PriorTrend,
    QuarterEffect,
    Scope,
    ScopeResult,
    StudySettings,
)
from trimtab.monitoring.event_study.verdicts import decide
from trimtab.ports import Progress, no_progress


@dataclass(frozen=True, slots=True)
class Gradient:
    """The exposure gradient of one scope, quarter by quarter, with the two covariances.

    ``coefficients`` (P,): K regressors x (T - 1) quarters; ``without`` (G, P) leave one out.
    """

    block: CellBlock
    coefficients: Array
    without: Array
    covariance: ClusterCovariance
    plain: ClusterCovariance
    quarters: int
    event: int

    def widened(self, row: Array, regressor: Array) -> Array:
        """(P,): a row over quarters (T,) applied to a combination (K,) of regressors."""
        return np.asarray(np.kron(regressor, np.delete(row, self.event - 1)))


def run_study(
    panel: IndustryPanel,
    exposure: ExposureScores,
    settings: StudySettings,
    outcomes: tuple[Outcome, ...] = (),
    progress: Progress = no_progress,
) -> EventStudy:
    """Compare industries by AI exposure around an event: co-movement, never a cause.

    Model        counts of industry i, region r, age a, quarter t:
                 E[y] = exp(cell_ira + effect_rat + gap_t e_i), Poisson pseudo-maximum likelihood;
                 the triple difference is the same for the share of the youngest group
    Inputs       panel and exposure of its industries; outcomes: those of the panel if none
    Returns      EventStudy; intervals clustered by industry (jackknife, t with G - 1)
    Raises       InputRejectedError EVENT-001 to 012 for a panel that cannot carry it
    Simplifies   exposure is a fixed property of an industry, so whatever else differs between
                 exposed and other industries after the event moves the gap too
    References   Brynjolfsson, Chandar and Chen (2025); Tucker (2026), CES-26-27
    """
    sample = draw_sample(panel, exposure, settings)
    wanted = outcomes or tuple(panel.counts)
    scopes = sample.scopes
    results: list[ScopeResult] = []
    unfitted: list[tuple[Outcome, Scope]] = []
    pairs = list(product(wanted, scopes))
    for place, (outcome, scope) in enumerate(pairs):
        progress("event_study.step.estimate", place, len(pairs))
        try:
            results.append(_study_scope(sample, outcome, scope, settings))
        except InputRejectedError:
            if scope is Scope.ALL:  # a part of the panel may be too thin, the whole must not
                raise
            unfitted.append((outcome, scope))
    progress("event_study.step.estimate", len(pairs), len(pairs))
    return EventStudy(
        settings=settings,
        first=panel.first,
        last=panel.last,
        results=tuple(results),
        unfitted=tuple(unfitted),
        industries=len(sample.industries),
        regions=len(panel.regions),
        ages=panel.ages,
        left_out=sample.left_out,
        left_out_share=sample.left_out_share,
        scale=sample.gap,
        measure=exposure.measure,
        source=exposure.source,
        control_names=exposure.control_names,
        basis=panel.basis,
    )


def _study_scope(
    sample: Sample, outcome: Outcome, scope: Scope, settings: StudySettings
) -> ScopeResult:
    event, quarters = sample.event, sample.quarters
    gradient = _fit_gradient(sample, outcome, scope, quarters)
    span = min(settings.span or quarters - event, quarters - event)
    removed = contrasts.seasons_removed(quarters, event, sample.season, settings.seasonal)
    row = contrasts.average_row(removed, event, span)
    average = _estimate(gradient, row, sample.top, settings)
    generator = np.random.default_rng([settings.seed, *f"{outcome}/{scope}".encode()])
    after = np.zeros(quarters)
    after[event : event + span] = 1.0
    placebo = randomise_exposure(
        gradient.block,
        sample.scores,
        sample.controls,
        after,
        settings.draws,
        generator,
    )
    earlier = _fit_gradient(sample, outcome, scope, event)
    prior_trend = _prior_trend(earlier, sample, settings, generator.spawn(1)[0])
    one_out = _leave_one_out(gradient, row, sample, settings)
    clusters = gradient.covariance.clusters
    verdict, doubts = decide(average, prior_trend, placebo, one_out, clusters, settings)
    return ScopeResult(
        outcome=outcome,
        scope=scope,
        industries=clusters,
        cells=gradient.block.cells,
        observations=gradient.block.observations,
        path=_path(gradient, removed, sample, settings),
        average=as_change(average, settings, sample.basis),
        average_p_value=average.p_value,
        sandwich=as_change(
            gradient.plain.estimate(
                gradient.coefficients, gradient.widened(row, sample.top), settings.coverage
            ),
            settings,
            sample.basis,
        ),
        prior_trend=prior_trend,
        placebo_exposures=placebo,
        leave_one_out=one_out,
        verdict=verdict,
        doubts=doubts,
    )


def _fit_gradient(sample: Sample, outcome: Outcome, scope: Scope, until: int) -> Gradient:
    """Fit the quarters up to ``until`` (not included); nothing later can matter."""
    block = sample.block(outcome, scope, until)
    clusters = int(industries_of(block).size)
    if clusters < 5:
        raise InputRejectedError("EVENT-011", outcome=outcome.value, scope=scope.value, n=clusters)
    regressors = block.regressors(sample.regressors)
    basis = contrasts.quarter_basis(until, sample.event)
    fit = fit_block(block, regressors, basis)
    without = leave_one_out(fit, block, regressors, basis)
    return Gradient(
        block,
        fit.coefficients,
        without,
        jackknife(fit.coefficients, without),
        sandwich(fit, block, regressors, basis),
        until,
        sample.event,
    )


def _estimate(
    gradient: Gradient, row: Array, regressor: Array, settings: StudySettings
) -> ContrastEstimate:
    return gradient.covariance.estimate(
        gradient.coefficients, gradient.widened(row, regressor), settings.coverage
    )


def as_change(found: ContrastEstimate, settings: StudySettings, basis: Basis) -> Estimate:
    """Logarithms as a share: exp(b) - 1, ends of the interval alike."""
    value, low, high = (float(np.expm1(one)) for one in (found.value, found.low, found.high))
    return Estimate(value, low, high, unit="change_share", coverage=settings.coverage, basis=basis)


def _path(
    gradient: Gradient, removed: Array, sample: Sample, settings: StudySettings
) -> tuple[QuarterEffect, ...]:
    effects = []
    for quarter, row in enumerate(contrasts.path_rows(removed, sample.event)):
        found, *fifths = (
            as_change(_estimate(gradient, row, regressor, settings), settings, sample.basis)
            for regressor in (sample.top, *sample.steps)
        )
        effects.append(QuarterEffect(sample.first + quarter, found, tuple(fifths)))
    return tuple(effects)


def _prior_trend(
    gradient: Gradient,
    sample: Sample,
    settings: StudySettings,
    generator: np.random.Generator,
) -> PriorTrend:
    """Slope, all quarters together and placebo dates, judged by reassigned exposures."""
    before, season, seasonal = sample.event, sample.season, settings.seasonal
    slope_row = contrasts.slope_row(before, before, season, seasonal)
    slope = _estimate(gradient, slope_row, sample.top, settings)
    departures = contrasts.departure_rows(before, before, season, seasonal)
    dated = _placebo_rows(sample, settings)
    rows = np.vstack([slope_row, departures, *dated.values()])
    gradients = randomised_gradients(
        gradient.block,
        sample.scores,
        sample.controls,
        contrasts.quarter_basis(before, before),
        settings.draws,
        generator,
    )
    drawn = np.delete(rows, before - 1, axis=1) @ gradients.T
    parts = np.split(drawn, [1, 1 + departures.shape[0]])
    p_values, combined = combined_p_value(np.column_stack([extremity(one) for one in parts]))
    joint = np.array([gradient.widened(row, sample.top) for row in departures])
    return PriorTrend(
        slope=as_change(slope.times(contrasts.YEAR), settings, sample.basis),
        slope_p_value=float(p_values[0]),
        joint_p_value=float(p_values[1]),
        dates_p_value=float(p_values[2]),
        wald=gradient.covariance.joint_test(gradient.coefficients, joint),
        placebo_dates=_placebo_dates(gradient, dated, sample, settings),
        p_value=combined,
    )


def _placebo_rows(sample: Sample, settings: StudySettings) -> dict[int, Array]:
    """The average contrast of each placebo date, by its column."""
    before = sample.event
    removed = contrasts.seasons_removed(before, before, sample.season, settings.seasonal)
    return {
        event: contrasts.average_row(removed, event, contrasts.YEAR)
        for event in contrasts.placebo_events(before)
    }


def _placebo_dates(
    gradient: Gradient, rows: dict[int, Array], sample: Sample, settings: StudySettings
) -> tuple[PlaceboDate, ...]:
    found = {at: _estimate(gradient, row, sample.top, settings) for at, row in rows.items()}
    return tuple(
        PlaceboDate(sample.first + at, as_change(one, settings, sample.basis), one.p_value)
        for at, one in found.items()
    )


def _leave_one_out(
    gradient: Gradient, row: Array, sample: Sample, settings: StudySettings
) -> LeaveOneOut:
    contrast = gradient.widened(row, sample.top)
    values = gradient.without @ contrast
    names = [sample.industries[one] for one in industries_of(gradient.block)]
    whole = _estimate(gradient, row, sample.top, settings)
    reach = whole.high - whole.value
    includes = np.abs(values) <= reach
    lowest, highest = int(values.argmin()), int(values.argmax())
    return LeaveOneOut(
        low=float(np.expm1(values[lowest])),
        high=float(np.expm1(values[highest])),
        low_without=names[lowest],
        high_without=names[highest],
        swing=bool((includes != (abs(whole.value) <= reach)).any()),
    )
