"""A mail server and a web server on this machine, and an office that writes to them."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from aiosmtpd.controller import Controller

from trimtab.app.delivery import sender_for
from trimtab.office.jobs_endings import Delays
from trimtab.office.jobs_worker import Worker, WorkerSettings
from trimtab.office.notifications import SENDING
from trimtab.office.notifications_sending import send_message
from trimtab.stores.office.jobs import SqlJobQueue
from trimtab.stores.office.store import SqlOfficeStore, open_office


class Letterbox:
    """Takes mail, or answers what the test wants it to."""

    def __init__(self) -> None:
        self.letters: list[bytes] = []
        self.envelopes: list[tuple[str, list[str]]] = []
        self.answers: list[str] = []

    async def handle_DATA(self, _server, _session, envelope) -> str:  # noqa: N802
        if self.answers:
            return self.answers.pop(0)
        self.letters.append(envelope.content)
        self.envelopes.append((envelope.mail_from, envelope.rcpt_tos))
        return "250 taken"


@pytest.fixture
def letterbox() -> Letterbox:
    return Letterbox()


@pytest.fixture
def mail_server(letterbox: Letterbox) -> Iterator[Callable[..., int]]:
    """Starts a real SMTP server and gives its port; stops what it started."""
    started = []

    def start(port: int | None = None, **given: object) -> int:
        chosen = port or free_port()
        server = Controller(letterbox, hostname="127.0.0.1", port=chosen, **given)
        server.start()
        started.append(server)
        return chosen

    yield start
    for server in started:
        server.stop()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def silent_port() -> int:
    """A port at which nobody answers."""
    return free_port()


class Hook(BaseHTTPRequestHandler):
    """Keeps what is posted and answers with the next status."""

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.posted.append((self.path, dict(self.headers), body))
        status = self.server.statuses.pop(0) if self.server.statuses else 204
        self.send_response(status)
        if 300 <= status < 400:
            self.send_header("Location", "http://127.0.0.2:9/elsewhere")
        self.send_header("Content-Length", "0")
        self.end_headers()

    do_GET = do_POST  # noqa: N815

    def log_message(self, *_given: object) -> None:
        """Say nothing."""


@pytest.fixture
def hook() -> Iterator[ThreadingHTTPServer]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Hook)
    server.posted, server.statuses = [], []
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def office(tmp_path: Path) -> Iterator[SqlOfficeStore]:
    with open_office(tmp_path, create=True) as opened:
        yield opened


@pytest.fixture
def sending(office: SqlOfficeStore) -> Callable[[Mapping[str, str]], Worker]:
    """A worker that sends messages with this environment and does not wait between attempts."""

    def make(environment: Mapping[str, str]) -> Worker:
        senders = partial(sender_for, environment=environment)
        handlers = {SENDING: partial(send_message, store=office, senders=senders)}
        settings = WorkerSettings(delays=Delays(first=timedelta(0)))
        return Worker(office, SqlJobQueue(office.engine), handlers, settings)

    return make
