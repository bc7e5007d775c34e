"""Messages in the words of their reader, and the headers they become."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from trimtab.app.delivery.email import (
    EmailSettings,
    Security,
    checked_address,
    compose,
    is_loopback,
)
from trimtab.app.delivery.secrets import read_secret
from trimtab.app.delivery.webhook import check_secret_name, sign
from trimtab.kernel import ConfigurationError, InputRejectedError, UsageError
from trimtab.messages import Language
from trimtab.office import Channel, ChannelKind, Message
from trimtab.office.notifications import check_channel, words
from trimtab.ports.delivery import Letter

WRITTEN = datetime(2026, 11, 23, 8, tzinfo=UTC)


def letter(**given: object) -> Letter:
    plain = {
        "letter_id": "0f", "target": "a@b.example", "topic": "test", "language": "zh",
        "subject": "主题", "body": "正文\n", "params": {}, "written_at": WRITTEN,
    }  # fmt: skip
    return Letter(**{**plain, **given})


def test_a_param_in_several_languages_is_shown_in_the_readers():
    params = {
        "alerts": [
            {"level": 4, "known": "2026-10", "title": {"zh": "上海市", "en": "Shanghai"},
             "indicator": {"zh": "登记失业人数", "en": "registered unemployed"}},
        ]
    }  # fmt: skip
    message = Message("m", "c", "alert_opened", params, WRITTEN)
    assert "上海市（登记失业人数）" in words(message, Language.ZH)[1]
    assert "Shanghai (registered unemployed): severe" in words(message, Language.EN)[1]


def test_a_subject_is_one_line_whatever_it_is_filled_with():
    params = {"job_id": "j", "kind": "x\r\nBcc: y@z.example", "attempts": 1,
              "error": {"code": "JOB-002", "params": {"job": "j"}}}  # fmt: skip
    subject, _ = words(Message("m", "c", "job_failed", params, WRITTEN), Language.EN)
    assert "\n" not in subject
    assert "\r" not in subject
    mail = compose(letter(subject=subject), "trimtab@b.example")
    assert mail["Bcc"] is None


def test_a_mail_has_each_header_once_and_survives_seven_bit_servers():
    content = compose(letter(), "trimtab@b.example").as_bytes()
    assert content.isascii()
    for name in (b"From:", b"To:", b"Subject:", b"Date:", b"Message-ID:"):
        assert content.count(b"\r\n" + name) + content.startswith(name) == 1


@pytest.mark.parametrize(
    "address",
    ["", "a", "a@", "@b.example", "a b@c.example", "a@b.example,c@d.example", "a@b..example",
     "张@b.example", "a@b.example\n", "a@-b.example", "x" * 250 + "@b.example", "a@[127.0.0.1]"],
)  # fmt: skip
def test_what_is_no_plain_address_is_refused(address: str):
    with pytest.raises(InputRejectedError, match="NOTIFY-014"):
        checked_address(address)


@pytest.mark.parametrize("address", ["a@b", "first.last+tag@mail.hrss.gd.gov.cn", "o'neil@x.org"])
def test_a_plain_address_is_taken(address: str):
    assert checked_address(address) == address


def settings(**given: str) -> EmailSettings:
    plain = {"HOST": "mail.example", "FROM": "trimtab@b.example"}
    return EmailSettings.read({f"TRIMTAB_SMTP_{k}": v for k, v in (plain | given).items()})


def test_settings_are_safe_by_default():
    assert (settings().security, settings().port) == (Security.STARTTLS, 587)
    assert settings(SECURITY="TLS").port == 465
    assert settings(USER="u", PASSWORD="p").password == "p"


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"HOST": ""}, "NOTIFY-010"),
        ({"FROM": ""}, "NOTIFY-010"),
        ({"SECURITY": "ssl"}, "NOTIFY-011"),
        ({"PORT": "0"}, "NOTIFY-011"),
        ({"PORT": "65536"}, "NOTIFY-011"),
        ({"PORT": "²"}, "NOTIFY-011"),
        ({"SECURITY": "plain", "USER": "u", "PASSWORD": "p"}, "NOTIFY-012"),
        ({"USER": "u", "PASSWORD_FILE": "/nowhere"}, "NOTIFY-013"),
    ],
)
def test_settings_that_cannot_work_are_refused(given, code: str):
    with pytest.raises(ConfigurationError, match=code):
        settings(**given)


def test_a_secret_comes_from_the_environment_or_a_file(tmp_path):
    file = tmp_path / "secret"
    file.write_text("秘密\n", encoding="utf-8")
    assert read_secret("S", {"S": "a", "S_FILE": str(file)}) == "a"
    assert read_secret("S", {"S_FILE": str(file)}) == "秘密"
    assert read_secret("S", {}) is None
    file.write_text("\n")
    with pytest.raises(ConfigurationError, match="NOTIFY-013"):
        read_secret("S", {"S_FILE": str(file)})


def test_only_variables_meant_for_it_sign_a_webhook():
    assert check_secret_name("TRIMTAB_WEBHOOK_SECRET") == "TRIMTAB_WEBHOOK_SECRET"
    for name in (None, "", "HOME", "TRIMTAB_SMTP_PASSWORD", "TRIMTAB_WEBHOOK_OPEN_HOSTS"):
        with pytest.raises(InputRejectedError, match="NOTIFY-032"):
            check_secret_name(name)


def test_a_signature_depends_on_secret_instant_and_body():
    # printf '1700000000.{}' | openssl dgst -sha256 -hmac key
    expected = "9d713ed406bb7076d4123f0dc2c39d2df5c654ed4b0cd56b52c8b4c940bd63ae"
    signed = sign("key", 1_700_000_000, b"{}")
    assert signed == f"t=1700000000,v1={expected}"
    others = {sign("yek", 1_700_000_000, b"{}"), sign("key", 1_700_000_001, b"{}"),
              sign("key", 1_700_000_000, b"[]")}  # fmt: skip
    assert signed not in others
    assert len(others) == 3


def test_loopback_is_this_machine_and_nothing_that_looks_like_it():
    assert all(map(is_loopback, ("127.0.0.1", "127.8.9.1", "::1", "[::1]", "localhost")))
    assert not any(map(is_loopback, ("127.0.0.1.x.example", "0.0.0.0", "10.0.0.1", "x.local")))


def channel(**given: object) -> Channel:
    plain = {
        "channel_id": "duty", "kind": ChannelKind.EMAIL, "target": "a@b.example",
        "topics": ("test",), "language": "zh",
    }  # fmt: skip
    return Channel(**{**plain, **given})


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"topics": ()}, "NOTIFY-002"),
        ({"topics": ("weather",)}, "NOTIFY-001"),
        ({"channel_id": "a b"}, "NOTIFY-007"),
        ({"channel_id": "-x"}, "NOTIFY-007"),
        ({"language": "fr"}, "NOTIFY-008"),
    ],
)
def test_a_channel_that_cannot_be_told_anything_is_refused(given, code: str):
    with pytest.raises(UsageError, match=code):
        check_channel(channel(**given))
