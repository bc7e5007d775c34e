"""The same signatures with the plain libraries and the simplest code around them.

Nothing of Trimtab is used but the texts of the pinned contexts.
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
from collections.abc import Callable, Mapping
from typing import Any

ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
Canonical = Callable[[Mapping[str, Any]], bytes]


def base58(raw: bytes) -> str:
    number, text = int.from_bytes(raw, "big"), ""
    while number:
        number, digit = divmod(number, 58)
        text = ALPHABET[digit] + text
    return "1" * (len(raw) - len(raw.lstrip(b"\0"))) + text


def from_base58(text: str) -> bytes:
    number = 0
    for letter in text:
        number = number * 58 + ALPHABET.index(letter)
    zeros = len(text) - len(text.lstrip("1"))
    return b"\0" * zeros + number.to_bytes((number.bit_length() + 7) // 8, "big")


def canonical_json() -> Canonical:
    """RFC 8785 as the package ``rfc8785`` writes it."""
    import rfc8785

    return rfc8785.dumps


def canonical_quads() -> Canonical:
    """RDFC-1.0 as PyLD writes it; contexts are at hand and parsed once."""
    from pyld import jsonld

    from trimtab.credentials.securing import STANDARD

    def load(address: str, _options: Any) -> dict[str, Any]:
        return {
            "contextUrl": None,
            "documentUrl": address,
            "contentType": "application/ld+json",
            "document": STANDARD.load(address),
        }

    def quads(document: Mapping[str, Any]) -> bytes:
        options = {
            "algorithm": "URDNA2015",
            "format": "application/n-quads",
            "documentLoader": load,
        }
        text: str = jsonld.normalize(dict(document), options)
        return text.encode()

    return quads


def _hashes(canonical: Canonical, options: Mapping[str, Any], document: Mapping[str, Any]) -> bytes:
    first = hashlib.sha256(canonical(options)).digest()
    return first + hashlib.sha256(canonical(document)).digest()


def sign(
    document: Mapping[str, Any],
    key: Any,
    key_id: str,
    suite: str,
    created: str,
    canonical: Canonical,
) -> dict[str, Any]:
    """A document with one Data Integrity proof."""
    proof = {
        "type": "DataIntegrityProof",
        "cryptosuite": suite,
        "created": created,
        "verificationMethod": key_id,
        "proofPurpose": "assertionMethod",
    }
    options = {**proof, "@context": document["@context"]}
    value = "z" + base58(key.sign(_hashes(canonical, options, document)))
    kept = options if suite == "eddsa-jcs-2022" else proof
    return {**document, "proof": {**kept, "proofValue": value}}


def verify(document: Mapping[str, Any], public: Any, canonical: Canonical) -> bool:
    """Whether the proof of a document holds; raises InvalidSignature where it does not."""
    bare = {name: value for name, value in document.items() if name != "proof"}
    options = {name: value for name, value in document["proof"].items() if name != "proofValue"}
    options["@context"] = document["@context"]
    signature = from_base58(document["proof"]["proofValue"][1:])
    public.verify(signature, _hashes(canonical, options, bare))
    return True


def sign_sd_jwt(
    claims: Mapping[str, Any], hidden: list[str], key: Any, key_id: str, bound: Mapping[str, str]
) -> str:
    """An SD-JWT with ``joserfc``: a disclosure for each hidden claim, ES256."""
    from joserfc import jwt

    payload, disclosures = {k: v for k, v in claims.items() if k not in hidden}, []
    for name in hidden:
        salt = base64.urlsafe_b64encode(secrets.token_bytes(16)).rstrip(b"=").decode()
        text = json.dumps([salt, name, claims[name]], ensure_ascii=False).encode()
        disclosures.append(base64.urlsafe_b64encode(text).rstrip(b"=").decode())
    digests = (hashlib.sha256(one.encode()).digest() for one in disclosures)
    hashes = [base64.urlsafe_b64encode(one).rstrip(b"=").decode() for one in digests]
    payload |= {"_sd": sorted(hashes), "_sd_alg": "sha-256", "cnf": {"jwk": dict(bound)}}
    token = jwt.encode({"alg": "ES256", "typ": "dc+sd-jwt", "kid": key_id}, payload, key)
    return "~".join((token, *disclosures, ""))
