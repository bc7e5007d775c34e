"""The issuer's part: a certificate of which its holder may show pieces.

References   RFC 9901 section 4; SD-JWT VC (draft-ietf-oauth-sd-jwt-vc) section 2.2
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from trimtab.credentials.sharing.concealing import conceal
from trimtab.credentials.sharing.encoding import packed, packed_json
from trimtab.credentials.sharing.parts import Parts, Signature
from trimtab.credentials.sharing.signatures import (
    STANDARD_SUITES,
    Suites,
    key_of_jwk,
    sign_token,
    suite_of,
)
from trimtab.credentials.sharing.types import CREDENTIAL_TYPES, Path
from trimtab.kernel import UsageError
from trimtab.ports.signing import Signer

ALWAYS_VISIBLE = frozenset(
    {"iss", "nbf", "exp", "cnf", "vct", "vct#integrity", "status", "credentialStatus"}
)
"""Claims a verifier cannot do without: SD-JWT VC section 2.2.2.2, and our status entries."""


def issue_sd_jwt(
    claims: Mapping[str, Any],
    disclosable: Collection[Path],
    signer: Signer,
    holder: Mapping[str, str] | None = None,
    *,
    media_type: str = CREDENTIAL_TYPES[0],
    decoys: int = 0,
    header: Mapping[str, Any] | None = None,
    suites: Suites = STANDARD_SUITES,
) -> str:
    """A signed SD-JWT with all its disclosures, for its holder.

    Model        each place in ``disclosable`` becomes a disclosure; a place inside another is a
                 disclosure inside it, shown only if both are
    Inputs       ``holder``: public JSON Web Key the certificate is bound to (``holder_jwk``);
                 ``decoys``: digests of nothing in each object or array with disclosures
    Returns      the compact form ``token~disclosure~...~``
    Raises       UsageError CREDENTIALS-058 (a place the claims do not have), 059 (a reserved name),
                 077 (a claim that must stay visible, or a certificate without ``vct``);
                 InputRejectedError CREDENTIALS-057 (the holder's key is not a public P-256 key);
                 ConfigurationError CREDENTIALS-054 (no suite for the signer's algorithm)
    References   RFC 9901 section 4
    """
    if media_type in CREDENTIAL_TYPES:
        _require_visible(claims, disclosable)
    if holder is not None:
        key_of_jwk(holder)
        claims = {**claims, "cnf": {"jwk": dict(holder)}}
    payload, disclosures = conceal(claims, disclosable, decoys)
    named = {"typ": media_type, "kid": signer.key_id, **(header or {})}
    return "~".join((sign_token(named, payload, signer, suites), *disclosures, ""))


def sign_again(
    parts: Parts,
    signers: Sequence[Signer],
    media_type: str = CREDENTIAL_TYPES[0],
    suites: Suites = STANDARD_SUITES,
) -> Parts:
    """The same payload with further signatures, for the general JSON form.

    Raises ConfigurationError CREDENTIALS-054 (no suite for a signer's algorithm).
    """
    added = tuple(_signature(parts.payload, signer, media_type, suites) for signer in signers)
    return Parts(parts.payload, (*parts.signatures, *added), parts.disclosures, parts.binding)


def _signature(payload: str, signer: Signer, media_type: str, suites: Suites) -> Signature:
    header = {"alg": suite_of(signer.algorithm, suites).name, "typ": media_type}
    protected = packed_json(header | {"kid": signer.key_id})
    return Signature(protected, packed(signer.sign(f"{protected}.{payload}".encode("ascii"))))


def _require_visible(claims: Mapping[str, Any], disclosable: Collection[Path]) -> None:
    hidden = {str(path[0]) for path in disclosable} & ALWAYS_VISIBLE
    if hidden:
        raise UsageError("CREDENTIALS-077", claim=min(hidden))
    if not isinstance(claims.get("vct"), str) or not claims["vct"]:
        raise UsageError("CREDENTIALS-077", claim="vct")
