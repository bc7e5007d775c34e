"""The mean field: expected flows of the labour-flow model, many runs at once.

Deterministic; equal to the mean of the exact counts up to terms that vanish as cells grow.
"""

from __future__ import annotations

from trimtab.simulation.mean_field.run import simulate_mean_field

__all__ = ["simulate_mean_field"]
