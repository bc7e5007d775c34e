"""The credential that publishes a status list, and the entry by which a certificate names its bit.

Reading here asks form, purpose and period. Whether the list is the issuer's own is asked by its
proofs: a list nobody signed says nothing.

References   W3C Bitstring Status List v1.0, sections 2.1, 2.2 and 3.2
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

from trimtab.credentials.status.lists import LARGEST_ENTRIES, StatusList, decode_status_list
from trimtab.kernel import InputRejectedError, TrimtabError, parse_instant

CONTEXT = "https://www.w3.org/ns/credentials/v2"
LIST_TYPE = "BitstringStatusListCredential"
ENTRY_TYPE = "BitstringStatusListEntry"
_INDEX = re.compile(r"0|[1-9][0-9]{0,9}")


class Purpose(StrEnum):
    """What a set bit means. One list has one purpose here: a lift must not undo a revocation."""

    REVOCATION = "revocation"  # for good
    SUSPENSION = "suspension"  # until it is lifted


@dataclass(frozen=True, slots=True)
class StatusEntry:
    """Where a certificate's bit stands.

    Raises InputRejectedError CREDENTIALS-044 for an index no list can have.
    """

    list_id: str
    index: int
    purpose: str

    def __post_init__(self) -> None:
        if not 0 <= self.index < LARGEST_ENTRIES:
            raise InputRejectedError("CREDENTIALS-044", index=self.index, entries=LARGEST_ENTRIES)

    def document(self) -> dict[str, str]:
        """The entry as it stands under ``credentialStatus``."""
        return {
            "id": f"{self.list_id}#{self.index}",
            "type": ENTRY_TYPE,
            "statusPurpose": self.purpose,
            "statusListIndex": str(self.index),
            "statusListCredential": self.list_id,
        }


def read_entry(entry: object) -> StatusEntry:
    """The place that one entry of ``credentialStatus`` names.

    Raises InputRejectedError CREDENTIALS-048 (a field lacks or is not a text, or another type),
    045 (the index is not a plain decimal number), 052 (entries of more than one bit).
    """
    held = entry if isinstance(entry, Mapping) else {}
    if ENTRY_TYPE not in _several(held.get("type")):
        raise InputRejectedError("CREDENTIALS-048", field="type")
    if held.get("statusSize", 1) != 1:
        raise InputRejectedError("CREDENTIALS-052", size=str(held["statusSize"]))
    for field in ("statusPurpose", "statusListCredential"):
        if not isinstance(held.get(field), str) or not held[field]:
            raise InputRejectedError("CREDENTIALS-048", field=field)
    index = held.get("statusListIndex")
    if not isinstance(index, str) or not _INDEX.fullmatch(index):
        raise InputRejectedError("CREDENTIALS-045", index=str(index)[:40])
    return StatusEntry(held["statusListCredential"], int(index), held["statusPurpose"])


def status_list_credential(
    list_id: str,
    issuer: str | Mapping[str, Any],
    purpose: Purpose,
    status_list: StatusList,
    valid_from: datetime,
    valid_until: datetime,
    kept_for: timedelta | None = None,
) -> dict[str, Any]:
    """The unsigned credential that publishes a list; ``list_id`` is the address it is served at.

    A reader may keep it for ``kept_for`` (``ttl`` in the document, milliseconds) and never beyond
    ``valid_until``, so a list held back cannot hide a revocation for longer than that.
    """
    subject: dict[str, Any] = {
        "id": f"{list_id}#list",
        "type": "BitstringStatusList",
        "statusPurpose": purpose.value,
        "encodedList": status_list.encoded(),
    }
    if kept_for is not None:
        subject["ttl"] = int(kept_for / timedelta(milliseconds=1))
    return {
        "@context": [CONTEXT],
        "id": list_id,
        "type": ["VerifiableCredential", LIST_TYPE],
        "issuer": issuer if isinstance(issuer, str) else dict(issuer),
        "validFrom": _written(valid_from),
        "validUntil": _written(valid_until),
        "credentialSubject": subject,
    }


def read_status_list(
    document: Mapping[str, Any], purpose: str, at: datetime | None = None
) -> StatusList:
    """The list that a status list credential publishes for ``purpose``.

    Without ``at`` its period is not asked. Raises InputRejectedError CREDENTIALS-047 (not a status
    list credential), 046 (another purpose), 050 (outside its period), and as
    ``decode_status_list``.
    """
    subject = document.get("credentialSubject")
    if (
        LIST_TYPE not in _several(document.get("type"))
        or not isinstance(subject, Mapping)
        or "BitstringStatusList" not in _several(subject.get("type"))
    ):
        raise InputRejectedError("CREDENTIALS-047")
    purposes = _several(subject.get("statusPurpose"))
    if purpose not in purposes:
        held = ", ".join(map(str, purposes))[:80]
        raise InputRejectedError("CREDENTIALS-046", wanted=purpose, held=held)
    if at is not None:
        _ask_period(document, at)
    return decode_status_list(subject.get("encodedList"))


def read_status(
    document: Mapping[str, Any], index: int, purpose: str, at: datetime | None = None
) -> bool:
    """Whether the bit of one entry is set. Raises as ``read_status_list``, and InputRejectedError
    CREDENTIALS-044 for an index outside the list.
    """
    return read_status_list(document, purpose, at).is_set(index)


def _ask_period(document: Mapping[str, Any], at: datetime) -> None:
    since, until = (_instant(document.get(name)) for name in ("validFrom", "validUntil"))
    if (since is not None and at < since) or (until is not None and at >= until):
        raise InputRejectedError(
            "CREDENTIALS-050",
            since=_written(since) if since else "-",
            until=_written(until) if until else "-",
            at=_written(at),
        )


def _instant(text: object) -> datetime | None:
    if text is None:
        return None
    try:
        return parse_instant(str(text))
    except TrimtabError:
        raise InputRejectedError("CREDENTIALS-047") from None


def _several(value: object) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _written(instant: datetime) -> str:
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
