"""The signing key of each holder, kept for them: encrypted in the database, opened for one showing.

Custody is the price of a wallet that works in any browser without a script: who keeps this server
could sign for a holder, and the wallet's page says so. A presentation is worth nothing beyond its
reader and its nonce.
"""

from __future__ import annotations

from datetime import datetime

from trimtab.kernel import ConfigurationError, EnvironmentLackingError
from trimtab.ports import Signer
from trimtab.stores import database
from trimtab.stores.credentials import wallet_rows as rows
from trimtab.stores.office.store import SqlOfficeStore


def holder_signer(office: SqlOfficeStore, holder_id: str, at: datetime) -> Signer:
    """The holder's signer (ES256); its key is made when it is first asked for.

    Raises EnvironmentLackingError WEB-159 where the server has no passphrase, ConfigurationError
    CREDENTIALS-060 where it is another than the key was kept with.
    """
    from trimtab.credentials.types import Algorithm
    from trimtab.stores.credentials.key_files import (
        encrypt_private,
        generate_private_key,
        passphrase,
        signer_of,
    )

    try:
        secret = passphrase()
    except ConfigurationError as lacking:
        raise EnvironmentLackingError("WEB-159") from lacking
    with database.reading(office.engine) as connection:
        kept = rows.find_private_key(connection, holder_id)
    if kept is None:
        made = encrypt_private(generate_private_key(Algorithm.P256), secret)
        with database.writing(office.engine) as connection:
            rows.keep_private_key(connection, holder_id, made, at)
            kept = rows.find_private_key(connection, holder_id) or made
    return signer_of(kept, f"holder:{holder_id}", secret)
