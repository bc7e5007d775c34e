"""Jobs of the register: re-issue after a compromise, and what is done every day."""

from __future__ import annotations

from datetime import UTC, datetime

from trimtab.app.credentials_signing import Keyring, fast_seal_of
from trimtab.credentials.issuing.compromise import reissue, to_reissue
from trimtab.credentials.issuing.keys import current_key
from trimtab.credentials.issuing.lists import ending, publish_list
from trimtab.credentials.issuing.register import sign_days
from trimtab.credentials.issuing.registry import get_record
from trimtab.credentials.issuing.storage import CertificateQuery
from trimtab.credentials.issuing.types import StatusListRecord
from trimtab.credentials.types import Issuer, KeyRecord
from trimtab.kernel import StateError
from trimtab.office.jobs import enqueue
from trimtab.office.types import Job
from trimtab.ports import Progress, Work
from trimtab.ports.jobs import JobOutcome, JobRun
from trimtab.stores.credentials.bulk import SqlCertificates
from trimtab.stores.office.store import SqlOfficeStore

UPKEEP = "credentials.upkeep"
_REISSUED_AT_ONCE = 200


def reissue_job(run: JobRun, office: SqlOfficeStore, keyring: Keyring) -> JobOutcome:
    """The job ``credentials.reissue``: certificates of a key signed again with the current one."""
    key_id = run.params["key"]
    done = reissue_all(office, keyring, run.asked_by, key_id, run.progress)
    return JobOutcome({"key": key_id, "reissued": done})


def reissue_all(
    office: SqlOfficeStore, keyring: Keyring, actor: str, key_id: str, progress: Progress
) -> int:
    """Sign the certificates of a key again, block by block; how many were.

    A certificate that was signed again bears the new key, so what is left to do is asked anew
    after every block, and a second attempt goes on where the first ended.
    """
    store = SqlCertificates()
    query = CertificateQuery(key_id=key_id)
    with office.reading() as reading:
        issuer_id = get_record(reading, KeyRecord, key_id).issuer_id
        current = current_key(reading, issuer_id, datetime.now(UTC))
        if current.key_id == key_id:
            raise StateError("CREDENTIALS-158", issuer=issuer_id, algorithm="Ed25519")
        total = store.count_certificates(reading, query)
    seal, done, after = keyring.seal(current), 0, None
    while True:
        progress("credentials.step.reissue", done, total)
        with office.work(actor, "credentials.reissue") as work:
            block = store.certificates(work, query, limit=_REISSUED_AT_ONCE, after=after)
            if not block:
                return done
            after = block[-1].certificate_id
            renewed = [reissue(work, store, one, seal) for one in to_reissue(block)]
            done += len(renewed)
            facts = {"reissued": len(renewed), "with": seal.key_id, "last": after}
            work.note("credential_key", key_id, facts)


def upkeep_job(run: JobRun, office: SqlOfficeStore, keyring: Keyring) -> JobOutcome:
    """The job ``credentials.upkeep``: lists that end soon or lack a change are signed again, and
    the days of the register of issues that are over are signed. An issuer without a usable key is
    left out. ``issuer``: the lists of that one are signed whatever their end."""
    store, lists, days, without_key = SqlCertificates(), 0, 0, []
    named = run.params.get("issuer")
    with office.reading() as reading:
        issuers = [one for one in reading.find(Issuer) if named in (None, one.issuer_id)]
    for position, issuer in enumerate(issuers):
        run.progress("credentials.step.upkeep", position, len(issuers))
        with office.work(run.asked_by, UPKEEP) as work:
            due = ending(work, store, issuer.issuer_id, work.at)
            if named is not None:
                due = list(work.find(StatusListRecord, issuer_id=named))
            try:
                key = current_key(work, issuer.issuer_id, work.at)
                signer = keyring.signer(key)
            except StateError:
                without_key += [issuer.issuer_id] if due else []
                continue
            for record in due:
                publish_list(work, store, record, issuer, keyring.seal(key))
            days += sign_days(work, store, issuer.issuer_id, fast_seal_of(signer))
            lists += len(due)
    return JobOutcome({"lists": lists, "days": days, "without_key": without_key})


def queue_upkeep(work: Work) -> Job:
    """Queue the upkeep of a day, however often this is called."""
    return enqueue(work, UPKEEP, {}, once_key=f"{UPKEEP}:{work.at:%Y-%m-%d}")
