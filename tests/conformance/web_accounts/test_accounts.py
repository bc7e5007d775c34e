"""Who gets in and who does not, as an attacker would try it, on each database."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from sqlalchemy import select

from trimtab.app.workbench.account_links import (
    change_password,
    choose_password,
    credential_of,
    make_link,
    owner_of_link,
)
from trimtab.app.workbench.account_tokens import (
    make_token,
    revoke_token,
    see_tokens,
    tokens_of,
)
from trimtab.app.workbench.accounts import Accounts
from trimtab.app.workbench.password_hashing import PasswordHashing
from trimtab.kernel import InputRejectedError, NotAllowedError, UnknownCodeError
from trimtab.office.people import add_actor, close_actor
from trimtab.office.people_grants import give_grant, withdraw_grant
from trimtab.office.rights import Right
from trimtab.office.types import OPERATOR, Actor, Role
from trimtab.stores.catalogue import Catalogue
from trimtab.stores.office import schema_accounts as tables

GOOD = "梧桐树 drinks slow tea 7"
OTHER = "another raft of quiet owls"
HERE = "192.0.2.7"


def let_in(accounts: Accounts, person: str, password: str = GOOD) -> str:
    return choose_password(accounts, make_link(accounts, OPERATOR, person, "joins"), password)


def attempt(accounts: Accounts, person: str, password: str, address: str = HERE) -> str:
    """The code of the refusal; empty for one who gets in."""
    try:
        accounts.sign_in(person, password, address)
    except NotAllowedError as error:
        return error.code
    return ""


def kept(office, table) -> list[dict]:
    with office.reading() as reading:
        return [row._asdict() for row in reading.connection.execute(select(table))]


def told(office) -> list[tuple[str, str, dict]]:
    """Events that the trail tells of accounts."""
    with office.trail() as trail:
        links = [one for one in trail.links() if one.entity == "account"]
    return [(one.actor, one.entity_id, json.loads(one.after)) for one in links]


def test_a_link_is_used_once_and_opens_a_session(accounts, office):
    secret = make_link(accounts, OPERATOR, "li", "joins")
    assert owner_of_link(accounts, secret).actor_id == "li"
    session = choose_password(accounts, secret, GOOD, "Firefox")
    viewer = accounts.viewer(session, None)
    assert viewer.actor == "li" and viewer.may(Right.OBSERVATIONS_SEE)
    assert not viewer.may(Right.PEOPLE_MANAGE)
    with pytest.raises(UnknownCodeError, match="WEB-024"):
        choose_password(accounts, secret, OTHER)
    assert attempt(accounts, "li", GOOD) == "" and attempt(accounts, "LI ", GOOD) == ""
    assert attempt(accounts, "li", OTHER) == "WEB-021"
    assert [(who, what["event"]) for who, _, what in told(office)] == [
        (OPERATOR, "link_made"),
        ("li", "password_chosen"),
    ]


def test_of_two_who_use_a_link_at_once_one_gets_in(accounts, office):
    secret = make_link(accounts, OPERATOR, "li", "joins")
    start = Barrier(6)

    def use(number: int) -> str:
        start.wait()
        try:
            return choose_password(accounts, secret, f"{GOOD} {number}")
        except UnknownCodeError as error:
            return error.code

    with ThreadPoolExecutor(6) as pool:
        found = list(pool.map(use, range(6)))
    assert sorted(one == "WEB-024" for one in found) == [False] + [True] * 5
    assert len(kept(office, tables.web_session)) == 1 == len(kept(office, tables.credential))


def test_a_link_runs_out_and_a_newer_one_ends_it(accounts, clock):
    old = make_link(accounts, OPERATOR, "li", "joins")
    new = make_link(accounts, OPERATOR, "li", "lost the first")
    with pytest.raises(UnknownCodeError, match="WEB-024"):
        owner_of_link(accounts, old)
    clock.pass_by(hours=47)
    assert owner_of_link(accounts, new).actor_id == "li"
    clock.pass_by(hours=2)
    with pytest.raises(UnknownCodeError, match="WEB-024"):
        choose_password(accounts, new, GOOD)


def test_a_refused_password_leaves_the_link_good(accounts):
    secret = make_link(accounts, OPERATOR, "li", "joins")
    for refused in ("short", "aaaaaaaaaaaaaaaa"):
        with pytest.raises(InputRejectedError):
            choose_password(accounts, secret, refused)
    assert choose_password(accounts, secret, GOOD)


def test_links_are_made_only_over_whom_one_could_give_those_roles(accounts):
    """Whoever can reset a password can act as its owner: managing people is not enough."""
    assert make_link(accounts, "wang", "li", "forgot it")
    for asking, person in (("li", "wang"), ("li", "li"), ("wang", "chen")):
        with pytest.raises(NotAllowedError, match="OFFICE-010"):
            make_link(accounts, asking, person, "please")
    for nobody in ("zhang", OPERATOR, "export"):
        with pytest.raises(UnknownCodeError, match="WEB-023"):
            make_link(accounts, OPERATOR, nobody, "please")


def test_a_reset_ends_every_session_and_says_through_whom(accounts):
    first = let_in(accounts, "li")
    second = accounts.begin_session("li")
    now = choose_password(accounts, make_link(accounts, "wang", "li", "reset"), OTHER)
    assert accounts.viewer(first, None) is None and accounts.viewer(second, None) is None
    assert accounts.viewer(now, None).actor == "li"
    assert attempt(accounts, "li", GOOD) == "WEB-021"
    assert credential_of(accounts, "li").link_made_by == "wang"


def test_a_changed_password_ends_the_other_sessions_and_links(accounts):
    mine, other = let_in(accounts, "li"), accounts.begin_session("li")
    link = make_link(accounts, "wang", "li", "reset")
    with pytest.raises(NotAllowedError, match="WEB-025"):
        change_password(accounts, "li", OTHER, OTHER, HERE, accounts.session_id(mine))
    assert accounts.viewer(other, None)
    change_password(accounts, "li", GOOD, OTHER, HERE, accounts.session_id(mine))
    assert accounts.viewer(mine, None) and accounts.viewer(other, None) is None
    with pytest.raises(UnknownCodeError, match="WEB-024"):
        owner_of_link(accounts, link)
    assert (
        attempt(accounts, "li", OTHER) == "" and credential_of(accounts, "li").link_made_by is None
    )


def test_unknown_closed_unready_and_wrong_are_refused_alike_with_the_same_work(
    accounts, office, monkeypatch
):
    let_in(accounts, "li")
    let_in(accounts, "chen")
    with office.work(OPERATOR, "leaves") as work:
        close_actor(work, "chen")
    verified = []
    hasher = accounts.hashing._hasher

    class Watched:
        def verify(self, kept, given):
            verified.append(kept.split("$")[1:4])  # kind, version, cost
            return hasher.verify(kept, given)

        def hash(self, password):
            return hasher.hash(password)

        def check_needs_rehash(self, kept):
            return hasher.check_needs_rehash(kept)

    monkeypatch.setattr(accounts.hashing, "_hasher", Watched())
    people = ("li", "chen", "wang", "nobody", "export", OPERATOR, "", "李\0", "x" * 5_000)
    assert {attempt(accounts, one, OTHER, f"192.0.2.{n}") for n, one in enumerate(people)} == {
        "WEB-021"
    }
    assert len(verified) == len(people) and len({tuple(one) for one in verified}) == 1
    assert verified[0][0] == "argon2id"


def test_attempts_are_limited_by_account_and_address_and_survive_a_restart(
    accounts, office, clock, hashing
):
    let_in(accounts, "li")
    assert [attempt(accounts, "li", OTHER) for _ in range(6)] == ["WEB-021"] * 5 + ["WEB-022"]
    assert attempt(accounts, "li", GOOD) == "WEB-022"  # also with the right one, from there
    restarted = Accounts(office, now=clock, hashing=hashing)
    assert attempt(restarted, "li", GOOD) == "WEB-022"
    assert attempt(restarted, "li", GOOD, "192.0.2.8") == ""  # the owner at another address
    clock.pass_by(minutes=16)
    assert attempt(accounts, "li", GOOD) == ""
    assert accounts.counted["limited"] == 2 and accounts.counted["refused"] == 5


def test_many_addresses_against_one_account_and_one_against_many_are_slowed(accounts):
    let_in(accounts, "li")
    found = [attempt(accounts, "li", OTHER, f"198.51.100.{n}") for n in range(25)]
    assert found == ["WEB-021"] * 20 + ["WEB-022"] * 5
    found = [attempt(accounts, f"guess{n}", OTHER, "203.0.113.9") for n in range(45)]
    assert found == ["WEB-021"] * 40 + ["WEB-022"] * 5


def test_attempts_at_once_do_not_pass_the_limit_together(accounts):
    start = Barrier(12)

    def attempt_at_once(_number: int) -> str:
        start.wait()
        return attempt(accounts, "li", OTHER)

    with ThreadPoolExecutor(12) as pool:
        found = list(pool.map(attempt_at_once, range(12)))
    assert found.count("WEB-021") == 5 and found.count("WEB-022") == 7


def test_success_is_forgiven_and_what_was_typed_is_not_kept(accounts, office):
    let_in(accounts, "li")
    for _ in range(8):
        assert attempt(accounts, "li", GOOD) == ""
    attempt(accounts, "my secret in the wrong field", OTHER)
    (row,) = kept(office, tables.sign_in_attempt)
    assert "secret" not in str(row) and HERE not in str(row)


def test_sessions_end_when_idle_and_in_the_end(accounts, clock):
    session = let_in(accounts, "li")
    for _ in range(13):
        clock.pass_by(minutes=50)
        assert accounts.viewer(session, None)  # in use
    clock.pass_by(minutes=50)
    assert accounts.viewer(session, None)
    clock.pass_by(minutes=25)
    assert accounts.viewer(session, None) is None  # twelve hours
    idle = accounts.begin_session("li")
    clock.pass_by(minutes=61)
    assert accounts.viewer(idle, None) is None
    assert accounts.sessions_of("li") == ()


def test_a_grant_that_runs_out_counts_no_more_in_an_open_session(accounts, office, clock):
    with office.work(OPERATOR, "for a day") as work:
        tomorrow = work.at.date() + timedelta(days=1)
        give_grant(work, "li", Role.AUDITOR, "CN-310000", until=tomorrow)
    clock.at = clock.at.replace(hour=23, minute=50)
    session = accounts.begin_session("li")
    assert accounts.viewer(session, None).may(Right.AUDIT_READ)
    clock.pass_by(minutes=20)
    viewer = accounts.viewer(session, None)
    assert viewer.may(Right.OBSERVATIONS_SEE) and not viewer.may(Right.AUDIT_READ)


def test_a_withdrawn_role_counts_no_more_in_an_open_session(accounts, office):
    session = let_in(accounts, "li")
    with office.work(OPERATOR, "moved") as work:
        withdraw_grant(work, "li:analyst:CN-310000")
    assert accounts.viewer(session, None).rights == frozenset()


def test_whoever_is_switched_off_is_out_and_stays_out_when_switched_on_again(accounts, office):
    session = let_in(accounts, "li")
    _, bearer = make_token(accounts, "li", "li", "export", [Right.OBSERVATIONS_SEE], 30)
    link = make_link(accounts, OPERATOR, "li", "spare")
    with office.work(OPERATOR, "leaves") as work:
        close_actor(work, "li")
    with office.work(OPERATOR, "comes back") as work:
        add_actor(work, Actor("li", "Li", department_id="claims"))
    assert accounts.viewer(session, None) is None and accounts.viewer(None, bearer) is None
    assert attempt(accounts, "li", GOOD) == "WEB-021" and tokens_of(accounts, "li") == ()
    with pytest.raises(UnknownCodeError, match="WEB-024"):
        owner_of_link(accounts, link)
    for table in (tables.web_session, tables.sign_in_link, tables.api_token, tables.credential):
        assert kept(office, table) == []


def test_a_session_of_nobody_cannot_be_begun(accounts, office):
    for nobody in ("export", "zhang", OPERATOR, "system:worker"):
        with pytest.raises(UnknownCodeError, match="WEB-023"):
            accounts.begin_session(nobody)
    with pytest.raises(NotAllowedError, match="WEB-035"):
        accounts.demonstrate("li")
    assert kept(office, tables.web_session) == []


def test_one_ends_ones_own_sessions_only(accounts):
    mine, others = let_in(accounts, "li"), let_in(accounts, "wang")
    stolen = accounts.session_id(others)
    assert accounts.end_sessions("li", only=stolen) == 0 and accounts.viewer(others, None)
    phone = accounts.begin_session("li", device="Safari, iPhone")
    assert sorted(one.device for one in accounts.sessions_of("li")) == ["", "Safari, iPhone"]
    assert accounts.end_sessions("li", keeping=accounts.session_id(mine)) == 1
    assert accounts.viewer(mine, None) and accounts.viewer(phone, None) is None
    accounts.sign_out(mine)
    assert accounts.viewer(mine, None) is None


def test_a_token_does_what_its_scopes_and_its_owner_may(accounts, office, clock):
    _, bearer = make_token(accounts, "li", "li", "export", [Right.OBSERVATIONS_SEE], 30)
    viewer = accounts.viewer(None, bearer)
    assert viewer.rights == {Right.OBSERVATIONS_SEE} and viewer.csrf_token == ""
    assert bearer.startswith("trimtab_")
    with pytest.raises(InputRejectedError, match="WEB-033"):
        make_token(accounts, "li", "li", "more", [Right.PEOPLE_MANAGE], 30)
    for wrong, code in ((("", [Right.CASES_SEE], 30), "WEB-032"), (("x", [], 30), "WEB-033"),
                        (("x", [Right.CASES_SEE], 366), "WEB-034")):  # fmt: skip
        with pytest.raises(InputRejectedError, match=code):
            make_token(accounts, "li", "li", *wrong)
    assert accounts.viewer(None, bearer[:-1]) is None and accounts.viewer(None, "") is None
    with office.work(OPERATOR, "moved") as work:
        withdraw_grant(work, "li:analyst:CN-310000")
    assert accounts.viewer(None, bearer).rights == frozenset()
    clock.pass_by(days=31)
    assert accounts.viewer(None, bearer) is None


def test_a_wrong_token_beside_a_good_cookie_is_nobody(accounts):
    session = let_in(accounts, "li")
    assert (
        accounts.viewer(session, "trimtab_guess") is None and accounts.viewer(session, "") is None
    )


def test_tokens_of_others_are_theirs(accounts):
    mine, _ = make_token(accounts, "li", "li", "export", [Right.OBSERVATIONS_SEE], 30)
    high, _ = make_token(accounts, "chen", "chen", "sign", [Right.DECISIONS_SIGN], 30)
    assert [one.token_id for one in see_tokens(accounts, "li")] == [mine.token_id]
    with pytest.raises(UnknownCodeError, match="WEB-026"):
        revoke_token(accounts, "li", high.token_id)
    with pytest.raises(NotAllowedError, match="OFFICE-010"):  # chen's role reaches further
        make_token(accounts, "wang", "chen", "mine now", [Right.DECISIONS_SIGN], 30)
    program, bearer = make_token(
        accounts, "wang", "export", "nightly", [Right.OBSERVATIONS_IMPORT], 30
    )
    assert accounts.viewer(None, bearer).actor == "export"
    revoke_token(accounts, "wang", program.token_id)
    assert accounts.viewer(None, bearer) is None


def test_no_secret_is_kept_or_told(accounts, office):
    """Neither in any table nor in the trail; only hashes, and of passwords slow ones."""
    link = make_link(accounts, OPERATOR, "li", "joins")
    session = choose_password(accounts, link, GOOD)
    unused = make_link(accounts, OPERATOR, "wang", "joins")
    token, bearer = make_token(accounts, "li", "li", "export", [Right.OBSERVATIONS_SEE], 30)
    change_password(accounts, "li", GOOD, OTHER, HERE, accounts.session_id(session))
    revoke_token(accounts, "li", token.token_id)
    make_token(accounts, "li", "li", "again", [Right.OBSERVATIONS_SEE], 30)
    with office.trail() as trail:
        said = "\n".join(str(one) for one in trail.links())
    held = "".join(str(kept(office, table)) for table in tables.metadata.sorted_tables)
    for secret in (link, session, unused, bearer, GOOD, OTHER):
        assert secret not in held and secret not in said
    assert "$argon2id$" in held and "argon2" not in said
    assert [what["event"] for _, _, what in told(office)] == [
        "link_made", "password_chosen", "link_made", "token_made", "password_changed",
        "token_revoked", "token_made",
    ]  # fmt: skip


def test_a_copy_of_the_store_honours_no_secret_of_it(accounts, office, clock, hashing):
    """A restored backup has an id of its own: sessions, links and tokens of the store it was made
    of open nothing there; passwords do."""
    session = let_in(accounts, "li")
    link = make_link(accounts, OPERATOR, "wang", "joins")
    _, bearer = make_token(accounts, "li", "li", "export", [Right.OBSERVATIONS_SEE], 30)
    Catalogue(office.engine).replace_store_id("f" * 32, "restore")
    copy = Accounts(office, now=clock, hashing=hashing)
    assert copy.viewer(session, None) is None and copy.viewer(None, bearer) is None
    with pytest.raises(UnknownCodeError, match="WEB-024"):
        owner_of_link(copy, link)
    assert attempt(copy, "li", GOOD) == ""


def test_a_dated_hash_is_renewed_at_the_next_sign_in(accounts, office, clock):
    let_in(accounts, "li")
    dearer = Accounts(office, now=clock, hashing=PasswordHashing(2, 16, 1))
    assert attempt(dearer, "li", GOOD) == ""
    (row,) = kept(office, tables.credential)
    assert "m=16,t=2,p=1" in row["password_hash"]
    assert attempt(accounts, "li", GOOD) == ""


def test_the_same_password_typed_on_another_keyboard_is_the_same(accounts):
    let_in(accounts, "li", "ｑuiet owls ﬁnd rafts")
    assert attempt(accounts, "li", "quiet owls find rafts") == ""
    assert attempt(accounts, "li", "Quiet owls find rafts") == "WEB-021"
