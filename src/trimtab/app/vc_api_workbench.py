"""The VC API of a workbench asks the register of its workspace, and enters what it signs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from trimtab.app.verification_sources import workspace_sources
from trimtab.app.workbench.bench import Workbench
from trimtab.app.workbench.certificates_acts import desk_of
from trimtab.credentials.securing import read_document
from trimtab.credentials.verifying import Sources
from trimtab.credentials.verifying.values import identifier_of


@contextmanager
def sources_of_bench(bench: Workbench) -> Iterator[Sources]:
    """What the register knows, for as long as the block runs."""
    from trimtab.stores.credentials.issuing import SqlCertificateReading

    with bench.office.reading() as reading:
        yield workspace_sources(reading, SqlCertificateReading())


def issue_in_register(bench: Workbench, asking: str, document: Mapping[str, Any]) -> dict[str, Any]:
    """Sign a credential in the name of the issuer it names, and enter it in the register.

    Raises as ``CredentialDesk.issue_document``: a badge from technician grade up takes two persons,
    and the right is asked for at the issuer's place.
    """
    issuer = identifier_of(document.get("issuer")) or ""
    issued = desk_of(bench, asking, "credentials.issue").issue_document(issuer, document)
    return read_document(issued.document.content)
