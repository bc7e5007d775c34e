"""Bring a file or address into the store: recognise or map, check on arrival, publish whole."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from trimtab import ingest
from trimtab.app.workspace import Workspace
from trimtab.kernel import InputRejectedError, Problem, StateError
from trimtab.messages import Language
from trimtab.office.rights import Right
from trimtab.ports import BatchInfo, Progress, no_progress
from trimtab.tables import Finding, Severity, StagedObservations

_SHOWN = 20  # findings named when an import is refused


@dataclass(frozen=True, slots=True)
class ImportOutcome:
    """What an import did. ``batch`` is None when it was only checked."""

    staged: StagedObservations
    batch: BatchInfo | None
    was_there: bool

    @property
    def findings(self) -> tuple[Finding, ...]:
        return self.staged.findings


def import_source(
    workspace: Workspace,
    source: str,
    *,
    mapping: Path | None = None,
    connector: str | None = None,
    check_only: bool = False,
    accept_shrunk: bool = False,
    progress: Progress = no_progress,
) -> ImportOutcome:
    """Stage, check against what the store knew, publish as one batch.

    Raises InputRejectedError APP-005 when an arrival check refuses, NotAllowedError OFFICE-010
    when the workspace's actor may not import; nothing is stored then. To check only, anybody may.
    """
    if not check_only:
        workspace.require(Right.OBSERVATIONS_IMPORT)
    staged = _stage(workspace, source, mapping, connector, progress)
    try:
        before = {batch.source_sha256 for batch in workspace.store.batches()}
        if staged.source_sha256 not in before:
            findings = ingest.check_arrival(
                staged, workspace.store, datetime.now(UTC), accept_shrunk=accept_shrunk
            )
            staged = replace(staged, findings=(*staged.findings, *findings))
        refused = [one for one in staged.findings if one.severity is Severity.REFUSE]
        if check_only:
            return ImportOutcome(staged, None, was_there=False)
        if refused:
            raise InputRejectedError(
                "APP-005", problems=[_as_problem(one) for one in refused[:_SHOWN]], source=source
            )
        batch = workspace.publish(staged)
        return ImportOutcome(staged, batch, was_there=staged.source_sha256 in before)
    finally:
        staged.path.unlink(missing_ok=True)


def _as_problem(finding: Finding) -> Problem:
    return Problem(
        finding.code, column=str(finding.series or "") or None, params=dict(finding.params)
    )


def _stage(
    workspace: Workspace,
    source: str,
    mapping: Path | None,
    connector: str | None,
    progress: Progress,
) -> StagedObservations:
    if mapping:
        return ingest.stage(Path(source), ingest.load_mapping(mapping), workspace.staging, progress)
    return ingest.connect(source, workspace.staging, connector, progress=progress)


@dataclass(frozen=True, slots=True)
class Draft:
    """What ``ingest inspect`` shows; ``connector`` names the one that reads the file as it is."""

    path: Path
    connector: str | None
    mapping: ingest.Mapping | None
    preview: tuple[ingest.PreviewRow, ...]
    problems: tuple[Problem, ...]
    findings: tuple[Finding, ...]


def draft_mapping(file: Path, sheet: str | None) -> Draft:
    """Look at a file and draft its mapping; stores nothing."""
    known = ingest.recognised_connector(file)
    drafted = ingest.inspect_file(file, sheet)
    return Draft(file, known, drafted.mapping, drafted.preview, drafted.problems, drafted.findings)


def write_mapping(mapping: ingest.Mapping, path: Path, language: Language) -> None:
    """Write a mapping as a commented YAML file; an existing file is not overwritten.

    Raises StateError APP-006 when the file is there already: it may hold a person's corrections.
    """
    if path.exists():
        raise StateError("APP-006", path=str(path))
    path.write_text(ingest.mapping_yaml(mapping, language), encoding="utf-8")


def write_panel_template(path: Path, language: Language) -> None:
    """Write the monitoring-panel workbook for firms to fill in.

    Raises StateError APP-006 when the file is there already: it may hold what firms filled in.
    """
    if path.exists():
        raise StateError("APP-006", path=str(path))
    ingest.write_panel_template(path, language)


def connector_names() -> tuple[str, ...]:
    """Connectors that ``import_source`` knows."""
    return ingest.connector_names()
