"""Verify whatever somebody hands over, and say what was found.

The public page, the wallet and the command line all come through ``verify_bytes``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from trimtab.app.verification_reading import InputKind, Read, read_any, read_content
from trimtab.app.verification_sources import open_sources
from trimtab.credentials.sharing import ALWAYS_VISIBLE
from trimtab.credentials.types import Outcome, Verdict
from trimtab.credentials.verifying import (
    PresentationRequest,
    PresentationVerdict,
    Sources,
    Summary,
    outcome_sentence,
    printable,
    summarise,
    summarise_shared,
    verdict_json,
    verify_credential,
    verify_presentation,
    verify_shared,
    verify_token,
)
from trimtab.credentials.verifying.enveloped import open_envelope
from trimtab.credentials.verifying.form import ENVELOPED_CREDENTIAL
from trimtab.credentials.verifying.values import listed, types_of
from trimtab.kernel import InputRejectedError, TrimtabError, UnknownCodeError, parse_instant
from trimtab.messages import Language, text


@dataclass(frozen=True, slots=True)
class Verification:
    """What was handed over, what it says, and what is to be thought of it.

    ``kind``       what kind of thing it was
    ``verdict``    of a credential, or of a presentation
    ``summary``    what the credential says; None for a presentation
    ``presented``  of a presentation, its credentials one by one
    ``document``   the credential or presentation itself; None for a token
    ``claims``     of a certificate shown in parts, what the holder disclosed
    ``text``       what a QR code or a pasted line said
    """

    kind: InputKind
    verdict: Verdict | PresentationVerdict
    summary: Summary | None = None
    presented: tuple[Verification, ...] = ()
    document: Mapping[str, Any] | None = None
    claims: Mapping[str, Any] | None = None
    text: str | None = None


def verify_bytes(
    sources: Sources,
    content: bytes,
    *,
    at: datetime,
    media_type: str | None = None,
    nonce: str | None = None,
    audience: str | None = None,
    fresh: Callable[[str], bool] | None = None,
) -> Verification:
    """Verify a file: a credential or presentation as JSON, a token, a baked badge, a PDF with its
    certificate attached, a picture with a QR code, or the address that such a code holds.

    ``media_type`` as a browser says it is no evidence and is not relied on; ``nonce`` and
    ``audience`` are what a presentation must answer, where the verifier asked for one; ``fresh``
    says whether a nonce comes for the first time.

    Raises       InputRejectedError for what cannot be read (see ``read_any``); UnknownCodeError
                 CREDENTIALS-104 for the address of a certificate that is not kept here
    """
    request = PresentationRequest(nonce, audience, fresh)
    return verify_read(sources, read_any(content), at=at, request=request)


def verify_file(
    path: Path,
    *,
    at: datetime,
    trust: Sequence[Path] = (),
    workspace: Path | None = None,
    database_url: str | None = None,
    nonce: str | None = None,
    audience: str | None = None,
    online: bool = False,
    status: Path | None = None,
) -> Verification:
    """Verify a file with what a workspace, trust files and the files beside it say; ``status``: a
    folder of status lists in the place of the one beside it.

    Raises as ``verify_bytes`` and ``open_sources``; InputRejectedError CREDENTIALS-105 when it
    cannot be opened, 101 when it is too large to be one.
    """
    content = read_content(path)
    with open_sources(
        workspace, database_url, trust=trust, beside=status or path.parent, online=online
    ) as sources:
        return verify_bytes(sources, content, at=at, nonce=nonce, audience=audience)


def judged_at(text: str) -> datetime:
    """The instant that somebody means who names one, or a day (month, year): then the last second
    of it, so that the answer speaks of the day that was named.

    Raises InputRejectedError TIME-001.

    Examples
    --------
    >>> judged_at("2020-01-01").isoformat(), judged_at("2020-01-01T08:00Z").isoformat()
    ('2020-01-01T23:59:59+00:00', '2020-01-01T08:00:00+00:00')
    """
    instant = parse_instant(text)
    return instant if "T" in text else instant - timedelta(seconds=1)


def verify_read(
    sources: Sources, read: Read, *, at: datetime, request: PresentationRequest
) -> Verification:
    """Verify what was found in a file."""
    if read.key is not None:
        document = sources.certificate(read.key)
        if document is None:
            raise UnknownCodeError("CREDENTIALS-104", text=(read.text or read.key)[:120])
        return replace(_of_credential(sources, document, at, read.kind), text=read.text)
    if read.token is not None:
        return replace(_of_token(sources, read, at, request), text=read.text)
    held = read.document or {}
    if "verifiableCredential" in held or _is_presentation(held):
        return replace(_of_presentation(sources, held, at, read.kind, request), text=read.text)
    return replace(_of_credential(sources, held, at, read.kind), text=read.text)


def _is_presentation(document: Mapping[str, Any]) -> bool:
    return any("Presentation" in str(one) for one in listed(document.get("type")))


def _of_credential(
    sources: Sources, document: Mapping[str, Any], at: datetime, kind: InputKind
) -> Verification:
    verdict = verify_credential(document, sources, at)
    if ENVELOPED_CREDENTIAL in types_of(document):
        return _of_envelope(sources, document, verdict, at, kind)
    return Verification(kind, verdict, summarise(document), document=document)


def _of_envelope(
    sources: Sources, document: Mapping[str, Any], verdict: Verdict, at: datetime, kind: InputKind
) -> Verification:
    """What was signed is told, never what stands beside it."""
    try:
        token, _ = open_envelope(document)
        inside = _of_token(sources, Read(kind, token=token), at, PresentationRequest())
    except InputRejectedError:  # the verdict says why
        return Verification(kind, verdict, document=document)
    return replace(inside, verdict=verdict, document=document)


def _of_token(
    sources: Sources, read: Read, at: datetime, request: PresentationRequest
) -> Verification:
    token = read.token or ""
    if "~" in token or token.startswith("{"):
        verdict, finding = verify_shared(token, sources, at, request)
        summary = summarise_shared(finding)
        return Verification(read.kind, verdict, summary, claims=finding.claims)
    verdict, document = verify_token(token, sources, at)
    return Verification(read.kind, verdict, summarise(document), document=document or None)


def _of_presentation(
    sources: Sources,
    document: Mapping[str, Any],
    at: datetime,
    kind: InputKind,
    request: PresentationRequest,
) -> Verification:
    verdict = verify_presentation(document, sources, at, request)
    presented = tuple(
        Verification(
            InputKind.CREDENTIAL, one, summarise(held) if held else None, document=held or None
        )
        for held, one in zip(verdict.documents, verdict.credentials, strict=True)
    )
    return Verification(kind, verdict, presented=presented, document=document)


def disclosed(claims: Mapping[str, Any]) -> dict[str, str]:
    """What a holder chose to show, as texts: not the claims by which the token works."""
    return {
        printable(name): printable(str(value))
        for name, value in claims.items()
        if name not in ALWAYS_VISIBLE and name not in ("iat", "jti")
    }


def verification_json(verification: Verification, language: Language) -> dict[str, Any]:
    """A verification as JSON: see docs/explanation/certificate-verification.md."""
    told = {
        "kind": verification.kind.value,
        "kind_title": text(f"verification.kind.{verification.kind}", language),
        **verdict_json(verification.verdict, language, verification.summary),
    }
    if verification.claims:
        told["disclosed"] = disclosed(verification.claims)
    if verification.presented:
        told["presented"] = [verification_json(one, language) for one in verification.presented]
    if verification.text is not None:
        told["text"] = printable(verification.text)
    return told


def refusal_json(error: TrimtabError, language: Language) -> dict[str, Any]:
    """What could not be read at all, in the shape of an answer: never valid, with the problem.

    A file that cannot be opened and a certificate that is kept elsewhere were not judged: pending.
    """
    unjudged = error.code in ("CREDENTIALS-104", "CREDENTIALS-105")
    outcome = Outcome.PENDING if unjudged else Outcome.INVALID
    params = {name: printable(str(value)) for name, value in error.params.items()}
    return {
        "outcome": outcome.value,
        "valid": False,
        "verified": False,
        "sentence": outcome_sentence(outcome, language),
        "checks": [],
        "problem": {
            "code": error.code,
            "params": params,
            "sentence": text(f"error.{error.code}", language, **params),
        },
    }
