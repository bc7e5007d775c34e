"""Links and tokens from the command line."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from trimtab.app.workbench.account_links import choose_password
from trimtab.app.workbench.accounts import Accounts
from trimtab.cli.commands import application
from trimtab.kernel import NotAllowedError, TrimtabError, UnknownCodeError, UsageError
from trimtab.stores.office.store import open_office


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """One command on a workspace with an administrator and an analyst."""
    monkeypatch.setenv("TRIMTAB_WORKSPACE", str(tmp_path / "workspace"))
    monkeypatch.setenv("COLUMNS", "200")
    open_office(tmp_path / "workspace", create=True).close()

    def run(*arguments: str) -> str:
        done = CliRunner().invoke(application, ["office", *arguments])
        if isinstance(done.exception, TrimtabError):
            raise done.exception
        assert done.exit_code == 0, done.output
        return done.stdout

    why = ("--reason", "set up")
    run("departments", "add", "claims", "--title", "Claims", "--region", "CN-310000", *why)
    for name, role in (("wang", "administrator"), ("li", "analyst")):
        run("actors", "add", name, "--title", name, "--department", "claims", *why)
        run("grants", "give", name, role, "--region", "CN-310000", *why)
    return run


def test_a_link_opens_an_account(run, tmp_path):
    server = "https://trimtab.example.cn/"
    said = run("link", "li", "--address", server, "--actor", "wang", "--reason", "joins")
    secret = re.match(r"https://trimtab\.example\.cn/sign-in/link/([\w-]{43})\n", said)[1]
    with open_office(tmp_path / "workspace") as office:
        accounts = Accounts(office)
        choose_password(accounts, secret, "another raft of quiet owls")
        assert accounts.sign_in("li", "another raft of quiet owls", "192.0.2.7")
    with pytest.raises(UsageError, match="OFFICE-015"):
        run("link", "li")
    with pytest.raises(NotAllowedError, match="OFFICE-010"):
        run("link", "wang", "--actor", "li", "--reason", "please")
    with pytest.raises(UnknownCodeError, match="WEB-023"):
        run("link", "nobody", "--reason", "please")


def test_a_token_is_made_listed_and_revoked(run, tmp_path):
    scopes = ("--scope", "observations.see", "--scope", "cases.see")
    why = ("--actor", "wang", "--reason", "export")
    said = run("tokens", "add", "li", "--title", "export", *scopes, "--days", "30", *why)
    secret = said.split()[0]
    (token,) = json.loads(run("tokens", "list", "--json"))["tokens"]
    assert (token["actor_id"], token["made_by"]) == ("li", "wang")
    assert set(token["scopes"]) == {"observations.see", "cases.see"}
    assert "token_hash" not in token and secret not in str(token)
    assert "export" in run("tokens", "list", "--of", "li", "--actor", "li")
    assert "export" not in run("tokens", "list", "--of", "wang")
    with open_office(tmp_path / "workspace") as office:
        accounts = Accounts(office)
        assert accounts.viewer(None, secret).actor == "li"
        run("tokens", "revoke", token["token_id"], "--actor", "li")
        assert accounts.viewer(None, secret) is None
