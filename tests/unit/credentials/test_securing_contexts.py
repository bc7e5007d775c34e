"""Contexts are pinned, complete in what they state, and never fetched."""

from __future__ import annotations

import hashlib
import json
import re
import socket
from pathlib import Path
from typing import Any

import pytest

from trimtab import reference
from trimtab.credentials.securing import STANDARD, Contexts, canonical_quads
from trimtab.credentials.securing.contexts import Pin
from trimtab.kernel import ConfigurationError, InputRejectedError

FOLDER = Path(str(reference.__file__)).parent / "contexts"
EVERY = sorted(STANDARD.pins.values(), key=lambda pin: pin.file)


def test_every_file_is_pinned_and_every_pin_has_a_file() -> None:
    assert sorted(path.name for path in FOLDER.glob("*.json")) == [pin.file for pin in EVERY]
    assert {path.name for path in FOLDER.iterdir()} == {pin.file for pin in EVERY} | {"PINS.toml"}


@pytest.mark.parametrize("pin", EVERY, ids=lambda pin: pin.file)
def test_a_pin_is_complete_and_true(pin: Pin, repository: Path) -> None:
    content = (FOLDER / pin.file).read_bytes()
    assert hashlib.sha256(content).hexdigest() == pin.sha256
    # Two spaces and a line feed: what the deriving script writes, in the package's order.
    assert content.decode() == json.dumps(json.loads(content), indent=2, ensure_ascii=False) + "\n"
    for text in (pin.title, pin.publisher, pin.package, pin.licence, pin.differences):
        assert text.strip()
    assert re.fullmatch(r"\d+\.\d+\.\d+", pin.version)
    assert re.fullmatch(r"\d{4}-\d{2}-\d{2}", pin.retrieved)
    assert STANDARD.load(pin.address) == json.loads(content)
    assert (repository / "scripts" / "derive" / "credential_contexts.py").is_file()


def test_a_context_that_is_not_pinned_is_refused_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: object) -> None:
        raise AssertionError("a context must not be fetched")

    monkeypatch.setattr(socket, "getaddrinfo", never)
    monkeypatch.setattr(socket.socket, "connect", never)
    address = "https://forged.example/credentials/v2"
    inner = {"@context": [address], "name": "x"}
    for document in (
        {"@context": address, "name": "x"},
        {"@context": [{"@import": address}], "name": "x"},
        {"@context": [{"term": {"@id": "urn:x", "@context": address}}], "term": {}},
        {
            "@context": "https://www.w3.org/ns/credentials/v2",
            "type": "VerifiableCredential",
            "credentialSubject": inner,
        },
    ):
        with pytest.raises(InputRejectedError) as refused:
            canonical_quads(document)
        assert (refused.value.code, refused.value.params) == (
            "CREDENTIALS-010",
            {"address": address},
        )


def test_contexts_of_one_set_never_leak_into_another() -> None:
    """The same address under two meanings: each set of contexts keeps to its own."""
    address = "https://own.example/context"
    document = {"@context": address, "word": "x"}

    def meaning(text: str) -> Contexts:
        return STANDARD.with_documents({address: {"@context": {"word": text}}})

    one, other = meaning("https://own.example/1"), meaning("https://own.example/2")
    for _ in range(3):
        assert b"<https://own.example/1>" in canonical_quads(document, one)
        assert b"<https://own.example/2>" in canonical_quads(document, other)
    with pytest.raises(InputRejectedError, match="CREDENTIALS-010"):
        canonical_quads(document)


def test_a_pinned_context_cannot_be_replaced() -> None:
    with pytest.raises(ConfigurationError, match="CREDENTIALS-012"):
        STANDARD.with_documents({"https://www.w3.org/ns/credentials/v2": {"@context": {}}})


def test_a_file_that_is_not_the_pinned_one_is_refused(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for path in FOLDER.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    forged: dict[str, Any] = json.loads((tmp_path / "did-v1.json").read_bytes())
    forged["@context"]["id"] = "urn:forged"
    (tmp_path / "did-v1.json").write_text(json.dumps(forged))
    monkeypatch.setattr("trimtab.credentials.securing.contexts._folder", lambda: tmp_path)
    with pytest.raises(ConfigurationError, match="CREDENTIALS-011"):
        Contexts().load("https://www.w3.org/ns/did/v1")
    assert Contexts().load("https://www.w3.org/ns/credentials/v2")["@context"]
