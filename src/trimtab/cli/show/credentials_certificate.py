"""One certificate of the register in words."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, tzinfo
from typing import TYPE_CHECKING

from rich.table import Table

from trimtab.cli.output import console, language, print_lines, say
from trimtab.cli.show.credentials import show_table
from trimtab.messages import format_day, format_moment, text

if TYPE_CHECKING:
    from trimtab.app.workbench.certificates import CertificateView

WORDS = "web.certificates"


def show_certificate(seen: CertificateView, zone: tzinfo) -> None:
    """What a certificate says, where it stands and what happened to it; times on ``zone``'s clock.

    Its holder is named by the id only: names are read on the pages, by those who may.
    """
    print_lines(seen.title, text(f"{WORDS}.state_long.{seen.state}", language()), "")
    facts = Table.grid(padding=(0, 2))
    facts.add_column(no_wrap=True)
    facts.add_column(overflow="fold")
    for name, value in _facts(seen, zone):
        if value:
            facts.add_row(name, value)
    console().print(facts)
    print_lines("")
    show_table(
        "credentials.history",
        ("when", "what", "why", "who"),
        (
            (
                format_moment(one.step.at, language(), zone),
                text(f"{WORDS}.move.{one.step.move.value}", language()),
                _why(one.step.reason, one.step.note),
                one.actor,
            )
            for one in reversed(seen.steps)
        ),
    )


def _facts(seen: CertificateView, zone: tzinfo) -> Iterator[tuple[str, str]]:
    record, achievement = seen.record, seen.achievement

    def of(key: str) -> str:
        return text(f"{WORDS}.{key}", language())

    def when(moment: datetime | None) -> str:
        return format_moment(moment, language(), zone) if moment else ""

    yield say("credentials.fact.kind"), of(f"kind.{record.kind.value}")
    yield of("column.state"), of(f"state.{seen.state}")
    yield say("credentials.fact.number"), record.number or ""
    if achievement is not None:
        yield of("fact.standard"), " ".join(filter(None, (seen.standard, achievement.standard_id)))
        if achievement.level:
            yield of("column.grade"), of(f"grade.{achievement.level}")
    yield of("column.issuer"), f"{seen.issuer} {record.issuer_id}"
    yield of("fact.place"), seen.place
    yield of("column.awarded"), format_day(record.awarded_on, language())
    yield of("fact.valid"), _span(record.valid_from, record.valid_until, zone)
    yield of("fact.score"), record.score or ""
    yield (
        say("credentials.fact.holder"),
        of("forgotten") if seen.forgotten else (record.holder_id or ""),
    )
    yield of("know.id"), record.certificate_id
    yield of("know.edition"), str(record.edition)
    yield of("know.key"), record.key_id
    if seen.standing is not None:
        yield of("know.standing"), text(f"web.issuers.standing.{seen.standing.value}", language())
    yield of("know.registered"), when(seen.registered_at) or of("know.not_registered")
    yield of("know.drafted"), seen.drafted_by
    yield of("know.approved"), seen.approved_by
    yield say("credentials.fact.batch"), record.batch_id or ""
    yield of("know.digest"), record.digest


def _span(since: datetime, until: datetime | None, zone: tzinfo) -> str:
    shown = format_day(since.astimezone(zone).date(), language())
    if until is None:
        return text(f"{WORDS}.fact.from_on", language(), since=shown)
    end = format_day(until.astimezone(zone).date(), language())
    return text(f"{WORDS}.fact.from_until", language(), since=shown, until=end)


def _why(reason: object, note: str | None) -> str | None:
    words = text(f"{WORDS}.reason.{reason}", language()) if reason else None
    return " · ".join(filter(None, (words, note))) or None
