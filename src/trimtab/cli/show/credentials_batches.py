"""Batches of certificates, and their revocation, in words and as JSON."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, tzinfo
from typing import TYPE_CHECKING, Any

from trimtab.cli.output import console, language, say, table
from trimtab.messages import format_day, format_moment, text

if TYPE_CHECKING:
    from trimtab.app.workbench.certificate_batches import BatchView
    from trimtab.credentials.issuing.batch_types import BatchRevocation

_WORDS = "web.certificates"
_ID_WIDTH = 36  # an id is copied into the next command, so it is never broken


def batch_to_json(seen: BatchView) -> dict[str, Any]:
    """A batch with its fields; ``shown_state`` says where it is, its revocation included."""
    found = seen.batch
    return {
        "batch_id": found.batch_id,
        "issuer_id": found.issuer_id,
        "title": found.title,
        "region": found.region,
        "rows": found.rows,
        "faulty": found.faulty,
        "issued": found.issued,
        "state": found.state.value,
        "shown_state": seen.state,
        "drafted_by": found.drafted_by,
        "drafted_at": found.drafted_at,
        "decided_by": found.decided_by,
        "decided_at": found.decided_at,
        "decision_note": found.decision_note,
        "job_id": found.job_id,
        "finished_at": found.finished_at,
    }


def revocation_to_json(found: BatchRevocation) -> dict[str, Any]:
    """The revocation of a whole batch with its fields."""
    return {
        "state": found.state.value,
        "reason": found.reason.value,
        "note": found.note,
        "certificates": found.certificates,
        "revoked": found.revoked,
        "asked_by": found.asked_by,
        "asked_at": found.asked_at,
        "decided_by": found.decided_by,
        "decided_at": found.decided_at,
        "decision_note": found.decision_note,
        "job_id": found.job_id,
        "finished_at": found.finished_at,
    }


def show_batches(found: Sequence[BatchView], zone: tzinfo) -> None:
    """One entry a batch, with who drafted it and who decided, and on which day of ``zone``."""
    from rich.markup import escape

    columns = ("list", "state", "rows", "faulty", "issued", "drafted_by", "decided_by")
    shown = table(
        say("credentials.batches"), [say(f"credentials.column.{name}") for name in columns]
    )
    shown.columns[0].min_width = _ID_WIDTH
    for one in found:
        shown.add_row(
            f"{escape(one.title) or _of('batch.untitled')}\n{one.batch.batch_id}",
            _of(f"batch_state.{one.state}"),
            str(one.batch.rows),
            str(one.batch.faulty),
            str(one.batch.issued),
            _on_day(one.drafted_by, one.batch.drafted_at, zone),
            _on_day(one.decided_by, one.batch.decided_at, zone),
        )
    console().print(shown)


def show_batch_facts(seen: BatchView, counts: Mapping[str, int], zone: tzinfo) -> None:
    """Where a batch and its revocation are, and who did what when, on ``zone``'s clock."""
    from rich.table import Table

    facts = Table.grid(padding=(0, 2))
    facts.add_column(no_wrap=True)
    facts.add_column(overflow="fold")
    for name, value in (*_facts(seen, counts, zone), *_revocation_facts(seen, zone)):
        if value:
            facts.add_row(name, value)
    console().print(facts)


def _facts(seen: BatchView, counts: Mapping[str, int], zone: tzinfo) -> Iterator[tuple[str, str]]:
    from rich.markup import escape

    batch = seen.batch
    yield say("credentials.fact.batch"), batch.batch_id
    yield _of("batch.title"), escape(seen.title) or _of("batch.untitled")
    yield _of("column.state"), _of(f"batch_state.{seen.state}")
    yield _of("column.issuer"), f"{seen.issuer} {batch.issuer_id}"
    yield _of("batch.rows"), str(batch.rows)
    for state, count in counts.items():
        yield _of(f"row_state.{state}"), str(count)
    yield _of("know.drafted"), _at(seen.drafted_by, batch.drafted_at, zone)
    yield (
        _of("batch.decided"),
        _at(seen.decided_by, batch.decided_at, zone, batch.decision_note),
    )


def _revocation_facts(seen: BatchView, zone: tzinfo) -> Iterator[tuple[str, str]]:
    asked = seen.revocation
    if asked is None:
        return
    yield (
        _of("batch_revocation.title"),
        text(f"credentials.revocation_state.{asked.state.value}", language()),
    )
    yield _of("batch_revocation.reason"), f"{_of(f'reason.{asked.reason.value}')} · {asked.note}"
    yield _of("batch_revocation.asked"), _at(seen.asked_by, asked.asked_at, zone)
    yield (
        _of("batch.decided"),
        _at(seen.revocation_decided_by, asked.decided_at, zone, asked.decision_note),
    )
    yield (
        _of("batch_revocation.count"),
        text(
            f"{_WORDS}.batch_revocation.of",
            language(),
            revoked=asked.revoked,
            count=asked.certificates,
        ),
    )


def _of(key: str) -> str:
    return text(f"{_WORDS}.{key}", language())


def _on_day(who: str, moment: datetime | None, zone: tzinfo) -> str:
    return f"{who}\n{format_day(moment.astimezone(zone).date(), language())}" if moment else "-"


def _at(who: str, moment: datetime | None, zone: tzinfo, note: str = "") -> str:
    if moment is None:
        return ""
    return " · ".join(filter(None, (who, format_moment(moment, language(), zone), note)))
