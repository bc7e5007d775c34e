"""Find the connector that knows a file's form, and stage the file with it."""

from __future__ import annotations

import tempfile
from pathlib import Path

from trimtab.ingest.connectors.bls_flat import BLS_FLAT
from trimtab.ingest.connectors.claims import CLAIMS, INSURED_UNEMPLOYMENT
from trimtab.ingest.connectors.fetch import FetchLimits, fetch, is_address
from trimtab.ingest.connectors.laus import LAUS
from trimtab.ingest.connectors.national import NATIONAL
from trimtab.ingest.connectors.postings import POSTINGS_INDEX
from trimtab.ingest.connectors.prepared import Connector, Prepared
from trimtab.ingest.connectors.sdmx import SDMX
from trimtab.ingest.connectors.sdmx_json import read_message
from trimtab.ingest.containers import Container, detect_container
from trimtab.ingest.delimited import head_lines, sniff_delimiter
from trimtab.ingest.encodings import as_utf8, detect_encoding
from trimtab.ingest.engine import open_engine
from trimtab.ingest.mapping import Layout
from trimtab.ingest.monitoring_panel import is_monitoring_panel, stage_monitoring_panel
from trimtab.ingest.source import Source, open_source, read_header, source_of_table
from trimtab.ingest.staging import sha256_of, stage_source, workspace
from trimtab.kernel import InputRejectedError, UnknownCodeError
from trimtab.ports import Progress, no_progress
from trimtab.tables import StagedObservations

CONNECTORS: tuple[Connector, ...] = (
    SDMX, BLS_FLAT, CLAIMS, INSURED_UNEMPLOYMENT, POSTINGS_INDEX, LAUS, NATIONAL,
)  # fmt: skip


_PANEL = "monitoring_panel"


def connector_names() -> tuple[str, ...]:
    """Names that ``connect`` accepts."""
    return (*(connector.name for connector in CONNECTORS), _PANEL)


def recognised_connector(path: str | Path) -> str | None:
    """Name of the connector that reads this file as it is, or None."""
    path = Path(path)
    if detect_container(path) is Container.WORKBOOK:
        return _PANEL if is_monitoring_panel(path) else None
    with tempfile.TemporaryDirectory(prefix="trimtab-") as folder:
        found = recognise(path, Path(folder))
    return found[0].name if found else None


def recognise(path: Path, work: Path) -> tuple[Connector, Layout] | None:
    """The connector that knows this file's form and the layout to read it with, or None."""
    container = detect_container(path)
    if container is Container.JSON:
        return SDMX, Layout("csv", delimiter=",")  # read_message brings it into table form
    if container is not Container.CSV:
        return None
    text = as_utf8(path, detect_encoding(path), work)
    layout = Layout("csv", delimiter=sniff_delimiter(head_lines(text)))
    header, _ = read_header(text, str(layout.delimiter), layout)
    lowered = frozenset(name.lower() for name in header)
    for connector in CONNECTORS:
        if connector.recognises(lowered):
            return connector, layout
    return None


def connect(
    location: str | Path,
    staging: Path,
    connector: str | None = None,
    limits: FetchLimits | None = None,
    progress: Progress = no_progress,
) -> StagedObservations:
    """Stage a file or an http(s) address whose form a connector knows.

    Raises UnknownCodeError INGEST-069 (no connector of this name), InputRejectedError INGEST-060
    (form not recognised), and whatever ``stage`` raises.
    """
    if connector is not None and connector not in connector_names():
        raise UnknownCodeError("INGEST-069", name=connector, known=", ".join(connector_names()))
    with workspace(staging) as work:
        path = fetch(str(location), work, limits) if is_address(str(location)) else Path(location)
        progress("ingest.step.inspect", 0, 4)
        is_workbook = detect_container(path) is Container.WORKBOOK
        if is_workbook and connector in (None, _PANEL) and is_monitoring_panel(path):
            return stage_monitoring_panel(path, staging)
        found = recognise(path, work)
        if found is None or (connector is not None and found[0].name != connector):
            known = connector or ", ".join(connector_names())
            raise InputRejectedError("INGEST-060", file=path.name, known=known)
        with open_engine(work) as connection:
            progress("ingest.step.read", 1, 4)
            if detect_container(path) is Container.JSON:
                table = read_message(path)
                source = source_of_table(connection, table, path.name)
            else:
                source = open_source(connection, path, found[1], work)
            return _stage(found[0].prepare(source, found[1]), source, staging, path, progress)


def _stage(
    prepared: Prepared, source: Source, staging: Path, path: Path, progress: Progress
) -> StagedObservations:
    return stage_source(
        prepared.source,
        prepared.mapping,
        staging,
        sha256_of(path),
        progress,
        prepared.findings,
    )
