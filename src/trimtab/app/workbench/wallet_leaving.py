"""Leaving: the wallet goes, what an issuer must keep stays."""

from __future__ import annotations

from dataclasses import replace

from trimtab.app.workbench.accounts import Accounts
from trimtab.app.workbench.wallet_claims import ENTITY
from trimtab.credentials.wallet import WalletLink
from trimtab.kernel import StateError
from trimtab.office.people import find_active
from trimtab.office.rights import Right, grants_of
from trimtab.office.types import Actor, Grant, Role
from trimtab.ports import Reading
from trimtab.stores.credentials import wallet_rows as rows
from trimtab.stores.office import accounts as account_rows
from trimtab.stores.office import sessions

_REASON = "wallet deleted by its holder"


def leave(accounts: Accounts, actor: str) -> None:
    """Delete a wallet: link, shares and claims, all in one transaction.

    The account is switched off if it was there for the wallet only; somebody who also works in the
    office keeps it. Certificates stay in the register, whose issuer must be able to confirm them.
    Raises StateError WEB-162 for an account without a wallet.
    """
    with accounts.office.work(actor, _REASON) as work:
        link = work.get(WalletLink, actor)
        if link is None:
            raise StateError("WEB-162")
        gone = rows.forget_wallet(work.connection, link.holder_id)
        work.remove(link)
        work.note(ENTITY, link.holder_id, {"event": "wallet_deleted", **gone})
        person = find_active(work, Actor, actor)
        if _only_holder(work, actor):
            for grant in grants_of(work, actor, Right.WALLET_OWN):
                work.remove(grant)
            work.replace(replace(person, active=False))
            account_rows.remove_links(work.connection, actor)
            sessions.end_sessions(work.connection, actor)


def _only_holder(reading: Reading, actor: str) -> bool:
    return {one.role for one in reading.find(Grant, actor_id=actor)} <= {Role.HOLDER}
