"""Rows of the places that twins have on status lists of their own.

Each twin has two places, on lists that serve twins only: two readers who compare what they were
shown find nothing in common, nor does one of them with the badge. Kept is whose state a place
tells, and not to whom the twin was shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
from sqlalchemy import Connection, and_, insert, or_, select
from sqlalchemy.exc import IntegrityError

from trimtab.credentials.issuing.storage import Indices
from trimtab.credentials.issuing.types import CertificateState
from trimtab.credentials.status import Purpose, StatusEntry
from trimtab.kernel import StateError
from trimtab.stores.credentials.schema_issuing import certificate, twin_place


def entries(
    connection: Connection, list_id: str, purpose: Purpose, state: CertificateState | None = None
) -> Indices:
    """The entries of a list that twins have; ``state``: those whose certificates are in it."""
    place = twin_place.c
    chosen = select(place[f"{purpose.value}_index"]).where(
        place[f"{purpose.value}_list"] == list_id
    )
    if state is not None:
        of = certificate.c.certificate_id == place.certificate_id
        chosen = chosen.join(certificate, of).where(certificate.c.state == state.value)
    return np.fromiter(connection.execute(chosen).scalars(), dtype=np.int64)


def lists_of(connection: Connection, certificates: Iterable[str]) -> Iterator[str]:
    """The lists on which twins of certificates have places."""
    place = twin_place.c
    chosen = select(place.revocation_list, place.suspension_list).distinct()
    for row in connection.execute(chosen.where(place.certificate_id.in_(list(certificates)))):
        yield from row


def state_at(connection: Connection, list_id: str, index: int) -> CertificateState | None:
    """How the certificate stands whose twin has an entry of a list."""
    place = twin_place.c
    here = or_(
        and_(place.revocation_list == list_id, place.revocation_index == index),
        and_(place.suspension_list == list_id, place.suspension_index == index),
    )
    of = certificate.c.certificate_id == place.certificate_id
    chosen = select(certificate.c.state).select_from(twin_place.join(certificate, of)).where(here)
    found = connection.execute(chosen).scalar()
    return None if found is None else CertificateState(found)


def keep(
    connection: Connection, certificate_id: str, revocation: StatusEntry, suspension: StatusEntry
) -> None:
    """Keep the places of a new twin. Raises StateError CREDENTIALS-145 when one is taken."""
    values = {
        "certificate_id": certificate_id,
        "revocation_list": revocation.list_id,
        "revocation_index": revocation.index,
        "suspension_list": suspension.list_id,
        "suspension_index": suspension.index,
    }
    try:
        connection.execute(insert(twin_place).values(values))
    except IntegrityError as failure:
        raise StateError("CREDENTIALS-145", count=1) from failure
