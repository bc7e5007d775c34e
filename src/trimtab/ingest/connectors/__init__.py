"""Sources whose form is known: recognised by their header, read without a mapping file."""

from trimtab.ingest.connectors.connecting import connect, connector_names, recognised_connector
from trimtab.ingest.connectors.events import read_downturns
from trimtab.ingest.connectors.panels import (
    read_claims,
    read_labour_panel,
    read_panel,
    read_postings,
)

__all__ = [
    "connect",
    "connector_names",
    "read_claims",
    "read_downturns",
    "read_labour_panel",
    "read_panel",
    "read_postings",
    "recognised_connector",
]
