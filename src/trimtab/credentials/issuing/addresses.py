"""Ids that are addresses, and the plain keys by which pages name them."""

from __future__ import annotations

import re
from hashlib import sha256
from urllib.parse import unquote, urlsplit
from uuid import UUID, uuid4, uuid5

_UUID = re.compile(r"urn:uuid:([0-9a-fA-F-]{36})")
_PLAIN = re.compile(r"[A-Za-z0-9._~-]+")


def new_certificate_id() -> str:
    """A random id: nobody can guess another certificate's."""
    return f"urn:uuid:{uuid4()}"


def row_certificate_id(batch_id: str, row_number: int) -> str:
    """The id of the certificate of a row, the same at every attempt.

    Whoever does not know the random id of the batch cannot guess it.
    """
    return f"urn:uuid:{uuid5(UUID(batch_id), str(row_number))}"


def host_of(issuer_id: str) -> str | None:
    """The https address of an issuer's host, None for one that has none (``did:key``).

    Examples
    --------
    >>> host_of("did:web:example.org:issuers:college")
    'https://example.org'
    >>> host_of("https://example.org:8443/college")
    'https://example.org:8443'
    >>> host_of("did:key:z6Mk") is None
    True
    """
    if issuer_id.startswith("did:web:"):
        return "https://" + unquote(issuer_id.split(":")[2])
    if issuer_id.startswith("https://"):
        return "https://" + urlsplit(issuer_id).netloc
    return None


def new_list_id(issuer_id: str) -> str:
    """The address of a new status list: below the issuer's host, or a URN where it has none."""
    host, key = host_of(issuer_id), uuid4()
    return f"{host}/status-lists/{key.hex}" if host else f"urn:uuid:{key}"


def address_key(address: str) -> str:
    """A key without slashes for the address of a page.

    Examples
    --------
    >>> address_key("urn:uuid:0b1d4c53-6e0f-4d8c-9d3a-2f3f3f0f7b11")
    '0b1d4c53-6e0f-4d8c-9d3a-2f3f3f0f7b11'
    >>> address_key("https://example.org/status-lists/00ff")
    '00ff'
    >>> address_key("did:web:example.org")
    'a5477cdc84cec6d6'
    """
    if found := _UUID.fullmatch(address):
        return found[1].lower()
    last = address.rstrip("/").rpartition("/")[2]
    if address.startswith("https://") and _PLAIN.fullmatch(last) and urlsplit(address).path:
        return last
    return sha256(address.encode()).hexdigest()[:16]
