"""Keys of issuers: made, and what a stolen one had signed issued again."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from trimtab.app.workbench.bench import Workbench
from trimtab.app.workbench.certificates_acts import desk_of
from trimtab.app.workbench.issuers import issuer_of_key
from trimtab.credentials.bank.values import months_after
from trimtab.credentials.issuing.compromise import ask_for_reissue, compromise_key
from trimtab.credentials.issuing.keys import add_key, end_key
from trimtab.credentials.issuing.registry import require_at
from trimtab.credentials.types import Algorithm, KeyEnd, KeyRecord
from trimtab.kernel import InputRejectedError
from trimtab.office.rights import Right
from trimtab.office.types import Job
from trimtab.stores.credentials.bulk import SqlCertificates

KEY_ALGORITHMS = (Algorithm.ED25519, Algorithm.P256)
LASTS_MONTHS = (12, 24, 36)


def new_key(
    bench: Workbench, asking: str, issuer_key: str, algorithm: str, months: str, reason: str
) -> KeyRecord:
    """Make a key for an issuer; from now on it signs. The one before is superseded and stays in the
    register: what it signed stays good.

    Raises InputRejectedError WEB-175 for an algorithm or a time that is not offered, and what
    ``Keyring.make`` and ``add_key`` raise.
    """
    if algorithm not in {one.value for one in KEY_ALGORITHMS}:
        raise InputRejectedError("WEB-175", field="algorithm", value=algorithm[:20])
    if months not in {str(one) for one in LASTS_MONTHS}:
        raise InputRejectedError("WEB-175", field="months", value=months[:20])
    with bench.office.work(asking, reason) as work:
        issuer = issuer_of_key(work, issuer_key)
        require_at(work, Right.CREDENTIAL_KEYS_KEEP, issuer)  # before a file is written
        made = desk_of(bench, asking).keyring.make(issuer.issuer_id, work.at, Algorithm(algorithm))
        before = work.find(KeyRecord, issuer_id=issuer.issuer_id, algorithm=made.algorithm)
        for key in before:
            if key.revoked_at is None and key.held_in is not None:
                end_key(work, key.key_id, KeyEnd.SUPERSEDED, work.at)
        return add_key(work, replace(made, expires=_later(work.at, int(months))))


def _later(at: datetime, months: int) -> datetime:
    day: date = months_after(at.date(), months)
    return datetime.combine(day, at.timetz())


def revoke_key(
    bench: Workbench, asking: str, key_id: str, end: KeyEnd, since: datetime | None, reason: str
) -> None:
    """Revoke a key from an instant on, by default from now on; one that was compromised casts
    doubt on what it signed. Raises what ``compromise_key`` and ``end_key`` raise."""
    with bench.office.work(asking, reason) as work:
        at = min(since or work.at, work.at)
        if end is KeyEnd.COMPROMISED:
            compromise_key(work, SqlCertificates(), key_id, at, reason)
        else:
            end_key(work, key_id, end, at)


def start_reissue(bench: Workbench, asking: str, key_id: str, reason: str) -> Job:
    """Let a job sign again what a compromised key had signed. Raises what ``ask_for_reissue``
    raises."""
    with bench.office.work(asking, reason) as work:
        return ask_for_reissue(work, key_id)
