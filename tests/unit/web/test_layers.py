"""What stands around the application: limits, compression, entity tags."""

from __future__ import annotations

import gzip

import pytest
from fastapi import Request
from fastapi.responses import StreamingResponse

from trimtab.web.limits import MEBIBYTE, USUAL_BYTES, most_bytes


def test_a_body_that_says_it_is_too_large_is_not_read(client_as):
    answer = client_as("analyst").post("/api/v1/jobs", content=b"x" * (USUAL_BYTES + 1))
    assert (answer.status_code, answer.json()["code"]) == (413, "WEB-111")
    assert answer.headers["content-type"] == "application/problem+json"


def test_a_body_that_does_not_say_is_stopped_on_the_way(client_as):
    sent = []

    def pieces():
        for number in range(100):
            sent.append(number)
            yield b"x" * (MEBIBYTE // 8)

    analyst = client_as("analyst")
    answer = analyst.post(
        "/api/v1/jobs", content=pieces(),
        headers={"content-type": "application/json", **analyst.csrf_headers},
    )  # fmt: skip
    assert (answer.status_code, answer.json()["code"]) == (413, "WEB-111")


def test_a_form_that_is_too_large_is_told_so_on_a_page(client_as):
    answer = client_as("analyst").post("/jobs", data={"kind": "x" * (USUAL_BYTES + 1)})
    assert answer.status_code == 413 and "1" in answer.text and "<html" in answer.text


def test_files_may_be_larger_where_they_are_brought():
    assert most_bytes("/api/v1/imports") == most_bytes("/imports") == 256 * MEBIBYTE
    assert most_bytes("/imports/x/mapping") > USUAL_BYTES
    assert most_bytes("/api/v1/jobs") == most_bytes("/importsx") == USUAL_BYTES


@pytest.mark.parametrize("address", ["/imports", "/api/v1/imports", "/cases/2026-0001/attach"])
@pytest.mark.parametrize("says", [True, False])
def test_strangers_bring_no_large_files(client_as, address, says):
    """Also with a cookie that is nobody's, and also where they do not say how large."""
    whole = b"x" * (2 * MEBIBYTE)
    content = whole if says else iter([whole])
    stranger = client_as(None)
    stranger.cookies.set("trimtab_session", "nobody's", domain="127.0.0.1")
    answer = stranger.post(address, content=content, headers={"content-type": "text/csv"})
    assert answer.status_code == 401 and "WEB-001" in answer.text


def test_a_length_that_is_no_number_is_refused(client_as):
    answer = client_as(None).post("/api/v1/jobs", headers={"content-length": "-5"})
    assert (answer.status_code, answer.json()["code"]) == (400, "WEB-112")


@pytest.mark.parametrize("address", ["/jobs/%00", "/api/v1/jobs?cursor=%00"])
def test_an_address_with_a_nul_is_refused(client_as, address):
    answer = client_as("analyst").get(address)
    assert answer.status_code == 400


def test_text_is_compressed_for_who_understands_it(client_as):
    analyst = client_as("analyst")
    plain = analyst.get("/jobs", headers={"Accept-Encoding": "identity"})
    squeezed = analyst.get("/jobs", headers={"Accept-Encoding": "gzip"})
    assert "content-encoding" not in plain.headers
    assert squeezed.headers["content-encoding"] == "gzip"
    assert "accept-encoding" in squeezed.headers["vary"].lower()
    assert len(plain.text) > 1000 and "</html>" in squeezed.text


def test_what_streams_is_compressed_as_it_streams(application, client_as):
    @application.get("/stream.csv")
    def stream(request: Request):
        return StreamingResponse((f"{n},{n}\n" for n in range(2000)), media_type="text/csv")

    answer = client_as(None).get("/stream.csv", headers={"Accept-Encoding": "gzip"})
    assert answer.headers["content-encoding"] == "gzip" and "etag" not in answer.headers
    assert answer.text.splitlines()[-1] == "1999,1999"


def test_files_are_not_compressed_again(application, client_as):
    @application.get("/packed")
    def packed(request: Request):
        return StreamingResponse(iter([gzip.compress(b"x" * 9999)]), media_type="application/zip")

    answer = client_as(None).get("/packed", headers={"Accept-Encoding": "gzip"})
    assert "content-encoding" not in answer.headers


def test_what_did_not_change_is_not_sent_again(client_as):
    analyst = client_as("analyst")
    first = analyst.get("/api/v1/batches")
    mark = first.headers["etag"]
    again = analyst.get("/api/v1/batches", headers={"If-None-Match": f'"other", {mark}'})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == mark and "content-length" not in again.headers
    other = analyst.get("/api/v1/batches?limit=1", headers={"If-None-Match": '"other"'})
    assert other.status_code == 200


def test_another_language_has_another_mark(client_as):
    marks = {client_as("analyst", one).get("/jobs").headers["etag"] for one in ("zh", "en")}
    assert len(marks) == 2


def test_errors_are_not_marked(client_as):
    answer = client_as("analyst").get("/api/v1/jobs/none")
    assert answer.status_code == 404 and "etag" not in answer.headers
