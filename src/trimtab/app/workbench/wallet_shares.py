"""Showing a certificate: the holder chooses what, for whom and until when; it is opened once.

A share keeps what was chosen, never what is shown: the presentation is made when its reader opens
it, from a twin of the certificate issued afresh (so that two readers find nothing in what they saw
that tells them of the same one), signed by a key of its own over a nonce and the reader's name,
verified like any other, shown, and forgotten.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from secrets import token_hex

from trimtab.app.workbench.accounts import Accounts, accounts_of
from trimtab.app.workbench.bench import Workbench
from trimtab.app.workbench.wallet_presenting import present_certificate
from trimtab.credentials.wallet import (
    CLAIMS,
    REQUEST_LASTS,
    Share,
    ShareState,
    VerifierRequest,
    choose,
)
from trimtab.kernel import InputRejectedError, UnknownCodeError
from trimtab.stores import database
from trimtab.stores.credentials import wallet_rows as rows
from trimtab.stores.office.accounts import new_secret

NONCE_BYTES = 24


@dataclass(frozen=True, slots=True)
class Presented:
    """What a reader sees once: the signed text, and to what it is tied."""

    text: str
    nonce: str
    audience: str
    at: datetime


def make_share(
    accounts: Accounts,
    holder_id: str,
    certificate_id: str,
    shown: Iterable[str],
    audience: str,
    lasting: timedelta,
    held: Iterable[str],
) -> tuple[Share, str]:
    """A share by link, and the secret of the link, told once.

    ``held``: the claims that the certificate has. Raises InputRejectedError CREDENTIALS-200 to 203.
    """
    at, secret = accounts.now(), new_secret()
    share = Share(
        token_hex(8), holder_id, certificate_id, choose(shown, held), audience.strip(), at,
        at + lasting,
    )  # fmt: skip
    with database.writing(accounts.office.engine) as connection:
        rows.keep_share(connection, share, accounts.hashed(secret))
    return share, secret


def find_share(accounts: Accounts, secret: str) -> Share:
    """What a link opens; looking at it does not use it up: programs that read messages open links.

    Raises UnknownCodeError WEB-156 for one that is used, taken back, over or never was.
    """
    with database.reading(accounts.office.engine) as connection:
        share = rows.share_of_token(connection, accounts.hashed(secret))
    if share is None or share.state(accounts.now()) is not ShareState.OPEN:
        raise UnknownCodeError("WEB-156")
    return share


def open_share(bench: Workbench, secret: str) -> Presented:
    """Make the presentation of a share by link and use the link up.

    Of many at once one succeeds. Raises UnknownCodeError WEB-156, and as ``present_certificate``.
    """
    accounts = accounts_of(bench)
    share = find_share(accounts, secret)
    presented = _present(bench, share, secrets.token_urlsafe(NONCE_BYTES))
    if not _use(accounts, share, presented.nonce):
        raise UnknownCodeError("WEB-156")
    return presented


def revoke_share(accounts: Accounts, holder_id: str, share_id: str) -> None:
    """Take back a share that was not opened. Raises UnknownCodeError WEB-164."""
    with database.writing(accounts.office.engine) as connection:
        if not rows.revoke_share(connection, holder_id, share_id, accounts.now()):
            raise UnknownCodeError("WEB-164")


def shares_of(accounts: Accounts, holder_id: str) -> tuple[Share, ...]:
    """What a holder has shown to whom, the latest first."""
    with database.reading(accounts.office.engine) as connection:
        return rows.shares_of(connection, holder_id)


# A verifier asks


def make_request(
    accounts: Accounts, audience: str, wanted: Iterable[str]
) -> tuple[VerifierRequest, str, str]:
    """A verifier's question, the code for the holder and the secret of the verifier.

    Raises InputRejectedError CREDENTIALS-200, 203.
    """
    at, code, secret = accounts.now(), new_secret(), new_secret()
    asked = set(wanted)
    if strange := asked - set(CLAIMS):
        raise InputRejectedError("CREDENTIALS-203", claim=sorted(strange)[0][:60])
    request = VerifierRequest(
        token_hex(8),
        audience.strip(),
        secrets.token_urlsafe(NONCE_BYTES),
        tuple(one for one in CLAIMS if one in asked),
        at,
        at + REQUEST_LASTS,
    )
    with database.writing(accounts.office.engine) as connection:
        rows.keep_request(connection, request, accounts.hashed(code), accounts.hashed(secret))
    return request, code, secret


def find_request(accounts: Accounts, *, code: str = "", secret: str = "") -> VerifierRequest:
    """A question by either of its secrets. Raises UnknownCodeError WEB-155."""
    with database.reading(accounts.office.engine) as connection:
        found = rows.find_request(
            connection,
            accounts.now(),
            code_hash=accounts.hashed(code) if code else "",
            secret_hash=accounts.hashed(secret),
        )
    if found is None:
        raise UnknownCodeError("WEB-155")
    return found


def answer_request(
    accounts: Accounts,
    holder_id: str,
    code: str,
    certificate_id: str,
    shown: Iterable[str],
    held: Iterable[str],
) -> Share:
    """Answer a verifier's question, once.

    Raises UnknownCodeError WEB-155 when it is over or answered, InputRejectedError CREDENTIALS-202
    and 203.
    """
    request = find_request(accounts, code=code)
    at = accounts.now()
    share = Share(
        token_hex(8), holder_id, certificate_id, choose(shown, held), request.audience, at,
        request.until, request_id=request.request_id,
    )  # fmt: skip
    with database.writing(accounts.office.engine) as connection:
        if not rows.keep_share(connection, share, None):
            raise UnknownCodeError("WEB-155")
    return share


def answer_of(accounts: Accounts, request: VerifierRequest) -> Share | None:
    """The answer to a question; None while there is none. Raises UnknownCodeError WEB-155 when it
    was shown already or taken back."""
    with database.reading(accounts.office.engine) as connection:
        share = rows.share_of_request(connection, request.request_id)
    if share is not None and share.state(accounts.now()) is not ShareState.OPEN:
        raise UnknownCodeError("WEB-155")
    return share


def open_answer(bench: Workbench, secret: str) -> Presented | None:
    """Make the presentation that answers a question, tied to its nonce; None while nobody has
    answered. It is shown once. Raises UnknownCodeError WEB-155."""
    accounts = accounts_of(bench)
    request = find_request(accounts, secret=secret)
    share = answer_of(accounts, request)
    if share is None:
        return None
    presented = _present(bench, share, request.nonce)
    if not _use(accounts, share, request.nonce):
        raise UnknownCodeError("WEB-155")
    return presented


def _use(accounts: Accounts, share: Share, nonce: str) -> bool:
    with database.writing(accounts.office.engine) as connection:
        return rows.use_share(connection, share, accounts.hashed(nonce), accounts.now())


def _present(bench: Workbench, share: Share, nonce: str) -> Presented:
    now = accounts_of(bench).now
    text = present_certificate(
        bench, share.certificate_id, share.shown, nonce, share.audience, now()
    )
    # Lists that were signed for it begin after it was asked for.
    return Presented(text, nonce, share.audience, now())
