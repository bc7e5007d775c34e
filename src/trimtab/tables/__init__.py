"""Table contracts: what a column is called, its type, unit, key and range; and the panel matrix."""

from trimtab.tables.contract import Column, PrivacyLevel, TableContract
from trimtab.tables.observations import OBSERVATIONS, Finding, Severity, StagedObservations
from trimtab.tables.panel import Panel, Vintage

__all__ = [
    "OBSERVATIONS",
    "Column",
    "Finding",
    "Panel",
    "PrivacyLevel",
    "Severity",
    "StagedObservations",
    "TableContract",
    "Vintage",
]
