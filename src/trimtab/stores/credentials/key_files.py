"""Private keys in encrypted files, one key to a file: the default place of an issuer's key.

A new key always makes a new file, named after the day and a piece of its public key; an old one is
never written over, because certificates it signed must stay explicable. Deleting is the
operator's decision.
"""

from __future__ import annotations

import hashlib
from datetime import datetime
from pathlib import Path

from trimtab.credentials.types import Algorithm
from trimtab.kernel import ConfigurationError, StateError
from trimtab.kernel.files import OWNER_ONLY, written_whole
from trimtab.stores.credentials.local_signer import (
    LocalSigner,
    generate_private_key,
    raw_public_key,
)
from trimtab.stores.credentials.passphrase import Passphrase, is_private, passphrase
from trimtab.stores.credentials.pkcs8 import PrivateKey, decrypt_pkcs8, encrypt_pkcs8

__all__ = [
    "LocalSigner",
    "Passphrase",
    "create_key_file",
    "encrypt_private",
    "generate_private_key",
    "open_key_file",
    "passphrase",
    "signer_of",
]

_LARGEST_FILE = 16 * 1024


def create_key_file(
    folder: Path, algorithm: Algorithm, secret: Passphrase, at: datetime
) -> tuple[Path, bytes]:
    """Make a key and its file ``<day>-<algorithm>-<start of the public key's digest>.pem``.

    Returns   the path and the raw public key, from which the caller makes the key's address
    Raises    ConfigurationError CREDENTIALS-067 (an algorithm files do not hold); StateError
              CREDENTIALS-063 (the name is taken), CREDENTIALS-069 (the folder cannot be written)
    """
    key = generate_private_key(algorithm)
    public = raw_public_key(key)
    mark = hashlib.sha256(public).hexdigest()[:12]
    path = folder / f"{at:%Y%m%d}-{algorithm.value.lower()}-{mark}.pem"
    write_key_file(path, key, secret)
    return path, public


def write_key_file(path: Path, key: PrivateKey, secret: Passphrase) -> None:
    """Keep a key under a name that is free, readable by its owner only.

    Raises StateError CREDENTIALS-063 (the name is taken), CREDENTIALS-069 (cannot be written).
    """
    text = encrypt_private(key, secret)
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with written_whole(path, OWNER_ONLY, replace=False) as draft:
            draft.write_text(text, encoding="ascii")
    except OSError as fault:
        if path.exists():
            raise StateError("CREDENTIALS-063", file=str(path)) from None
        raise StateError(
            "CREDENTIALS-069", file=str(path), reason=fault.strerror or type(fault).__name__
        ) from None


def open_key_file(
    path: Path, key_id: str, secret: Passphrase, public_key: bytes | None = None
) -> LocalSigner:
    """The signer of a key file. ``public_key``: what the register says of this key.

    Raises StateError CREDENTIALS-061 (no such file), CREDENTIALS-068 (another key than the
    register's); ConfigurationError CREDENTIALS-062 (others may read the file), CREDENTIALS-060 (the
    passphrase does not open it, or it is damaged or no such key).
    """
    try:
        if not is_private(path):
            raise ConfigurationError("CREDENTIALS-062", file=str(path))
        with path.open(encoding="ascii", errors="replace") as file:
            text = file.read(_LARGEST_FILE)
    except OSError:
        raise StateError("CREDENTIALS-061", file=str(path)) from None
    signer = signer_of(text, key_id, secret, place=path.name)
    if public_key is not None and signer.public_key != public_key:
        raise StateError("CREDENTIALS-068", file=str(path), key=key_id)
    return signer


def encrypt_private(key: PrivateKey, secret: Passphrase) -> str:
    """The key as encrypted PKCS#8 text, for a file or a column of the database."""
    return encrypt_pkcs8(key, secret.octets)


def signer_of(text: str, key_id: str, secret: Passphrase, place: str = "") -> LocalSigner:
    """The signer of a key in encrypted PKCS#8 text.

    Raises ConfigurationError CREDENTIALS-060 when the passphrase does not open it, or it is
    damaged or no such key: which of them, an encrypted text does not tell.
    """
    key = decrypt_pkcs8(text, secret.octets)
    if key is None:
        raise ConfigurationError("CREDENTIALS-060", file=place or key_id)
    return LocalSigner.of(key, key_id)
