"""Whether a certificate was revoked or suspended, by lists that only its issuer can have signed.

A list that cannot be had, or that is not the issuer's, not in its period, of another purpose or
too short, says nothing: the answer is then PENDING and never "valid".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from trimtab.credentials.securing import check_proofs
from trimtab.credentials.status import (
    Purpose,
    StatusEntry,
    StatusList,
    read_entry,
    read_status_list,
)
from trimtab.credentials.types import KeyStanding, Outcome
from trimtab.credentials.verifying.rules import shown
from trimtab.credentials.verifying.sources import Document, Sources
from trimtab.credentials.verifying.spelling import find_hidden_word
from trimtab.credentials.verifying.steps import (
    GRAVEST_FIRST,
    Step,
    failed,
    from_problem,
    not_asked,
    passed,
    unknown,
    warned,
)
from trimtab.credentials.verifying.values import identifier_of, listed, read_stamp, types_of
from trimtab.kernel import InputRejectedError, Problem

_SET = {Purpose.REVOCATION: Outcome.REVOKED, Purpose.SUSPENSION: Outcome.SUSPENDED}
STATUS_ENTRY = "BitstringStatusListEntry"


def judge_status(document: Document, issuer_id: str, at: datetime, sources: Sources) -> Step:
    """What the register kept here says, else the gravest answer of all entries of
    ``credentialStatus``."""
    if kept := sources.kept(str(document.get("id")), issuer_id):
        return _of_register(kept)
    return gravest_of(
        [
            _judge_entry(entry, issuer_id, at, sources)
            for entry in listed(document.get("credentialStatus"))
        ]
    )


def _of_register(kept: Outcome) -> Step:
    if kept is Outcome.VALID:
        return passed("status", "kept_clear")
    return failed("status", f"kept_{kept.value}", kept)


def gravest_of(steps: Sequence[Step]) -> Step:
    """Of several answers about the status the one that counts."""
    if not steps:
        return not_asked("status", "no_status")
    return min(steps, key=lambda step: GRAVEST_FIRST.index(step.outcome))


def _judge_entry(entry: Any, issuer_id: str, at: datetime, sources: Sources) -> Step:
    if not isinstance(entry, Mapping) or STATUS_ENTRY not in types_of(entry):
        kind = entry.get("type") if isinstance(entry, Mapping) else entry
        return unknown("status", "status_kind_unknown", kind=shown(kind))
    try:
        place = read_entry(entry)
    except InputRejectedError as refused:
        return from_problem("status", Problem(refused.code, params=dict(refused.params)))
    return judge_place(place, issuer_id, at, sources)


def judge_place(place: StatusEntry, issuer_id: str, at: datetime, sources: Sources) -> Step:
    """What the register kept here says of a place, else the issuer's list."""
    if kept := sources.kept_at(place.list_id, place.index):
        return _of_register(kept)
    found = sources.status(place.list_id)
    if found is None:
        return unknown("status", "status_missing", list=place.list_id)
    opened = _opened(found, place, issuer_id, at, sources)
    if isinstance(opened, Step):
        return opened
    try:
        is_set = opened.is_set(place.index)
    except InputRejectedError as refused:
        return _unusable(refused)
    return _answer(place, is_set, found)


def _opened(
    found: Document, place: StatusEntry, issuer_id: str, at: datetime, sources: Sources
) -> StatusList | Step:
    """The bits of a list that is the issuer's and in its period; else why not.

    Many certificates name the same list: it is looked at once for each instant.
    """
    known = (id(found), place.list_id, place.purpose, issuer_id, at)
    if known not in sources.lists:
        # The document is kept along, so that no other can get its place in memory.
        opened = _open(found, place, issuer_id, at, sources)
        sources.lists[known] = (found, opened)
    kept: StatusList | Step = sources.lists[known][1]
    return kept


def _open(
    found: Document, place: StatusEntry, issuer_id: str, at: datetime, sources: Sources
) -> StatusList | Step:
    if reason := why_not_trusted(found, place, issuer_id, at, sources):
        return unknown("status", reason, list=place.list_id)
    try:
        return read_status_list(found, place.purpose, at)
    except InputRejectedError as refused:
        return _unusable(refused)


def _unusable(refused: InputRejectedError) -> Step:
    told = {name: str(value) for name, value in refused.params.items()}
    return unknown("status", "status_unusable", code=refused.code, **told)


def why_not_trusted(
    found: Document, place: StatusEntry, issuer_id: str, at: datetime, sources: Sources
) -> str | None:
    """Why a document is not this issuer's list of this address; None where it is.

    Its signatures are looked at before anything in it is inflated.
    """
    if "id" in found and found["id"] != place.list_id:
        return "status_other_list"
    if identifier_of(found.get("issuer")) != issuer_id:
        return "status_other_issuer"
    try:
        findings = check_proofs(found, sources.resolve, contexts=sources.contexts, at=at)
    except InputRejectedError:
        return "status_not_signed"
    if not findings or not all(finding.holds for finding in findings):
        return "status_not_signed"
    if find_hidden_word(found, findings, sources.contexts):
        return "status_words_hidden"
    for finding in findings:
        # A list is signed again and again: what a stolen key says about the past is worth nothing.
        if (
            finding.key is None
            or finding.key.standing(finding.created or at) is not KeyStanding.GOOD
        ):
            return "status_key"
    return None


def _answer(place: StatusEntry, is_set: bool, found: Document) -> Step:
    dated = read_stamp(found.get("validFrom"))
    told = {"purpose": place.purpose, "dated": f"{dated:%Y-%m-%d %H:%M} UTC" if dated else "-"}
    if place.purpose not in _SET:
        return warned("status", "status_of_other_purpose", **told)
    if not is_set:
        return passed("status", "status_clear", **told)
    outcome = _SET[Purpose(place.purpose)]
    return failed("status", outcome.value, outcome, **told)
