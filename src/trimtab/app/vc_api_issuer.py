"""The issuer of the conformance server: signs what it is given, hosts the status lists, forgets.

It is open to everybody who reaches it and signs anything of the right form, so its key is thrown
away with the process and stands for nobody. A workbench never has one: there, certificates are
issued with a register, an accreditation and four eyes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Lock
from typing import Any
from urllib.parse import urlsplit

from trimtab.app.credentials_signing import throw_away_key
from trimtab.app.vc_api_envelope import sign_envelope
from trimtab.app.vc_api_older import is_older, with_proof_context
from trimtab.credentials.securing import (
    CRYPTOSUITES,
    Contexts,
    check_related,
    read_document,
    secure,
)
from trimtab.credentials.status import (
    Purpose,
    StatusEntry,
    StatusList,
    free_index,
    status_list_credential,
)
from trimtab.credentials.types import Answer, Issuer, KeyRecord
from trimtab.credentials.verifying import Sources, check_credential_form
from trimtab.kernel import InputRejectedError, UnknownCodeError
from trimtab.ports import Signer

LISTS = "/status-lists/"
"""Where status lists stand, below the address of the server."""

DEFAULT_SUITES = ("eddsa-rdfc-2022", "eddsa-jcs-2022")
"""What the plain address signs with: the proof set of every certificate of ours."""

_PERIOD = timedelta(days=1)


@dataclass
class HostedLists:
    """Status lists in memory, one for each purpose, and whose entry is which."""

    lists: dict[Purpose, StatusList] = field(
        default_factory=lambda: {purpose: StatusList.empty() for purpose in Purpose}
    )
    taken: dict[Purpose, dict[int, str]] = field(
        default_factory=lambda: {purpose: {} for purpose in Purpose}
    )
    lock: Lock = field(default_factory=Lock)

    def give(self, purpose: Purpose, credential_id: str, base: str) -> StatusEntry:
        """An entry nobody has, for a credential."""
        with self.lock:
            index = free_index(self.taken[purpose])
            self.taken[purpose][index] = credential_id
        return StatusEntry(f"{base}{LISTS}{purpose.value}", index, purpose.value)

    def set(self, purpose: Purpose, credential_id: str, value: bool) -> None:
        """Set or clear a credential's bits. Raises UnknownCodeError CREDENTIALS-128."""
        with self.lock:
            held = [i for i, one in self.taken[purpose].items() if one == credential_id]
            if not held:
                raise UnknownCodeError("CREDENTIALS-128", credential=credential_id[:200])
            self.lists[purpose] = self.lists[purpose].changed(held, value)


@dataclass(frozen=True)
class OpenIssuer:
    """Signs with one throw-away key; ``suites`` are those of the plain address."""

    key: KeyRecord
    signer: Signer
    contexts: Contexts
    suites: tuple[str, ...]
    with_status: bool = True
    hosted: HostedLists = field(default_factory=HostedLists)

    @classmethod
    def new(
        cls,
        contexts: Contexts,
        suites: Sequence[str] = DEFAULT_SUITES,
        *,
        at: datetime,
        with_status: bool = True,
    ) -> OpenIssuer:
        """With a key nobody has seen. Raises InputRejectedError CREDENTIALS-127 as ``issue``."""
        for name in suites:
            suite_called(name)
        return cls(*throw_away_key(at), contexts, tuple(suites), with_status)

    @property
    def issuer_id(self) -> str:
        """The did:key that everything is issued by."""
        return self.key.issuer_id

    def sources(self, at: datetime) -> Sources:
        """What the server's verifier knows: did:key, itself, and the lists it hosts."""
        issuer = Issuer(self.issuer_id, {}, "")
        return Sources(
            issuer=lambda asked: issuer if asked == self.issuer_id else None,
            status=lambda address: self.list_at(address, at),
            contexts=self.contexts,
        )

    def issue(
        self,
        document: Mapping[str, Any],
        options: Mapping[str, Any],
        suites: Sequence[str],
        base: str,
        at: datetime,
    ) -> dict[str, Any]:
        """The credential, signed with each suite; ``base`` is the address of this server.

        The issuer named in the document becomes this one, whose key signs. Raises
        InputRejectedError CREDENTIALS-125 (form, with each place), 126 (status options), 127 (a
        suite that is not known), 131 (a digest of a related resource), and as ``secure``.
        """
        drafted = self._drafted(document, options)
        if is_older(drafted):
            drafted = with_proof_context(drafted)
        else:
            drafted = self._of_good_form(drafted, options, base)
        drafted["issuer"] = _named(drafted.get("issuer"), self.issuer_id)
        return secure(
            drafted,
            [(suite_called(name), self.signer) for name in suites],
            at,
            contexts=self.contexts,
        )

    def issue_enveloped(
        self, document: Mapping[str, Any], options: Mapping[str, Any], base: str
    ) -> dict[str, Any]:
        """The credential inside a signed token. Raises as ``issue``."""
        drafted = self._of_good_form(self._drafted(document, options), options, base)
        drafted["issuer"] = _named(drafted.get("issuer"), self.issuer_id)
        return sign_envelope(drafted, self.signer)

    def _of_good_form(
        self, drafted: dict[str, Any], options: Mapping[str, Any], base: str
    ) -> dict[str, Any]:
        if problems := check_credential_form(drafted, self.contexts):
            raise InputRejectedError("CREDENTIALS-125", problems=problems, n=len(problems))
        _refuse_related(drafted, self.contexts)
        return self._with_status(drafted, options, base)

    def _drafted(self, document: Mapping[str, Any], options: Mapping[str, Any]) -> dict[str, Any]:
        drafted = deepcopy(dict(document))
        issuer = drafted.get("issuer", "")  # a test suite that knows no id sends an empty one
        if issuer == "":
            issuer = self.issuer_id
        elif isinstance(issuer, dict) and issuer.get("id", "") == "":
            issuer = {**issuer, "id": self.issuer_id}
        drafted["issuer"] = issuer
        if "credentialId" in options:
            drafted.setdefault("id", options["credentialId"])
        return drafted

    def _with_status(
        self, drafted: dict[str, Any], options: Mapping[str, Any], base: str
    ) -> dict[str, Any]:
        """With an entry for each purpose asked for; with revocation if nothing is said."""
        asked = options.get("credentialStatus")
        if asked is None and (not self.with_status or "credentialStatus" in drafted):
            return drafted
        purposes = [Purpose.REVOCATION] if asked is None else purposes_of(asked)
        held = drafted.get("credentialStatus", [])
        entries = [*held] if isinstance(held, list) else [held]
        name = str(drafted.get("id", ""))
        entries += [self.hosted.give(one, name, base).document() for one in purposes]
        return {**drafted, "credentialStatus": entries[0] if len(entries) == 1 else entries}

    def list_at(self, address: str, at: datetime) -> dict[str, Any] | None:
        """The signed list of an address of this server; None for any other."""
        path = urlsplit(address).path
        name = path.removeprefix(LISTS)
        if path == name or name not in set(Purpose):
            return None
        purpose = Purpose(name)
        credential = status_list_credential(
            address,
            self.issuer_id,
            purpose,
            self.hosted.lists[purpose],
            at.replace(microsecond=0),
            at.replace(microsecond=0) + _PERIOD,
        )
        # One proof: readers of lists, the test suite of the W3C among them, expect no set.
        signers = [(suite_called(self.suites[0]), self.signer)]
        return secure(credential, signers, at, contexts=self.contexts)


@dataclass(frozen=True, slots=True)
class StatusChange:
    """What ``POST /credentials/status`` asks for."""

    credential_id: str
    purposes: tuple[Purpose, ...]
    value: bool


def read_status_change(body: bytes) -> StatusChange:
    """``credentialId``, ``credentialStatus`` with its statusPurpose, ``status`` (true if absent).

    Raises InputRejectedError as ``read_document``, CREDENTIALS-126 for the purposes, 130 for the
    two other fields.
    """
    request = read_document(body)
    name, value = request.get("credentialId"), request.get("status", True)
    if not isinstance(name, str) or not name or not isinstance(value, bool):
        raise InputRejectedError("CREDENTIALS-130")
    return StatusChange(name, tuple(purposes_of(request.get("credentialStatus"))), value)


def suite_called(name: str) -> Any:
    """A cryptosuite by name. Raises InputRejectedError CREDENTIALS-127 for an unknown one."""
    if name not in CRYPTOSUITES:
        raise InputRejectedError(
            "CREDENTIALS-127", suite=name[:80], allowed=", ".join(sorted(CRYPTOSUITES))
        )
    return CRYPTOSUITES[name]


def purposes_of(asked: object) -> list[Purpose]:
    """The purposes that ``credentialStatus`` names: one entry or several, each with statusPurpose.

    Raises InputRejectedError CREDENTIALS-126 for anything else.
    """
    entries = asked if isinstance(asked, list) else [asked]
    found = []
    for one in entries:
        purpose = one.get("statusPurpose") if isinstance(one, Mapping) else None
        if purpose not in set(Purpose):
            raise InputRejectedError("CREDENTIALS-126", allowed=", ".join(Purpose))
        found.append(Purpose(str(purpose)))
    return found


def _refuse_related(document: Mapping[str, Any], contexts: Contexts) -> None:
    """Refuses digests that are wrong, or that nobody here can compare (CREDENTIALS-131).

    Nothing is fetched: only the pinned contexts can be compared.
    """
    for one in check_related(document, lambda _: None, contexts=contexts):
        if one.answer is not Answer.PASSED:
            raise InputRejectedError("CREDENTIALS-131", address=one.address[:200])


def _named(issuer: object, issuer_id: str) -> str | dict[str, Any]:
    """The issuer as it was described, with the id of the key that signs."""
    return {**issuer, "id": issuer_id} if isinstance(issuer, dict) else issuer_id
