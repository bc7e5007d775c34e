"""Headers of every answer: pages, documents, assets, refusals, defects."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from starlette.testclient import TestClient

from trimtab.web.headers import HEADERS
from trimtab.web.settings import ServerSettings


class Nobody:
    """Accounts of an empty office."""

    def viewer(self, session, bearer):
        return None


@pytest.fixture(scope="module")
def application(workbenches, tmp_path_factory):
    settings = ServerSettings(tmp_path_factory.mktemp("headers"))
    nothing = SimpleNamespace(services={"accounts": Nobody()})
    made = workbenches.application_of(nothing, settings)

    @made.get("/broken")
    def broken() -> None:
        raise RuntimeError("secret detail")

    return made


@pytest.fixture(scope="module")
def client(application) -> TestClient:
    return TestClient(application, raise_server_exceptions=False, follow_redirects=False)


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/health", 200),
        ("/nothing", 404),
        ("/api/v1/nothing", 404),
        ("/static/tokens.css", 200),
        ("/static/nothing.css", 404),
        ("/jobs", 303),
        ("/broken", 500),
    ],
)
def test_every_answer_carries_the_security_headers(client, address, status):
    answer = client.get(address)
    assert answer.status_code == status
    assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS


def test_nothing_of_the_policy_allows_scripts_inside_a_page(client):
    policy = client.get("/nothing").headers["content-security-policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy
    assert "http" not in policy


def test_pages_are_not_kept_by_caches_and_named_assets_are(client):
    page = client.get("/nothing")
    assert "private" in page.headers["cache-control"]
    named = page.text.partition('href="/static/tokens.css?v=')[2].partition('"')[0]
    kept = client.get(f"/static/tokens.css?v={named}")
    assert "immutable" in kept.headers["cache-control"]
    unnamed = client.get("/static/tokens.css")
    assert "immutable" not in unnamed.headers["cache-control"]
    again = client.get("/static/tokens.css", headers={"If-None-Match": unnamed.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_assets_are_sent_compressed_to_those_who_read_it(client):
    packed = client.get("/static/parts.css", headers={"Accept-Encoding": "gzip"})
    plain = client.get("/static/parts.css", headers={"Accept-Encoding": "identity"})
    assert packed.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in plain.headers
    assert packed.text == plain.text
    assert int(packed.headers["content-length"]) < int(plain.headers["content-length"])


@pytest.mark.parametrize("address", ["/static/../application.py", "/static/%2e%2e/settings.py"])
def test_no_file_outside_of_the_assets_is_sent(client, address):
    assert client.get(address).status_code == 404


def test_https_is_asked_for_only_where_it_is_there(workbenches, tmp_path):
    bench = SimpleNamespace(services={"accounts": Nobody()})
    for secure in (False, True):
        settings = ServerSettings(tmp_path, secure_cookies=secure)
        made = workbenches.application_of(bench, settings)
        answer = TestClient(made).get("/nothing")
        assert ("strict-transport-security" in answer.headers) is secure
