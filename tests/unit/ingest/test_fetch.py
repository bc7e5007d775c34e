"""Downloads: limits of size and redirects, schemes, truncation; against a local server."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from trimtab.ingest import connect
from trimtab.ingest.connectors.fetch import FetchLimits, fetch
from trimtab.kernel import InputRejectedError

NATION = b"month,unemployment_rate\n2021-01,0.063\n2021-02,0.062\n"


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        match self.path:
            case "/nation.csv":
                self._answer(200, NATION)
            case "/moved":
                self._redirect("/nation.csv")
            case "/loop":
                self._redirect("/loop")
            case "/file":
                self._redirect("file:///etc/hosts")
            case "/large":
                self._answer(200, b"0" * (2 << 20))
            case "/cut":
                self._answer(200, NATION, length=len(NATION) + 40)
            case _:
                self._answer(404, b"")

    def _redirect(self, target: str) -> None:
        self.send_response(302)
        self.send_header("Location", target)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _answer(self, status: int, content: bytes, length: int | None = None) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(content) if length is None else length))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    serving = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    thread = threading.Thread(target=serving.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{serving.server_address[1]}"
    serving.shutdown()
    serving.server_close()
    thread.join()


@pytest.mark.parametrize("path", ["nation.csv", "moved"])
def test_a_source_is_staged_from_its_address(server: str, path: str, tmp_path: Path) -> None:
    staged = connect(f"{server}/{path}", tmp_path / "staging")
    assert staged.rows == 2
    assert [entry.name for entry in (tmp_path / "staging").iterdir()] == [staged.path.name]


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("loop", "INGEST-064"),
        ("file", "INGEST-062"),
        ("large", "INGEST-063"),
        ("cut", "INGEST-062"),
        ("nowhere", "INGEST-062"),
    ],
)
def test_what_goes_wrong_has_a_code(server: str, path: str, code: str, tmp_path: Path) -> None:
    with pytest.raises(InputRejectedError) as caught:
        fetch(f"{server}/{path}", tmp_path, FetchLimits(megabytes=1, seconds=5))
    assert caught.value.code == code


@pytest.mark.parametrize("address", ["ftp://example.org/a.csv", "file:///etc/hosts", "http:///x"])
def test_only_web_addresses(address: str, tmp_path: Path) -> None:
    with pytest.raises(InputRejectedError) as caught:
        fetch(address, tmp_path)
    assert caught.value.code == "INGEST-061"


def test_private_hosts_can_be_refused(server: str, tmp_path: Path) -> None:
    with pytest.raises(InputRejectedError) as caught:
        fetch(f"{server}/nation.csv", tmp_path, FetchLimits(private_hosts=False))
    assert caught.value.code == "INGEST-065"


def test_no_server_answers(tmp_path: Path) -> None:
    with pytest.raises(InputRejectedError) as caught:
        fetch("http://127.0.0.1:9/nothing.csv", tmp_path, FetchLimits(seconds=2))
    assert caught.value.code == "INGEST-062"
