"""All certificates of a wrong list revoked together: one person asks, another decides."""

from __future__ import annotations

from trimtab.app.workbench.bench import Workbench
from trimtab.app.workbench.certificate_batches import require_batch
from trimtab.credentials.issuing.batch_revoking import (
    approve_revocation,
    ask_revocation,
    refuse_revocation,
)
from trimtab.credentials.issuing.batch_types import BatchRevocation
from trimtab.credentials.issuing.types import ChangeReason
from trimtab.stores.credentials.bulk import SqlCertificates

_REASON = "certificates"


def ask(
    bench: Workbench, asking: str, batch_id: str, reason: ChangeReason, note: str
) -> BatchRevocation:
    """Ask that all certificates of a batch be revoked. Raises UnknownCodeError WEB-177 and what
    ``ask_revocation`` raises."""
    with bench.office.work(asking, _REASON) as work:
        require_batch(work, asking, batch_id)
        return ask_revocation(work, SqlCertificates(), batch_id, reason, note)


def approve(bench: Workbench, asking: str, batch_id: str, note: str) -> BatchRevocation:
    """Approve it; a job revokes. Raises UnknownCodeError WEB-177 and what ``approve_revocation``
    raises."""
    with bench.office.work(asking, _REASON) as work:
        require_batch(work, asking, batch_id)
        return approve_revocation(work, batch_id, note)


def refuse(bench: Workbench, asking: str, batch_id: str, note: str) -> BatchRevocation:
    """Refuse it, or take one's own request back. Raises UnknownCodeError WEB-177 and what
    ``refuse_revocation`` raises."""
    with bench.office.work(asking, _REASON) as work:
        require_batch(work, asking, batch_id)
        return refuse_revocation(work, batch_id, note)
