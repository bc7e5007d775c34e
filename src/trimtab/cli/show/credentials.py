"""Issuers, certificates and what was found in lists, as tables and JSON."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from trimtab.cli.output import console, language, print_lines, say, table
from trimtab.messages import text

if TYPE_CHECKING:
    from trimtab.credentials.issuing.types import CertificateRecord, CertificateStep

_SHOWN = 10
Findings = Iterable[tuple[int, Sequence[Mapping[str, Any]]]]


def show_table(title: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """A table with the columns of ``cli.credentials.column``; the first is never broken."""
    shown = table(say(title), [say(f"credentials.column.{name}") for name in columns], whole=(0,))
    for row in rows:
        shown.add_row(*("-" if cell is None else str(cell) for cell in row))
    console().print(shown)


def certificate_to_json(
    found: CertificateRecord, steps: Sequence[CertificateStep] = ()
) -> dict[str, Any]:
    """A certificate without its holder's name."""
    made: dict[str, Any] = {
        "certificate_id": found.certificate_id,
        "kind": found.kind.value,
        "issuer_id": found.issuer_id,
        "achievement_id": found.achievement_id,
        "holder_id": found.holder_id,
        "region": found.region,
        "awarded_on": found.awarded_on,
        "valid_from": found.valid_from,
        "valid_until": found.valid_until,
        "issued_at": found.issued_at,
        "state": found.state.value,
        "state_since": found.state_since,
        "number": found.number,
        "key_id": found.key_id,
        "edition": found.edition,
        "digest": found.digest,
        "drafted_by": found.drafted_by,
        "approved_by": found.approved_by,
        "batch_id": found.batch_id,
    }
    if steps:
        made["history"] = [
            {
                "move": step.move.value,
                "at": step.at,
                "actor": step.actor,
                "reason": step.reason.value if step.reason else None,
                "note": step.note,
            }
            for step in steps
        ]
    return made


def show_certificates(
    found: Sequence[CertificateRecord], titles: Mapping[str, str], states: Mapping[str, str]
) -> None:
    """One line a certificate; titles and states by id."""
    show_table(
        "credentials.certificates",
        ("id", "number", "title", "awarded", "state"),
        (
            (
                one.certificate_id,
                one.number,
                titles[one.certificate_id],
                one.awarded_on,
                text(f"web.certificates.state.{states[one.certificate_id]}", language()),
            )
            for one in found
        ),
    )


def findings_to_json(faulty: Findings) -> list[dict[str, Any]]:
    """Findings with row, cell and header (or the member of a credential), code and sentence."""
    from trimtab.app.credentials_findings import finding_place, finding_sentence

    return [
        {
            "row": row,
            "column": one["column"],
            "header": one.get("header"),
            "cell": one.get("cell"),
            "place": finding_place(one, language()),
            "code": one["code"],
            "sentence": finding_sentence(one, language()),
        }
        for row, found in faulty
        for one in found
    ]


def show_unread(unread: Sequence[str]) -> None:
    """The columns of a list that mean nothing here, so that none is dropped without a word."""
    if unread:
        print_lines(say("credentials.unread", columns=", ".join(unread)))


def show_findings(findings: Sequence[Mapping[str, Any]], *, ahead: bool = False) -> None:
    """The first findings, and how many more there are. ``ahead``: the list is not issued yet."""
    if not findings:
        return
    said = "credentials.faulty_ahead" if ahead else "credentials.faulty"
    print_lines("", say(said, count=len({one["row"] for one in findings})))
    for one in findings[:_SHOWN]:
        print_lines(
            say(
                "credentials.finding",
                at=one["row"],
                place=one["place"],
                sentence=one["sentence"],
                code=one["code"],
            )
        )
    if len(findings) > _SHOWN:
        print_lines(say("credentials.more_findings", count=len(findings) - _SHOWN))
