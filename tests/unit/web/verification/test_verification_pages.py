"""The public check through HTTP: one answer for each state, plain reasons, nothing kept."""

from __future__ import annotations

import io
import json
import re
import struct
import tempfile
import zlib
from base64 import urlsafe_b64encode
from datetime import UTC, datetime
from html import unescape

import pytest
from PIL import Image

from trimtab.app.credentials_signing import seal_of, throw_away_key
from trimtab.app.workbench.certificate_files import certificate_file
from trimtab.app.workbench.verification_pace import ASKED, GUESSED
from trimtab.credentials.badges import bake_svg, qr_png
from trimtab.messages import LANGUAGES, Language

BASE = "http://127.0.0.1"


def outcome(answer) -> str:
    found = re.findall(r'data-outcome="(\w+)"', answer.text)
    assert len(found) == 1, answer.text
    return found[0]


def words(answer) -> str:
    main = answer.text[answer.text.find("<main") : answer.text.find("</main")]
    return " ".join(re.sub(r"<[^>]+>", " ", main).split())


def handed_in(client, content: bytes, part: str = "file", **fields):
    return client.post("/verify", files={part: ("given", content)}, data=fields)


@pytest.fixture
def file_of(bench_us_small, register):
    def made(case: str, form: str) -> bytes:
        certificate = register.certificates[case]
        return certificate_file(bench_us_small, certificate, form, Language.ZH, BASE).content

    return made


@pytest.fixture
def anybody(client_as):
    return client_as(None)


@pytest.fixture
def signed(file_of):
    """A certificate of a stranger: like ours, signed with a key nobody knows."""

    def made(**changed) -> bytes:
        at = datetime.now(UTC)
        _, signer = throw_away_key(at)
        document = json.loads(file_of("valid", "json"))
        del document["proof"]
        document["issuer"]["id"] = signer.key_id.partition("#")[0]
        document |= changed
        kept = {name: one for name, one in document.items() if one is not None}
        return json.dumps(seal_of(signer).sign(kept, at)).encode()

    return made


@pytest.mark.parametrize("case", ["valid", "suspended", "revoked", "expired"])
def test_the_code_on_the_paper_leads_to_the_present_state(anybody, register, case):
    answer = anybody.get(f"/verify/{register.key(case)}")
    assert (answer.status_code, outcome(answer)) == (200, case)
    assert answer.headers["cache-control"] == "no-store"
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize("role", [None, "caseworker"])
def test_a_large_file_never_touches_a_disk(client_as, role, monkeypatch):
    """Neither of a stranger nor of somebody signed in, whose token is looked for in the form."""

    def refused(*_, **__):
        raise AssertionError("a file was written")

    monkeypatch.setattr(tempfile, "TemporaryFile", refused)
    client = client_as(role)
    answer = handed_in(client, b"%PDF-" + bytes(7 * 2**20), csrf_token=client.csrf)
    assert answer.status_code == 422 and "PDF" in words(answer)


@pytest.mark.parametrize("form", ["json", "svg", "png", "pdf"])
def test_a_file_is_read_whatever_holds_the_certificate(anybody, file_of, form):
    assert outcome(handed_in(anybody, file_of("valid", form))) == "valid"
    assert outcome(handed_in(anybody, file_of("revoked", form))) == "revoked"


def test_a_photograph_of_the_code_is_read(anybody, register):
    code = Image.open(io.BytesIO(qr_png(f"{BASE}/verify/{register.key('suspended')}")))
    scene = Image.new("RGB", (900, 900), "#c8c2b4")
    scene.paste(code.convert("RGB").rotate(7, expand=True, fillcolor="#c8c2b4"), (180, 160))
    photograph = io.BytesIO()
    scene.save(photograph, "JPEG", quality=70)
    assert outcome(handed_in(anybody, photograph.getvalue(), "picture")) == "suspended"


def test_a_text_is_read(anybody, file_of, register):
    pasted = anybody.post("/verify", data={"text": file_of("valid", "json").decode()})
    assert outcome(pasted) == "valid"
    address = anybody.post("/verify", data={"text": f"{BASE}/verify/{register.key('revoked')}"})
    assert outcome(address) == "revoked"


def test_a_change_of_one_letter_is_seen(anybody, file_of):
    changed = file_of("valid", "json").replace("中级工".encode(), "高级工".encode())
    answer = handed_in(anybody, changed)
    assert outcome(answer) == "invalid"
    assert "照录自所提交的文件" in words(answer)


def test_a_stranger_is_never_valid(anybody, signed):
    unknown = handed_in(anybody, signed(credentialStatus=None))
    assert outcome(unknown) == "unknown_issuer" and "证书自称" in words(unknown)
    assert outcome(handed_in(anybody, signed())) in ("pending", "invalid")


def test_the_register_counts_before_its_lists_say_so(
    anybody, bench_us_small, register, registers, monkeypatch
):
    from trimtab.app.credentials_issuing import CredentialDesk
    from trimtab.app.credentials_signing import Keyring
    from trimtab.credentials.issuing.types import ChangeReason, Move

    monkeypatch.delenv("TRIMTAB_KEY_PASSPHRASE")
    keyless = Keyring.of(bench_us_small.folder)
    desk = CredentialDesk(bench_us_small.office, keyless, "operator", "test")
    changed = desk.change(register.certificates["other"], Move.REVOKE, ChangeReason.FRAUD, "-")
    assert not changed.published
    assert outcome(anybody.get(f"/verify/{register.key('other')}")) == "revoked"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_answer_says_what_it_does_not_prove(client_as, register, language):
    told = words(client_as(None, language.value).get(f"/verify/{register.key('valid')}"))
    assert ("核验结果不能说明" if language is Language.ZH else "What this does not prove") in told
    assert ("证书有效" if language is Language.ZH else "This certificate is valid") in told
    assert "李试" not in told


# What is no certificate


def huge_picture() -> bytes:
    """A PNG of 60,000 by 60,000 pixels in a hundred bytes."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    head = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 6, 0, 0, 0)
    body = zlib.compress(b"\0" * 100)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def deflated_gigabyte() -> str:
    """A gigabyte of zeros as a chain of small gzip members, in Base64."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    member = packer.compress(bytes(2**21)) + packer.flush()
    return "u" + urlsafe_b64encode(member * 300).rstrip(b"=").decode()


HOSTILE = {
    "nothing known": b"\x00\x01\x02 not a certificate",
    "a web page": b"<!doctype html><html><script>alert(1)</script></html>",
    "a drawing with a script": b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
    "a name twice": b'{"type": "VerifiableCredential", "type": "VerifiableCredential"}',
    "a number beyond 2^53": b'{"@context": 9007199254740993, "type": ["VerifiableCredential"]}',
    "no number": b'{"@context": NaN}',
    "very deep": b'{"@context":' + b"[" * 5000 + b"]" * 5000 + b"}",
    "not UTF-8": b'{"@context": "\xff"}',
    "an empty PDF": b"%PDF-1.7\n%%EOF",
    "a bomb of pixels": huge_picture(),
    "a cut picture": huge_picture()[:40],
    "another object": b'{"hello": "world"}',
    "a token of nothing": b"eyJhbGciOiJub25lIn0.e30.",
    "a presentation without key binding": b"eyJhbGciOiJub25lIn0.e30.~",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_hostile_gets_a_plain_reason(anybody, name):
    answer = handed_in(anybody, HOSTILE[name])
    assert answer.status_code in (200, 422)
    assert outcome(answer) != "valid"
    assert "Traceback" not in answer.text and "<script>alert" not in answer.text
    assert len(words(answer)) > 20


def test_a_bomb_in_a_status_list_is_not_inflated(anybody, signed):
    listed = {
        "type": "BitstringStatusList",
        "statusPurpose": "revocation",
        "encodedList": deflated_gigabyte(),
    }
    answer = handed_in(anybody, signed(credentialSubject=listed, credentialStatus=None))
    assert answer.status_code in (200, 413, 422) and outcome(answer) != "valid"


def test_a_badge_with_a_foreign_drawing_is_read_and_not_shown(anybody, file_of):
    evil = '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><g/></svg>'
    baked = bake_svg(evil, file_of("valid", "json").decode()).encode()
    answer = handed_in(anybody, baked)
    assert outcome(answer) == "valid" and "onload" not in answer.text


def test_a_code_of_something_else_is_said_to_be_one(anybody):
    answer = handed_in(anybody, qr_png("WIFI:T:WPA;S:<b>net</b>;P:secret;;"), "picture")
    assert outcome(answer) == "strange"
    assert "<b>net</b>" not in answer.text


def test_a_picture_without_a_code_says_so(anybody):
    plain = io.BytesIO()
    Image.new("RGB", (300, 300), "white").save(plain, "PNG")
    assert outcome(handed_in(anybody, plain.getvalue(), "picture")) == "no_qr"


def test_an_unknown_number_is_a_warning_and_no_defect(anybody):
    answer = anybody.get("/verify/0b1d4c53-6e0f-4d8c-9d3a-2f3f3f0f7b11")
    assert (answer.status_code, outcome(answer)) == (404, "missing")
    assert anybody.get("/verify/%00").status_code == 400
    assert outcome(anybody.get("/verify/..%3Cscript%3E")) == "missing"


def test_too_much_is_refused_before_it_is_read(anybody):
    answer = handed_in(anybody, b"x" * 12 * 2**20)
    assert answer.status_code in (401, 413, 422) or answer.is_redirect


def test_nothing_given_asks_again(anybody):
    answer = anybody.post("/verify", data={"text": "  "})
    assert answer.status_code == 422 and "没有收到任何内容" in answer.text


def test_a_form_of_another_site_is_refused(anybody, file_of):
    answer = anybody.post("/verify", data={"text": "x"}, headers={"sec-fetch-site": "cross-site"})
    assert answer.status_code == 403


# The holder


def test_the_holder_is_compared_and_not_repeated(anybody, file_of, register, registers, capsys):
    name, number = registers.LI
    for asked in (
        lambda name, number: handed_in(anybody, file_of("valid", "png"), name=name, number=number),
        lambda name, number: anybody.post(
            f"/verify/{register.key('valid')}", data={"name": name, "number": number}
        ),
    ):
        right, wrong = asked(name, number), asked("赵试", number)
        assert "相符：" in words(right) and "不相符：" in words(wrong)
        for answer in (right, wrong):
            assert number not in answer.text and "赵试" not in answer.text
    told = capsys.readouterr()
    assert "赵试" not in told.out + told.err and number not in told.out + told.err


def test_the_second_question_needs_no_file(anybody, file_of, registers):
    first = handed_in(anybody, file_of("valid", "png"))
    text = re.search(r'<textarea name="text" hidden>(.*?)</textarea>', first.text, re.DOTALL)
    name, number = registers.LI
    again = anybody.post(
        "/verify", data={"text": unescape(text[1]), "name": name, "number": number}
    )
    assert outcome(again) == "valid" and "相符：" in words(again)


def test_a_number_cannot_be_found_by_trying(anybody, register, registers):
    name, number = registers.LI
    for at in range(GUESSED.most):
        answer = anybody.post(
            f"/verify/{register.key('valid')}", data={"name": name, "number": f"EXAMPLE9{at:04d}"}
        )
        assert answer.status_code == 200
    stopped = anybody.post(
        f"/verify/{register.key('valid')}", data={"name": name, "number": number}
    )
    assert stopped.status_code == 429 and "相符" not in words(stopped)
    assert outcome(anybody.get(f"/verify/{register.key('valid')}")) == "valid"


def test_a_certificate_of_elsewhere_cannot_be_compared(anybody, signed):
    answer = handed_in(anybody, signed(credentialStatus=None), name="李试", number="1")
    assert "无法比对" in words(answer)


# How often


def test_many_questions_of_one_address_wait(anybody):
    for _ in range(ASKED.most):
        assert anybody.get("/verify/0b1d4c53").status_code == 404
    stopped = anybody.get("/verify/0b1d4c53")
    assert stopped.status_code == 429
    assert anybody.get("/verify").status_code == 200
