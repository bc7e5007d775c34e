"""Every mix by itself and against the first one, in pairs of runs."""

from __future__ import annotations

from collections.abc import Iterable
from math import isnan, nan, sqrt

from trimtab.kernel import UnknownCodeError
from trimtab.simulation.answers.outcomes import OUTCOMES, Outcome, outcome
from trimtab.simulation.answers.pairing import paired_gap
from trimtab.simulation.answers.ratio import cost_per_job_year
from trimtab.simulation.answers.spreads import spread, standing
from trimtab.simulation.answers.types import (
    COVERAGE,
    Comparison,
    Components,
    Difference,
    Runs,
    Spread,
)
from trimtab.simulation.answers.variance import components, random_draws, replicates_needed
from trimtab.simulation.types import Matrix

WANTED_PRECISION = 0.1
"""Monte-Carlo half-width wanted, as a share of the parameter half-width (of the difference itself
where no draws were run)."""


def compare(
    runs: Runs, outcomes: Iterable[str] | None = None, coverage: float = COVERAGE
) -> Comparison:
    """Levels and differences of ``outcomes``; of all that the ensemble measured when None.

    Raises UnknownCodeError for an outcome refused or unknown, SIMULATION-139 for one that this
    ensemble does not have.
    """
    wanted = [one for one in OUTCOMES if one in runs.outcomes] if outcomes is None else outcomes
    named = [outcome(one) for one in wanted]
    tables = {one.name: measured(runs, one.name) for one in named}
    return Comparison(
        mixes=runs.mixes,
        levels={n: tuple(spread(one, coverage) for one in table) for n, table in tables.items()},
        components={
            n: tuple(components(one, coverage) for one in table) for n, table in tables.items()
        },
        differences={
            one.name: tuple(
                _difference(mix, one, tables[one.name][place], tables[one.name][0], coverage)
                for place, mix in enumerate(runs.mixes)
                if place > 0
            )
            for one in named
        },
        cost_per_job_year=cost_per_job_year(runs, coverage),
        coverage=coverage,
    )


def measured(runs: Runs, name: str) -> Matrix:
    """The runs (M, D, R) of an outcome. Raises UnknownCodeError (see ``compare``)."""
    outcome(name)
    if name not in runs.outcomes:
        raise UnknownCodeError("SIMULATION-139", outcome=name, known=", ".join(runs.outcomes))
    return runs.outcomes[name]


def _difference(mix: str, of: Outcome, mine: Matrix, first: Matrix, coverage: float) -> Difference:
    """One mix minus the first, run by run."""
    gap = paired_gap(mine, first)
    shown = spread(gap, coverage)
    parts = components(gap, coverage)
    correlation, saved = _pairing(random_draws(mine), random_draws(first))
    return Difference(
        mix=mix,
        outcome=of.name,
        spread=shown,
        standing=standing(shown, of.better),
        components=parts,
        correlation=correlation,
        variance_saved=saved,
        replicates_needed=_needed(shown, parts, random_draws(gap).shape[0], coverage),
    )


def _pairing(mine: Matrix, first: Matrix) -> tuple[float, float]:
    """Correlation of paired runs within draws, and the share of var(a) + var(b) it takes away."""
    if mine.shape[1] < 2:
        return nan, nan
    a, b = (one - one.mean(1, keepdims=True) for one in (mine, first))
    squares = float((a**2).sum()), float((b**2).sum())
    if min(squares) == 0:
        return nan, nan
    together = float((a * b).sum())
    return together / sqrt(squares[0] * squares[1]), 2 * together / sum(squares)


def _needed(shown: Spread, parts: Components, draws: int, coverage: float) -> int | None:
    if parts.chance is None:
        return None
    width = abs(shown.value)
    if shown.parameters is not None:
        width = (shown.parameters.high - shown.parameters.low) / 2
    if isnan(width):
        return None
    return replicates_needed(parts.chance.value, draws, WANTED_PRECISION * width, coverage)
