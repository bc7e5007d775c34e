"""``/api/v1/verification``: check a certificate without an account.

A certificate comes as its own text, never as JSON inside JSON: a parser that lets the last of two
equal names win would show another document than the one that was signed. Programs call this;
pages of other sites are refused like everywhere (WEB-027), and no answer names another origin.
"""

from __future__ import annotations

from base64 import b64decode
from binascii import Error as NotBase64
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from trimtab.app.workbench.verification import Answered, Person, check, check_registered
from trimtab.app.workbench.viewer import Viewer
from trimtab.credentials.types import Answer, Outcome
from trimtab.kernel import InputRejectedError
from trimtab.web.access import bench, public
from trimtab.web.pages.verification_frame import count_question
from trimtab.web.problems import PROBLEMS
from trimtab.web.rendering import language_of
from trimtab.web.sessions import address_of_request

router = APIRouter(prefix="/verification", tags=["verification"], responses=PROBLEMS)

Anybody = Annotated[Viewer, public()]
_TEXT, _FILE = 1_000_000, 8_000_000
"""Longest text, and longest Base64, which holds a file of 6 MB."""

_EXAMPLE: dict[str, Any] = {
    "outcome": "valid",
    "sentence": "This certificate is valid",
    "reasons": ["Valid: the issuer is known and accredited, and nothing was withdrawn."],
    "kind": "badge_png",
    "proofs_hold": True,
    "credential_id": "urn:uuid:0b1d4c53-6e0f-4d8c-9d3a-2f3f3f0f7b11",
    "facts": [{"name": "Title", "value": "Courier, intermediate"}],
    "checks": [
        {"key": "form", "name": "Form", "answer": "passed", "sentence": "It has the right form."}
    ],
    "unproven": ["That whoever has the file is its holder."],
    "holder": "",
    "at": "2026-11-23T14:30:00Z",
}


class HolderGiven(BaseModel):
    """Whom a certificate is said to be of; compared in memory, never kept."""

    model_config = ConfigDict(extra="forbid")

    name: str = Field(max_length=200)
    number: str = Field(max_length=200)


class Question(BaseModel):
    """A certificate as text or as a file in Base64: exactly one of them."""

    model_config = ConfigDict(extra="forbid")

    document: str | None = Field(
        None,
        max_length=_TEXT,
        description="JSON, SD-JWT, or the address in a QR code, as text: every byte counts.",
    )
    file: str | None = Field(
        None, max_length=_FILE, description="PNG, SVG, PDF or photograph of a QR code, in Base64."
    )
    nonce: str | None = Field(None, max_length=200, description="Of a presentation asked for.")
    audience: str | None = Field(None, max_length=200, description="Of a presentation asked for.")
    holder: HolderGiven | None = None


class FactItem(BaseModel):
    """One line of what the certificate says."""

    name: str
    value: str


class CheckItem(BaseModel):
    """One question and what was found."""

    key: str
    name: str
    answer: Answer
    sentence: str


class VerificationAnswer(BaseModel):
    """What is to be thought of a certificate.

    Read ``outcome``. ``proofs_hold`` says only that nobody changed it: a revoked certificate has
    good proofs.
    """

    model_config = ConfigDict(json_schema_extra={"examples": [_EXAMPLE]})

    outcome: Outcome
    sentence: str
    reasons: list[str]
    kind: str
    proofs_hold: bool
    credential_id: str
    facts: list[FactItem]
    checks: list[CheckItem]
    unproven: list[str]
    holder: Literal["", "matched", "different", "unknown"]
    at: datetime


def _told(response: Response, answered: Answered) -> VerificationAnswer:
    response.headers["Cache-Control"] = "no-store"
    return VerificationAnswer(
        outcome=Outcome(answered.outcome),
        sentence=answered.sentence,
        reasons=list(answered.reasons),
        kind=answered.kind,
        proofs_hold=answered.proofs_hold,
        credential_id=answered.credential_id,
        facts=[FactItem(name=name, value=value) for name, value in answered.facts],
        checks=[CheckItem(**asdict(one)) for one in answered.checks],
        unproven=list(answered.unproven),
        holder=answered.holder,
        at=answered.at,
    )


def _content(asked: Question) -> bytes:
    """Raises InputRejectedError WEB-158 unless exactly one of text and file is given and read."""
    if (asked.document is None) == (asked.file is None):
        raise InputRejectedError("WEB-158")
    if asked.document is not None:
        return asked.document.encode("utf-8", "replace")
    try:
        return b64decode(asked.file or "", validate=True)
    except (NotBase64, ValueError):
        raise InputRejectedError("WEB-158") from None


@router.post("", summary="Check a certificate", responses={200: {"description": "The answer"}})
def verify(
    request: Request, response: Response, viewer: Anybody, asked: Question
) -> VerificationAnswer:
    """One answer with its reasons, in the asker's language. Nothing is kept."""
    count_question(request)
    person = (
        Person(asked.holder.name, asked.holder.number, address_of_request(request))
        if asked.holder
        else None
    )
    answered = check(
        bench(request),
        _content(asked),
        language_of(request, viewer),
        datetime.now(UTC),
        nonce=asked.nonce,
        audience=asked.audience,
        person=person,
    )
    return _told(response, answered)


@router.get("/{key}", summary="How a certificate of this register stands")
def registered(
    request: Request,
    response: Response,
    viewer: Anybody,
    key: Annotated[
        str,
        Path(max_length=80, description="The key in its QR code", examples=["0b1d4c53-6e0f-4d8c"]),
    ],
) -> VerificationAnswer:
    """The state in the register at this moment."""
    count_question(request)
    answered = check_registered(
        bench(request), key, language_of(request, viewer), datetime.now(UTC)
    )
    return _told(response, answered)
