"""Bringing files into the store from a browser: look, decide, and only then store.

A file that was brought is checked in the background, by one thread; nothing is in the store before
somebody accepts it, and then a job stores it, checking it once more.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import BinaryIO

from trimtab.app.imports import write_panel_template
from trimtab.app.job_kinds import parse_params
from trimtab.app.workbench.bench import Workbench
from trimtab.app.workbench.import_checks import Checked, check_file
from trimtab.app.workbench.import_drafts import DraftFolder, ImportDraft
from trimtab.kernel import InputRejectedError, StateError
from trimtab.messages import Language
from trimtab.office.jobs import request_job
from trimtab.office.rights import Right, require
from trimtab.office.types import Job, JobState
from trimtab.ports import BatchInfo

MAPPING_LONGEST = 200_000
PERSONS_NAMED = "INGEST-048"


@dataclass(frozen=True, slots=True)
class Checking:
    """A check under way: the step as a catalogue key, and how far it is."""

    step: str = "ingest.step.inspect"
    done: int = 0
    total: int | None = None


@dataclass(frozen=True, slots=True)
class ImportSeen:
    """A draft as somebody sees it: under check, checked, or handed to a job."""

    draft: ImportDraft
    checking: Checking | None
    checked: Checked | None
    mapping: str
    job: Job | None = None

    @property
    def is_open(self) -> bool:
        """Whether nobody has decided yet, or the job that was to store it gave up."""
        return self.job is None or self.job.state in (JobState.FAILED, JobState.CANCELLED)

    @property
    def can_accept(self) -> bool:
        """Whether it may be accepted now."""
        return self.checked is not None and self.checked.acceptable and self.is_open


class Imports:
    """The imports of a workbench; ``bench.services["imports"]``. One object serves many threads."""

    def __init__(self, bench: Workbench) -> None:
        self._bench = bench
        self._drafts = DraftFolder(bench.folder)
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="import-check")
        self._checks: dict[str, tuple[Future[Checked], list[Checking]]] = {}
        self._lock = Lock()
        self._drafts.sweep()

    def close(self) -> None:
        """End after the check that is under way; drafts stay on the disk."""
        self._pool.shutdown(wait=True, cancel_futures=True)

    def bring(self, actor: str, name: str, stream: BinaryIO, language: Language) -> ImportDraft:
        """Keep a file as a draft and begin to check it.

        Raises NotAllowedError OFFICE-010, StateError WEB-118, InputRejectedError WEB-119.
        """
        self._require(actor)
        self._drafts.sweep()
        draft = self._drafts.keep(name, stream, actor)
        self._check(draft, language)
        return draft

    def waiting(self, actor: str) -> tuple[ImportDraft, ...]:
        """The drafts that wait, newest first; those whose job is done are gone.

        Raises NotAllowedError OFFICE-010.
        """
        self._require(actor)
        self._drafts.sweep()
        return tuple(one for one in self._drafts.all() if not self._is_stored(one))

    def see(self, actor: str, draft_id: str, language: Language) -> ImportSeen:
        """One draft as it is now; a check that a restart ended begins anew.

        Raises NotAllowedError OFFICE-010, UnknownCodeError WEB-117.
        """
        self._require(actor)
        draft = self._drafts.find(draft_id)
        job = self._job(draft)
        if draft.removed or (job and job.state is JobState.DONE):
            return ImportSeen(draft, None, self._remembered(draft), "", job)
        future, steps = self._check(draft, language)
        mapping = self._drafts.mapping(draft)
        written = mapping.read_text(encoding="utf-8") if mapping.exists() else ""
        if not future.done():
            return ImportSeen(draft, steps[0], None, written, job)
        return ImportSeen(self._drafts.find(draft_id), None, future.result(), written, job)

    def remap(
        self, actor: str, draft_id: str, mapping: str | None, sheet: str | None, language: Language
    ) -> ImportDraft:
        """Read the file by another mapping, or draft a mapping of another sheet; checks again.

        Raises what ``see`` raises, StateError WEB-120 once accepted, InputRejectedError WEB-121 for
        a mapping that is too long.
        """
        self._require(actor)
        draft = self._open(draft_id)
        if mapping is not None and len(mapping) > MAPPING_LONGEST:
            raise InputRejectedError("WEB-121", longest=f"{MAPPING_LONGEST:,}")
        target = self._drafts.mapping(draft)
        if sheet is not None and sheet != draft.sheet:
            target.unlink(missing_ok=True)
            draft = self._drafts.change(draft, sheet=sheet)
        elif mapping is not None:
            target.write_text(mapping.replace("\r\n", "\n"), encoding="utf-8")
        with self._lock:
            self._checks.pop(draft_id, None)
        self._check(draft, language)
        return draft

    def accept(self, actor: str, draft_id: str, *, accept_shrunk: bool, language: Language) -> Job:
        """Hand a checked file to a job that stores it, with the rights of who accepts.

        Raises what ``see`` raises, StateError WEB-120 once accepted, WEB-122 while it is not
        checked or may not be stored, WEB-123 where it holds less than before and nobody said so.
        """
        self._require(actor)
        draft = self._open(draft_id)
        seen = self.see(actor, draft_id, language)
        if seen.checked is None or not seen.checked.acceptable:
            raise StateError("WEB-122", file=draft.file)
        if seen.checked.needs_consent and not accept_shrunk:
            raise StateError("WEB-123", file=draft.file)
        given = {"source": str(self._drafts.path(draft).absolute())}
        if seen.checked.connector:
            given["connector"] = seen.checked.connector
        else:
            given["mapping"] = str(self._drafts.mapping(draft).absolute())
        if accept_shrunk:
            given["accept_shrunk"] = "true"
        with self._bench.office.work(actor, "imports.accept") as work:
            require(work, actor, Right.OBSERVATIONS_IMPORT, None)
            job = request_job(work, "ingest.import", parse_params("ingest.import", given))
        self._drafts.change(draft, job_id=job.job_id)
        return job

    def reject(self, actor: str, draft_id: str) -> None:
        """Delete a draft with its file. Raises what ``see`` raises, StateError WEB-120."""
        self._require(actor)
        draft = self._undecided(self._drafts.find(draft_id))
        self._drafts.remove(draft)
        with self._lock:
            self._checks.pop(draft_id, None)

    def batches(self, actor: str) -> tuple[BatchInfo, ...]:
        """What is stored, newest first. Raises NotAllowedError OFFICE-010."""
        with self._bench.office.reading() as reading:
            require(reading, actor, Right.OBSERVATIONS_SEE, None)
        return tuple(reversed(self._bench.store.batches()))

    def template(self, path: Path, language: Language) -> None:
        """Write the workbook that firms fill in."""
        write_panel_template(path, language)

    def _require(self, actor: str) -> None:
        with self._bench.office.reading() as reading:
            require(reading, actor, Right.OBSERVATIONS_IMPORT, None)

    def _open(self, draft_id: str) -> ImportDraft:
        """A draft that still waits for a decision."""
        draft = self._drafts.find(draft_id)
        if draft.removed:
            raise StateError("WEB-122", file=draft.file)
        return self._undecided(draft)

    def _undecided(self, draft: ImportDraft) -> ImportDraft:
        job = self._job(draft)
        if job is not None and job.state not in (JobState.FAILED, JobState.CANCELLED):
            raise StateError("WEB-120", file=draft.file, job=job.job_id)
        return draft

    def _job(self, draft: ImportDraft) -> Job | None:
        if draft.job_id is None:
            return None
        with self._bench.office.reading() as reading:
            return reading.get(Job, draft.job_id)

    def _is_stored(self, draft: ImportDraft) -> bool:
        job = self._job(draft)
        if job is None or job.state is not JobState.DONE:
            return False
        self._drafts.remove(draft)
        return True

    def _check(
        self, draft: ImportDraft, language: Language
    ) -> tuple[Future[Checked], list[Checking]]:
        with self._lock:
            known = self._checks.get(draft.draft_id)
            if known is None:
                steps = [Checking()]
                future = self._pool.submit(self._checked, draft, language, _noting(steps))
                known = self._checks[draft.draft_id] = (future, steps)
        return known

    def _checked(
        self, draft: ImportDraft, language: Language, progress: Callable[..., None]
    ) -> Checked:
        workspace = self._bench.workspace(draft.brought_by)
        file, mapping = self._drafts.path(draft), self._drafts.mapping(draft)
        checked = check_file(workspace, file, mapping, draft.sheet, language, progress)
        if checked.names_persons:  # not even kept until somebody looks
            self._drafts.remove_file(draft, PERSONS_NAMED)
        return checked

    def _remembered(self, draft: ImportDraft) -> Checked | None:
        """What a check found, as long as this server remembers it."""
        with self._lock:
            known = self._checks.get(draft.draft_id)
        return known[0].result() if known and known[0].done() else None


def _noting(steps: list[Checking]) -> Callable[..., None]:
    def note(step: str, done: int, total: int | None = None) -> None:
        steps[0] = Checking(step, done, total)

    return note


def imports_of(bench: Workbench) -> Imports:
    """The imports of a workbench, opened when first asked for."""
    found: Imports | None = bench.services.get("imports")
    if found is None:
        found = bench.services.setdefault("imports", Imports(bench))
    return found
