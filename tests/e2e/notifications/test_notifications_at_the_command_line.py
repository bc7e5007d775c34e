"""Channels and messages as an administrator handles them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from trimtab.kernel import TrimtabError

Run = Callable[..., tuple[int, str]]


@pytest.fixture
def trimtab(tmp_path: Path) -> Run:
    """``trimtab("notifications", "list")``: exit code and what was printed; of a refusal, its
    code."""

    def run(*arguments: str, lang: str = "en", **more: str) -> tuple[int, str]:
        from trimtab.cli.commands import application

        settings = {"TRIMTAB_LANG": lang, "COLUMNS": "160", "TRIMTAB_ACTOR": "operator",
                    "TRIMTAB_WORKSPACE": str(tmp_path)}  # fmt: skip
        done = CliRunner().invoke(application, arguments, env=settings | more)
        if isinstance(done.exception, TrimtabError):
            return done.exception.exit_code, done.exception.code
        assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
        return done.exit_code, done.output

    return run


def add(trimtab: Run, *arguments: str) -> tuple[int, str]:
    return trimtab("notifications", "channels", "add", *arguments)


def test_nothing_leaves_before_a_channel_is_there(trimtab):
    assert add(trimtab, "duty", "--kind", "email", "--to", "no address", "--topic", "test") == (
        3,
        "NOTIFY-014",
    )
    assert "nothing leaves" in trimtab("notifications", "channels", "list")[1]
    assert "没有渠道" in trimtab("notifications", "channels", "list", lang="zh")[1]
    assert trimtab("notifications", "test", "duty") == (4, "NOTIFY-003")


def test_a_channel_is_added_tried_and_closed(trimtab, mail_server, letterbox):
    mail = {"TRIMTAB_SMTP_HOST": "127.0.0.1", "TRIMTAB_SMTP_PORT": str(mail_server()),
            "TRIMTAB_SMTP_SECURITY": "plain", "TRIMTAB_SMTP_FROM": "t@b.example"}  # fmt: skip
    email = ("--kind", "email", "--to", "duty@b.example", "--topic", "job_failed")
    assert add(trimtab, "duty", *email)[0] == 0
    assert add(trimtab, "duty", *email) == (5, "NOTIFY-006")
    assert trimtab("notifications", "test", "duty") == (6, "NOTIFY-010")
    assert trimtab("notifications", "test", "duty", **mail)[0] == 0
    assert len(letterbox.letters) == 1
    [message] = json.loads(trimtab("notifications", "list", "--json")[1])["messages"]
    assert (message["state"], message["topic"]) == ("sent", "test")
    assert trimtab("notifications", "channels", "close", "duty")[0] == 0
    assert trimtab("notifications", "test", "duty", **mail) == (5, "NOTIFY-005")
    [channel] = json.loads(trimtab("notifications", "channels", "list", "--json")[1])["channels"]
    assert (channel["active"], channel["topics"]) == (False, ["job_failed"])
    assert add(trimtab, "duty", *email)[0] == 0  # opened again


def test_a_failed_job_is_told_of_and_a_failure_to_tell_is_seen(trimtab, hook):
    web = f"http://127.0.0.1:{hook.server_port}/x"
    secret = "TRIMTAB_WEBHOOK_SECRET"
    webhook = ("--kind", "webhook", "--to", web, "--topic", "job_failed")
    assert add(trimtab, "hook", *webhook) == (3, "NOTIFY-032")
    assert add(trimtab, "hook", *webhook, "--secret-name", secret, "--language", "en")[0] == 0
    assert trimtab("jobs", "add", "ingest.import", "-p", "source=nowhere.csv")[0] == 0
    assert trimtab("jobs", "work", "--until-idle", "-q") == (0, "")  # the secret is not set
    listed = trimtab("notifications", "list", "--state", "waiting")[1]
    assert "job failed" in listed
    assert "NOTIFY-033" in listed
    assert hook.posted == []
    exit_code, printed = trimtab("notifications", "test", "hook")
    assert exit_code == 5
    assert "NOTIFY-033" in printed
    assert "did not leave" in printed
    assert trimtab("notifications", "test", "hook", **{secret: "s"})[0] == 0
    [(_, _, body)] = hook.posted
    assert json.loads(body)["subject"] == "Trimtab: test message"
    assert "2 messages still wait" in trimtab("notifications", "send", **{secret: "s"})[1]


def test_strangers_see_and_change_nothing(trimtab):
    email = ("--kind", "email", "--to", "duty@b.example", "--topic", "test")
    assert add(trimtab, "duty", *email)[0] == 0
    commands = [
        ("list",),
        ("test", "duty"),
        ("channels", "list"),
        ("channels", "close", "duty"),
        ("channels", "add", "other", *email),
    ]
    for command in commands:
        assert trimtab("notifications", *command, "--actor", "stranger") == (8, "OFFICE-017")
