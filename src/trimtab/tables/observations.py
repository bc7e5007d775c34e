"""The observation table, and the staged file that ``ingest`` hands to ``stores``."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

import pyarrow as pa

from trimtab.kernel import SeriesKey
from trimtab.tables.contract import Column, PrivacyLevel, TableContract

_PUBLIC = PrivacyLevel.PUBLIC

OBSERVATIONS = TableContract(
    name="observations",
    columns=(
        Column("indicator", pa.string(), privacy=_PUBLIC),
        Column("region", pa.string(), privacy=_PUBLIC),
        Column("industry", pa.string(), privacy=_PUBLIC),  # "" is all industries
        Column("occupation", pa.string(), privacy=_PUBLIC),  # "" is all occupations
        Column("frequency", pa.string(), privacy=_PUBLIC),
        Column("unit", pa.string(), privacy=_PUBLIC),
        Column("seasonal_adjustment", pa.string(), privacy=_PUBLIC),
        Column("period", pa.int32()),  # Period.ordinal at the row's frequency
        Column("release_time", pa.timestamp("us", tz="UTC")),
        Column("value", pa.float64(), nullable=True),  # null with obs_status Q or M
        Column("obs_status", pa.string()),
    ),
    key=(
        "indicator",
        "region",
        "industry",
        "occupation",
        "frequency",
        "unit",
        "seasonal_adjustment",
        "period",
        "release_time",
    ),
)
"""Long form, one row per series, period and release. Shares are 0 to 1, never percent."""


class Severity(StrEnum):
    """How much a finding matters: note, worth a look, or a reason to refuse the import."""

    NOTE = "note"
    WARNING = "warning"
    REFUSE = "refuse"


@dataclass(frozen=True, slots=True)
class Finding:
    """Something an arrival check saw; never a silent fix. The sentence is ``finding.<code>``."""

    code: str
    severity: Severity
    series: SeriesKey | None = None
    params: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class StagedObservations:
    """A validated Parquet file in the form of OBSERVATIONS, ready to become one immutable batch.

    ``release_basis`` says what release_time means: ``vintage`` (true release times came with the
    data) or ``lag`` (reconstructed from the release calendar: "final vintage + release lag").
    """

    path: Path
    rows: int
    source: str
    source_sha256: str
    release_basis: str
    findings: tuple[Finding, ...] = ()
