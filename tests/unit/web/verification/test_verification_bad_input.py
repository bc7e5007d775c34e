"""What may go wrong with a file gets a plain reason, on the page, for programs and on the command
line, in both languages: never a trace, and never "valid"."""

from __future__ import annotations

import base64
import html
import json
import re
import zlib
from base64 import b64encode

import pytest
import typer
from typer.testing import CliRunner

from trimtab.app.workbench.certificate_files import certificate_file
from trimtab.cli.credentials_verify import register as register_command
from trimtab.credentials.badges import qr_png
from trimtab.messages import LANGUAGES, Language, template

GIGABYTE = 1 << 30


@pytest.fixture(scope="module")
def b(load_builder):
    return load_builder("unit/credentials/verifying_builder.py")


def bomb_of(b) -> bytes:
    """A signed status list whose bits would inflate to a gigabyte."""
    deflater = zlib.compressobj(9, zlib.DEFLATED, -15)
    block = deflater.compress(bytes(1 << 20)) + deflater.flush(zlib.Z_FULL_FLUSH)
    packed = b"\x1f\x8b\x08\0\0\0\0\0\0\xff" + block * (GIGABYTE >> 20)
    text = "u" + base64.urlsafe_b64encode(packed).rstrip(b"=").decode()
    subject = {"type": "BitstringStatusList", "statusPurpose": "revocation", "encodedList": text}
    document = b.status_list(credentialSubject=subject)
    return json.dumps(document).encode()


CASES = {
    # what: outcome, key of the reason
    "a name twice": ("invalid", "error.CREDENTIALS-003"),
    "a number beyond 2^53": ("invalid", "error.CREDENTIALS-004"),
    "an unknown context": ("invalid", "error.CREDENTIALS-010"),
    "a gigabyte in a list": ("invalid", "error.CREDENTIALS-007"),
    "proofs that disagree": ("invalid", "verification.reason.proof_broken"),
    "a stranger's signature": ("unknown_issuer", "verification.reason.issuer_unknown"),
    "words spelled otherwise": ("invalid", "verification.reason.words_hidden"),
    "a forged envelope": ("invalid", "error.CREDENTIALS-300"),
    "a code of something else": ("invalid", "error.CREDENTIALS-098"),
}


@pytest.fixture(scope="module")
def handed_in(b, bench_us_small, registered):
    certificates = registered[1].certificates

    def ours(case: str) -> dict:
        made = certificate_file(
            bench_us_small, certificates[case], "json", Language.ZH, "http://127.0.0.1"
        )
        return json.loads(made.content)

    mixed, other = ours("valid"), ours("other")
    mixed["proof"][1] = other["proof"][1]
    hidden = ours("revoked")
    hidden["proof"] = hidden["proof"][0]
    hidden["https://www.w3.org/2018/credentials#credentialStatus"] = hidden.pop("credentialStatus")
    signer = b.did_key_signer("self-made")
    stranger = b.badge(issuer={"id": signer.key_id.partition("#")[0], "type": ["Profile"]})
    unknown = b.plain(**{"@context": [b.BASE, "https://unknown.example.org/words"]})
    envelope = {
        "@context": b.BASE,
        "type": "EnvelopedVerifiableCredential",
        "id": "data:application/vc+jwt,a.b.c",
        "name": "高级技师",
    }
    return {
        "a name twice": b'{"@context": [], "id": "urn:a", "id": "urn:b"}',
        "a number beyond 2^53": b'{"@context": [], "credits": 9007199254740993}',
        "an unknown context": json.dumps(b.signed(unknown, suites=b.SUITES[1:])).encode(),
        "a gigabyte in a list": bomb_of(b),
        "proofs that disagree": json.dumps(mixed).encode(),
        "a stranger's signature": json.dumps(b.signed(stranger, signer)).encode(),
        "words spelled otherwise": json.dumps(hidden).encode(),
        "a forged envelope": json.dumps(envelope).encode(),
        "a code of something else": qr_png("https://pay.example.org/?amount=1"),
    }


def start_of(key: str, language: Language) -> str:
    """The sentence up to its first blank to be filled, or after it where it begins with one."""
    pieces = [one.strip(" ：:（(“") for one in re.split(r"\{\w+\}", template(key, language))]
    return max(pieces, key=len)


def assert_told(told: str, case: str, language: Language) -> None:
    assert start_of(CASES[case][1], language) in told
    assert "Traceback" not in told


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("case", CASES)
def test_the_page_says_why(client_as, handed_in, case, language):
    files = {"file": ("given", handed_in[case])}
    answer = client_as(None, language.value).post("/verify", files=files)
    assert answer.status_code in (200, 422)
    assert 'data-outcome="valid"' not in answer.text
    told = " ".join(html.unescape(re.sub(r"<[^>]+>", " ", answer.text)).split())
    assert_told(told, case, language)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("case", CASES)
def test_programs_are_told_why(client_as, handed_in, case, language):
    body = {"file": b64encode(handed_in[case]).decode()}
    answer = client_as(None, language.value).post("/api/v1/verification", json=body)
    assert answer.status_code in (200, 422)
    if answer.status_code == 200:
        assert answer.json()["outcome"] == CASES[case][0]
    assert_told(json.dumps(answer.json(), ensure_ascii=False).replace('\\"', '"'), case, language)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("case", CASES)
def test_the_command_says_why(registered, handed_in, tmp_path, case, language):
    file = tmp_path / "given"
    file.write_bytes(handed_in[case])
    application = typer.Typer()
    register_command(application)
    application.command("other")(lambda: None)
    runner = CliRunner(env={"TRIMTAB_LANG": language.value, "TRIMTAB_WORKSPACE": ""})
    asked = ["verify", str(file), f"--workspace={registered[0]}", "--json"]
    answer = runner.invoke(application, asked)
    assert answer.exit_code in (1, 3)
    told = json.loads(answer.output)
    assert (told["outcome"], told["valid"]) == (CASES[case][0], False)
    assert_told(json.dumps(told, ensure_ascii=False), case, language)
