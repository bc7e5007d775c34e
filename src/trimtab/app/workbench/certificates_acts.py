"""What is done to certificates: suspended, reinstated, revoked; the lists say so at once."""

from __future__ import annotations

from trimtab.app.credentials_issuing import Changed, CredentialDesk
from trimtab.app.credentials_signing import Keyring
from trimtab.app.workbench.bench import Workbench
from trimtab.app.workbench.certificates import certificate_id_of
from trimtab.credentials.issuing.types import ChangeReason, Move
from trimtab.kernel import InputRejectedError

KEYRING = "keyring"
"""Name of the service that holds the opened keys of the workspace."""


def desk_of(bench: Workbench, asking: str, reason: str = "certificates") -> CredentialDesk:
    """The register of the workspace in somebody's name; keys are opened once for the server."""
    keyring: Keyring = bench.services.setdefault(KEYRING, Keyring.of(bench.folder))
    return CredentialDesk(bench.office, keyring, asking, reason)


def change_state(
    bench: Workbench, asking: str, key: str, move: Move, reason: str, note: str
) -> Changed:
    """Suspend, lift or revoke a certificate.

    Raises UnknownCodeError WEB-172, InputRejectedError CREDENTIALS-187 for a reason that is not on
    the list, and what ``CredentialDesk.change`` raises.
    """
    if reason not in set(ChangeReason):
        able = ", ".join(one.value for one in ChangeReason)
        raise InputRejectedError("CREDENTIALS-187", reason=reason[:40], able=able)
    with bench.office.reading() as reading:
        certificate_id = certificate_id_of(reading, key)
    return desk_of(bench, asking).change(certificate_id, move, ChangeReason(reason), note)
