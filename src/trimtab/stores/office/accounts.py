"""Rows of accounts, on one connection: credentials, links, tokens."""

from __future__ import annotations

import hmac
import secrets
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select, update

from trimtab.office.accounts import ApiToken, Credential
from trimtab.office.rights import Right
from trimtab.stores.office.schema_accounts import api_token, credential, sign_in_link
from trimtab.stores.schema import store


def new_secret() -> str:
    """256 bits that nobody guesses, in characters that an address may hold."""
    return secrets.token_urlsafe(32)


def store_key(connection: Connection) -> bytes:
    """The id of the store: under it secrets are hashed, so that they open no copy of it."""
    return str(connection.execute(select(store.c.store_id)).scalar() or "").encode()


def keyed_hash(key: bytes, secret: str) -> str:
    """What is kept of a secret."""
    return hmac.new(key, secret.encode("utf-8", "surrogatepass"), sha256).hexdigest()


# Passwords


def password_hash(connection: Connection, actor: str) -> str | None:
    """The argon2id hash of somebody's password; None where none is set."""
    found = select(credential.c.password_hash).where(credential.c.actor_id == actor)
    return connection.execute(found).scalar()


def find_credential(connection: Connection, actor: str) -> Credential | None:
    """When the password was set."""
    kept = credential.c
    found = select(kept.actor_id, kept.set_at, kept.link_made_by).where(kept.actor_id == actor)
    row = connection.execute(found).first()
    return None if row is None else Credential(*row)


def is_anybody_known(connection: Connection) -> bool:
    """Whether anybody has a password."""
    return connection.execute(select(credential.c.actor_id).limit(1)).first() is not None


def keep_password(
    connection: Connection, actor: str, hashed: str, at: datetime, link_made_by: str | None
) -> None:
    """Keep a new password instead of the one before."""
    connection.execute(delete(credential).where(credential.c.actor_id == actor))
    connection.execute(
        insert(credential).values(
            actor_id=actor, password_hash=hashed, set_at=at, link_made_by=link_made_by
        )
    )


def renew_hash(connection: Connection, actor: str, before: str, hashed: str) -> None:
    """Keep the same password under today's cost, unless it was changed meanwhile."""
    same = (credential.c.actor_id == actor) & (credential.c.password_hash == before)
    connection.execute(update(credential).where(same).values(password_hash=hashed))


# One-time links


def keep_link(
    connection: Connection, hashed: str, actor: str, made_by: str, at: datetime, until: datetime
) -> None:
    """Keep a link; older ones of the same actor end."""
    remove_links(connection, actor)
    connection.execute(
        insert(sign_in_link).values(
            link_hash=hashed, actor_id=actor, made_by=made_by, made_at=at, until=until
        )
    )


def find_link(connection: Connection, hashed: str, at: datetime) -> tuple[str, str] | None:
    """Whom a link is for and who made it; None for one that is not, or no longer, good."""
    kept = sign_in_link.c
    chosen = select(kept.actor_id, kept.made_by).where(kept.link_hash == hashed, kept.until > at)
    row = connection.execute(chosen).first()
    return None if row is None else (row.actor_id, row.made_by)


def use_link(connection: Connection, hashed: str, at: datetime) -> bool:
    """Take a link away; False where somebody was faster: of two at once, one finds the row."""
    kept = sign_in_link.c
    gone = delete(sign_in_link).where(kept.link_hash == hashed, kept.until > at)
    return connection.execute(gone).rowcount == 1


def remove_links(connection: Connection, actor: str) -> None:
    """End the links of an actor."""
    connection.execute(delete(sign_in_link).where(sign_in_link.c.actor_id == actor))


# Tokens of programs


def keep_token(connection: Connection, token: ApiToken, hashed: str) -> None:
    """Keep a new token."""
    values = {column.name: getattr(token, column.name, hashed) for column in api_token.columns}
    values["scopes"] = [scope.value for scope in token.scopes]
    connection.execute(insert(api_token).values(values))


def find_token(connection: Connection, hashed: str, at: datetime) -> ApiToken | None:
    """The token with this hash, unless it has run out."""
    kept = api_token.c
    row = connection.execute(
        select(api_token).where(kept.token_hash == hashed, kept.until > at)
    ).first()
    return None if row is None else _token(row)


def tokens(connection: Connection, actor: str | None = None) -> tuple[ApiToken, ...]:
    """Tokens that are there, of one actor or all, the newest first."""
    chosen = select(api_token).order_by(api_token.c.made_at.desc(), api_token.c.token_id)
    if actor is not None:
        chosen = chosen.where(api_token.c.actor_id == actor)
    return tuple(_token(row) for row in connection.execute(chosen))


def token_by_id(connection: Connection, token_id: str) -> ApiToken | None:
    """The token of this id."""
    row = connection.execute(select(api_token).where(api_token.c.token_id == token_id)).first()
    return None if row is None else _token(row)


def use_token(connection: Connection, token_id: str, at: datetime) -> None:
    """Note when a token was last used."""
    chosen = update(api_token).where(api_token.c.token_id == token_id)
    connection.execute(chosen.values(used_at=at))


def remove_token(connection: Connection, token_id: str) -> None:
    """End a token."""
    connection.execute(delete(api_token).where(api_token.c.token_id == token_id))


def _token(row: Row[Any]) -> ApiToken:
    known = {right.value: right for right in Right}  # a right of other software opens nothing
    scopes = tuple(known[one] for one in row.scopes if one in known)
    return ApiToken(
        row.token_id,
        row.actor_id,
        row.title,
        scopes,
        row.made_by,
        row.made_at,
        row.until,
        row.used_at,
    )
