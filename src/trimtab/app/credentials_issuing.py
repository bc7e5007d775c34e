"""One front door to the register of a workspace: what the pages, the interface and the command
line do with issuers, certificates and lists."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from trimtab.app.credentials_achievements import AchievementFinder, CertificateList
from trimtab.app.credentials_batch import BatchRun
from trimtab.app.credentials_files import read_input
from trimtab.app.credentials_handlers import UPKEEP, reissue_all
from trimtab.app.credentials_signing import Keyring, fast_seal_of
from trimtab.credentials.issuing.batch_types import CertificateBatch
from trimtab.credentials.issuing.batches import draft_batch, needs_second_person, release_single
from trimtab.credentials.issuing.changing import change_state, find_certificate
from trimtab.credentials.issuing.compromise import reissue
from trimtab.credentials.issuing.given import draft_given, form_findings, names_high_grade
from trimtab.credentials.issuing.issuing import digest_of_ids, open_lists
from trimtab.credentials.issuing.keys import add_key, current_key, end_key, require_good
from trimtab.credentials.issuing.lists import lists_to_sign, publish_list
from trimtab.credentials.issuing.making import Draft, Origin, Seal, document_key, make
from trimtab.credentials.issuing.places import PlaceGiver
from trimtab.credentials.issuing.register import sign_days
from trimtab.credentials.issuing.registry import add_issuer, get_record, require_at
from trimtab.credentials.issuing.storage import CertificateReading, CertificateStore, Issued
from trimtab.credentials.issuing.types import (
    AchievementRecord,
    CertificateKind,
    CertificateRecord,
    ChangeReason,
    IssueDay,
    Move,
    StatusListRecord,
)
from trimtab.credentials.types import Algorithm, Issuer, KeyEnd, KeyRecord
from trimtab.kernel import ConfigurationError, InputRejectedError, NotAllowedError, StateError
from trimtab.office.jobs import end, enqueue
from trimtab.office.rights import Right, require
from trimtab.office.types import Job, JobState
from trimtab.ports import Progress, Reading, Work, no_progress
from trimtab.stores.credentials.bulk import SqlCertificates
from trimtab.stores.office.store import SqlOfficeStore, open_office


@dataclass(frozen=True, slots=True)
class Changed:
    """A certificate after a change; ``published``: whether its status lists say so already, or a
    worker that has the key will sign them (``job``)."""

    certificate: CertificateRecord
    published: bool
    job: Job | None = None


@dataclass(frozen=True, slots=True)
class CredentialDesk:
    """The register of a workspace, as ``actor`` may see and change it."""

    office: SqlOfficeStore
    keyring: Keyring
    actor: str
    reason: str = ""
    store: SqlCertificates = field(default_factory=SqlCertificates)
    now: Callable[[], datetime] = lambda: datetime.now(UTC)

    @contextmanager
    def work(self, reason: str = "") -> Iterator[Work]:
        """A transaction of the actor."""
        with self.office.work(self.actor, reason or self.reason) as work:
            yield work

    # Issuers and keys ---------------------------------------------------------------------------

    def enter_issuer(
        self,
        title: Mapping[str, str],
        region: str,
        issuer_id: str | None = None,
        department_id: str | None = None,
    ) -> tuple[Issuer, KeyRecord]:
        """Enter an issuer with its first key. Without an address of its own the key is the
        issuer's address (``did:key``); such an issuer can never change its key."""
        with self.office.reading() as reading:
            for right in (Right.CREDENTIALS_ACCREDIT, Right.CREDENTIAL_KEYS_KEEP):
                require(reading, self.actor, right, region, department_id)
            if issuer_id is not None and reading.get(Issuer, issuer_id) is not None:
                raise StateError("OFFICE-001", entity="credential_issuer", key=issuer_id)
        key = self.keyring.make(issuer_id, self.now())
        issuer = Issuer(key.issuer_id, dict(title), region, department_id)
        with self.work() as work:
            add_issuer(work, issuer)
            add_key(work, key)
        return issuer, key

    def make_key(
        self,
        issuer_id: str,
        algorithm: Algorithm = Algorithm.ED25519,
        *,
        rotate: bool = False,
        token: str | None = None,
    ) -> KeyRecord:
        """A new key of an issuer, which signs from now on. ``rotate``: the ones before it are
        superseded; what they signed stays good. ``token``: made inside the token of this label,
        in place of an encrypted file. The status lists are signed with the new key at
        once: those of a compromised one count for nothing.

        Raises StateError CREDENTIALS-199 for an issuer that is its own key.
        """
        if issuer_id.startswith("did:key:") and algorithm is Algorithm.ED25519:
            raise StateError("CREDENTIALS-199", issuer=issuer_id)
        with self.office.reading() as reading:
            issuer = get_record(reading, Issuer, issuer_id)
            place = (issuer.region, issuer.department_id)
            require(reading, self.actor, Right.CREDENTIAL_KEYS_KEEP, *place)
        if token is None:
            made = self.keyring.make(issuer_id, self.now(), algorithm)
        else:
            from trimtab.app.credentials_tokens import make_token_key

            made = make_token_key(token, issuer_id, self.now(), algorithm)
        with self.work() as work:
            before = work.find(KeyRecord, issuer_id=issuer_id, algorithm=algorithm)
            add_key(work, made)
            for key in before if rotate else ():
                if key.revoked_at is None and key.held_in is not None:
                    end_key(work, key.key_id, KeyEnd.SUPERSEDED, work.at)
            if algorithm is Algorithm.ED25519:
                seal = self.keyring.seal(made)
                for record in work.find(StatusListRecord, issuer_id=issuer_id):
                    publish_list(work, self.store, record, issuer, seal)
        return made

    # Lists and single certificates --------------------------------------------------------------

    def read_list(self, path: Path) -> CertificateList:
        """Read a list, or a file of unsigned credentials, against the achievements of the
        register."""
        with self.office.reading() as reading:
            return read_input(path, AchievementFinder(reading.find(AchievementRecord)))

    def draft_list(
        self, issuer_id: str, path: Path, title: str, region: str | None = None
    ) -> CertificateBatch:
        """Draft a batch from an Excel or CSV file. Raises what ``read_list`` and ``draft_batch``
        raise."""
        found = self.read_list(path)
        with self.work() as work:
            return draft_batch(work, self.store, issuer_id, title, found.digest, found.rows, region)

    def release(self, batch_id: str, progress: Progress = no_progress) -> CertificateBatch | None:
        """Issue a single draft at once if nobody else must approve it; None if somebody must."""
        with self.work() as work:
            batch = get_record(work, CertificateBatch, batch_id)
            if needs_second_person(work, self.store, batch):
                return None
            release_single(work, self.store, batch_id)
        self.issue(batch_id, progress)
        with self.office.reading() as reading:
            return get_record(reading, CertificateBatch, batch_id)

    def issue(self, batch_id: str, progress: Progress = no_progress) -> int:
        """Issue what is left of an approved batch here and now, instead of by a worker."""
        run = BatchRun(self.office, self.keyring, self.actor, self.store, self.now)
        issued = run.issue(batch_id, progress)
        with self.work("credentials.issue_batch") as work:
            run.finish(work, batch_id)
            job = work.get(Job, get_record(work, CertificateBatch, batch_id).job_id or "")
            if job is not None and job.state is JobState.QUEUED:
                work.replace(end(job, JobState.DONE, work.at))  # done here, in place of a worker
        return issued

    # Credentials given whole --------------------------------------------------------------------

    def issue_document(
        self,
        issuer_id: str,
        document: Mapping[str, Any],
        *,
        kind: CertificateKind = CertificateKind.OTHER,
        holder_id: str | None = None,
        right: Right = Right.CREDENTIALS_ISSUE,
    ) -> Issued:
        """Sign a credential that was given whole and enter it in the register, with its places on
        the status lists. The same document is issued once: asked again, the first is given back.

        Raises InputRejectedError CREDENTIALS-169 for what cannot be signed,
        NotAllowedError CREDENTIALS-164 for a badge that a second person must approve, OFFICE-010.
        """
        refuse_faulty(document)
        if kind is not CertificateKind.RECOGNITION and names_high_grade(document):
            raise NotAllowedError("CREDENTIALS-164", batch=str(document.get("id") or "-"))
        with self.office.reading() as reading:
            if known := issued_already(reading, self.store, document):
                return known
            issuer = get_record(reading, Issuer, issuer_id)
            key = current_key(reading, issuer_id, self.now())
        seal = self.keyring.seal(key)
        with self.work() as work:
            require_at(work, right, issuer)
            draft = draft_given(
                document, issuer, issuer.region, work.at, kind=kind, holder_id=holder_id
            )
            return issue_draft(work, self.store, issuer, seal, draft)

    # Changes ------------------------------------------------------------------------------------

    def change(self, certificate_id: str, move: Move, reason: ChangeReason, note: str) -> Changed:
        """Suspend, lift or revoke, and sign the status lists in the same transaction. Where this
        process cannot open the key, a worker that can is asked to sign them."""
        with self.work() as work:
            changed = change_state(work, self.store, certificate_id, move, reason, note)
            return self.publish(work, changed)

    def publish(self, work: Work, changed: CertificateRecord) -> Changed:
        """Sign the status lists of a certificate that was changed, or have a worker sign them."""
        job = self.publish_lists(work, [changed])
        return Changed(changed, job is None, job)

    def publish_lists(self, work: Work, changed: Sequence[CertificateRecord]) -> Job | None:
        """Sign the status lists of certificates of one issuer; the job of a worker that will,
        where this process cannot open the key."""
        issuer = get_record(work, Issuer, changed[0].issuer_id)
        if (seal := self._seal_or_none(work, issuer.issuer_id)) is None:
            return enqueue(work, UPKEEP, {"issuer": issuer.issuer_id})
        for record in lists_to_sign(work, self.store, changed):
            publish_list(work, self.store, record, issuer, seal)
        return None

    def reissue(self, certificate_id: str) -> CertificateRecord:
        """Sign one certificate again with the issuer's current key."""
        with self.work() as work:
            found = find_certificate(work, self.store, certificate_id)
            issuer = get_record(work, Issuer, found.issuer_id)
            require_at(work, Right.CREDENTIALS_APPROVE, issuer)
            seal = self.keyring.seal(current_key(work, found.issuer_id, work.at))
            return reissue(work, self.store, found, seal, ChangeReason.REPLACED)

    def reissue_key(self, key_id: str, progress: Progress = no_progress) -> int:
        """Sign the certificates of a key again here and now, instead of by a worker."""
        with self.office.reading() as reading:
            issuer = get_record(reading, Issuer, get_record(reading, KeyRecord, key_id).issuer_id)
            place = (issuer.region, issuer.department_id)
            require(reading, self.actor, Right.CREDENTIALS_APPROVE, *place)
        return reissue_all(self.office, self.keyring, self.actor, key_id, progress)

    def sign_days(self, issuer_id: str) -> tuple[IssueDay, ...]:
        """The signed days of the register of issues, those signed now that were not yet."""
        with self.work() as work:
            require_at(work, Right.CREDENTIALS_ISSUE, get_record(work, Issuer, issuer_id))
            key = current_key(work, issuer_id, work.at)
            sign_days(work, self.store, issuer_id, fast_seal_of(self.keyring.signer(key)))
            return self.store.days(work, issuer_id)

    def _seal_or_none(self, reading: Reading, issuer_id: str) -> Seal | None:
        try:
            return self.keyring.seal(current_key(reading, issuer_id, self.now()))
        except (StateError, ConfigurationError):
            return None

    def __enter__(self) -> CredentialDesk:
        return self

    def __exit__(self, *_failure: object) -> None:
        self.office.close()


def refuse_faulty(document: Mapping[str, Any]) -> None:
    """Refuse what cannot be signed. Raises InputRejectedError CREDENTIALS-169."""
    for fault in form_findings(document):
        raise InputRejectedError("CREDENTIALS-169", field=fault["column"])


def issued_already(
    reading: Reading, store: CertificateReading, document: Mapping[str, Any]
) -> Issued | None:
    """What was issued for exactly this document before."""
    key = document_key(document)
    found = store.content_keys(reading, [key]).get(key)
    certificate = store.certificate(reading, found) if found else None
    if certificate is None:
        return None
    kept = store.document(reading, certificate.digest)
    assert kept is not None
    return Issued(certificate, kept, store.steps(reading, certificate.certificate_id)[0])


def issue_draft(
    work: Work, store: CertificateStore, issuer: Issuer, seal: Seal, draft: Draft
) -> Issued:
    """Sign a draft and keep it, in a work of the caller, who has asked for the right: with places
    on the status lists, a line in the register of issues and a word to the trail."""
    require_good(work, seal.key_id, work.at)
    giver = PlaceGiver.of(store, work, issuer.issuer_id, work.at)
    issued = make(draft, seal, giver.draw(1)[0], Origin(work.actor), work.at)
    open_lists(work, store, giver, issuer, seal)
    store.add_issued(work, [issued])
    facts = {"issued": 1, "kind": draft.kind.value, "certificates_sha256": digest_of_ids([issued])}
    work.note("certificate", draft.certificate_id, facts)
    return issued


def open_desk(
    workspace: Path,
    database_url: str | None,
    actor: str,
    reason: str = "",
    *,
    create: bool = False,
) -> CredentialDesk:
    """The register of a workspace; ``create`` makes the workspace where there is none, else
    StateError STORE-002 is raised."""
    office = open_office(workspace, database_url, create=create)
    return CredentialDesk(office, Keyring.of(workspace), actor, reason)


def with_actor(desk: CredentialDesk, actor: str) -> CredentialDesk:
    """The same register in somebody else's name."""
    return replace(desk, actor=actor)
