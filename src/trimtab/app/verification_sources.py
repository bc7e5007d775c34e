"""Where a verification finds its answers: a workspace, trust files, lists beside the certificate.

Never the network unless asked for: an issuer's server learns from a question that one is checking.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from trimtab.app.verification_trust import Trusted, read_trust_files
from trimtab.credentials.issuing.types import CertificateState
from trimtab.credentials.securing import (
    STANDARD,
    Contexts,
    KeyResolver,
    read_document,
    resolve_did_key,
)
from trimtab.credentials.types import Accreditation, Answer, Issuer, KeyRecord, Outcome
from trimtab.credentials.verifying import Claim, Entered, Sources, answer_accreditation
from trimtab.kernel import InputRejectedError
from trimtab.ports import Reading

if TYPE_CHECKING:
    from trimtab.credentials.issuing.storage import CertificateReading

LARGEST_LIST = 16 << 20
MOST_FILES = 500
LISTS = "status-lists"
NO_TRUST = Trusted()

NOTHING_OUTSIDE = Sources()

Found = TypeVar("Found")


@contextmanager
def open_sources(
    workspace: Path | None = None,
    database_url: str | None = None,
    *,
    trust: Sequence[Path] = (),
    beside: Path | None = None,
    online: bool = False,
    contexts: Contexts = STANDARD,
) -> Iterator[Sources]:
    """The questions of a verification, answered by what is given.

    ``workspace``  its register of issuers, keys, accreditations, certificates and status lists
    ``trust``      trust files chosen by whoever verifies
    ``beside``     a folder that may hold status lists; they count only with the issuer's signature
    ``online``     issuers' servers are asked as well

    Raises StateError STORE-002 without a workspace there, and as ``read_trust_files``.
    """
    trusted = read_trust_files(trust)
    outside = outside_sources(trusted, ListsBeside(beside) if beside else None, contexts)
    if online:
        outside = _also_online(outside)
    if workspace is None:
        yield outside
        return
    from trimtab.app.office import open_office
    from trimtab.stores.credentials.issuing import SqlCertificateReading

    with open_office(workspace, database_url) as office, office.reading() as reading:
        yield workspace_sources(reading, SqlCertificateReading(), outside)


def outside_sources(
    trusted: Trusted = NO_TRUST, lists: ListsBeside | None = None, contexts: Contexts = STANDARD
) -> Sources:
    """What trust files and lists beside the certificate say."""
    return Sources(
        resolve=_by_one_name(trusted.keys.get),
        issuer=trusted.issuers.get,
        accredited=trusted.accredited,
        status=lists.find if lists else lambda _: None,
        contexts=contexts,
    )


def _also_online(sources: Sources) -> Sources:
    """What is known already counts first; the network is asked for the rest."""
    from trimtab.app.verification_online import Online

    online = Online()
    return replace(
        sources,
        resolve=_first(sources.resolve, online.key),
        status=_first(online.document, sources.status),  # fresh lists before those beside
    )


def workspace_sources(
    reading: Reading, certificates: CertificateReading, outside: Sources = NOTHING_OUTSIDE
) -> Sources:
    """What a workspace knows, first; then what trust files and lists beside say.

    The key history of the workspace counts before anything else: a key that was revoked here stays
    revoked, whatever a trust file says.
    """
    register = _Register(reading, certificates)
    return replace(
        outside,
        resolve=_by_one_name(_first(register.key, outside.resolve)),
        issuer=_first(register.issuer, outside.issuer),
        accredited=lambda claim: _known(register.accredited(claim), outside.accredited, claim),
        status=_first(register.status, outside.status),
        kept=register.kept,
        kept_at=register.kept_at,
        registered=register.registered,
        certificate=register.certificate,
    )


def _by_one_name(find: Callable[[str], KeyRecord | None]) -> KeyResolver:
    """A did:key has several spellings; its history, if any is kept, stands under one of them."""

    def resolve(key_id: str) -> KeyRecord | None:
        plain = resolve_did_key(key_id)
        return find(plain.key_id if plain else key_id) or plain

    return resolve


def _first(
    here: Callable[[str], Found | None], elsewhere: Callable[[str], Found | None]
) -> Callable[[str], Found | None]:
    def find(name: str) -> Found | None:
        found = here(name)
        return elsewhere(name) if found is None else found

    return find


def _known(answer: Answer, elsewhere: Callable[[Claim], Answer], claim: Claim) -> Answer:
    return elsewhere(claim) if answer is Answer.NOT_ASKED else answer


_STANDING = {
    CertificateState.ISSUED: Outcome.VALID,
    CertificateState.SUSPENDED: Outcome.SUSPENDED,
    CertificateState.REVOKED: Outcome.REVOKED,
}


@dataclass(frozen=True)
class _Register:
    """The register of a workspace, as a verifier asks it."""

    reading: Reading
    certificates: CertificateReading

    def key(self, key_id: str) -> KeyRecord | None:
        return self.reading.get(KeyRecord, key_id)

    def issuer(self, issuer_id: str) -> Issuer | None:
        return self.reading.get(Issuer, issuer_id)

    def accredited(self, claim: Claim) -> Answer:
        """An issuer of the register without any accreditation may certify nothing."""
        if self.issuer(claim.issuer_id) is None:
            return Answer.NOT_ASKED
        held = self.reading.find(Accreditation, issuer_id=claim.issuer_id)
        return answer_accreditation(held, claim)

    def status(self, list_id: str) -> Mapping[str, Any] | None:
        edition = self.certificates.edition(self.reading, list_id)
        return read_document(edition.content, limit=LARGEST_LIST) if edition else None

    def kept(self, certificate_id: str, issuer_id: str) -> Outcome | None:
        """How a certificate of an issuer of this register stands now."""
        held = self.certificates.certificate(self.reading, certificate_id)
        return _STANDING[held.state] if held and held.issuer_id == issuer_id else None

    def kept_at(self, list_id: str, index: int) -> Outcome | None:
        """Whether the certificate of a twin was revoked or suspended, by the twin's place.

        That it was not is left to the signed list: anybody's credential may name a place of ours.
        """
        state = self.certificates.state_of_twin(self.reading, list_id, index)
        return None if state in (None, CertificateState.ISSUED) else _STANDING[state]

    def registered(self, digest: str, issuer_id: str) -> Entered:
        """Asked only of issuers whose certificates are entered here."""
        entry = self.certificates.entry(self.reading, digest)
        if entry is not None and entry.issuer_id == issuer_id:
            return entry.entered_at
        kept_here = self.certificates.last_entry(self.reading, issuer_id) is not None
        return None if kept_here else Answer.NOT_ASKED

    def certificate(self, key: str) -> Mapping[str, Any] | None:
        """The current document of a certificate, by its id or the key of its public page."""
        named = key if key.startswith("urn:") else f"urn:uuid:{key.lower()}"
        held = self.certificates.certificate(self.reading, named)
        document = held and self.certificates.document(self.reading, held.digest)
        return read_document(document.content) if document else None


@dataclass(frozen=True)
class ListsBeside:
    """Status lists in a folder: of several for one address, the one that begins last."""

    folder: Path
    largest: int = LARGEST_LIST
    _kept: dict[str, Any] = field(default_factory=dict)

    def find(self, list_id: str) -> Mapping[str, Any] | None:
        return self._lists.get(list_id)

    @cached_property
    def _lists(self) -> Mapping[str, Mapping[str, Any]]:
        found: dict[str, Mapping[str, Any]] = {}
        for path in self._files():
            document = self._read(path)
            named = document.get("id") if document else None
            if document is None or not isinstance(named, str):
                continue
            held = found.get(named)
            if held is None or str(document.get("validFrom")) > str(held.get("validFrom")):
                found[named] = document
        return found

    def _files(self) -> Iterator[Path]:
        """The folder that issuing writes lists to, then the folder itself; nothing below."""
        for folder in (self.folder / LISTS, self.folder):
            yield from sorted(folder.glob("*.json"))[:MOST_FILES]

    def _read(self, path: Path) -> Mapping[str, Any] | None:
        """A file that is a status list; everything else is none of our business."""
        try:
            if path.stat().st_size > self.largest:
                return None
            content = path.read_bytes()
            if b"BitstringStatusListCredential" not in content:
                return None
            return read_document(content, limit=self.largest)
        except (OSError, InputRejectedError):
            return None
