"""Quantiles at which uncertain parameters are drawn: a Latin hypercube, one stream a parameter."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import numpy as np

from trimtab.simulation.types import Matrix


def draw_quantiles(parameters: Sequence[str], draws: int, seed: int) -> Matrix:
    """Quantiles in (0, 1) of P parameters in D draws, (D, P).

    Model        Latin hypercube: each of D equal strata of a parameter holds exactly one draw, at
                 a random place in it; strata are combined at random and independently. A mean over
                 draws has the variance of additive parts removed.
    Streams      a parameter's column comes from a stream keyed by the seed and its *name*, so that
                 it is the same for all mixes, whatever else is uncertain and in whatever order:
                 a lever more in a scenario leaves the draws of the others alone.
    Simplifies   parameters are independent: no study gives the correlation of their uncertainty.
    References   McKay, Beckman and Conover (1979), Technometrics 21(2), 239-245.

    >>> draw_quantiles(["a", "b"], 4, seed=1).shape
    (4, 2)
    """
    columns = [_column(name, draws, seed) for name in parameters]
    return np.stack(columns, axis=1) if columns else np.empty((draws, 0))


def _column(name: str, draws: int, seed: int) -> Matrix:
    key = int.from_bytes(hashlib.sha256(f"{seed}:{name}".encode()).digest()[:16], "little")
    generator = np.random.Generator(np.random.Philox(key=key))
    strata = generator.permutation(draws)
    within = generator.random(draws)
    # A draw of exactly 0 or 1 would be an end of the range itself, which is never drawn.
    return np.clip((strata + within) / max(draws, 1), 1e-9, 1 - 1e-9)
