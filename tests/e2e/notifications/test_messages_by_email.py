"""Messages through a real SMTP server."""

from __future__ import annotations

import os
import shutil
import ssl
import subprocess
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import pytest

from trimtab.app.delivery.email import EmailSender, EmailSettings, Security, compose
from trimtab.kernel import ConfigurationError, InputRejectedError
from trimtab.office import Channel, ChannelKind, Job, JobState, Message, MessageState
from trimtab.office.jobs_worker import run_worker
from trimtab.office.notifications import SENDING_ATTEMPTS, notify
from trimtab.office.notifications_channels import add_channel, close_channel
from trimtab.office.notifications_sending import letter_of

FAILED = {
    "job_id": "20261123T080000-abc",
    "kind": "ingest.import",
    "attempts": 3,
    "error": {"code": "STORE-002", "params": {"workspace": "/data/上海"}},
}


def environment(port: int, **more: str) -> dict[str, str]:
    given = {"HOST": "127.0.0.1", "PORT": str(port), "FROM": "trimtab@bureau.example"}
    return {f"TRIMTAB_SMTP_{name}": value for name, value in (given | more).items()}


@pytest.fixture
def failed_job_told(office):
    """A channel in Chinese, and the message that a job failed."""
    channel = Channel("duty", ChannelKind.EMAIL, "duty@bureau.example", ("job_failed",), "zh")
    with office.work("operator", "test") as work:
        add_channel(work, channel)
        [message] = notify(work, "job_failed", FAILED, about="20261123T080000-abc")
    return message


def kept(office, message: Message) -> Message:
    with office.reading() as reading:
        return reading.get(Message, message.message_id)


def read_mail(content: bytes) -> EmailMessage:
    return message_from_bytes(content, policy=default)


def test_a_chinese_message_arrives_as_it_was_written(
    office, failed_job_told, sending, mail_server, letterbox
):
    port = mail_server()
    run_worker(sending(environment(port, SECURITY="plain")), until_idle=True)
    [content] = letterbox.letters
    assert content.isascii()  # whatever servers it passes on its way
    mail = read_mail(content)
    assert mail["Subject"] == "稳舵：作业失败（数据导入）"
    assert mail["To"] == "duty@bureau.example"
    assert mail["From"] == "trimtab@bureau.example"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Message-ID"] == f"<{failed_job_told.message_id}@bureau.example>"
    body = mail.get_content()
    assert "20261123T080000-abc" in body
    assert "STORE-002：" in body or "STORE-002: " in body
    assert "/data/上海" in body
    assert letterbox.envelopes == [("trimtab@bureau.example", ["duty@bureau.example"])]
    sent = kept(office, failed_job_told)
    assert (sent.state, sent.attempt, sent.failure) == (MessageState.SENT, 1, None)
    assert sent.sent_at is not None


def test_a_server_that_is_down_is_tried_again_and_the_message_leaves_once(
    office, failed_job_told, sending, mail_server, letterbox, silent_port
):
    worker = sending(environment(silent_port, SECURITY="plain"))
    run_worker(worker, jobs_max=3)
    waiting = kept(office, failed_job_told)
    assert (waiting.state, waiting.attempt) == (MessageState.WAITING, 3)
    assert waiting.failure == "NOTIFY-018"
    mail_server(silent_port)
    run_worker(worker, until_idle=True)
    assert run_worker(worker, until_idle=True) == 0
    assert len(letterbox.letters) == 1
    assert kept(office, failed_job_told).state is MessageState.SENT


def test_a_server_that_asks_to_come_again_gets_the_same_message_id(
    failed_job_told, sending, mail_server, letterbox
):
    port = mail_server()
    letterbox.answers = ["451 4.3.0 later", "421 4.3.2 closing"]
    run_worker(sending(environment(port, SECURITY="plain")), until_idle=True)
    [mail] = map(read_mail, letterbox.letters)
    assert mail["Message-ID"] == f"<{failed_job_told.message_id}@bureau.example>"


def test_a_message_refused_for_good_is_not_sent_again_and_can_be_seen(
    office, failed_job_told, sending, mail_server, letterbox
):
    port = mail_server()
    letterbox.answers = ["550 5.1.1 <duty@bureau.example> unknown"]
    assert run_worker(sending(environment(port, SECURITY="plain")), until_idle=True) == 1
    failed = kept(office, failed_job_told)
    assert (failed.state, failed.failure) == (MessageState.FAILED, "NOTIFY-015")
    with office.reading() as reading:
        [job] = reading.find(Job)
        messages = reading.find(Message)
    assert job.state is JobState.FAILED
    assert job.error["params"]["reply"] == 550
    assert "duty@" not in str(job.error)  # the server's words may name a person
    assert messages == (failed,)  # no message about a message


def test_attempts_end_and_the_failure_stays_visible(office, failed_job_told, sending, silent_port):
    attempts = run_worker(sending(environment(silent_port, SECURITY="plain")), until_idle=True)
    assert attempts == SENDING_ATTEMPTS
    assert kept(office, failed_job_told).state is MessageState.FAILED


def test_a_closed_channel_is_sent_nothing(office, failed_job_told, sending, mail_server, letterbox):
    with office.work("operator", "left the bureau") as work:
        close_channel(work, "duty")
    port = mail_server()
    run_worker(sending(environment(port, SECURITY="plain")), until_idle=True)
    assert letterbox.letters == []
    assert kept(office, failed_job_told).failure == "NOTIFY-005"


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A self-signed certificate for 127.0.0.1 with its key."""
    if not shutil.which("openssl"):
        lacking = pytest.fail if os.environ.get("CI") == "true" else pytest.skip
        lacking("needs openssl (Debian: apt-get install openssl)")
    file = tmp_path_factory.mktemp("tls") / "server.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2",
         "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1",
         "-keyout", str(file), "-out", str(file.with_suffix(".crt"))],
        check=True, capture_output=True, timeout=60,
    )  # fmt: skip
    file.write_text(file.read_text() + file.with_suffix(".crt").read_text())
    return file


def server_context(certificate: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    return context


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_certificate_nobody_vouches_for_is_refused_unless_trusted(
    failed_job_told, office, mail_server, letterbox, certificate, security
):
    protected = server_context(certificate)
    how = {"tls_context": protected} if security == "starttls" else {"ssl_context": protected}
    port = mail_server(**how)
    settings = environment(port, SECURITY=security)
    with office.reading() as reading:
        letter = letter_of(failed_job_told, reading.get(Channel, "duty"))
    with pytest.raises(ConfigurationError, match="NOTIFY-017"):
        EmailSender(EmailSettings.read(settings)).send(letter)
    assert letterbox.letters == []
    trusting = settings | {"TRIMTAB_SMTP_CA_FILE": str(certificate.with_suffix(".crt"))}
    EmailSender(EmailSettings.read(trusting)).send(letter)
    assert len(letterbox.letters) == 1


def test_a_server_without_tls_is_not_spoken_to_when_tls_was_asked_for(
    failed_job_told, office, mail_server, letterbox
):
    port = mail_server()
    with office.reading() as reading:
        letter = letter_of(failed_job_told, reading.get(Channel, "duty"))
    with pytest.raises(ConfigurationError, match="NOTIFY-017"):
        EmailSender(EmailSettings.read(environment(port))).send(letter)
    assert letterbox.letters == []


def test_an_address_with_a_line_break_is_refused(failed_job_told, office):
    with office.reading() as reading:
        channel = reading.get(Channel, "duty")
    letter = letter_of(failed_job_told, channel)
    from dataclasses import replace

    for target in ("a@b.example\nBcc: x@y.example", "a@b.example\r\nX: 1", "A <a@b.example>"):
        with pytest.raises(InputRejectedError, match="NOTIFY-014"):
            compose(replace(letter, target=target), "trimtab@bureau.example")


def test_the_password_is_never_shown(tmp_path):
    file = tmp_path / "password"
    file.write_text("s3cret\n")
    given = environment(465, SECURITY="tls", USER="trimtab", PASSWORD_FILE=str(file))
    settings = EmailSettings.read(given)
    assert (settings.password, settings.security) == ("s3cret", Security.IMPLICIT)
    assert "s3cret" not in repr(settings)
    assert "s3cret" not in repr(EmailSender(settings))
