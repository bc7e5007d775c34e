"""The holder's part: what is shown, to whom, and the signature that it is the holder who shows it.

References   RFC 9901 sections 4.3 (key binding) and 7.2
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from trimtab.credentials.sharing.concealing import HASH_NAME
from trimtab.credentials.sharing.encoding import digest_of, unpacked_object
from trimtab.credentials.sharing.parts import Parts, take_apart
from trimtab.credentials.sharing.revealing import reveal
from trimtab.credentials.sharing.signatures import STANDARD_SUITES, Suites, sign_token
from trimtab.credentials.sharing.types import Path
from trimtab.kernel import UsageError
from trimtab.ports.signing import Signer

BINDING_TYPE = "kb+jwt"


@dataclass(frozen=True, slots=True)
class Held:
    """A certificate as its holder sees it: everything, and the places that may be withheld."""

    claims: dict[str, Any]
    disclosable: tuple[Path, ...]


def read_held(text: str) -> Held:
    """What a held SD-JWT says; signatures are not asked.

    Raises InputRejectedError as ``take_apart`` and ``reveal``.
    """
    parts = take_apart(text)
    revealed = reveal(unpacked_object(parts.payload, "payload"), parts.disclosures)
    return Held(revealed.claims, tuple(revealed.places))


def present(
    text: str,
    disclose: Collection[Path],
    holder: Signer | None,
    nonce: str | None,
    audience: str | None,
    at: datetime,
    *,
    suites: Suites = STANDARD_SUITES,
) -> str:
    """The certificate with the disclosures of these places only, signed by its holder.

    A place inside another one brings the outer one with it. Without ``holder`` nothing is signed,
    and whoever sees it may show it on. Raises UsageError CREDENTIALS-078 for a place that is no
    disclosure of this certificate, 079 for a holder without nonce or audience or the reverse;
    InputRejectedError as ``read_held``.
    """
    return choose(text, disclose, holder, nonce, audience, at, suites=suites).compact()


def choose(
    text: str,
    disclose: Collection[Path],
    holder: Signer | None,
    nonce: str | None,
    audience: str | None,
    at: datetime,
    *,
    suites: Suites = STANDARD_SUITES,
) -> Parts:
    """As ``present``, as parts, of which JSON forms can be written. Raises as ``present``."""
    parts = take_apart(text)
    payload = unpacked_object(parts.payload, "payload")
    places = reveal(payload, parts.disclosures).places
    shown = replace(parts, disclosures=_chosen(places, disclose), binding=None)
    if (holder is None) != (nonce is None) or (holder is None) != (audience is None):
        raise UsageError("CREDENTIALS-079")
    if holder is None:
        return shown
    digest = digest_of(shown.unbound, payload.get(HASH_NAME, "sha-256"))
    bound = {"iat": int(at.timestamp()), "aud": audience, "nonce": nonce, "sd_hash": digest}
    return replace(shown, binding=sign_token({"typ": BINDING_TYPE}, bound, holder, suites))


def _chosen(places: dict[Path, str], disclose: Collection[Path]) -> tuple[str, ...]:
    """The disclosures of these places and of what they stand in, in the certificate's order."""
    wanted = {tuple(path) for path in disclose}
    if unknown := wanted - places.keys():
        raise UsageError("CREDENTIALS-078", place="/".join(map(str, min(unknown, key=str))))
    needed = {path[:length] for path in wanted for length in range(1, len(path) + 1)}
    return tuple(text for place, text in places.items() if place in needed)
