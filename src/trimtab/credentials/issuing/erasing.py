"""Forgetting a holder: name, number and salt are destroyed; what stays names nobody."""

from __future__ import annotations

from trimtab.credentials.issuing.registry import get_record, require_at
from trimtab.credentials.issuing.storage import CertificateQuery, CertificateStore
from trimtab.credentials.types import Issuer
from trimtab.kernel import StateError, UnknownCodeError
from trimtab.office.rights import Right, require
from trimtab.ports import Work


def forget_holder(
    work: Work, store: CertificateStore, holder_id: str, *, asked_by_holder: bool = False
) -> int:
    """Erase a holder; how many certificates remain that nobody can be linked to any more.

    Certificates stay, with id, issuer, standard, dates and status, because others rely on a
    revocation staying known and the register of issues is a chain. Certificate number, score and
    the words of the steps go with the name. ``asked_by_holder``: the actor is the holder, which
    the caller has made sure of. Backups hold the erased data until they are overwritten.

    Raises UnknownCodeError CREDENTIALS-189, StateError CREDENTIALS-190 (erased already),
    NotAllowedError OFFICE-010.
    """
    holder = store.holder(work, holder_id)
    if holder is None:
        raise UnknownCodeError("CREDENTIALS-189", holder=holder_id)
    if holder.forgotten_at is not None:
        raise StateError("CREDENTIALS-190", holder=holder_id, at=holder.forgotten_at)
    held = store.certificates(work, CertificateQuery(holder_id=holder_id))
    if not asked_by_holder:
        issuers = {one.issuer_id for one in held}
        for issuer_id in issuers:
            require_at(work, Right.CREDENTIALS_REVOKE, get_record(work, Issuer, issuer_id))
        if not issuers:
            require(work, work.actor, Right.CREDENTIALS_REVOKE, None)
    store.forget_holder(work, holder_id, work.at)
    work.note("holder", holder_id, {"forgotten": True, "certificates": len(held)})
    return len(held)
