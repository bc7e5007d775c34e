"""Whatever is handed over is found out, or refused in plain words of both languages."""

from __future__ import annotations

import io
import json
import zlib

import pytest
from PIL import Image

from trimtab.app.verification import verification_json, verify_bytes
from trimtab.app.verification_reading import LARGEST_FILE, InputKind, read_any
from trimtab.credentials.badges import bake_png, bake_svg, qr_png
from trimtab.credentials.types import Outcome
from trimtab.kernel import InputRejectedError, TrimtabError, UnknownCodeError
from trimtab.messages import LANGUAGES, explain_error, has_text

SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"></svg>'


def png(side: int = 9) -> bytes:
    written = io.BytesIO()
    Image.new("RGB", (side, side), "white").save(written, "PNG")
    return written.getvalue()


def pdf(attached: str | None) -> bytes:
    """As printing programs write it, with one attachment."""
    body = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\n"
    if attached is not None:
        data = zlib.compress(attached.encode())
        body += (
            (
                b"2 0 obj\n<< /Type /EmbeddedFile /Subtype /application#2Fjson /Filter /FlateDecode"
                b" /Length %d >>\nstream\n" % len(data)
            )
            + data
            + b"\nendstream\nendobj\n"
        )
    return body + b"trailer\n<< /Root 1 0 R >>\n%%EOF\n"


def test_a_certificate_is_found_in_every_form(b, certificate):
    text = json.dumps(certificate, ensure_ascii=False)
    forms = {
        InputKind.CREDENTIAL: text.encode(),
        InputKind.BADGE_PNG: bake_png(png(), text),
        InputKind.BADGE_SVG: bake_svg(SVG, text).encode(),
        InputKind.PDF: pdf(text),
    }
    for kind, content in forms.items():
        found = verify_bytes(b.sources(), content, at=b.NOW)
        assert (found.kind, found.verdict.outcome) == (kind, Outcome.VALID)
        assert found.summary.credential_id == certificate["id"]
    with_mark = verify_bytes(b.sources(), b"\xef\xbb\xbf \n" + text.encode(), at=b.NOW)
    assert with_mark.verdict.outcome is Outcome.VALID


def test_a_code_with_the_address_of_a_certificate_kept_here(b, certificate):
    key = certificate["id"].removeprefix("urn:uuid:")
    address = f"https://office.example.org/verify/{key}"
    sources = b.sources(certificate={key: certificate}.get)
    for kind, content in ((InputKind.QR, qr_png(address)), (InputKind.ADDRESS, address.encode())):
        found = verify_bytes(sources, content, at=b.NOW)
        assert (found.kind, found.text) == (kind, address)
        assert found.verdict.outcome is Outcome.VALID
    with pytest.raises(UnknownCodeError, match="CREDENTIALS-104"):
        verify_bytes(b.sources(), qr_png(address), at=b.NOW)


def test_a_code_that_holds_the_certificate_itself(b):
    small = b.signed(b.plain(), suites=b.SUITES[1:])
    found = verify_bytes(b.sources(), qr_png(json.dumps(small)), at=b.NOW)
    assert (found.kind, found.verdict.outcome) == (InputKind.QR, Outcome.VALID)


REFUSED = {
    "nothing": (b"", "CREDENTIALS-095"),
    "blank": (b" \n\t", "CREDENTIALS-095"),
    "prose": ("这不是证书".encode(), "CREDENTIALS-096"),
    "not UTF-8 prose": ("证书".encode("gbk"), "CREDENTIALS-096"),
    "not UTF-8 JSON": ('{"name": "证书"}'.encode("gbk"), "CREDENTIALS-001"),
    "UTF-16": ('{"name": "x"}'.encode("utf-16"), "CREDENTIALS-096"),
    "a plain picture": (png(), "CREDENTIALS-097"),
    "a code of something else": (qr_png("https://weixin.example.org/pay?1"), "CREDENTIALS-098"),
    "a code of a name card": (qr_png("BEGIN:VCARD\nN:Zhang\nEND:VCARD"), "CREDENTIALS-098"),
    "another address": (b"https://example.org/", "CREDENTIALS-098"),
    "a PDF without certificate": (pdf(None), "CREDENTIALS-099"),
    "a PDF with another attachment": (pdf('{"invoice": 1}'), "CREDENTIALS-099"),
    "a web page": (b"<!DOCTYPE html><html><body><svg/></body></html>", "CREDENTIALS-100"),
    "other markup": (b"<?xml version='1.0'?><note/>", "CREDENTIALS-100"),
    "a badge without certificate": (SVG.encode(), "CREDENTIALS-233"),
    "too large": (b"x" * (LARGEST_FILE + 1), "CREDENTIALS-101"),
    "other JSON": (b'{"invoice": 1}', "CREDENTIALS-102"),
    "a list": (b"[1, 2]", "CREDENTIALS-006"),
    "a name twice": (b'{"@context": [], "id": "a", "id": "b"}', "CREDENTIALS-003"),
    "a number too large": (b'{"@context": [], "credits": 9007199254740993}', "CREDENTIALS-004"),
    "not a number": (b'{"@context": [], "credits": NaN}', "CREDENTIALS-004"),
    "10 MB of brackets": (b"[" * 10_000_000, "CREDENTIALS-007"),
    "64 kB of brackets": (b'{"a":' + b"[" * 64_000, "CREDENTIALS-005"),
    "cut off": (b'{"@context": ["https://www.w3.org/ns/cred', "CREDENTIALS-002"),
    "a cut picture": (png(200)[:60], "CREDENTIALS-230"),
    "a damaged photograph": (b"\xff\xd8\xff\xe0" + bytes(50), "CREDENTIALS-239"),
}


@pytest.mark.parametrize(("content", "code"), REFUSED.values(), ids=REFUSED)
def test_what_is_not_a_certificate_is_refused_in_words(b, content, code):
    with pytest.raises(InputRejectedError) as refused:
        verify_bytes(b.sources(), content, at=b.NOW)
    assert refused.value.code == code
    for language in LANGUAGES:
        sentence = explain_error(refused.value, language)
        assert has_text(f"error.{code}", language)
        assert len(sentence) > 25
        assert "Traceback" not in sentence


def test_a_certificate_cut_anywhere_is_refused_or_invalid(b, certificate):
    text = json.dumps(certificate).encode()
    for end in range(1, len(text), 97):
        try:
            found = verify_bytes(b.sources(), text[:end], at=b.NOW)
        except TrimtabError:
            continue
        assert found.verdict.outcome is not Outcome.VALID


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_answer_as_json_keeps_its_names(b, certificate, language):
    found = verify_bytes(b.sources(), json.dumps(certificate).encode(), at=b.NOW)
    told = verification_json(found, language)
    assert set(told) == {
        "kind", "kind_title", "outcome", "valid", "verified", "sentence", "checks",
        "credential_id", "issuer_id", "summary",
    }  # fmt: skip
    assert (told["outcome"], told["valid"], told["verified"]) == ("valid", True, True)
    assert set(told["checks"][0]) == {"name", "answer", "reason", "params", "title", "sentence"}
    assert told["summary"] == {
        "credential_id": certificate["id"],
        "title": "工业机器人系统操作员 三级",
        "achievement": "工业机器人系统操作员",
        "issuer_id": b.COLLEGE,
        "issuer_name": "示范职业技术学院",
        "standard": b.STANDARD,
        "level": "4",
        "valid_from": "2026-03-01T00:00:00Z",
        "valid_until": "2030-03-01T00:00:00Z",
        "holder_hash": certificate["credentialSubject"]["identifier"][0]["identityHash"],
    }


def test_verified_is_not_valid(b, certificate):
    """The trap of a common library: good signatures on a certificate that was revoked."""
    sources = b.sources(held=b.lists(revocation=[7]))
    told = verification_json(
        verify_bytes(sources, json.dumps(certificate).encode(), at=b.NOW), LANGUAGES[0]
    )
    assert (told["outcome"], told["valid"], told["verified"]) == ("revoked", False, True)


def test_what_is_read_says_what_it_was():
    assert read_any(b"aaa.bbb.ccc").kind is InputKind.TOKEN
    assert read_any(b"aaa.bbb.ccc~ddd~").kind is InputKind.SD_JWT
    assert read_any(b'{"type": "VerifiablePresentation"}').kind is InputKind.PRESENTATION
    assert read_any(b'{"payload": "", "signature": ""}').kind is InputKind.SD_JWT
