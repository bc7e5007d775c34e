"""Columns of a register file. A bureau's own file has the same; optional ones may be left out."""

from __future__ import annotations

REQUIRED = (
    "id",
    "lever",
    "programme_en",
    "programme_zh",
    "study",
    "source",
    "country",
    "population_en",
    "population_zh",
    "design",
    "outcome",
    "horizon",
    "verification",
    "recorded",
)
"""Columns every file has and every row fills."""

SEVERAL_COUNTRIES = "several"
"""What ``country`` says where no single one was studied."""

COLUMNS = (
    "id",
    "lever",
    "programme_en",
    "programme_zh",
    "study",
    "source",
    "country",
    "year_from",
    "year_until",
    "market",
    "population_en",
    "population_zh",
    "design",
    "method_en",
    "method_zh",
    "outcome",
    "horizon",
    "months_from",
    "months_until",
    "counted_from",
    "unit",
    "currency",
    "estimate",
    "low",
    "high",
    "interval",
    "coverage",
    "approximate",
    "treated",
    "control",
    "direction",
    "finding_en",
    "finding_zh",
    "sample",
    "sample_unit",
    "sample_at_least",
    "cost_low",
    "cost_high",
    "cost_currency",
    "cost_basis",
    "cost_verification",
    "lock_in",
    "windfall",
    "displacement",
    "fade_out_months",
    "verification",
    "recorded",
    "note_en",
    "note_zh",
)
"""Every column, in the order in which files are written."""

COLUMN_OF = {
    "EVIDENCE-014": "id",
    "EVIDENCE-017": "country",
    "EVIDENCE-018": "estimate",
    "EVIDENCE-019": "interval",
    "EVIDENCE-020": "unit",
    "EVIDENCE-023": "horizon",
    "EVIDENCE-024": "treated",
    "EVIDENCE-025": "year_from",
    "EVIDENCE-027": "cost_low",
    "EVIDENCE-028": "sample",
}
"""Where to look first when several cells of a row do not fit each other."""
