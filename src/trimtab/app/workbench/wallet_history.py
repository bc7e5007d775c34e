"""What a holder has shown to whom, in words."""

from __future__ import annotations

from dataclasses import dataclass

from trimtab.app.workbench.accounts import accounts_of
from trimtab.app.workbench.bench import Workbench
from trimtab.app.workbench.wallet import my_certificates, owner
from trimtab.app.workbench.wallet_shares import shares_of
from trimtab.credentials.wallet import Share, ShareState
from trimtab.messages import Language, text


@dataclass(frozen=True, slots=True)
class ShownOnce:
    """A share as its owner sees it."""

    share: Share
    title: str
    claims: str
    state: ShareState


def my_shares(bench: Workbench, actor: str, language: Language) -> tuple[ShownOnce, ...]:
    """The shares of an account's holder, the latest first. Raises StateError WEB-162."""
    accounts = accounts_of(bench)
    now = accounts.now()
    with bench.office.reading() as reading:
        holder_id = owner(reading, actor)
    titles = {one.certificate_id: one.title for one in my_certificates(bench, actor, language, now)}
    return tuple(
        ShownOnce(
            one,
            titles.get(one.certificate_id, one.certificate_id),
            claim_words(one.shown, language),
            one.state(now),
        )
        for one in shares_of(accounts, holder_id)
    )


def claim_words(claims: tuple[str, ...], language: Language) -> str:
    """Claims as a list in words."""
    return text("web.wallet.between", language).join(
        text(f"web.wallet.claims.{one}", language) for one in claims
    )
