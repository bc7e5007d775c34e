"""What a verifier asks of the world around a certificate, as questions it is given."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from trimtab.credentials.securing import STANDARD, Contexts, KeyResolver, resolve_did_key
from trimtab.credentials.securing.checking import CLOCK_TOLERANCE
from trimtab.credentials.types import Answer, Issuer, Outcome
from trimtab.credentials.verifying.accreditation import Claim
from trimtab.ports.signing import CertificateRegister

Document = Mapping[str, Any]
Entered = datetime | None | Literal[Answer.NOT_ASKED]
"""When a register of issues first saw a certificate; None: it did not; NOT_ASKED: none here."""

CLOCK_SKEW = CLOCK_TOLERANCE
"""How far a certificate may be dated ahead of the verifier's clock."""


def _no_issuer(_: str) -> None:
    return None


def _no_document(_: str) -> None:
    return None


def _no_bytes(_: str) -> None:
    return None


def _no_accreditations(_: Claim) -> Answer:
    return Answer.NOT_ASKED


def _not_kept(_: str, __: str) -> None:
    return None


def _not_placed(_: str, __: int) -> None:
    return None


def _no_register(_: str, __: str) -> Entered:
    return Answer.NOT_ASKED


@dataclass(frozen=True, slots=True)
class Sources:
    """The questions, each answered from memory, files or a database, never from the network unless
    whoever made them chose so.

    ``resolve``     the key of a verification method, with its history; None: unknown
    ``issuer``      an issuer this verifier knows; None: unknown, which is a warning and not a proof
                    of anything
    ``accredited``  PASSED, FAILED; UNKNOWN: could not be looked up now; NOT_ASKED: nobody keeps
                    accreditations here
    ``status``      the status list credential of an address; None: cannot be had
    ``kept``        how a certificate of this issuer stands in the register kept here: VALID,
                    SUSPENDED, REVOKED; None: it is not kept here. It answers before any list: a
                    list waits for somebody to sign it
    ``kept_at``     the same by a place in a status list, by which a certificate in parts is known
    ``registered``  when the register of issues first saw this digest of this issuer
    ``certificate`` a certificate kept here, by the key of its public address
    ``fetch``       the bytes of a related resource, to compare with its digest; None: not seen
    ``register``    a register kept elsewhere, such as a national one
    """

    resolve: KeyResolver = resolve_did_key
    issuer: Callable[[str], Issuer | None] = _no_issuer
    accredited: Callable[[Claim], Answer] = _no_accreditations
    status: Callable[[str], Document | None] = _no_document
    kept: Callable[[str, str], Outcome | None] = _not_kept
    kept_at: Callable[[str, int], Outcome | None] = _not_placed
    registered: Callable[[str, str], Entered] = _no_register
    certificate: Callable[[str], Document | None] = _no_document
    fetch: Callable[[str], bytes | None] = _no_bytes
    contexts: Contexts = STANDARD
    register: CertificateRegister | None = None
    lists: dict[tuple[object, ...], Any] = field(
        init=False, repr=False, compare=False, default_factory=dict
    )
    """Status lists already looked at with these very answers; ``replace`` begins anew."""


@dataclass(frozen=True, slots=True)
class PresentationRequest:
    """What a verifier asked the holder for, so that an answer given to another counts for nothing.

    ``nonce`` and ``audience`` as sent; None: not asked for. ``fresh`` is told the nonce of an
    answer once everything else about it holds, and says whether it is the first; None: nobody
    remembers, and the answer says so.
    """

    nonce: str | None = None
    audience: str | None = None
    fresh: Callable[[str], bool] | None = None
