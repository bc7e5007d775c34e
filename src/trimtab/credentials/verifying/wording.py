"""A verdict in words and as JSON: stable names for programs, plain sentences for people."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from trimtab.credentials.issuing.types import Grade
from trimtab.credentials.types import Check, Outcome, Verdict
from trimtab.credentials.verifying.presentation import PresentationVerdict
from trimtab.credentials.verifying.summary import Summary, in_language
from trimtab.kernel import TrimtabError
from trimtab.messages import Language, has_text, text

_UNSHOWN = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})
"""Unicode categories: control, format (direction marks among them), surrogate, private, breaks."""


def outcome_sentence(outcome: Outcome, language: Language) -> str:
    """What the asker must know first."""
    return text(f"verification.outcome.{outcome}", language)


def printable(value: str) -> str:
    """A text of a stranger, without what would move a terminal's cursor or turn a line around.

    Examples
    --------
    >>> printable("grade\u202e 1\x1b[2J")
    'grade� 1�[2J'
    """
    return "".join("\ufffd" if unicodedata.category(one) in _UNSHOWN else one for one in value)


def grade_title(level: str | None, language: Language) -> str | None:
    """The name of one of the eight grades: the bare number reads as the old count, from the top.
    None for what is none of them."""
    if level is None or level not in {str(grade.value) for grade in Grade}:
        return None
    name = text(f"credentials_grade.{Grade(int(level)).name.lower()}", language)
    return name.partition("|")[0]


def check_sentence(check: Check, language: Language) -> str:
    """What one check found. A check that quotes an error code says that error's sentence."""
    params: dict[str, Any] = {name: printable(value) for name, value in check.params.items()}
    if code := params.get("code"):
        key = f"error.{code}"
        params = {**params, "n": params.get("n", "1")}
        try:
            said = text(key, language, **params)
        except (KeyError, TrimtabError):  # a check that quotes a code without its blanks
            said = params.get("detail", "")
        params = {"problem": f"{said} ({code})".lstrip()}
    if title := grade_title(params.get("level"), language):
        params["level"] = title
    if "purpose" in params and has_text(f"verification.purpose.{params['purpose']}", language):
        params["purpose"] = text(f"verification.purpose.{params['purpose']}", language)
    return text(f"verification.reason.{check.reason}", language, **params)


def checks_json(checks: Iterable[Check], language: Language) -> list[dict[str, Any]]:
    """The checks in order: name and answer for programs, title and sentence for people."""
    return [
        {
            "name": check.name,
            "answer": check.answer.value,
            "reason": check.reason,
            "params": {name: printable(value) for name, value in check.params.items()},
            "title": text(f"verification.check.{check.name}", language),
            "sentence": check_sentence(check, language),
        }
        for check in checks
    ]


def verdict_json(
    verdict: Verdict | PresentationVerdict, language: Language, summary: Summary | None = None
) -> dict[str, Any]:
    """A verdict as a JSON object.

    ``verified`` is ``proofs_hold``: the signatures are good. It does NOT mean that the certificate
    is in force, not revoked, or by an issuer who may issue it: that is ``valid``.
    """
    told: dict[str, Any] = {
        "outcome": verdict.outcome.value,
        "valid": verdict.outcome is Outcome.VALID,
        "verified": verdict.proofs_hold,
        "sentence": outcome_sentence(verdict.outcome, language),
        "checks": checks_json(verdict.checks, language),
    }
    if isinstance(verdict, Verdict):
        told |= {"credential_id": verdict.credential_id, "issuer_id": verdict.issuer_id}
    else:
        told |= {"holder_id": verdict.holder_id}
    if summary is not None:
        told["summary"] = summary_json(summary, language)
    return told


def summary_json(summary: Summary, language: Language) -> dict[str, Any]:
    """The facts of a certificate, texts in the asker's language where the certificate has them."""

    def said(held: Mapping[str, str]) -> str | None:
        return shown(in_language(held, language))

    def shown(value: str | None) -> str | None:
        return None if value is None else printable(value)

    def stamped(at: datetime | None) -> str | None:
        return None if at is None else at.strftime("%Y-%m-%dT%H:%M:%SZ")

    return {
        "credential_id": shown(summary.credential_id),
        "title": said(summary.title) or said(summary.achievement),
        "achievement": said(summary.achievement),
        "issuer_id": shown(summary.issuer_id),
        "issuer_name": said(summary.issuer_name),
        "standard": shown(summary.standard),
        "level": shown(summary.level),
        "valid_from": stamped(summary.valid_from),
        "valid_until": stamped(summary.valid_until),
        "holder_hash": shown(summary.holder_hash),
    }
