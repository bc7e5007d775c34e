"""The server as a process: https with a certificate of its own, addresses told, files gone."""

from __future__ import annotations

import re
import socket
import ssl
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest
from cryptography import x509

from trimtab.app.vc_api_issuer import OpenIssuer
from trimtab.app.vc_api_tls import self_signed_certificate
from trimtab.credentials.securing import STANDARD
from trimtab.kernel import InputRejectedError

AT = datetime(2026, 11, 20, tzinfo=UTC)


@pytest.mark.parametrize(
    ("host", "extra"),
    [("127.0.0.1", set()), ("conformance.example", {"conformance.example"}), ("::1", set())],
)
def test_the_certificate_names_the_loopback_and_the_host(host: str, extra: set[str]):
    pem, _ = self_signed_certificate(host, AT)
    certificate = x509.load_pem_x509_certificate(pem)
    names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert set(names.get_values_for_type(x509.DNSName)) == {"localhost"} | extra
    found = {str(one) for one in names.get_values_for_type(x509.IPAddress)}
    assert found == {"127.0.0.1", "::1"}
    assert certificate.not_valid_before_utc < AT < certificate.not_valid_after_utc


def test_certificate_and_key_belong_together(tmp_path: Path):
    for name, content in zip(("c.pem", "k.pem"), self_signed_certificate("::1", AT), strict=True):
        (tmp_path / name).write_bytes(content)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "c.pem", tmp_path / "k.pem")


def test_an_unknown_suite_is_refused_before_anything_is_served():
    with pytest.raises(InputRejectedError) as refused:
        OpenIssuer.new(STANDARD, ["sm2-2099"], at=AT)
    assert refused.value.code == "CREDENTIALS-127"


START = """
import sys, typer
from trimtab.cli.credentials_server import register
application = typer.Typer()
application.callback()(lambda: None)
register(application)
sys.argv = ["trimtab", "conformance-server", "--port", "0", "--cryptosuite", "eddsa-jcs-2022"]
application()
"""


def _has_second_loopback() -> bool:
    try:
        with socket.create_server(("::1", 0), family=socket.AF_INET6):
            return True
    except OSError:
        return False


def test_the_command_serves_over_https_until_it_is_told_to_stop():
    process = subprocess.Popen([sys.executable, "-c", START], stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        first = process.stdout.readline()
        found = re.search(r"https://127\.0\.0\.1:(\d+)", first)
        assert found, first
        with httpx.Client(base_url=found[0], verify=False) as client:
            told = client.get("/").json()
            assert told["cryptosuites"] == ["eddsa-jcs-2022"]
            assert told["issuer"] in first
            drafted = {
                "@context": ["https://www.w3.org/ns/credentials/v2"],
                "type": ["VerifiableCredential"],
                "credentialSubject": {"id": "did:example:subject"},
            }
            answer = client.post("/credentials/issue", json={"credential": drafted})
            assert answer.status_code == 201, answer.text
            issued = answer.json()["verifiableCredential"]
            assert issued["credentialStatus"]["statusListCredential"].startswith(found[0])
            body = {"verifiableCredential": issued}
            assert client.post("/credentials/verify", json=body).status_code == 200
        if _has_second_loopback():
            other = found[0].replace("127.0.0.1", "[::1]")
            assert httpx.get(other, verify=False).json() != {}, "localhost may mean either"
    finally:
        process.terminate()
        assert process.wait(30) == 0
        if process.stdout:
            process.stdout.close()
