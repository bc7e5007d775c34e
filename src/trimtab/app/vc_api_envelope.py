"""Credentials signed as a whole, inside a token: what the conformance server issues on request.

References   W3C VC Data Model 2.0, section 4.13.1; W3C Securing Verifiable Credentials using JOSE
             and COSE, section 3.1.1; RFC 8037, section 3.1 (``EdDSA``)
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from trimtab.credentials.sharing.encoding import packed, packed_json
from trimtab.credentials.verifying.form import ENVELOPED_CREDENTIAL
from trimtab.credentials.verifying.rules import BASE_CONTEXT
from trimtab.ports import Signer

ENVELOPE = "vc-jwt"
"""What stands in an address in the place of a cryptosuite, for envelopes."""

_ALGORITHMS = {"Ed25519": "EdDSA"}
"""The name of RFC 8037 is the one that libraries read; RFC 9864 has since called it Ed25519."""


def sign_envelope(document: Mapping[str, Any], signer: Signer) -> dict[str, Any]:
    """An EnvelopedVerifiableCredential that holds this credential as ``application/vc+jwt``."""
    algorithm = _ALGORITHMS.get(signer.algorithm, signer.algorithm)
    header = {"alg": algorithm, "typ": "vc+jwt", "cty": "vc", "kid": signer.key_id}
    message = f"{packed_json(header)}.{packed_json(dict(document))}"
    token = f"{message}.{packed(signer.sign(message.encode('ascii')))}"
    return {
        "@context": BASE_CONTEXT,
        "id": f"data:application/vc+jwt,{token}",
        "type": ENVELOPED_CREDENTIAL,
    }
