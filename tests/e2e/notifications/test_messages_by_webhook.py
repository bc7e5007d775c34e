"""Messages through a real web server."""

from __future__ import annotations

import hashlib
import hmac
import json

import pytest

from trimtab.app.delivery.webhook import check_address
from trimtab.kernel import InputRejectedError
from trimtab.office import Channel, ChannelKind, Message, MessageState
from trimtab.office.jobs_worker import run_worker
from trimtab.office.notifications import notify
from trimtab.office.notifications_channels import add_channel

ENVIRONMENT = {"TRIMTAB_WEBHOOK_SECRET": "shared by both sides"}
ALERTS = [
    {
        "episode_id": f"e{number}",
        "level": 2,
        "known": "2026-10",
        "title": {"zh": "上海市", "en": "Shanghai"},
        "indicator": {"zh": "登记失业人数", "en": "registered unemployed"},
    }
    for number in range(22)
]


@pytest.fixture
def told(office, hook) -> Message:
    target = f"http://127.0.0.1:{hook.server_port}/hook"
    channel = Channel(
        "hook", ChannelKind.WEBHOOK, target, ("alert_opened",), "zh", "TRIMTAB_WEBHOOK_SECRET"
    )
    with office.work("operator", "test") as work:
        add_channel(work, channel)
        [message] = notify(work, "alert_opened", {"alerts": ALERTS}, about="e0")
    return message


def kept(office, message: Message) -> Message:
    with office.reading() as reading:
        return reading.get(Message, message.message_id)


def test_what_is_posted_is_signed_and_carries_its_id(office, told, hook, sending):
    run_worker(sending(ENVIRONMENT), until_idle=True)
    [(path, headers, body)] = hook.posted
    assert path == "/hook"
    assert headers["Idempotency-Key"] == told.message_id
    stamp, signature = headers["Trimtab-Signature"].split(",")
    signed = stamp.removeprefix("t=").encode() + b"." + body
    expected = hmac.new(b"shared by both sides", signed, hashlib.sha256).hexdigest()
    assert signature == f"v1={expected}"
    content = json.loads(body)
    assert content["message_id"] == told.message_id
    assert content["topic"] == "alert_opened"
    assert content["subject"] == "稳舵：尚未通报的预警（22 条）"
    assert "上海市（登记失业人数）" in content["body"]
    assert content["body"].count("\n· ") == 20 + 1  # twenty by name, the others by number
    assert "另有 2 条" in content["body"]
    assert len(content["params"]["alerts"]) == 22
    assert kept(office, told).state is MessageState.SENT


def test_a_receiver_in_trouble_is_tried_again_with_the_same_key(office, told, hook, sending):
    hook.statuses = [500, 503, 429]
    assert run_worker(sending(ENVIRONMENT), until_idle=True) == 4
    keys = {headers["Idempotency-Key"] for _, headers, _ in hook.posted}
    assert keys == {told.message_id}
    assert kept(office, told).state is MessageState.SENT


@pytest.mark.parametrize("status", [301, 302, 307, 400, 404, 410])
def test_a_refusal_or_redirect_is_final(office, told, hook, sending, status):
    hook.statuses = [status]
    assert run_worker(sending(ENVIRONMENT), until_idle=True) == 1
    assert len(hook.posted) == 1  # nobody followed to the other place
    failed = kept(office, told)
    assert (failed.state, failed.failure) == (MessageState.FAILED, "NOTIFY-034")


def test_nothing_is_posted_unsigned(office, told, hook, sending):
    run_worker(sending({}), jobs_max=1)
    assert hook.posted == []
    assert kept(office, told).failure == "NOTIFY-033"


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("http://hooks.example/x", "NOTIFY-031"),
        ("ftp://hooks.example/x", "NOTIFY-030"),
        ("file:///etc/passwd", "NOTIFY-030"),
        ("https://user:word@hooks.example/x", "NOTIFY-030"),
        ("https:///x", "NOTIFY-030"),
        ("https://hooks.example/a b", "NOTIFY-030"),
        ("https://hooks.example/\r\nX: 1", "NOTIFY-030"),
        ("https://hooks.example:99999/", "NOTIFY-030"),
        ("http://127.0.0.1.hooks.example/", "NOTIFY-031"),
    ],
)
def test_an_address_messages_must_not_go_to_is_refused(address, code):
    with pytest.raises(InputRejectedError, match=code):
        check_address(address, {})


def test_plain_http_is_for_this_machine_and_for_named_hosts():
    for address in ("http://127.0.0.1:8080/x", "http://localhost/x", "http://[::1]/x"):
        check_address(address, {})
    named = {"TRIMTAB_WEBHOOK_OPEN_HOSTS": "hooks.example, other.example"}
    assert check_address("http://other.example/x", named).hostname == "other.example"
