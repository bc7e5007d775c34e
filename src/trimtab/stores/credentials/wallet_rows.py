"""Rows of wallets on one connection: claims, shares and their one use, questions."""

from __future__ import annotations

from dataclasses import fields
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, and_, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from trimtab.credentials.wallet import Share, VerifierRequest
from trimtab.stores.credentials.schema_wallet import (
    presentation_use,
    verifier_request,
    wallet_claim,
    wallet_share,
)

# Claims: codes with which a holder takes possession of their wallet


def keep_claim(
    connection: Connection, hashed: str, holder: str, made_by: str, region: str,
    at: datetime, until: datetime,
) -> None:  # fmt: skip
    """Keep a claim; an older one for the same holder ends."""
    kept = wallet_claim.c
    connection.execute(delete(wallet_claim).where((kept.holder_id == holder) | (kept.until <= at)))
    connection.execute(
        insert(wallet_claim).values(
            code_hash=hashed, holder_id=holder, made_by=made_by, region=region,
            made_at=at, until=until,
        )
    )  # fmt: skip


def find_claim(connection: Connection, hashed: str, at: datetime) -> tuple[str, str, str] | None:
    """Holder, who confirmed the identity, and region of a claim that is still good."""
    kept = wallet_claim.c
    good = (kept.code_hash == hashed) & (kept.until > at)
    row = connection.execute(select(kept.holder_id, kept.made_by, kept.region).where(good)).first()
    return None if row is None else (row.holder_id, row.made_by, row.region)


def use_claim(connection: Connection, hashed: str) -> bool:
    """Take a claim away; of several at once one succeeds."""
    return bool(
        connection.execute(delete(wallet_claim).where(wallet_claim.c.code_hash == hashed)).rowcount
    )


# Shares

_COLUMNS = [wallet_share.c[one.name] for one in fields(Share) if one.name != "used_at"]


def _shares() -> Select[Any]:
    used = wallet_share.outerjoin(
        presentation_use, presentation_use.c.share_id == wallet_share.c.share_id
    )
    return select(*_COLUMNS, presentation_use.c.used_at).select_from(used)


def _share(row: Row[Any]) -> Share:
    values = row._asdict()
    values["shown"] = tuple(values["shown"])
    return Share(**values)


def keep_share(connection: Connection, share: Share, token_hash: str | None) -> bool:
    """Keep a new share; False where the question it answers has an answer already."""
    values = {column.name: getattr(share, column.name) for column in _COLUMNS}
    values["shown"] = list(share.shown)
    try:
        with connection.begin_nested():
            connection.execute(insert(wallet_share).values(token_hash=token_hash, **values))
    except IntegrityError:
        return False
    return True


def share_of_token(connection: Connection, token_hash: str) -> Share | None:
    """The share that a link opens."""
    row = connection.execute(_shares().where(wallet_share.c.token_hash == token_hash)).first()
    return None if row is None else _share(row)


def share_of_request(connection: Connection, request_id: str) -> Share | None:
    """The answer to a verifier's question."""
    row = connection.execute(_shares().where(wallet_share.c.request_id == request_id)).first()
    return None if row is None else _share(row)


def shares_of(connection: Connection, holder: str) -> tuple[Share, ...]:
    """What a holder has shown and to whom, the latest first."""
    kept = wallet_share.c
    chosen = _shares().where(kept.holder_id == holder)
    rows = connection.execute(chosen.order_by(kept.made_at.desc(), kept.share_id))
    return tuple(_share(row) for row in rows)


def revoke_share(connection: Connection, holder: str, share_id: str, at: datetime) -> bool:
    """End a share of this holder that was not opened; False where there is none."""
    kept = wallet_share.c
    opened = select(presentation_use.c.share_id).where(presentation_use.c.share_id == share_id)
    chosen = and_(
        kept.share_id == share_id,
        kept.holder_id == holder,
        kept.revoked_at.is_(None),
        ~opened.exists(),
    )
    return bool(
        connection.execute(update(wallet_share).where(chosen).values(revoked_at=at)).rowcount
    )


def use_share(connection: Connection, share: Share, nonce_hash: str, at: datetime) -> bool:
    """Open a share with a nonce; False where either was used before or the share was ended.

    The table refuses a second row for the share and for the nonce, so of many at once one
    succeeds.
    """
    kept = wallet_share.c
    # Locks the row in PostgreSQL: a share cannot be ended while it is being opened.
    found = select(kept.share_id).where(
        kept.share_id == share.share_id, kept.revoked_at.is_(None), kept.until > at
    )
    if connection.execute(found.with_for_update()).first() is None:
        return False
    try:
        with connection.begin_nested():
            connection.execute(
                insert(presentation_use).values(
                    nonce_hash=nonce_hash, share_id=share.share_id, used_at=at
                )
            )
    except IntegrityError:
        return False
    return True


# Questions of verifiers


def keep_request(
    connection: Connection, asked: VerifierRequest, code_hash: str, secret_hash: str
) -> None:
    """Keep a question. Those that have run out are forgotten, answered or not."""
    kept = verifier_request.c
    connection.execute(delete(verifier_request).where(kept.until <= asked.made_at))
    values = {one.name: getattr(asked, one.name) for one in fields(VerifierRequest)}
    values["wanted"] = list(asked.wanted)
    connection.execute(
        insert(verifier_request).values(code_hash=code_hash, secret_hash=secret_hash, **values)
    )


def find_request(
    connection: Connection, at: datetime, *, code_hash: str = "", secret_hash: str = ""
) -> VerifierRequest | None:
    """A question by the holder's code or by the verifier's secret, while it is open."""
    kept = verifier_request.c
    by = kept.code_hash == code_hash if code_hash else kept.secret_hash == secret_hash
    chosen = select(*(kept[one.name] for one in fields(VerifierRequest))).where(by, kept.until > at)
    row = connection.execute(chosen).first()
    if row is None:
        return None
    values = row._asdict()
    values["wanted"] = tuple(values["wanted"])
    return VerifierRequest(**values)


# Leaving


def forget_wallet(connection: Connection, holder: str) -> dict[str, int]:
    """Take everything of a holder's wallet away; how many shares and claims went."""
    used = select(wallet_share.c.share_id).where(wallet_share.c.holder_id == holder)
    connection.execute(delete(presentation_use).where(presentation_use.c.share_id.in_(used)))
    return {
        name: connection.execute(delete(table).where(table.c.holder_id == holder)).rowcount
        for name, table in (
            ("shares", wallet_share),
            ("claims", wallet_claim),
        )
    }
