"""To whom a caseworker gives the code of a wallet."""

from __future__ import annotations

from dataclasses import dataclass

from trimtab.app.workbench.bench import Workbench
from trimtab.app.workbench.certificates import find_certificate
from trimtab.app.workbench.certificates_search import document_title, title_of
from trimtab.credentials.issuing.types import AchievementRecord
from trimtab.credentials.wallet import WalletLink
from trimtab.kernel import StateError
from trimtab.messages import Language
from trimtab.office.rights import Right, require
from trimtab.stores.credentials.bulk import SqlCertificates


@dataclass(frozen=True, slots=True)
class GivenTo:
    """The holder of a certificate, by name, for whoever checks their identity document."""

    holder_id: str
    name: str
    region: str
    certificate: str
    linked: bool


def given_to(bench: Workbench, asking: str, key: str, language: Language) -> GivenTo:
    """Whom the code would be for.

    Raises UnknownCodeError WEB-172 for a certificate that is not to be seen, NotAllowedError
    OFFICE-010, StateError WEB-166 for one without a holder.
    """
    store = SqlCertificates()
    with bench.office.reading() as reading:
        record = find_certificate(reading, asking, key)
        require(reading, asking, Right.CREDENTIALS_ISSUE, record.region)
        person = store.holder(reading, record.holder_id) if record.holder_id else None
        if person is None or person.name is None:
            raise StateError("WEB-166")
        achievement = reading.get(AchievementRecord, record.achievement_id or "")
        return GivenTo(
            person.holder_id,
            person.name,
            record.region,
            title_of(achievement, language, "")
            or document_title(reading, record.digest, record.kind, language),
            bool(reading.find(WalletLink, holder_id=person.holder_id)),
        )
