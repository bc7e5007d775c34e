"""Tokens with which programs call the API: told once, for some rights, for some time."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from secrets import token_hex

from trimtab.app.workbench.account_links import ENTITY
from trimtab.app.workbench.accounts import Accounts
from trimtab.app.workbench.viewer import viewer_of
from trimtab.kernel import InputRejectedError, UnknownCodeError
from trimtab.office.accounts import ApiToken, require_over
from trimtab.office.rights import Right, holds
from trimtab.office.types import Actor, Department
from trimtab.ports import Reading
from trimtab.stores import database
from trimtab.stores.office import accounts as rows

PREFIX = "trimtab_"
"""How every token begins, so that programs that look for leaked secrets find it."""

_TITLE_LONGEST = 200


def make_token(
    accounts: Accounts,
    asking: str,
    actor: str,
    title: str,
    scopes: Iterable[Right],
    days: int,
    reason: str = "",
) -> tuple[ApiToken, str]:
    """A token for oneself, or for a program or person whose account one may open, and its secret.

    It never does more than its actor may on the day it is used. Raises UnknownCodeError WEB-023,
    NotAllowedError OFFICE-010, InputRejectedError WEB-032 (title), WEB-033 (no scope, or one that
    the actor does not hold), WEB-034 (days).
    """
    chosen = tuple(sorted(set(scopes)))
    longest = accounts.policy.token_longest.days
    if not title.strip() or len(title) > _TITLE_LONGEST:
        raise InputRejectedError("WEB-032", longest=_TITLE_LONGEST)
    if not 1 <= days <= longest:
        raise InputRejectedError("WEB-034", days=days, longest=longest)
    secret = PREFIX + rows.new_secret()
    with accounts.office.work(asking, reason or "token") as work:
        owner = _owner(work, asking, actor)
        viewer = viewer_of(work, actor, work.at.date())
        held = viewer.rights if viewer else frozenset()
        if not chosen or set(chosen) - held:
            raise InputRejectedError(
                "WEB-033", lacking=", ".join(sorted(set(chosen) - held)) or "-", actor=actor
            )
        token = ApiToken(
            token_hex(8), owner.actor_id, title.strip(), chosen, asking, work.at,
            work.at + timedelta(days=days),
        )  # fmt: skip
        rows.keep_token(work.connection, token, accounts.hashed(secret))
        work.note(ENTITY, actor, {"event": "token_made", **_told(token)})
    return token, secret


def revoke_token(accounts: Accounts, asking: str, token_id: str, reason: str = "") -> ApiToken:
    """End a token of one's own, or of an account that one may open.

    Raises UnknownCodeError WEB-026 also for one that is somebody else's, NotAllowedError
    OFFICE-010.
    """
    with accounts.office.work(asking, reason or "token") as work:
        token = rows.token_by_id(work.connection, token_id)
        if token is None or not _sees(work, asking, token):
            raise UnknownCodeError("WEB-026", token=token_id)
        _owner(work, asking, token.actor_id)
        rows.remove_token(work.connection, token_id)
        work.note(ENTITY, token.actor_id, {"event": "token_revoked", **_told(token)})
    return token


def tokens_of(accounts: Accounts, actor: str) -> tuple[ApiToken, ...]:
    """Somebody's tokens, the newest first."""
    with database.reading(accounts.office.engine) as connection:
        return rows.tokens(connection, actor)


def see_tokens(accounts: Accounts, asking: str) -> tuple[ApiToken, ...]:
    """The tokens one may see: one's own, and those of people one manages."""
    with accounts.office.reading() as reading:
        found = rows.tokens(reading.connection)
        return tuple(one for one in found if _sees(reading, asking, one))


def _sees(reading: Reading, asking: str, token: ApiToken) -> bool:
    if token.actor_id == asking:
        return True
    owner = reading.get(Actor, token.actor_id)
    if owner is None:
        return False
    department = reading.get(Department, owner.department_id) if owner.department_id else None
    region = department.region if department else None
    return holds(reading, asking, Right.PEOPLE_MANAGE, region, owner.department_id)


def _owner(reading: Reading, asking: str, actor: str) -> Actor:
    owner = reading.get(Actor, actor)
    if owner is None or not owner.active:
        raise UnknownCodeError("WEB-023", actor=actor)
    if actor != asking:
        require_over(reading, asking, owner)
    return owner


def _told(token: ApiToken) -> dict[str, object]:
    return {
        "token": token.token_id,
        "title": token.title,
        "scopes": [scope.value for scope in token.scopes],
        "until": token.until,
    }
