"""Private keys in encrypted files: what opens them, who may read them, what is never shown."""

from __future__ import annotations

import copy
import io
import logging
import pickle
import re
import shutil
import stat
import subprocess
import traceback
from base64 import b64decode
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa, utils
from cryptography.hazmat.primitives.hashes import SHA256

from trimtab.credentials.types import Algorithm
from trimtab.kernel import ConfigurationError, StateError, TrimtabError, UsageError
from trimtab.stores.credentials import pkcs8
from trimtab.stores.credentials.key_files import (
    LocalSigner,
    Passphrase,
    create_key_file,
    encrypt_private,
    generate_private_key,
    open_key_file,
    passphrase,
    signer_of,
)

REAL_COST = pkcs8.COST
SECRET = Passphrase("staple battery horse")
DAY = datetime(2026, 11, 23, tzinfo=UTC)
KEY = "did:web:awards.example#key-1"


def holds(signer: LocalSigner, message: bytes, signature: bytes) -> None:
    """Raises when the signature is not that of the signer's public key."""
    if signer.algorithm is Algorithm.ED25519:
        ed25519.Ed25519PublicKey.from_public_bytes(signer.public_key).verify(signature, message)
        return
    public = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), signer.public_key)
    r, s = int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big")
    public.verify(utils.encode_dss_signature(r, s), message, ec.ECDSA(SHA256()))


@pytest.mark.parametrize("algorithm", [Algorithm.ED25519, Algorithm.P256])
def test_a_key_is_made_kept_and_opened(tmp_path, algorithm):
    path, public = create_key_file(tmp_path / "keys", algorithm, SECRET, DAY)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert [one.name for one in path.parent.iterdir()] == [path.name]
    signer = open_key_file(path, KEY, SECRET, public)
    assert (signer.key_id, signer.algorithm, signer.public_key) == (KEY, algorithm, public)
    assert len(public) == (32 if algorithm is Algorithm.ED25519 else 33)
    for message in (b"", b"a certificate" * 1000):
        signature = signer.sign(message)
        assert len(signature) == 64
        holds(signer, message, signature)


def test_another_program_opens_the_file_and_pays_what_a_guess_costs(tmp_path, monkeypatch):
    monkeypatch.setattr(pkcs8, "COST", REAL_COST)
    program = shutil.which("openssl")
    if program is None:
        pytest.skip("needs openssl")
    path, _ = create_key_file(tmp_path, Algorithm.P256, SECRET, DAY)
    (text,) = re.findall("-----\n(.*)\n-----", path.read_text(), re.DOTALL)
    # N = 16384, r = 8, p = 5, as the file says itself: three numbers in DER.
    assert bytes.fromhex("02024000 020108 020105") in b64decode(text)
    told = subprocess.run(
        [program, "pkcs8", "-in", path, "-passin", f"pass:{SECRET.revealed}"],
        capture_output=True, check=True, timeout=60,
    )  # fmt: skip
    key = serialization.load_pem_private_key(told.stdout, None)
    assert isinstance(key, ec.EllipticCurvePrivateKey)


@pytest.mark.parametrize("wrong", ["staple battery hors!", "Staple battery horse"])
def test_a_wrong_passphrase_is_refused_with_a_code(tmp_path, wrong):
    path, _ = create_key_file(tmp_path, Algorithm.ED25519, SECRET, DAY)
    with pytest.raises(ConfigurationError, match="CREDENTIALS-060"):
        open_key_file(path, KEY, Passphrase(wrong))


def _unencrypted() -> str:
    return (
        generate_private_key(Algorithm.ED25519)
        .private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        .decode()
    )


def _of_another_kind(key) -> str:
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.BestAvailableEncryption(SECRET.octets),
    ).decode()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "hello",
        "-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----\n",
        _unencrypted(),
        _of_another_kind(rsa.generate_private_key(65537, 2048)),
        _of_another_kind(ec.generate_private_key(ec.SECP384R1())),
    ],
    ids=["empty", "text", "damaged", "not encrypted", "RSA", "P-384"],
)
def test_what_is_no_encrypted_key_of_ours_is_refused(text):
    with pytest.raises(ConfigurationError, match="CREDENTIALS-060"):
        signer_of(text, KEY, SECRET)


def test_a_key_in_a_column_is_the_same_key():
    key = generate_private_key(Algorithm.P256)
    text = encrypt_private(key, SECRET)
    assert signer_of(text, KEY, SECRET).public_key == LocalSigner.of(key, KEY).public_key
    assert encrypt_private(key, SECRET) != text  # another salt each time


def test_a_file_others_may_read_is_refused(tmp_path):
    path, _ = create_key_file(tmp_path, Algorithm.ED25519, SECRET, DAY)
    path.chmod(0o640)
    with pytest.raises(ConfigurationError, match="CREDENTIALS-062"):
        open_key_file(path, KEY, SECRET)


def test_a_file_that_is_not_there_or_of_another_key_is_named(tmp_path):
    with pytest.raises(StateError, match="CREDENTIALS-061"):
        open_key_file(tmp_path / "none.pem", KEY, SECRET)
    path, _ = create_key_file(tmp_path, Algorithm.ED25519, SECRET, DAY)
    with pytest.raises(StateError, match="CREDENTIALS-068"):
        open_key_file(path, KEY, SECRET, b"\x00" * 32)


def test_a_new_key_makes_a_new_file_and_writes_none_over(tmp_path, monkeypatch):
    first, _ = create_key_file(tmp_path, Algorithm.ED25519, SECRET, DAY)
    before = first.read_bytes()
    second, _ = create_key_file(tmp_path, Algorithm.ED25519, SECRET, DAY)
    assert first != second
    key = signer_of(first.read_text(), KEY, SECRET)._key
    monkeypatch.setattr(
        "trimtab.stores.credentials.key_files.generate_private_key", lambda algorithm: key
    )
    with pytest.raises(StateError, match="CREDENTIALS-063"):
        create_key_file(tmp_path, Algorithm.ED25519, SECRET, DAY)
    assert first.read_bytes() == before
    assert {one.name for one in tmp_path.iterdir()} == {first.name, second.name}


def test_a_place_that_cannot_be_written_is_named(tmp_path):
    (tmp_path / "keys").write_text("a file where the folder should be")
    with pytest.raises(StateError, match="CREDENTIALS-069"):
        create_key_file(tmp_path / "keys", Algorithm.ED25519, SECRET, DAY)


def test_an_algorithm_files_do_not_hold_is_refused(tmp_path):
    with pytest.raises(ConfigurationError, match="CREDENTIALS-067"):
        create_key_file(tmp_path, Algorithm.SM2, SECRET, DAY)


def test_the_passphrase_comes_from_the_environment_then_the_file_then_the_person(tmp_path):
    place = tmp_path / "passphrase"
    place.write_text("from the quiet file\nanother line\n")
    place.chmod(0o600)
    everything = {
        "TRIMTAB_KEY_PASSPHRASE": "from the environment",
        "TRIMTAB_KEY_PASSPHRASE_FILE": str(place),
    }
    asked = lambda: "from the person"  # noqa: E731
    assert passphrase(asked, everything).revealed == "from the environment"
    del everything["TRIMTAB_KEY_PASSPHRASE"]
    assert passphrase(asked, everything).revealed == "from the quiet file"
    assert passphrase(asked, {}).revealed == "from the person"
    with pytest.raises(ConfigurationError, match="CREDENTIALS-064"):
        passphrase(None, {})


def test_a_passphrase_file_others_may_read_is_refused(tmp_path):
    place = tmp_path / "passphrase"
    place.write_text("from the loud file")
    place.chmod(0o644)
    for path in (place, tmp_path / "none"):
        with pytest.raises(ConfigurationError, match="CREDENTIALS-065"):
            passphrase(None, {"TRIMTAB_KEY_PASSPHRASE_FILE": str(path)})


def test_a_short_passphrase_is_refused(tmp_path):
    place = tmp_path / "empty"
    place.touch(0o600)
    for given in ({"TRIMTAB_KEY_PASSPHRASE": "short"}, {"TRIMTAB_KEY_PASSPHRASE_FILE": str(place)}):
        with pytest.raises(UsageError, match="CREDENTIALS-066"):
            passphrase(None, given)


def test_neither_passphrase_nor_key_is_shown(tmp_path: Path):
    """In the text of the objects, of an error, of its traceback, of a log line."""
    path, _ = create_key_file(tmp_path, Algorithm.ED25519, SECRET, DAY)
    signer = open_key_file(path, KEY, SECRET)
    heard, wrong = io.StringIO(), " ".join(("a", "wrong", "passphrase"))
    logging.getLogger("heard").addHandler(logging.StreamHandler(heard))
    try:
        open_key_file(path, KEY, Passphrase(wrong))
    except TrimtabError as error:
        logging.getLogger("heard").exception("not opened: %r %s", error, SECRET)
        shown = "".join(traceback.format_exception(error))
    shown += repr((signer, SECRET)) + str(SECRET) + heard.getvalue()
    assert "CREDENTIALS-060" in shown
    for hidden in (wrong, SECRET.revealed, signer._key.private_bytes_raw().hex()):
        assert hidden not in shown
        assert repr(hidden.encode()) not in shown


def test_a_signer_never_leaves_its_process():
    signer = LocalSigner.generate(Algorithm.ED25519, lambda algorithm, public: KEY)
    for leave in (pickle.dumps, copy.deepcopy):
        with pytest.raises(TypeError):
            leave(signer)
