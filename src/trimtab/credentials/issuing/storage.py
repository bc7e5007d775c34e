"""What the register asks of its storage: holders, certificates and all that comes in thousands.

Every method takes the reading or the work it acts in. Nothing here is audited row by row: the
services tell the trail what happened, without personal data.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

import numpy as np
import numpy.typing as npt

from trimtab.credentials.issuing.batch_types import BatchRow, RowState
from trimtab.credentials.issuing.types import (
    CertificateDocument,
    CertificateRecord,
    CertificateState,
    CertificateStep,
    ChangeReason,
    Holder,
    IssueDay,
    IssueEntry,
    StatusListEdition,
)
from trimtab.credentials.status import Purpose, StatusEntry
from trimtab.ports import Reading, Work

Indices = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Issued:
    """One certificate with everything that is written when it is issued."""

    certificate: CertificateRecord
    document: CertificateDocument
    step: CertificateStep


@dataclass(frozen=True, slots=True)
class CertificateQuery:
    """Which certificates; None asks nothing. ``search``: the beginning of a number or an id."""

    issuer_id: str | None = None
    achievement_id: str | None = None
    holder_id: str | None = None
    key_id: str | None = None
    batch_id: str | None = None
    state: CertificateState | None = None
    search: str | None = None


@dataclass(frozen=True, slots=True)
class Affected:
    """The certificates whose present document a key signed. ``before``: of these, documents that
    the register of issues saw before an instant; ``revoked``: never signed again."""

    key_id: str
    certificates: int
    before: int
    revoked: int

    @property
    def since(self) -> int:
        """Those that the register did not see before the instant."""
        return self.certificates - self.before

    @property
    def good(self) -> int:
        """Those that are signed again."""
        return self.certificates - self.revoked


@dataclass(frozen=True, slots=True)
class RowResult:
    """What became of a row."""

    row_id: str
    state: RowState
    certificate_id: str | None


class CertificateReading(Protocol):
    """Questions to the register."""

    def certificate(self, reading: Reading, certificate_id: str) -> CertificateRecord | None:
        """One certificate."""
        ...

    def certificates(
        self,
        reading: Reading,
        query: CertificateQuery,
        *,
        limit: int | None = None,
        after: str | None = None,
    ) -> tuple[CertificateRecord, ...]:
        """Certificates in the order of their ids, those behind ``after``."""
        ...

    def count_certificates(self, reading: Reading, query: CertificateQuery) -> int:
        """How many there are."""
        ...

    def count_signed(self, reading: Reading, key_id: str, before: datetime) -> Affected:
        """The certificates of a key, counted; ``before``: since when it may be in other hands."""
        ...

    def content_keys(self, reading: Reading, keys: Iterable[str]) -> dict[str, str]:
        """Which of these contents are certified: the certificate's id by content key."""
        ...

    def revoked_for(
        self, reading: Reading, certificate_ids: Iterable[str]
    ) -> dict[str, ChangeReason | None]:
        """Why certificates were revoked, by their ids; those that are not revoked are left out."""
        ...

    def document(self, reading: Reading, digest: str) -> CertificateDocument | None:
        """A signed document."""
        ...

    def present(
        self, reading: Reading, certificate_ids: Iterable[str]
    ) -> dict[str, tuple[CertificateRecord, str]]:
        """Certificates with their present documents, by their ids."""
        ...

    def documents(self, reading: Reading, certificate_id: str) -> tuple[CertificateDocument, ...]:
        """All documents of a certificate, oldest first."""
        ...

    def steps(self, reading: Reading, certificate_id: str) -> tuple[CertificateStep, ...]:
        """What happened to a certificate, oldest first."""
        ...

    def holder(self, reading: Reading, holder_id: str) -> Holder | None:
        """One holder."""
        ...

    def holders(self, reading: Reading, ids: Iterable[str]) -> dict[str, Holder]:
        """Holders by id."""
        ...

    def holders_numbered(self, reading: Reading, numbers: Iterable[str]) -> dict[str, Holder]:
        """Holders by identity number."""
        ...

    def holders_named(self, reading: Reading, name: str) -> tuple[Holder, ...]:
        """Holders of exactly this name."""
        ...

    def holder_named_in(self, reading: Reading, batch_id: str, words: str) -> str | None:
        """A name of a holder of a batch that stands in these words."""
        ...

    def taken(self, reading: Reading, list_id: str, purpose: Purpose) -> Indices:
        """The entries of a status list that were given out."""
        ...

    def raised(self, reading: Reading, list_id: str, purpose: Purpose) -> Indices:
        """The entries whose certificates are revoked, or suspended now."""
        ...

    def taken_by_twins(self, reading: Reading, list_id: str, purpose: Purpose) -> Indices:
        """The entries that twins have of a list that serves them; none of any other list."""
        ...

    def state_of_twin(self, reading: Reading, list_id: str, index: int) -> CertificateState | None:
        """How the certificate stands whose twin has an entry of a list; None for no twin's."""
        ...

    def lists_of_twins(self, reading: Reading, certificates: Iterable[str]) -> frozenset[str]:
        """The lists on which twins of these certificates have places."""
        ...

    def edition(
        self, reading: Reading, list_id: str, number: int | None = None
    ) -> StatusListEdition | None:
        """The last signed edition of a status list, or the one of a number."""
        ...

    def entry(self, reading: Reading, digest: str) -> IssueEntry | None:
        """The line of the register of issues about a document."""
        ...

    def entries(self, reading: Reading, issuer_id: str, after: int = 0) -> tuple[IssueEntry, ...]:
        """An issuer's lines with a higher sequence, in order."""
        ...

    def last_entry(self, reading: Reading, issuer_id: str) -> IssueEntry | None:
        """An issuer's last line."""
        ...

    def days(self, reading: Reading, issuer_id: str) -> tuple[IssueDay, ...]:
        """The signed daily lists of an issuer, oldest first."""
        ...

    def rows(
        self,
        reading: Reading,
        batch_id: str,
        *,
        state: RowState | None = None,
        after: int = 0,
        limit: int | None = None,
    ) -> tuple[BatchRow, ...]:
        """Rows of a batch behind row number ``after``, in order."""
        ...

    def count_rows(self, reading: Reading, batch_id: str) -> dict[RowState, int]:
        """How many rows are in each state."""
        ...


class CertificateStore(CertificateReading, Protocol):
    """What the services write. Each method acts in the work's transaction."""

    def add_issued(self, work: Work, issued: Sequence[Issued]) -> None:
        """Keep new certificates with their documents and first steps, and enter the documents in
        the register of issues. Raises StateError CREDENTIALS-145 when a row, a content or an entry
        of a status list is taken: nothing was kept."""
        ...

    def change_certificate(
        self,
        work: Work,
        certificate: CertificateRecord,
        step: CertificateStep,
        document: CertificateDocument | None = None,
    ) -> None:
        """Keep a certificate's new state; a new document is entered in the register of issues."""
        ...

    def revoke_next(
        self, work: Work, batch_id: str, reason: ChangeReason, note: str, actor: str, limit: int
    ) -> tuple[CertificateRecord, ...]:
        """Revoke the first certificates of a batch that are not revoked, in the order of their
        ids, each with its step; those revoked now."""
        ...

    def add_twin(
        self, work: Work, certificate_id: str, revocation: StatusEntry, suspension: StatusEntry
    ) -> None:
        """Keep the places of a new twin. Raises StateError CREDENTIALS-145 when one is taken."""
        ...

    def add_holders(self, work: Work, holders: Sequence[Holder]) -> None:
        """Keep new holders."""
        ...

    def forget_holder(self, work: Work, holder_id: str, at: datetime) -> None:
        """Destroy name, number and salt, and the words of the steps of the certificates."""
        ...

    def forget_unused(self, work: Work, batch_id: str, at: datetime) -> int:
        """Forget holders of a batch who hold no certificate and stand in no other open batch."""
        ...

    def add_edition(self, work: Work, edition: StatusListEdition) -> None:
        """Keep a signed edition of a status list."""
        ...

    def add_day(self, work: Work, day: IssueDay) -> None:
        """Keep a signed daily list, in the place of an earlier one of the same day."""
        ...

    def add_rows(self, work: Work, rows: Sequence[BatchRow]) -> None:
        """Keep the rows of a batch."""
        ...

    def settle_rows(self, work: Work, results: Sequence[RowResult]) -> None:
        """Say what became of rows."""
        ...
