"""The register of issues: which document existed when, as a chain of hashes for each issuer.

A key that is stolen can sign any date. What stands in this register stood there before: a line
cannot be put in later without changing every line after it, and the head of each day is signed and
can be handed to others.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from hashlib import sha256
from typing import Any

from trimtab.credentials.issuing.storage import CertificateStore
from trimtab.credentials.issuing.types import CertificateDocument, IssueDay, IssueEntry
from trimtab.kernel import InputRejectedError, parse_instant
from trimtab.ports import Work

GENESIS = "0" * 64
"""What stands before the first line of an issuer."""

DAY_TYPE = "CertificateIssueDay"


def link(
    digest: str, issuer_id: str, sequence: int, certificate_id: str, at: datetime, previous: str
) -> str:
    """The hash of a line: sha256 of its JSON with sorted keys and no spaces, the hash before it
    included.

    Examples
    --------
    >>> at = datetime(2026, 11, 23, tzinfo=UTC)
    >>> link("00", "did:key:z", 1, "urn:uuid:1", at, GENESIS)[:12]
    '5f8841e81b33'
    """
    line = {
        "certificate": certificate_id,
        "digest": digest,
        "enteredAt": written(at),
        "issuer": issuer_id,
        "previous": previous,
        "sequence": sequence,
    }
    text = json.dumps(line, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return sha256(text.encode()).hexdigest()


def enter(
    documents: Iterable[CertificateDocument],
    issuer_id: str,
    at: datetime,
    sequence: int,
    previous: str,
) -> Iterator[IssueEntry]:
    """The lines of documents behind the line of ``sequence`` whose hash is ``previous``."""
    for document in documents:
        sequence += 1
        values = (document.digest, issuer_id, sequence, document.certificate_id, at, previous)
        previous_hash, previous = previous, link(*values)
        yield IssueEntry(
            document.digest,
            issuer_id,
            sequence,
            document.certificate_id,
            at,
            previous_hash,
            previous,
        )


def day_document(issuer_id: str, day: date, lines: Sequence[IssueEntry]) -> dict[str, Any]:
    """What an issuer signs for a day: every line of it, so that an outsider can check the chain."""
    return {
        "type": DAY_TYPE,
        "issuer": issuer_id,
        "day": day.isoformat(),
        "previous": lines[0].previous,
        "head": lines[-1].hash,
        "lines": [
            {
                "sequence": line.sequence,
                "digest": line.digest,
                "certificate": line.certificate_id,
                "enteredAt": written(line.entered_at),
            }
            for line in lines
        ],
    }


def sign_days(
    work: Work,
    store: CertificateStore,
    issuer_id: str,
    sign: Callable[[Mapping[str, Any], datetime], dict[str, Any]],
    *,
    until: date | None = None,
) -> int:
    """Sign the days of an issuer that are over (before ``until``, by default today) and have no
    signed list yet; how many were signed."""
    end = until or work.at.date()
    signed = store.days(work, issuer_id)
    lines = store.entries(work, issuer_id, signed[-1].last if signed else 0)
    by_day: dict[date, list[IssueEntry]] = {}
    for line in lines:
        by_day.setdefault(line.entered_at.astimezone(UTC).date(), []).append(line)
    over = [day for day in sorted(by_day) if day < end]
    for day in over:
        of_day = by_day[day]
        document = sign(day_document(issuer_id, day, of_day), work.at)
        content = json.dumps(document, ensure_ascii=False, separators=(",", ":"))
        first, last = of_day[0], of_day[-1]
        store.add_day(
            work,
            IssueDay(
                f"{issuer_id}#{day}",
                issuer_id,
                day,
                first.sequence,
                last.sequence,
                last.hash,
                work.at,
                content,
            ),
        )
        work.note(
            "issue_day", f"{issuer_id}#{day}"[:128], {"lines": len(of_day), "head": last.hash}
        )
    return len(over)


def check_day(document: Mapping[str, Any]) -> dict[str, datetime]:
    """When each document of a signed day was entered, by digest; its signature is asked elsewhere.

    Raises InputRejectedError CREDENTIALS-146 when the lines do not lead to the head.
    """
    found: dict[str, datetime] = {}
    try:
        previous, issuer = str(document["previous"]), str(document["issuer"])
        for line in document["lines"]:
            at = parse_instant(line["enteredAt"])
            values = (line["digest"], issuer, line["sequence"], line["certificate"], at)
            previous = link(*values, previous)
            found[line["digest"]] = at
    except (KeyError, TypeError) as failure:
        raise InputRejectedError("CREDENTIALS-146", day=str(document.get("day"))) from failure
    if previous != document.get("head"):
        raise InputRejectedError("CREDENTIALS-146", day=str(document.get("day")))
    return found


def written(instant: datetime) -> str:
    """An instant to the microsecond, in UTC."""
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
