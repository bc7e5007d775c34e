"""Counting strangers in memory, and reading what they hand in without a disk."""

from __future__ import annotations

import asyncio
import tempfile
from concurrent.futures import ThreadPoolExecutor

import pytest
from starlette.requests import Request

from trimtab.app.workbench.verification_pace import Limit, Pace
from trimtab.kernel import InputRejectedError, NotAllowedError
from trimtab.web.pages.verification_form import Given, read_given

LIMIT = Limit(2, 60)


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def read(request: Request) -> Given:
    """In a thread of its own: another test's browser may have left a loop running in this one."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, read_given(request)).result()


def test_the_limit_is_by_address_and_ends_with_time():
    clock = Clock()
    pace = Pace(clock)
    pace.count("asked", "a", LIMIT)
    pace.count("asked", "a", LIMIT)
    with pytest.raises(NotAllowedError) as refused:
        pace.count("asked", "a", LIMIT)
    assert (refused.value.code, refused.value.params["minutes"]) == ("WEB-151", 1)
    pace.count("asked", "b", LIMIT)
    pace.count("guessed", "a", LIMIT)
    clock.now = 60
    pace.count("asked", "a", LIMIT)


def test_what_is_forgiven_does_not_count():
    pace = Pace(Clock())
    for _ in range(5):
        pace.count("guessed", "a", LIMIT)
        pace.forgive("guessed", "a")


def test_addresses_are_not_kept_in_the_clear():
    pace = Pace(Clock())
    pace.count("asked", "192.0.2.7", LIMIT)
    assert "192.0.2.7" not in str(pace._seen)


def _request(body: bytes, kind: str) -> Request:
    async def receive():
        return {"type": "http.request", "body": body, "more_body": False}

    headers = [(b"content-type", kind.encode())]
    return Request({"type": "http", "method": "POST", "headers": headers, "path": "/"}, receive)


def _form(content: bytes) -> tuple[bytes, str]:
    head = b'--x\r\nContent-Disposition: form-data; name="file"; filename="f"\r\n\r\n'
    return head + content + b"\r\n--x--\r\n", "multipart/form-data; boundary=x"


def test_a_large_file_stays_in_memory(monkeypatch):
    def refused(*_, **__):
        raise AssertionError("a file was written")

    monkeypatch.setattr(tempfile, "TemporaryFile", refused)
    content = b"y" * (3 * 2**20)
    given = read(_request(*_form(content)))
    assert given.content == content and not given.asks_for_holder


@pytest.mark.parametrize(
    ("body", "kind", "code"),
    [
        (b"--x\r\nbroken", "multipart/form-data; boundary=x", "WEB-152"),
        (b"nonsense", "multipart/form-data", "WEB-153"),
        (b"text=+", "application/x-www-form-urlencoded", "WEB-152"),
        (b"text=x&name=" + b"n" * 300, "application/x-www-form-urlencoded", "WEB-153"),
    ],
)
def test_a_form_that_cannot_be_read_is_refused(body, kind, code):
    with pytest.raises(InputRejectedError) as refused:
        read(_request(body, kind))
    assert refused.value.code == code
