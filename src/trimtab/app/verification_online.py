"""Answers from issuers' own servers, over https, only where whoever verifies asked for it.

The server that is asked learns which list is read, though not about which certificate: that is what
the size of status lists is for.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any
from urllib.error import URLError
from urllib.parse import unquote
from urllib.request import HTTPRedirectHandler, Request, build_opener

from trimtab.credentials.securing import raw_key, read_document
from trimtab.credentials.types import KeyEnd, KeyRecord
from trimtab.credentials.verifying.values import is_address, listed, read_stamp
from trimtab.kernel import TrimtabError

TIMEOUT_SECONDS = 10
LARGEST_ANSWER = 16 << 20
_WEB = "did:web:"
_ALWAYS = datetime(1970, 1, 1, tzinfo=UTC)


class _NoRedirect(HTTPRedirectHandler):
    """An address answers for itself: a list that moved is published under its new address."""

    def redirect_request(self, *_: object) -> None:
        return None


@dataclass(frozen=True)
class Online:
    """Status lists and keys fetched once each; None for whatever did not come."""

    fetched: dict[str, Mapping[str, Any] | None] = field(default_factory=dict)

    def document(self, address: str) -> Mapping[str, Any] | None:
        """The JSON object at an https address."""
        if address not in self.fetched:
            self.fetched[address] = _fetch(address)
        return self.fetched[address]

    def key(self, key_id: str) -> KeyRecord | None:
        """A key of a ``did:web`` document.

        Simplifies   such a document keeps no history: a key counts from always, until the
                     ``expires`` it states; one that is ``revoked`` is taken as stolen, because the
                     document does not say why.
        """
        owner, _, fragment = key_id.partition("#")
        if not owner.startswith(_WEB) or not fragment:
            return None
        document = self.document(did_address(owner))
        if document is None or document.get("id") != owner:
            return None
        for method in listed(document.get("verificationMethod")):
            if isinstance(method, Mapping) and method.get("id") in (key_id, f"#{fragment}"):
                return _key(method, key_id, owner)
        return None


def did_address(did: str) -> str:
    """Where the document of a ``did:web`` lies.

    Examples
    --------
    >>> did_address("did:web:example.org"), did_address("did:web:example.org%3A8443:issuers:a")
    ('https://example.org/.well-known/did.json', 'https://example.org:8443/issuers/a/did.json')
    """
    host, *path = did.removeprefix(_WEB).split(":")
    below = "/".join(path) if path else ".well-known"
    return f"https://{unquote(host)}/{below}/did.json"


def _key(method: Mapping[str, Any], key_id: str, owner: str) -> KeyRecord | None:
    """The key that a method describes. One with an end that cannot be read is not known: it must
    not count for ever because of how its end is written."""
    multibase = method.get("publicKeyMultibase")
    if not isinstance(multibase, str) or method.get("controller") != owner:
        return None
    stated = {name: method[name] for name in ("revoked", "expires") if name in method}
    ends = {name: read_stamp(value) for name, value in stated.items()}
    if None in ends.values():
        return None
    revoked = ends.get("revoked")
    try:
        return KeyRecord(
            key_id=key_id,
            issuer_id=owner,
            algorithm=raw_key(multibase)[0],
            public_key_multibase=multibase,
            valid_from=_ALWAYS,
            expires=ends.get("expires"),
            revoked_at=revoked,
            end=KeyEnd.COMPROMISED if revoked else None,
        )
    except TrimtabError:
        return None


def _fetch(address: str) -> Mapping[str, Any] | None:
    if not (is_address(address) and address.startswith("https://")):
        return None
    request = Request(address, headers={"Accept": "application/vc, application/json"})
    try:
        with build_opener(_NoRedirect).open(request, timeout=TIMEOUT_SECONDS) as answer:
            if answer.status != HTTPStatus.OK:
                return None
            return read_document(answer.read(LARGEST_ANSWER + 1), limit=LARGEST_ANSWER)
    except (URLError, OSError, ValueError, TrimtabError):
        return None
