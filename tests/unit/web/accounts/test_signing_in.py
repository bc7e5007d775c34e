"""Signing in over HTTP, as an attacker would try it."""

from __future__ import annotations

import logging
import re

import pytest
from starlette.testclient import TestClient

from trimtab.app.workbench.account_links import first_link, make_link
from trimtab.app.workbench.account_tokens import make_token
from trimtab.app.workbench.accounts import open_accounts
from trimtab.kernel import ConfigurationError
from trimtab.office.rights import Right
from trimtab.office.types import OPERATOR
from trimtab.web import create_application
from trimtab.web.settings import ServerSettings

PASSWORD = "梧桐树 drinks slow tea 7"
WRONG = "wrong " + PASSWORD
COOKIE = "trimtab_session"
HOST = "trimtab.example.cn"


def flags(answer) -> dict[str, str]:
    parts = [part.strip().partition("=") for part in answer.headers["set-cookie"].split(";")]
    return {name.lower(): value for name, _, value in parts}


def test_a_planted_session_is_not_continued(browser, accounts, signed_in):
    """Fixation: the attacker knows a session and makes a victim sign in with it."""
    signed_in("analyst")
    planted = accounts.begin_session("caseworker")
    client = browser()
    client.cookies.set(COOKIE, planted, domain=HOST)
    csrf = accounts.viewer(planted, None).csrf_token
    answer = client.post(
        "/sign-in", data={"actor": "analyst", "password": PASSWORD, "csrf_token": csrf}
    )
    assert answer.status_code == 303 and client.cookies[COOKIE] != planted
    assert accounts.viewer(planted, None) is None
    made_up = browser()
    made_up.cookies.set(COOKIE, "A" * 43, domain=HOST)
    made_up.post("/sign-in", data={"actor": "analyst", "password": PASSWORD})
    assert accounts.viewer("A" * 43, None) is None


@pytest.mark.parametrize(("base", "secure"), [("http", False), ("https", True)])
def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(signed_in, accounts, base, secure):
    client = signed_in("analyst", base_url=f"{base}://trimtab.example.cn")
    answer = client.post(
        "/sign-in", data={"actor": "analyst", "password": PASSWORD, "csrf_token": client.csrf}
    )
    found = flags(answer)
    assert "httponly" in found and found["samesite"] == "lax" and found["path"] == "/"
    assert "domain" not in found and ("secure" in found) is secure
    assert len(found[COOKIE]) == 43


def test_cookies_are_secure_behind_a_proxy_that_speaks_https(workbenches, bench, signed_in):
    signed_in("analyst")
    settings = ServerSettings(bench.folder, workers=0, secure_cookies=True)
    made = workbenches.application_of(bench, settings)
    client = TestClient(made, follow_redirects=False)
    answer = client.post("/sign-in", data={"actor": "analyst", "password": PASSWORD})
    assert "secure" in flags(answer)
    assert "max-age" in answer.headers["strict-transport-security"]


OUTSIDE = [
    "https://evil.example/",
    "//evil.example/",
    "/\\evil.example",
    "\\\\evil.example",
    "///evil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    "javascript:alert(1)",
    "http:evil.example",
    " //evil.example",
    "/sign-out",
    "/sign-in?next=/sign-in",
]


def test_nobody_is_led_to_another_site(signed_in):
    client = signed_in("analyst")
    given = {"actor": "analyst", "password": PASSWORD}
    for wanted in OUTSIDE:
        asked = client.get("/sign-in", params={"next": wanted})
        assert asked.headers["location"] == "/", wanted
        form = {**given, "next": wanted, "csrf_token": client.csrf}
        entered = client.post("/sign-in", data=form)
        assert entered.headers["location"] == "/", wanted
        client.csrf = client.csrf_now()


def test_one_comes_back_to_where_one_was(signed_in, browser):
    client = signed_in("auditor")
    away = browser().get("/audit?words=a%26b")
    assert away.status_code == 303
    assert away.headers["location"] == "/sign-in?next=%2Faudit%3Fwords%3Da%2526b"
    given = {"actor": "auditor", "password": PASSWORD, "next": "/audit?words=a%26b"}
    answer = client.post("/sign-in", data={**given, "csrf_token": client.csrf})
    assert answer.headers["location"] == "/audit?words=a%26b"


def test_a_refusal_says_nothing_of_the_account_and_keeps_no_password(browser, signed_in):
    signed_in("caseworker")
    wrong = browser().post("/sign-in", data={"actor": "caseworker", "password": WRONG})
    unknown = browser().post("/sign-in", data={"actor": "nobody", "password": WRONG})
    assert wrong.status_code == unknown.status_code == 401
    assert wrong.text.replace("caseworker", "nobody") == unknown.text
    assert PASSWORD not in wrong.text and COOKIE not in wrong.headers.get("set-cookie", "")


def test_what_a_client_writes_into_headers_does_not_change_its_address(browser, signed_in):
    signed_in("analyst")
    codes = [
        browser().post(
            "/sign-in",
            data={"actor": "analyst", "password": "wrong"},
            headers={"X-Forwarded-For": f"198.51.100.{n}", "Forwarded": f"for=198.51.100.{n}"},
        ).status_code
        for n in range(7)
    ]  # fmt: skip
    assert codes == [401] * 5 + [429] * 2
    other = browser(address="192.0.2.99")
    assert other.post("/sign-in", data={"actor": "analyst", "password": PASSWORD}).is_redirect


def test_signing_out_ends_the_session_and_takes_a_form(signed_in, accounts):
    client = signed_in("analyst")
    secret = client.cookies[COOKIE]
    assert client.get("/sign-out").status_code in (404, 405) and accounts.viewer(secret, None)
    answer = client.post("/sign-out", data={"csrf_token": client.csrf})
    assert answer.headers["location"] == "/sign-in" and flags(answer)["max-age"] == "0"
    assert accounts.viewer(secret, None) is None
    client.cookies.set(COOKIE, secret, domain=HOST)
    assert client.get("/account").headers["location"] == "/sign-in?next=%2Faccount"


def test_a_link_is_looked_at_often_and_used_once(browser, accounts):
    address = f"/sign-in/link/{make_link(accounts, OPERATOR, 'analyst', 'joins')}"
    client = browser()
    for _ in range(3):  # a program that checks mail looks first
        page = client.get(address)
        assert page.status_code == 200 and "analyst" in page.text
    assert page.headers["cache-control"] == "no-store"
    assert page.headers["referrer-policy"] == "same-origin"
    different = client.post(address, data={"password": PASSWORD, "again": PASSWORD + "!"})
    weak = client.post(address, data={"password": "123456789012", "again": "123456789012"})
    assert different.status_code == weak.status_code == 422
    assert "123456789012" not in weak.text and PASSWORD not in different.text
    used = client.post(address, data={"password": PASSWORD, "again": PASSWORD})
    assert used.status_code == 303 and used.headers["location"] == "/"
    assert client.get("/account").status_code == 200
    stranger = browser()
    assert stranger.get(address).status_code == 404
    assert stranger.post(address, data={"password": PASSWORD, "again": PASSWORD}).status_code == 404


def test_no_secret_reaches_the_log(browser, accounts, signed_in, caplog, capfd):
    caplog.set_level(logging.DEBUG)
    client = signed_in("administrator")
    link = make_link(accounts, OPERATOR, "analyst", "joins")
    _, bearer = make_token(accounts, "analyst", "analyst", "x", [Right.CASES_SEE], 3)
    browser().get(f"/sign-in/link/{link}")
    browser().post(f"/sign-in/link/{link}", data={"password": "x", "again": "x"})
    browser().get("/api/v1/account", headers={"Authorization": f"Bearer {bearer}"})
    browser().post("/sign-in", data={"actor": "analyst", "password": PASSWORD})
    client.post("/administration/people/analyst/link", data={"csrf_token": client.csrf})
    out, err = capfd.readouterr()
    ours = [one.getMessage() for one in caplog.records if not one.name.startswith("httpx")]
    logged = "\n".join(ours) + out + err
    assert "/sign-in/link/{token}" in logged or "link/" not in logged
    for secret in (link, bearer, PASSWORD, client.cookies[COOKIE], client.csrf):
        assert secret not in logged


def test_the_first_start_gives_one_link_and_later_ones_none(bench, browser, accounts):
    link = first_link(bench, "http://trimtab.example.cn/")
    assert re.fullmatch(r"http://trimtab\.example\.cn/sign-in/link/[\w-]{43}", link)
    again = first_link(bench, "http://trimtab.example.cn")  # nobody used it yet
    assert again != link
    client = browser()
    assert client.get(link).status_code == 404
    client.post(again, data={"password": PASSWORD, "again": PASSWORD})
    assert client.get("/administration").status_code == 200
    assert first_link(bench, "http://trimtab.example.cn") is None


def test_a_demonstration_is_refused_to_the_network(bench):
    for host in ("0.0.0.0", "::", "192.0.2.1", "trimtab.example.cn", "127.0.0.1.evil.example", ""):
        with pytest.raises(ConfigurationError, match="WEB-020"):
            create_application(bench, ServerSettings(bench.folder, host=host, demonstration=True))
    for host in ("127.0.0.1", "::1", "localhost", "127.0.0.9"):
        create_application(bench, ServerSettings(bench.folder, host=host, demonstration=True))


def test_a_demonstration_answers_under_this_machines_name_only(client_as):
    """DNS rebinding: a page of evil.example whose name was pointed at 127.0.0.1."""
    client = client_as(None)
    for host in ("evil.example", "evil.example:8000", "127.0.0.1.evil.example", "", "[::1"):
        for path in ("/sign-in", "/health", "/api/v1/account", "/"):
            found = client.get(path, headers={"Host": host})
            assert found.status_code == 403 and "set-cookie" not in found.headers
        answer = client.post(
            "/sign-in/demonstration", data={"actor": "analyst"}, headers={"Host": host}
        )
        assert answer.status_code == 403 and COOKIE not in answer.headers.get("set-cookie", "")
    for host in ("127.0.0.1:8000", "localhost:9", "[::1]:8000"):
        assert client.get("/sign-in", headers={"Host": host}).status_code == 200


def test_roles_are_doors_in_a_demonstration_only(browser, client_as, bench, accounts):
    assert "/sign-in/demonstration" not in browser().get("/sign-in").text
    answer = browser().post("/sign-in/demonstration", data={"actor": "administrator"})
    assert answer.status_code == 403 and COOKIE not in answer.headers.get("set-cookie", "")
    open_accounts(bench, demonstration=True)
    client = client_as(None, "en")
    assert "without a password" in client.get("/sign-in").text
    entered = client.post("/sign-in/demonstration", data={"actor": "approver", "next": "/account"})
    assert entered.headers["location"] == "/account"
    assert client.get("/account").status_code == 200
    assert client.post("/sign-in/demonstration", data={"actor": "nobody"}).status_code in (403, 404)


def test_a_malformed_host_is_no_defect(browser):
    client = browser()
    for host in ("[::1", "", "a b", "x" * 5_000, "127.0.0.1:port"):
        for path in ("/sign-in", "/account", "/api/v1/account"):
            assert client.get(path, headers={"Host": host}).status_code < 500, host


def test_a_role_of_the_demonstration_keeps_the_language_it_was_chosen_in(
    workbenches, application, client_as
):
    client = client_as(None)
    client.cookies.clear()
    chinese = {"accept-language": "zh-CN,zh;q=0.9", "origin": "http://127.0.0.1"}
    client.post("/sign-in/demonstration", data={"actor": "analyst"}, headers=chinese)
    assert 'lang="zh' in client.get("/account", headers={"accept-language": "en"}).text
