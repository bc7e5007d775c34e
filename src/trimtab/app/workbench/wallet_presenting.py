"""The signed text of a showing: a fresh twin of the certificate, cut down, bound to its reader.

The key with which a holder shows something is made for one showing and forgotten with it, so that
it tells nobody who they are and lies nowhere to be stolen. It is made here: who keeps this server
and the issuer's keys could show something in a holder's name, and the wallet's page says so.
"""

from __future__ import annotations

import json
from base64 import urlsafe_b64encode
from collections.abc import Collection
from datetime import datetime

from cryptography.hazmat.primitives.asymmetric import ec

from trimtab.app.credentials_signing import Keyring
from trimtab.app.credentials_twins import TYPES, issue_twin
from trimtab.app.workbench.bench import Workbench
from trimtab.credentials.issuing.types import CertificateKind, CertificateRecord
from trimtab.credentials.sharing import holder_jwk, present
from trimtab.credentials.types import Algorithm, KeyRecord, KeyStanding
from trimtab.credentials.wallet import CLAIMS
from trimtab.kernel import ConfigurationError, EnvironmentLackingError, StateError
from trimtab.ports import Reading
from trimtab.stores.credentials.key_files import LocalSigner, passphrase

_HOLDER = "holder"  # no address: the key stands in the twin itself


def keyring_of(bench: Workbench) -> Keyring:
    """The private keys of a workbench; each is opened once."""
    found: Keyring = bench.services.setdefault("keyring", Keyring.of(bench.folder))
    return found


def present_certificate(
    bench: Workbench,
    certificate_id: str,
    shown: Collection[str],
    nonce: str,
    audience: str,
    at: datetime,
) -> str:
    """An SD-JWT with the chosen claims, signed by the issuer and, over nonce and audience, by the
    holder.

    Raises EnvironmentLackingError WEB-159, and what ``issue_twin`` raises.
    """
    holder = LocalSigner.of(_new_key(), _HOLDER)
    twin = _twin(bench, certificate_id, holder, at, shown)
    return present(twin, [(one,) for one in shown], holder, nonce, audience, at)


def whole_twin(bench: Workbench, certificate_id: str, at: datetime) -> tuple[str, str]:
    """The twin with everything in it and the private key it is bound to (JSON Web Key), for its
    holder alone: with both, another wallet can show parts of it. Raises as ``present_certificate``.
    """
    key = _new_key()
    holder = LocalSigner.of(key, _HOLDER)
    secret = key.private_numbers().private_value.to_bytes(32, "big")
    jwk = holder_jwk(holder.public_key) | {"d": urlsafe_b64encode(secret).decode().rstrip("=")}
    return _twin(bench, certificate_id, holder, at, CLAIMS), json.dumps(jwk, indent=2)


def _new_key() -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.SECP256R1())


def _twin(
    bench: Workbench, certificate_id: str, holder: LocalSigner, at: datetime, shown: Collection[str]
) -> str:
    try:
        passphrase()
    except ConfigurationError as lacking:
        raise EnvironmentLackingError("WEB-159") from lacking
    jwk = holder_jwk(holder.public_key)
    return issue_twin(bench.office, keyring_of(bench), certificate_id, jwk, at, shown)


def can_share(reading: Reading, record: CertificateRecord, at: datetime) -> bool:
    """Whether parts can be shown: of what certifies an achievement or recognises credits, by an
    issuer whose key that signs twins is kept here."""
    if record.kind not in TYPES or (
        record.kind is CertificateKind.BADGE and record.achievement_id is None
    ):
        return False
    keys = reading.find(KeyRecord, issuer_id=record.issuer_id)
    return any(
        one.algorithm is Algorithm.P256
        and one.held_in is not None
        and one.standing(at) is KeyStanding.GOOD
        for one in keys
    )


def require_shareable(bench: Workbench, record: CertificateRecord, at: datetime) -> None:
    """Refuse a certificate of which no parts can be shown. Raises StateError WEB-165."""
    with bench.office.reading() as reading:
        if not can_share(reading, record, at):
            raise StateError("WEB-165")
