"""Source files become observations: drafted mappings, connectors, templates, arrival checks."""

from trimtab.ingest.arrival import check_arrival
from trimtab.ingest.connectors import (
    connect,
    connector_names,
    read_claims,
    read_downturns,
    read_labour_panel,
    read_panel,
    read_postings,
)
from trimtab.ingest.drafting import Draft, PreviewRow, inspect_file
from trimtab.ingest.mapping import Mapping
from trimtab.ingest.mapping_file import load_mapping, mapping_yaml, save_mapping
from trimtab.ingest.staging import stage

__all__ = [
    "Draft",
    "Mapping",
    "PreviewRow",
    "check_arrival",
    "connect",
    "connector_names",
    "inspect_file",
    "load_mapping",
    "mapping_yaml",
    "read_claims",
    "read_downturns",
    "read_labour_panel",
    "read_panel",
    "read_postings",
    "save_mapping",
    "stage",
]
