"""The signed text of a showing: a fresh twin of the certificate, cut down, bound to its reader."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from trimtab.app.credentials_signing import Keyring
from trimtab.app.workbench.bench import Workbench
from trimtab.app.workbench.wallet_keys import holder_signer
from trimtab.credentials.issuing.types import CertificateRecord
from trimtab.credentials.types import Algorithm, KeyRecord, KeyStanding
from trimtab.kernel import StateError
from trimtab.ports import Reading, Signer


def keyring_of(bench: Workbench) -> Keyring:
    """The private keys of a workbench; each is opened once."""
    found: Keyring = bench.services.setdefault("keyring", Keyring.of(bench.folder))
    return found


def present_certificate(
    bench: Workbench,
    holder_id: str,
    certificate_id: str,
    shown: Iterable[str],
    nonce: str,
    audience: str,
    at: datetime,
) -> str:
    """An SD-JWT with the chosen claims, signed by the issuer and, over nonce and audience, by the
    holder.

    Raises EnvironmentLackingError WEB-159, and what ``issue_twin`` raises.
    """
    from trimtab.credentials.sharing import present

    holder = holder_signer(bench.office, holder_id, at)
    twin = _twin(bench, certificate_id, holder, at)
    return present(twin, [(one,) for one in shown], holder, nonce, audience, at)


def whole_twin(bench: Workbench, holder_id: str, certificate_id: str, at: datetime) -> str:
    """The twin with everything in it, for its holder alone. Raises as ``present_certificate``."""
    return _twin(bench, certificate_id, holder_signer(bench.office, holder_id, at), at)


def _twin(bench: Workbench, certificate_id: str, holder: Signer, at: datetime) -> str:
    from trimtab.app.credentials_twins import issue_twin
    from trimtab.credentials.sharing import holder_jwk

    jwk = dict(holder_jwk(holder.public_key))
    return issue_twin(bench.office, keyring_of(bench), certificate_id, jwk, at)


def can_share(reading: Reading, record: CertificateRecord, at: datetime) -> bool:
    """Whether parts can be shown: of what certifies an achievement, by an issuer whose key that
    signs twins is kept here."""
    if record.achievement_id is None:
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
