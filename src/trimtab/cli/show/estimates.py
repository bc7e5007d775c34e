"""An estimate as JSON."""

from __future__ import annotations

from typing import Any

from trimtab.kernel import Estimate


def estimate_to_json(estimate: Estimate | None) -> dict[str, Any] | None:
    """Value, interval, coverage, unit and honesty label; None where there is no estimate."""
    if estimate is None:
        return None
    return {
        "value": estimate.value,
        "low": estimate.low,
        "high": estimate.high,
        "unit": estimate.unit,
        "coverage": estimate.coverage,
        "basis": estimate.basis.value,
    }
