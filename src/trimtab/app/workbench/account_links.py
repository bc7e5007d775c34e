"""Passwords and the one-time links through which they are chosen."""

from __future__ import annotations

from collections.abc import Iterable

from trimtab.app.workbench.accounts import Accounts, accounts_of, may_sign_in
from trimtab.app.workbench.bench import Workbench
from trimtab.kernel import NotAllowedError, UnknownCodeError, UsageError
from trimtab.messages import opening_capital, preferred_language, text
from trimtab.office.accounts import Credential, Entry, require_over
from trimtab.office.passwords import check_password
from trimtab.office.people import add_actor
from trimtab.office.people_grants import give_grant
from trimtab.office.rights import Right, grants_of
from trimtab.office.types import OPERATOR, Actor, Grant, Role
from trimtab.ports import Reading, SeriesQuery
from trimtab.stores import database
from trimtab.stores.office import accounts as rows
from trimtab.stores.office import sessions

ENTITY = "account"
"""The name under which the audit trail tells of accounts."""

FIRST = "administrator"
_FIRST_REGION = "CN"


def make_link(accounts: Accounts, asking: str, actor: str, reason: str) -> str:
    """A one-time link with which a person chooses a password: its secret, told once.

    Links made earlier for the same person end. Raises UnknownCodeError WEB-023 for one who may not
    sign in, NotAllowedError OFFICE-010 for who may not open that account, UsageError OFFICE-015
    without a reason.
    """
    if not reason.strip():
        raise UsageError("OFFICE-015")
    secret = rows.new_secret()
    with accounts.office.work(asking, reason.strip()) as work:
        person = work.get(Actor, actor)
        if person is None or not may_sign_in(work, actor):
            raise UnknownCodeError("WEB-023", actor=actor)
        require_over(work, asking, person)
        until = work.at + accounts.policy.link
        rows.keep_link(work.connection, accounts.hashed(secret), actor, asking, work.at, until)
        work.note(ENTITY, actor, {"event": "link_made", "until": until})
    return secret


def owner_of_link(accounts: Accounts, secret: str) -> Actor:
    """Whom a link is for. Looking does not use it up: programs that check mail open links.

    Raises UnknownCodeError WEB-024 for one that is used, has run out or never was.
    """
    with accounts.office.reading() as reading:
        hashed = accounts.hashed(secret)
        found = rows.find_link(reading.connection, hashed, accounts.now())
        person = reading.get(Actor, found[0]) if found else None
    if person is None or not person.active:
        raise UnknownCodeError("WEB-024")
    return person


def choose_password(accounts: Accounts, secret: str, password: str, device: str = "") -> str:
    """Use a link up: keep the password, end every session, begin one; its secret.

    Of several at once one succeeds. Raises UnknownCodeError WEB-024, InputRejectedError WEB-030
    and WEB-031; then the link is still good.
    """
    person = owner_of_link(accounts, secret)
    check_password(password, *_known(person))
    hashed = accounts.hashing.hash(password)
    session = rows.new_secret()
    with accounts.office.work(person.actor_id, "sign-in link") as work:
        link = accounts.hashed(secret)
        found = rows.find_link(work.connection, link, work.at)
        if found is None or not rows.use_link(work.connection, link, work.at):
            raise UnknownCodeError("WEB-024")
        actor, made_by = found
        rows.keep_password(work.connection, actor, hashed, work.at, made_by)
        sessions.end_sessions(work.connection, actor)
        accounts.keep_session(work.connection, session, actor, Entry.LINK, device)
        work.note(ENTITY, actor, {"event": "password_chosen", "link_made_by": made_by})
    accounts.count("signed_in")
    return session


def change_password(
    accounts: Accounts, actor: str, before: str, password: str, address: str, keeping: str | None
) -> None:
    """Change one's own password; every session but ``keeping``, the one it is done in, ends.

    Raises NotAllowedError WEB-025 when the password before is wrong, WEB-022 after too many
    attempts; InputRejectedError WEB-030 and WEB-031.
    """
    with accounts.office.reading() as reading:
        person = reading.get(Actor, actor)
        kept = rows.password_hash(reading.connection, actor)
    known = () if person is None else _known(person)
    with accounts.limited(actor, address):
        if not accounts.hashing.is_right(kept, before):
            raise NotAllowedError("WEB-025")
    check_password(password, *known)
    hashed = accounts.hashing.hash(password)
    with accounts.office.work(actor, "change of password") as work:
        rows.keep_password(work.connection, actor, hashed, work.at, None)
        rows.remove_links(work.connection, actor)
        sessions.end_sessions(work.connection, actor, keeping=keeping)
        work.note(ENTITY, actor, {"event": "password_changed"})


def credential_of(accounts: Accounts, actor: str) -> Credential | None:
    """When somebody's password was set and through whose link; None without one."""
    with database.reading(accounts.office.engine) as connection:
        return rows.find_credential(connection, actor)


def link_address(base: str, secret: str) -> str:
    """The address of a link below that of a server."""
    return f"{base.rstrip('/')}/sign-in/link/{secret}"


def first_link(bench: Workbench, base: str) -> str | None:
    """At the first start, when nobody has a password: the address of an administrator's link.

    Without an administrator one is registered, for the countries of the stored series. None once
    anybody can sign in: no password is ever set by Trimtab itself.
    """
    accounts = accounts_of(bench)
    with accounts.office.reading() as reading:
        if rows.is_anybody_known(reading.connection):
            return None
        found = next(iter(_administrators(reading)), None)
    if found is None:
        found = _register_first(bench, accounts)
    return link_address(base, make_link(accounts, OPERATOR, found, "first start"))


def _administrators(reading: Reading) -> Iterable[str]:
    return (
        person.actor_id
        for person in reading.find(Actor, active=True)
        if may_sign_in(reading, person.actor_id)
        and grants_of(reading, person.actor_id, Right.ROLES_GRANT)
    )


def _register_first(bench: Workbench, accounts: Accounts) -> str:
    series = bench.store.series(SeriesQuery())
    with accounts.office.work(OPERATOR, "first start") as work:
        known = work.get(Actor, FIRST)
        if known is None or not known.active:
            language = preferred_language()
            title = opening_capital(text("office.role.administrator", language))
            add_actor(work, Actor(FIRST, title, language=language.value))
        places = {str(key.region).split("-")[0] for key in series}
        places |= {one.region.split("-")[0] for one in work.find(Grant)}
        for country in sorted(places or {_FIRST_REGION}):
            give_grant(work, FIRST, Role.ADMINISTRATOR, country)
    return FIRST


def _known(person: Actor) -> tuple[str, ...]:
    return (person.actor_id, person.title, person.address or "")
