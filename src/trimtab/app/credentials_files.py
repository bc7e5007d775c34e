"""``trimtab credentials issue``: a file of credentials, or a list, into a folder of certificates.

With a workspace the certificates are entered in its register. Without one they are signed by a key
that is thrown away afterwards: good for trying things out, and trusted by whoever chooses to trust
the ``issuer.json`` beside them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from errno import ENOENT
from hashlib import sha256
from os import strerror
from pathlib import Path
from typing import Any

from trimtab.app.credentials_achievements import AchievementFinder, CertificateList
from trimtab.app.credentials_findings import none_can_be_issued
from trimtab.app.credentials_public import trust_file
from trimtab.app.credentials_signing import seal_of, throw_away_key
from trimtab.credentials.issuing.addresses import address_key, new_certificate_id
from trimtab.credentials.issuing.badge import plain_text
from trimtab.credentials.issuing.checking import Finding, RowDraft, check_rows
from trimtab.credentials.issuing.given import check_given, draft_given, issuer_of
from trimtab.credentials.issuing.identity import new_holder
from trimtab.credentials.issuing.lists import list_edition
from trimtab.credentials.issuing.making import Draft, Origin, Seal, draft_badge, make
from trimtab.credentials.issuing.places import PlaceGiver
from trimtab.credentials.issuing.types import AchievementRecord
from trimtab.credentials.securing import read_document
from trimtab.credentials.securing.reading import SIZE_LIMIT
from trimtab.credentials.status import StatusList
from trimtab.credentials.types import Issuer
from trimtab.kernel import InputRejectedError, Problem, StateError
from trimtab.kernel.files import written_whole
from trimtab.messages import Language
from trimtab.ports import Progress, no_progress

LISTS = "status-lists"
TRUST = "issuer.json"
MANIFEST = "issued.json"
_DOCUMENTS = {".json", ".jsonl", ".ndjson"}
_LARGEST = 256 << 20
_EVERY = 200


@dataclass(frozen=True, slots=True)
class Written:
    """What stands in a folder: certificates, by file name, and rows that were not issued;
    ``unread``: columns of the list that mean nothing here.

    ``again``: the same input had been issued into this folder before; nothing was issued now.
    """

    out: Path
    issuer_id: str
    input_digest: str
    files: tuple[str, ...]
    faulty: tuple[tuple[int, tuple[Finding, ...]], ...] = ()
    again: bool = False
    unread: tuple[str, ...] = ()
    replaced_issuers: tuple[str, ...] = ()  # those the input named, who cannot sign here


def read_input(path: Path, finder: AchievementFinder) -> CertificateList:
    """The rows of an input: unsigned credentials (an object, an array, one object a line) or a
    list in Excel or CSV.

    Raises InputRejectedError CREDENTIALS-147, and what ``read_document`` and ``read_list`` raise.
    """
    if not path.is_file():
        raise InputRejectedError("CREDENTIALS-105", path=str(path), reason=strerror(ENOENT))
    if path.suffix.lower() not in _DOCUMENTS:
        from trimtab.app.credentials_lists import read_list

        return read_list(path, finder)
    content = path.read_bytes()
    rows = tuple(
        RowDraft(number, document=document)
        for number, document in enumerate(_documents(path.name, content), start=1)
    )
    return CertificateList(rows, sha256(content).hexdigest())


def _documents(name: str, content: bytes) -> list[Mapping[str, Any]]:
    if len(content) > _LARGEST:
        raise InputRejectedError("CREDENTIALS-147", file=name, reason=f"> {_LARGEST >> 20} MiB")
    stripped = content.lstrip(b"\xef\xbb\xbf \t\r\n")
    if stripped.startswith(b"["):
        # Each document is read by the strict reader; the array itself only holds them apart.
        wrapped = _read_one(name, b'{"documents":' + stripped + b"}", limit=_LARGEST + 32)
        found = wrapped["documents"]
    elif name.lower().endswith(".json"):
        found = [_read_one(name, stripped)]
    else:
        found = [
            _read_one(name, line, number)
            for number, line in enumerate(content.lstrip(b"\xef\xbb\xbf").splitlines(), start=1)
            if line.strip()
        ]
    if not found or not all(isinstance(one, dict) for one in found):
        raise InputRejectedError("CREDENTIALS-147", file=name, reason="[]")
    return list(found)


def _read_one(
    name: str, content: bytes, line: int | None = None, limit: int = SIZE_LIMIT
) -> dict[str, Any]:
    """A document, strictly read; what is wrong is said with the file's name and the line."""
    try:
        return read_document(content, limit=limit)
    except InputRejectedError as refused:
        problem = Problem(refused.code, file=name, row=line, params=dict(refused.params))
        raise InputRejectedError("CREDENTIALS-265", file=name, problems=[problem]) from None


def issue_without_workspace(
    source: Path,
    out: Path,
    at: datetime,
    *,
    title: str,
    region: str = "CN",
    default: AchievementRecord | None = None,
    language: Language,
    progress: Progress = no_progress,
) -> Written:
    """Issue with a throw-away key into an empty folder.

    The register, four eyes and accreditations belong to a workspace: here nobody is asked. The same
    input into the same folder is issued once. Raises StateError CREDENTIALS-148 for a folder that
    holds something else, InputRejectedError CREDENTIALS-184 when no row can be issued.
    """
    finder = AchievementFinder((default,) if default else (), inventing=True, default=default)
    rows = read_input(source, finder)
    if (before := issued_before(out, rows.digest)) is not None:
        return before
    key, signer = throw_away_key(at)
    issuer, seal = Issuer(key.issuer_id, {language.value: title}, region), seal_of(signer)
    known = {one.achievement_id: one for one in (*rows.made_up, *finder.achievements)}
    checked = _checked(rows.rows, known, at)
    sound = [row for row, found in checked if not found]
    faulty = tuple((row.row_number, found) for row, found in checked if found)
    if not sound:
        raise none_can_be_issued(faulty, language)
    giver = PlaceGiver(issuer.issuer_id, at)
    replaced = {named for row in sound if row.document and (named := issuer_of(row.document))}
    files: list[str] = []
    with folder_of(out):
        for number, row in enumerate(sound):
            if number % _EVERY == 0:
                progress("credentials.step.issue", number, len(sound))
            draft = _draft(row, issuer, known, region, at)
            issued = make(draft, seal, giver.draw(1)[0], Origin(issuer.issuer_id), at)
            files.append(_keep(out, draft.certificate_id, issued.document.content, files))
        _write_lists(out, giver, issuer, seal, at)
        _write(out / TRUST, json.dumps(trust_file(issuer, (key,)), ensure_ascii=False, indent=2))
        written = Written(
            out,
            issuer.issuer_id,
            rows.digest,
            tuple(files),
            faulty,
            unread=rows.unread,
            replaced_issuers=tuple(sorted(replaced)),
        )
        _write_manifest(written)
    return written


def _checked(
    rows: Sequence[RowDraft], known: Mapping[str, AchievementRecord], at: datetime
) -> list[tuple[RowDraft, tuple[Finding, ...]]]:
    listed = [row for row in rows if row.document is None]
    found = iter(check_rows(listed, known, lambda *_: True, at.date()))
    given = iter(check_given([row for row in rows if row.document is not None], at))
    return [(row, next(found) if row.document is None else next(given)) for row in rows]


def _draft(
    row: RowDraft,
    issuer: Issuer,
    known: Mapping[str, AchievementRecord],
    region: str,
    at: datetime,
) -> Draft:
    if row.document is not None:
        document = {**row.document, "issuer": _as_issuer(row.document.get("issuer"), issuer)}
        return draft_given(document, issuer, region, at)
    holder = new_holder(row.name, row.identity_number or None, at)
    assert row.achievement_id and row.awarded_on
    return draft_badge(
        new_certificate_id(),
        issuer,
        known[row.achievement_id],
        holder,
        region,
        row.awarded_on,
        row.valid_until,
    )


def _as_issuer(named: object, issuer: Issuer) -> Any:
    """The issuer itself in the place of the one that a document names, which cannot sign here:
    also its name, lest a key of nobody speak in the name of a college."""
    if isinstance(named, Mapping):
        kind = {"type": named["type"]} if "type" in named else {}
        return {"id": issuer.issuer_id, **kind, "name": plain_text(issuer.title)}
    return issuer.issuer_id


def _write_lists(out: Path, giver: PlaceGiver, issuer: Issuer, seal: Seal, at: datetime) -> None:
    (out / LISTS).mkdir(exist_ok=True)
    for record in giver.opened:
        edition = list_edition(record, StatusList.empty(record.size), issuer, seal, at)
        _write(out / LISTS / f"{record.purpose.value}-{address_key(record.list_id)}.json",
               edition.content)  # fmt: skip


def write_certificates(
    out: Path,
    issuer_id: str,
    digest: str,
    documents: Iterable[tuple[str, str]],
    lists: Iterable[tuple[str, str]],
    trust: Mapping[str, Any],
    faulty: Sequence[tuple[int, tuple[Finding, ...]]] = (),
    unread: tuple[str, ...] = (),
) -> Written:
    """Certificates of a register as files: ``documents`` and ``lists`` by their ids. The folder is
    new, empty, or holds the same input (``issued_before``)."""
    files: list[str] = []
    with folder_of(out):
        for certificate_id, content in documents:
            files.append(_keep(out, certificate_id, content, files))
        (out / LISTS).mkdir(exist_ok=True)
        for list_id, content in lists:
            _write(out / LISTS / f"{address_key(list_id)}.json", content)
        _write(out / TRUST, json.dumps(trust, ensure_ascii=False, indent=2))
        written = Written(out, issuer_id, digest, tuple(files), tuple(faulty), unread=unread)
        _write_manifest(written)
    return written


def issued_before(out: Path, digest: str) -> Written | None:
    """What was written into a folder for this input; None for an empty or new folder.

    Raises StateError CREDENTIALS-148 for a folder that holds something else.
    """
    if not out.exists():
        return None
    if not out.is_dir():
        raise StateError("CREDENTIALS-148", out=str(out), found=out.name)
    if not any(out.iterdir()):
        return None
    try:
        manifest = json.loads((out / MANIFEST).read_text(encoding="utf-8"))
        if manifest["input"] == digest:
            files, faulty = tuple(manifest["files"]), manifest["faulty"]
            refused = tuple((int(row), tuple(found)) for row, found in faulty)
            replaced = tuple(manifest["replaced_issuers"])
            unread = tuple(manifest.get("unread", ()))
            return Written(out, manifest["issuer"], digest, files, refused, True, unread, replaced)
    except (OSError, ValueError, KeyError):
        pass
    raise StateError("CREDENTIALS-148", out=str(out), found=next(out.iterdir()).name)


@contextmanager
def folder_of(out: Path) -> Iterator[None]:
    """The folder, made beforehand; taken away again where nothing was written into it.

    Raises StateError CREDENTIALS-264 when nothing can be written there.
    """
    new = not out.exists()
    try:
        out.mkdir(parents=True, exist_ok=True)
        yield
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise StateError("CREDENTIALS-264", out=str(out), reason=reason) from None
    finally:
        if new:
            with suppress(OSError):
                out.rmdir()  # only an empty folder goes


def _write_manifest(written: Written) -> None:
    """Written last: a folder without it was not finished."""
    manifest = {
        "input": written.input_digest,
        "issuer": written.issuer_id,
        "files": written.files,
        "faulty": written.faulty,
        "unread": written.unread,
        "replaced_issuers": written.replaced_issuers,
    }
    _write(written.out / MANIFEST, json.dumps(manifest, ensure_ascii=False, indent=1))


def _keep(out: Path, certificate_id: str, content: str, used: Sequence[str]) -> str:
    """Write one certificate under a name that no other has. It is not flushed to the disk by
    itself: the folder counts once its manifest stands there."""
    key = address_key(certificate_id)
    name = f"{key}.json"
    if name in (TRUST, MANIFEST) or (out / name).exists():
        name = f"{key}-{len(used) + 1}.json"
    (out / name).write_text(content, encoding="utf-8")
    return name


def _write(path: Path, content: str) -> None:
    with written_whole(path) as draft:
        draft.write_text(content, encoding="utf-8")
