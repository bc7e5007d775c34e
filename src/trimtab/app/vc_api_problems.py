"""Problem details of the W3C specifications for what our checks find.

References   W3C Verifiable Credentials Data Model 2.0, section 7.2 (problem details); Bitstring
             Status List 1.0, section 3.5 (processing errors); RFC 9457
"""

from __future__ import annotations

from typing import Any

from trimtab.app.vc_api import Verified
from trimtab.credentials.types import Answer, Check
from trimtab.credentials.verifying import check_sentence
from trimtab.kernel import InputRejectedError
from trimtab.messages import Language, has_text, text

DATA_MODEL = "https://www.w3.org/TR/vc-data-model#"
STATUS_LIST = "https://www.w3.org/ns/credentials/status-list#"
_TYPES = {
    "form": f"{DATA_MODEL}MALFORMED_VALUE_ERROR",
    "proofs": f"{DATA_MODEL}CRYPTOGRAPHIC_SECURITY_ERROR",
    "proofs_agree": f"{DATA_MODEL}CRYPTOGRAPHIC_SECURITY_ERROR",
    "key": f"{DATA_MODEL}CRYPTOGRAPHIC_SECURITY_ERROR",
    "period": f"{DATA_MODEL}RANGE_ERROR",
}
NOT_READABLE = f"{DATA_MODEL}PARSING_ERROR"
MALFORMED = f"{DATA_MODEL}MALFORMED_VALUE_ERROR"
_NO_LIST = f"{STATUS_LIST}STATUS_RETRIEVAL_ERROR"


def problem_type(check: Check) -> str:
    """The address of the kind of problem; our own name where the specifications have none.

    >>> problem_type(Check("status", Answer.UNKNOWN, "status_unreachable"))
    'https://www.w3.org/ns/credentials/status-list#STATUS_RETRIEVAL_ERROR'
    """
    name = check.name.rsplit(".", 1)[-1]
    if name == "status" and check.answer is Answer.UNKNOWN:
        return _NO_LIST
    return _TYPES.get(name, f"urn:trimtab:verification:{check.reason}")


def answer_document(found: Verified, language: Language) -> dict[str, Any]:
    """The body of a verification's answer."""
    return {
        "verified": found.verified,
        "outcome": found.outcome.value,
        "checks": [
            {
                "check": one.name,
                "answer": one.answer.value,
                "reason": one.reason,
                "detail": check_sentence(one, language),
            }
            for one in found.checks
        ],
        "warnings": [_detail(one, language) for one in found.warnings],
        "problemDetails": [_detail(one, language) for one in found.failed],
    }


def _detail(check: Check, language: Language) -> dict[str, str]:
    key = f"verification.check.{check.name.rsplit('.', 1)[-1]}"
    title = text(key, language) if has_text(key, language) else check.name
    return {
        "type": problem_type(check),
        "title": title,
        "detail": check_sentence(check, language),
    }


def refusal_details(error: InputRejectedError, sentence: str) -> list[dict[str, str]]:
    """Problem details of a request or document that could not be read at all."""
    kind = MALFORMED if error.problems else NOT_READABLE
    return [{"type": kind, "title": error.code, "detail": sentence}]
