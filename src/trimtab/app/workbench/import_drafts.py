"""Files that wait for a decision: one folder each below ``imports`` in the workspace.

A folder holds the file under its own name, ``draft.json`` and, where no connector reads the file,
``mapping.yaml``. Nothing here is in the store; what nobody decides on goes after a week.
"""

from __future__ import annotations

import hashlib
import json
import re
import secrets
import shutil
import unicodedata
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import BinaryIO

from trimtab.kernel import InputRejectedError, StateError, UnknownCodeError
from trimtab.kernel.files import sync_to_disk, written_whole

KEPT = timedelta(days=7)
OPEN_MOST = 50
_NAME_LONGEST = 120  # signs; 360 bytes of Chinese would be too long for a file system
_NAME_BYTES = 200
_PIECE = 2**20
_ID = re.compile(r"[0-9]{8}T[0-9]{6}-[0-9a-f]{12}")
_INCOMING = ".incoming-"


@dataclass(frozen=True, slots=True)
class ImportDraft:
    """A file that was brought and not decided on yet.

    ``removed`` is the code for which the file itself was deleted at once; ``job_id`` the job that
    stores it, once accepted.
    """

    draft_id: str
    file: str
    bytes: int
    sha256: str
    brought_at: str
    brought_by: str
    sheet: str | None = None
    job_id: str | None = None
    removed: str | None = None

    @property
    def at(self) -> datetime:
        """When it was brought."""
        return datetime.fromisoformat(self.brought_at)


class DraftFolder:
    """The drafts of a workspace."""

    def __init__(self, workspace: Path) -> None:
        self.folder = workspace / "imports"

    def keep(self, name: str, stream: BinaryIO, brought_by: str) -> ImportDraft:
        """Write a file as it comes; it is a draft once all of it is on the disk.

        Raises StateError WEB-118 when too many wait, InputRejectedError WEB-119 for an empty file.
        """
        if len(self.all()) >= OPEN_MOST:
            raise StateError("WEB-118", most=OPEN_MOST)
        now = datetime.now(UTC)
        draft_id = f"{now:%Y%m%dT%H%M%S}-{secrets.token_hex(6)}"
        file = clean_name(name)
        incoming = self.folder / f"{_INCOMING}{draft_id}"
        incoming.mkdir(parents=True)
        try:
            size, digest = _copy(stream, incoming / file)
            if size == 0:
                raise InputRejectedError("WEB-119", file=file)
            draft = ImportDraft(draft_id, file, size, digest, now.isoformat(), brought_by)
            _write(incoming, draft)
            incoming.rename(self.folder / draft_id)
            sync_to_disk(self.folder)
        except BaseException:
            shutil.rmtree(incoming, ignore_errors=True)
            raise
        return draft

    def all(self) -> tuple[ImportDraft, ...]:
        """The drafts, newest first."""
        if not self.folder.is_dir():
            return ()
        names = sorted((one.name for one in self.folder.iterdir()), reverse=True)
        found = (self._read(name) for name in names if _ID.fullmatch(name))
        return tuple(draft for draft in found if draft)

    def find(self, draft_id: str) -> ImportDraft:
        """One draft. Raises UnknownCodeError WEB-117."""
        found = self._read(draft_id) if _ID.fullmatch(draft_id) else None
        if found is None:
            raise UnknownCodeError("WEB-117", draft=draft_id)
        return found

    def change(self, draft: ImportDraft, **changed: str | None) -> ImportDraft:
        """Keep a draft with some fields changed."""
        after = replace(draft, **changed)  # type: ignore[arg-type]
        _write(self.folder / draft.draft_id, after)
        return after

    def path(self, draft: ImportDraft) -> Path:
        """The file itself."""
        return self.folder / draft.draft_id / draft.file

    def mapping(self, draft: ImportDraft) -> Path:
        """The mapping that reads it."""
        return self.folder / draft.draft_id / "mapping.yaml"

    def remove(self, draft: ImportDraft) -> None:
        """Delete the draft with its file."""
        shutil.rmtree(self.folder / draft.draft_id, ignore_errors=True)

    def remove_file(self, draft: ImportDraft, code: str) -> ImportDraft:
        """Delete the file at once and keep why."""
        self.path(draft).unlink(missing_ok=True)
        return self.change(draft, removed=code)

    def sweep(self, now: datetime | None = None) -> int:
        """Delete what nobody decided on in time, and uploads that broke off; how many went."""
        if not self.folder.is_dir():
            return 0
        oldest = (now or datetime.now(UTC)) - KEPT
        old = [one for one in self.all() if one.at < oldest]
        for draft in old:
            self.remove(draft)
        broken = [
            one
            for one in self.folder.glob(f"{_INCOMING}*")
            if datetime.fromtimestamp(one.stat().st_mtime, UTC) < oldest + KEPT - timedelta(days=1)
        ]
        for folder in broken:
            shutil.rmtree(folder, ignore_errors=True)
        return len(old) + len(broken)

    def _read(self, name: str) -> ImportDraft | None:
        try:
            written = (self.folder / name / "draft.json").read_text(encoding="utf-8")
        except OSError:
            return None
        return ImportDraft(**json.loads(written))


def clean_name(given: str) -> str:
    """A file's name without any way to another folder, without signs that no name has.

    Examples
    --------
    >>> clean_name("../../etc/passwd"), clean_name("C:\\\\data\\\\面板.csv"), clean_name(" .. ")
    ('passwd', '面板.csv', 'file')
    """
    last = re.split(r"[/\\\\]", unicodedata.normalize("NFC", given))[-1]
    kept = "".join(sign for sign in last if sign.isprintable() and sign not in '<>:"|?*')
    stem, dot, ending = kept.strip(" .").rpartition(".")
    if not dot or len(ending) > 10:
        stem, ending = kept.strip(" ."), ""
    stem = stem[:_NAME_LONGEST].encode()[:_NAME_BYTES].decode(errors="ignore").strip(" .")
    if stem in ("draft", "mapping") or not stem:
        stem = f"{stem}_file".lstrip("_")
    return f"{stem}.{ending}" if ending else stem


def _copy(stream: BinaryIO, target: Path) -> tuple[int, str]:
    """Size and SHA-256 of what was written, all of it on the disk."""
    digest, size = hashlib.sha256(), 0
    with target.open("wb") as out:
        while piece := stream.read(_PIECE):
            digest.update(piece)
            out.write(piece)
            size += len(piece)
    sync_to_disk(target)
    return size, digest.hexdigest()


def _write(folder: Path, draft: ImportDraft) -> None:
    with written_whole(folder / "draft.json") as fresh:
        fresh.write_text(json.dumps(asdict(draft), ensure_ascii=False), encoding="utf-8")
