"""A workbench that is no demonstration, with passwords at the smallest cost of argon2id."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from fastapi.routing import APIRoute
from starlette.testclient import TestClient

from trimtab.app.workbench.account_links import choose_password, make_link
from trimtab.app.workbench.accounts import accounts_of, open_accounts
from trimtab.app.workbench.password_hashing import PasswordHashing
from trimtab.office.types import OPERATOR
from trimtab.web.access import SESSION_COOKIE
from trimtab.web.settings import ServerSettings

PASSWORD = "梧桐树 drinks slow tea 7"


@pytest.fixture
def bench(bench_us_small):
    open_accounts(bench_us_small).hashing = PasswordHashing(1, 8, 1)
    return bench_us_small


@pytest.fixture
def accounts(bench):
    return accounts_of(bench)


@pytest.fixture
def real(workbenches, bench):
    """The application as a bureau runs it, over this test's workbench."""
    return workbenches.application_of(bench, ServerSettings(bench.folder, workers=0))


@pytest.fixture
def browser(real) -> Callable[..., TestClient]:
    """``browser()``: somebody's browser, nobody signed in."""

    def made(base_url: str = "http://trimtab.example.cn", address: str = "192.0.2.7"):
        return TestClient(
            real, base_url=base_url, follow_redirects=False, client=(address, 5000),
            headers={"Accept-Language": "en", "User-Agent": "Mozilla/5.0 (Windows) Firefox/140.0"},
        )  # fmt: skip

    return made


@pytest.fixture
def signed_in(browser, accounts) -> Callable[..., TestClient]:
    """A browser in which somebody signed in with a password."""

    def made(person: str = "analyst", **given: str) -> TestClient:
        choose_password(accounts, make_link(accounts, OPERATOR, person, "joins"), PASSWORD)
        client = browser(**given)
        answer = client.post("/sign-in", data={"actor": person, "password": PASSWORD})
        assert answer.status_code == 303
        client.csrf_now = lambda: accounts.viewer(client.cookies[SESSION_COOKIE], None).csrf_token
        client.csrf = client.csrf_now()
        return client

    return made


@pytest.fixture
def routes(workbenches, real) -> list[tuple[str, APIRoute]]:
    """Address and route of everything that is routed."""
    return workbenches.routes_of(real)
