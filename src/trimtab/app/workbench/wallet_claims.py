"""How a wallet comes to its owner: a caseworker confirms who somebody is and hands over a code.

The code is shown once; the store keeps its keyed hash. With it an account takes the holder's
certificates into its wallet, or whoever has no account yet is given one. Nothing here writes a name
into the audit trail.
"""

from __future__ import annotations

import secrets
from secrets import token_hex

from trimtab.app.workbench.accounts import Accounts
from trimtab.credentials.wallet import CLAIM_LASTS, WalletLink
from trimtab.kernel import NotAllowedError, StateError
from trimtab.messages import Language, text
from trimtab.office.people import add_actor
from trimtab.office.people_grants import give_grant
from trimtab.office.rights import Right, require
from trimtab.office.types import OPERATOR, Actor, Role
from trimtab.ports import Reading, Work
from trimtab.stores.credentials import wallet_rows as rows
from trimtab.stores.office import accounts as account_rows
from trimtab.stores.office.work import SqlWork

ENTITY = "wallet_claim"
"""The name under which the audit trail tells of claims."""

_ALPHABET = "ABCDEFGHJKMNPQRSTVWXYZ23456789"  # none that is read as another
_LETTERS, _GROUP = 20, 4
_REASON = "wallet claim"


def new_code() -> str:
    """98 bits that can be copied from paper: ``K7QM-2XTR-...``."""
    letters = "".join(secrets.choice(_ALPHABET) for _ in range(_LETTERS))
    return "-".join(letters[at : at + _GROUP] for at in range(0, _LETTERS, _GROUP))


def plain_code(written: str) -> str:
    """A code as it was typed, without what people add to it.

    >>> plain_code(" k7qm-2xtr ")
    'K7QM2XTR'
    """
    return "".join(sign for sign in written.upper() if sign.isalnum())[:60]


def holder_of(reading: Reading, actor: str | None) -> str | None:
    """The holder whose wallet belongs to an account; None without one."""
    link = reading.get(WalletLink, actor) if actor else None
    return None if link is None else link.holder_id


def link_holder(work: Work, actor: str, holder_id: str, confirmed_by: str) -> WalletLink:
    """Give a holder's wallet to an account.

    Raises StateError WEB-160 when either has another already, NotAllowedError OFFICE-010 for an
    account that may not own a wallet.
    """
    if work.get(WalletLink, actor) is not None or work.find(WalletLink, holder_id=holder_id):
        raise StateError("WEB-160")
    link = WalletLink(actor, holder_id, confirmed_by, work.at)
    work.add(link)
    return link


def make_claim(accounts: Accounts, asking: str, holder_id: str, region: str) -> str:
    """A code with which a holder takes possession of their wallet, told once.

    Whoever asks says by asking that they have seen the holder's identity document. An older code
    for the holder ends. Raises NotAllowedError OFFICE-010, StateError WEB-160 when the wallet has
    an owner.
    """
    code = new_code()
    with accounts.office.work(asking, _REASON) as work:
        require(work, asking, Right.CREDENTIALS_ISSUE, region)
        if work.find(WalletLink, holder_id=holder_id):
            raise StateError("WEB-160")
        hashed = accounts.hashed(plain_code(code))
        until = work.at + CLAIM_LASTS
        rows.keep_claim(work.connection, hashed, holder_id, asking, region, work.at, until)
        work.note(ENTITY, holder_id, {"event": "identity_confirmed", "until": until})
    return code


def claim_wallet(accounts: Accounts, actor: str, code: str, address: str) -> WalletLink:
    """Take possession of a wallet with an account.

    Of several at once one succeeds. Raises NotAllowedError WEB-161 for a code that is wrong, used
    or over, WEB-022 after too many, StateError WEB-160.
    """
    with accounts.limited(f"wallet:{actor}", address), accounts.office.work(actor, _REASON) as work:
        holder, confirmed_by, _ = _use(accounts, work, code)
        return link_holder(work, actor, holder, confirmed_by)


def open_account(accounts: Accounts, code: str, address: str, language: Language) -> str:
    """Give somebody without an account one of their own: the secret of the link with which its
    password is chosen.

    The account is named by a random number, not after the person. Raises NotAllowedError WEB-161,
    WEB-022, StateError WEB-160.
    """
    secret, number = account_rows.new_secret(), token_hex(4)
    actor = f"{Role.HOLDER.value}-{number}"
    title = text("web.wallet.account_title", language, number=number)
    limited = accounts.limited(f"wallet:{address}", address)
    with limited, accounts.office.work(OPERATOR, _REASON) as work:
        holder, confirmed_by, region = _use(accounts, work, code)
        add_actor(work, Actor(actor, title, language=language.value))
        give_grant(work, actor, Role.HOLDER, region)
        link_holder(work, actor, holder, confirmed_by)
        until = work.at + accounts.policy.link
        hashed = accounts.hashed(secret)
        account_rows.keep_link(work.connection, hashed, actor, confirmed_by, work.at, until)
    return secret


def _use(accounts: Accounts, work: SqlWork, code: str) -> tuple[str, str, str]:
    hashed = accounts.hashed(plain_code(code))
    found = rows.find_claim(work.connection, hashed, work.at)
    if found is None or not rows.use_claim(work.connection, hashed):
        raise NotAllowedError("WEB-161")
    work.note(ENTITY, found[0], {"event": "claimed"})
    return found
