"""Keys of issuers that lie in a token: a register says where, the device signs.

A key says ``token:<label of the token>/<label of the key>``. Which library speaks to the device and
what opens it is a matter of the machine: TRIMTAB_TOKEN_MODULE, and TRIMTAB_TOKEN_PIN or the file
that TRIMTAB_TOKEN_PIN_FILE names.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from contextlib import closing
from datetime import datetime

from trimtab.app.credentials_signing import new_key_record
from trimtab.credentials.securing import raw_key
from trimtab.credentials.types import Algorithm, KeyRecord
from trimtab.kernel import ConfigurationError
from trimtab.ports import Signer
from trimtab.stores.credentials.tokens import Token, open_token, token_pin

HELD_IN_TOKEN = "token:"
MODULE_VARIABLE = "TRIMTAB_TOKEN_MODULE"


def open_token_key(
    place: str, key: KeyRecord, environment: Mapping[str, str] = os.environ
) -> Signer:
    """The signer of a key in a token, ``place`` as the key says without ``token:``.

    The session stays open as long as the signer is used. Raises ConfigurationError CREDENTIALS-250
    (no library named), and what ``open_token``, ``token_pin`` and ``Token.signer`` raise.
    """
    token_label, _, key_label = place.partition("/")
    token = _opened(token_label, environment)
    return token.signer(key_label, key.key_id, raw_key(key.public_key_multibase)[1])


def make_token_key(
    token_label: str,
    issuer_id: str | None,
    at: datetime,
    algorithm: Algorithm = Algorithm.ED25519,
    environment: Mapping[str, str] = os.environ,
) -> KeyRecord:
    """Make a key in a token. Without an issuer, the key is one: its ``did:key``.

    Raises as ``open_token_key`` and ``Token.create_key``.
    """
    key_label = f"{algorithm.value.lower()}-{at:%Y%m%d}-{secrets.token_hex(4)}"
    with closing(_opened(token_label, environment, may_write=True)) as token:
        public = token.create_key(algorithm, key_label)
    held_in = f"{HELD_IN_TOKEN}{token_label}/{key_label}"
    return new_key_record(algorithm, public, issuer_id, at, held_in)


def _opened(label: str, environment: Mapping[str, str], *, may_write: bool = False) -> Token:
    module = environment.get(MODULE_VARIABLE)
    if not module:
        raise ConfigurationError("CREDENTIALS-250", variable=MODULE_VARIABLE)
    return open_token(module, label, token_pin(None, environment), may_write=may_write)
