"""Cases for the edges: the store of attachments, checks of what was frozen, one case as a file."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from trimtab.app.coordination_basis import same_today
from trimtab.app.office import record_to_json
from trimtab.coordination import (
    AttachmentStore,
    CaseFolder,
    Stage,
    assessment_holds,
    decision_holds,
    find_case,
    folder_of,
    parts_of,
    review_holds,
    story_of,
)
from trimtab.kernel import StateError, UsageError
from trimtab.kernel.files import written_whole
from trimtab.office.canonical import canonical
from trimtab.ports import Reading

if TYPE_CHECKING:
    from trimtab.stores.office.store import SqlOfficeStore


def chosen_stages(stage: str, ended: bool) -> tuple[Stage, ...]:
    """One stage by name, or all that have not ended, or all. Raises UsageError COORDINATION-009."""
    if stage:
        try:
            return (Stage(stage),)
        except ValueError:
            raise UsageError("COORDINATION-009", stage=stage, allowed=", ".join(Stage)) from None
    return tuple(one for one in Stage if ended or not one.is_final)


def files_of(_office: SqlOfficeStore) -> AttachmentStore:
    """Where an office keeps the bytes of attachments."""
    from trimtab.stores.coordination.attachments import SqlAttachments

    return SqlAttachments()


def check_guards(office: SqlOfficeStore) -> Checked:
    """Whether all triggers that keep the state machine are on; ``key`` names those that lack."""
    from trimtab.stores import database
    from trimtab.stores.coordination.triggers import lacking

    with database.reading(office.engine) as connection:
        found = lacking(connection)
    return Checked("guards", ", ".join(found) or "-", not found)


@dataclass(frozen=True, slots=True)
class Checked:
    """One thing that was frozen, signed or attached, and whether it still is what it was.

    ``kind`` names the sentence ``coordination.check.<kind>``.
    """

    kind: str
    key: str
    holds: bool


def check_case(
    reading: Reading,
    files: AttachmentStore,
    actor: str,
    case_id: str,
    workspace: Path | None = None,
) -> tuple[Checked, ...]:
    """Hold everything of a case that must not change against its hash.

    With a ``workspace``, rules and simulation runs an assessment rests on are asked again: a rule
    that was recorded meanwhile, or a run that is gone, is not what it was. Raises UnknownCodeError
    COORDINATION-001, NotAllowedError OFFICE-010.
    """
    folder = folder_of(reading, actor, case_id)
    return (
        *_checked_records(folder),
        *_checked_files(reading, files, folder),
        *(_checked_parts(folder, workspace) if workspace else ()),
    )


def require_intact(
    reading: Reading, files: AttachmentStore, actor: str, case_id: str
) -> tuple[Checked, ...]:
    """The checks, all of them passed. Raises StateError COORDINATION-099, and as ``check_case``."""
    found = check_case(reading, files, actor, case_id)
    if broken := [one.key for one in found if not one.holds]:
        raise StateError("COORDINATION-099", case=case_id, parts=", ".join(broken))
    return found


def _checked_records(folder: CaseFolder) -> Iterator[Checked]:
    by_id = {one.assessment_id: one for one in folder.assessments}
    for one in folder.assessments:
        if one.frozen_at is not None:
            yield Checked("assessment", one.assessment_id, assessment_holds(one))
    decision = folder.decision
    if decision is not None and decision.signed_at is not None:
        holds = decision_holds(decision, by_id[decision.assessment_id])
        signed = {one.digest for one in folder.signatures if one.submission == decision.submission}
        yield Checked("decision", decision.decision_id, holds and signed == {decision.digest})
    for review in folder.reviews:
        yield Checked("review", review.review_id, review_holds(review))


def _checked_files(
    reading: Reading, files: AttachmentStore, folder: CaseFolder
) -> Iterator[Checked]:
    for one in folder.attachments:
        content = files.read(reading, one.attachment_id)
        holds = len(content) == one.bytes and sha256(content).hexdigest() == one.sha256
        yield Checked("attachment", one.attachment_id, holds)


def _checked_parts(folder: CaseFolder, workspace: Path) -> Iterator[Checked]:
    frozen = [one for one in folder.assessments if one.frozen_at is not None]
    for part in parts_of(frozen[-1]) if frozen else ():
        answer = same_today(part, workspace)
        if answer is not None:
            yield Checked("part", f"{part.kind.value} {part.id}", answer)


def case_to_json(reading: Reading, actor: str, case_id: str) -> dict[str, Any]:
    """A case with all its records and its story, as plain JSON values."""
    folder = folder_of(reading, actor, case_id)
    told: dict[str, Any] = {"case": record_to_json(folder.case)}
    told["decision"] = record_to_json(folder.decision) if folder.decision else None
    told["approvals"] = [
        {"approval": record_to_json(one), "signature": signed and record_to_json(signed)}
        for one, signed in folder.approvals
    ]
    for name in ("steps", "assessments", "signatures", "actions", "reviews", "comments",
                 "attachments", "escalations", "evidence"):  # fmt: skip
        told[name] = [record_to_json(one) for one in getattr(folder, name)]
    told["story"] = [
        {
            "at": one.at,
            "actor": one.actor,
            "kind": one.kind.value,
            "params": dict(one.params),
            "note": one.note,
        }
        for one in story_of(folder)
    ]
    plain: dict[str, Any] = json.loads(canonical(told))
    return plain


def export_case(reading: Reading, actor: str, case_id: str, path: Path) -> None:
    """Write ``case_to_json`` as a file. Raises UsageError COORDINATION-098, and what it raises."""
    find_case(reading, actor, case_id)
    document = case_to_json(reading, actor, case_id)
    content = json.dumps(document, ensure_ascii=False, indent=2, sort_keys=True) + "\n"
    try:
        with written_whole(path) as draft:
            draft.write_text(content, encoding="utf-8")
    except OSError as failure:
        reason = failure.strerror or str(failure)
        raise UsageError("COORDINATION-098", file=str(path), reason=reason) from failure
