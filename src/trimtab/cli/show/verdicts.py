"""A verification on the terminal: the answer first, then what the certificate says, then why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from rich.text import Text

from trimtab.app.verification import Verification, verification_json
from trimtab.cli.output import console, language, print_lines, say, table
from trimtab.credentials.types import Answer, Outcome
from trimtab.credentials.verifying.wording import grade_title
from trimtab.messages import format_instant, text

_STYLES = {
    Outcome.VALID: "bold green",
    Outcome.PENDING: "bold yellow",
    Outcome.UNKNOWN_ISSUER: "bold yellow",
    Outcome.NOT_YET_VALID: "bold yellow",
    Outcome.SUSPENDED: "bold yellow",
}
_WRONG = "bold red"
_FACTS = ("title", "issuer_name", "issuer_id", "standard", "level", "valid_from", "valid_until",
          "credential_id")  # fmt: skip


def show_verification(found: Verification, at: datetime) -> None:
    """The outcome, the facts, the checks; of a presentation also each certificate in it."""
    told = verification_json(found, language())
    out = console()
    out.print(Text(told["sentence"], style=_STYLES.get(found.verdict.outcome, _WRONG)))
    out.print(
        Text(say("verify.judged", kind=told["kind_title"], at=format_instant(at, language())))
    )
    _show_facts(found, told)
    _show_checks(told["checks"])
    for position, (one, shown) in enumerate(
        zip(found.presented, told.get("presented", ()), strict=True), start=1
    ):
        print_lines("", say("verify.presented", n=position))
        out.print(Text(shown["sentence"], style=_STYLES.get(one.verdict.outcome, _WRONG)))
        _show_facts(one, shown)
        _show_checks(shown["checks"])


def _show_facts(found: Verification, told: Mapping[str, Any]) -> None:
    """What the certificate says of itself; of one shown in parts, what the holder disclosed."""
    if found.summary is None:
        return
    shown = table("", ["", ""], whole=(0,))
    shown.show_header = False
    facts = dict(told["summary"])
    begin, end = found.summary.valid_from, found.summary.valid_until
    last = end - timedelta(microseconds=1) if end else None  # one that ends at midnight: the day
    facts |= {"valid_from": begin and format_instant(begin, language()),
              "valid_until": last and format_instant(last, language())}  # fmt: skip
    facts["level"] = grade_title(found.summary.level, language()) or facts.get("level")
    issuer = found.verdict.check("issuer")
    known = issuer is not None and issuer.answer is Answer.PASSED
    for name in _FACTS:
        if facts.get(name):
            own_word = name == "issuer_name" and not known
            title = say("verify.issuer_by_own_word") if own_word else say(f"verify.{name}")
            shown.add_row(Text(title), Text(str(facts[name])))
    for name, value in told.get("disclosed", {}).items():
        grade = grade_title(str(value), language()) if name == "level" else None
        shown.add_row(Text(name), Text(grade or str(value)))
    if shown.row_count:
        console().print(shown)


def _show_checks(checks: Sequence[Mapping[str, Any]]) -> None:
    shown = table("", [say("verify.check"), say("verify.answer"), say("verify.found")])
    for check in checks:
        if check["reason"] == "not_examined":
            continue
        answer = text(f"verification.answer.{check['answer']}", language())
        shown.add_row(Text(check["title"]), Text(answer), Text(check["sentence"]))
    console().print(shown)
    if any(check["reason"] == "status_missing" for check in checks):
        print_lines(say("verify.status_hint"))
