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
    recognised_connector,
)
from trimtab.ingest.drafting import Draft, PreviewRow, inspect_file
from trimtab.ingest.mapping import Mapping
from trimtab.ingest.mapping_file import load_mapping, mapping_yaml, save_mapping
from trimtab.ingest.monitoring_panel import (
    read_monitoring_panel,
    stage_monitoring_panel,
    write_panel_template,
)
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
    "read_monitoring_panel",
    "read_panel",
    "read_postings",
    "recognised_connector",
    "save_mapping",
    "stage",
    "stage_monitoring_panel",
    "write_panel_template",
]
