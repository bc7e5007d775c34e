"""What is found in a file that was brought: how it would be read, and whether it may be stored."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from trimtab import ingest
from trimtab.app.imports import import_source
from trimtab.app.workspace import Workspace
from trimtab.ingest.drafting import Draft, PreviewRow
from trimtab.ingest.sampling import Sample
from trimtab.ingest.workbooks import column_letter
from trimtab.kernel import Problem, TrimtabError
from trimtab.messages import Language
from trimtab.ports import Progress
from trimtab.tables import Finding, Severity

IDENTITY_NUMBERS = frozenset({"INGEST-043", "INGEST-048"})
"""What makes a file one that must not even be kept here: it names persons."""

SHRUNK = frozenset({"INGEST-201", "INGEST-202"})
"""Findings that refuse a file unless somebody says that it is meant to hold less."""

_CELLS_BESIDE = 3


@dataclass(frozen=True, slots=True)
class CellShown:
    """A cell with those beside it: headers and texts of one row, and which of them is meant."""

    row: int
    header: tuple[str, ...]
    cells: tuple[str, ...]
    at: int


@dataclass(frozen=True, slots=True)
class FoundProblem:
    """Something wrong at one place, and the cell where the file's first rows have it."""

    problem: Problem
    cell: CellShown | None


@dataclass(frozen=True, slots=True)
class Checked:
    """A file as it would be read.

    ``rows`` is None where it was not read to its end; ``failure`` says why. ``known`` files were
    imported before, with the same content.
    """

    connector: str | None
    sheet: str | None = None
    sheets: tuple[str, ...] = ()
    preview: tuple[PreviewRow, ...] = ()
    findings: tuple[Finding, ...] = ()
    problems: tuple[FoundProblem, ...] = ()
    failure: TrimtabError | None = None
    rows: int | None = None
    known: bool = False
    mapped: bool = False

    @property
    def refused(self) -> tuple[Finding, ...]:
        """Findings for which nothing may be stored."""
        return tuple(one for one in self.findings if one.severity is Severity.REFUSE)

    @property
    def needs_consent(self) -> bool:
        """Whether it may be stored if somebody says that it is meant to hold less."""
        return bool(self.refused) and all(one.code in SHRUNK for one in self.refused)

    @property
    def acceptable(self) -> bool:
        """Whether it may be stored, with or without such a word."""
        read = self.failure is None and self.rows is not None and not self.problems
        return read and (not self.refused or self.needs_consent)

    @property
    def names_persons(self) -> bool:
        """Whether identity numbers were found."""
        codes = {one.problem.code for one in self.problems}
        codes |= {self.failure.code} if self.failure else set()
        return bool(codes & IDENTITY_NUMBERS)


def check_file(
    workspace: Workspace,
    file: Path,
    mapping: Path,
    sheet: str | None,
    language: Language,
    progress: Progress,
) -> Checked:
    """Look at a file, draft the mapping that is not there yet, read all of it, compare it with
    what the store knew. Stores nothing; never raises a TrimtabError."""
    progress("ingest.step.inspect", 0, None)
    try:
        connector = ingest.recognised_connector(file)
    except TrimtabError as unreadable:
        return Checked(None, failure=unreadable)
    drafted, failure = _inspected(file, sheet)
    if connector is None and not mapping.exists() and drafted and drafted.mapping:
        mapping.write_text(ingest.mapping_yaml(drafted.mapping, language), encoding="utf-8")
    seen = _seen(connector, drafted)
    if connector is None and not mapping.exists():
        return Checked(**seen, failure=failure, problems=_problems(failure, drafted))
    try:
        outcome = import_source(
            workspace,
            str(file),
            mapping=None if connector else mapping,
            connector=connector,
            check_only=True,
            progress=progress,
        )
    except TrimtabError as refused:
        return Checked(
            **seen, failure=refused, problems=_problems(refused, drafted), mapped=mapping.exists()
        )
    staged = outcome.staged
    known = staged.source_sha256 in {one.source_sha256 for one in workspace.store.batches()}
    findings = (*seen.pop("findings"), *staged.findings)
    return Checked(
        **seen, findings=_once(findings), rows=staged.rows, known=known, mapped=mapping.exists()
    )


def _inspected(file: Path, sheet: str | None) -> tuple[Draft | None, TrimtabError | None]:
    try:
        return ingest.inspect_file(file, sheet), None
    except TrimtabError as failure:
        return None, failure


def _seen(connector: str | None, drafted: Draft | None) -> dict:  # type: ignore[type-arg]
    """What a first look shows; how a connector's file would be mapped is nobody's concern."""
    if drafted is None:
        return {"connector": connector, "findings": ()}
    of_mapping = connector is None
    return {
        "connector": connector,
        "sheet": drafted.sample.grid.name or None,
        "sheets": drafted.sample.sheets,
        "preview": drafted.preview if of_mapping else (),
        "findings": drafted.findings if of_mapping else (),
    }


def _once(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """A first look and the whole reading may find the same."""
    kept: dict[str, Finding] = {}
    for one in findings:
        kept.setdefault(repr((one.code, one.series, sorted(one.params.items()))), one)
    return tuple(kept.values())


def _problems(failure: TrimtabError | None, drafted: Draft | None) -> tuple[FoundProblem, ...]:
    if failure is None:
        return ()
    sample = drafted.sample if drafted else None
    return tuple(FoundProblem(one, _cell(one, sample)) for one in failure.problems)


def _cell(problem: Problem, sample: Sample | None) -> CellShown | None:
    """The cell of a problem, unless it is beyond the first rows or holds an identity number."""
    if sample is None or problem.row is None or problem.code in IDENTITY_NUMBERS:
        return None
    if problem.sheet and problem.sheet != sample.grid.name:
        return None
    rows, header = sample.grid.rows, [str(text or "") for text in sample.header]
    at = _position(problem.column, header, is_letter=problem.sheet is not None)
    if at is None or not 0 < problem.row <= len(rows):
        return None
    first, last = max(0, at - _CELLS_BESIDE), at + _CELLS_BESIDE + 1
    cells = tuple(str(text or "") for text in rows[problem.row - 1])[first:last]
    return CellShown(problem.row, tuple(header[first:last]), cells, at - first)


def _position(column: str | None, header: Sequence[str], *, is_letter: bool) -> int | None:
    names = [column_letter(i) for i in range(len(header))] if is_letter else list(header)
    return names.index(column) if column in names else None
