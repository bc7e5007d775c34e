"""Strict JSON, canonical forms, proofs: what makes a document tamper-evident."""

from __future__ import annotations

from trimtab.credentials.securing.canonical_json import canonical_json, digest, without_proof
from trimtab.credentials.securing.canonical_quads import canonical_quads, plain_quads
from trimtab.credentials.securing.checking import (
    KeyResolver,
    ProofFinding,
    ProofReason,
    check_proofs,
    controller_of,
)
from trimtab.credentials.securing.contexts import STANDARD, Contexts
from trimtab.credentials.securing.cryptosuites import (
    CRYPTOSUITES,
    EDDSA_JCS_2022,
    EDDSA_RDFC_2022,
    Cryptosuite,
)
from trimtab.credentials.securing.did_key import did_key, did_key_method, resolve_did_key
from trimtab.credentials.securing.keys import ed25519_holds, p256_holds
from trimtab.credentials.securing.multibase import (
    multibase_decode,
    multibase_encode,
    public_key_multibase,
    raw_key,
)
from trimtab.credentials.securing.proofs import both_suites, existing_proofs, secure, timestamp
from trimtab.credentials.securing.reading import SIZE_LIMIT, read_document
from trimtab.credentials.securing.related import RelatedFinding, RelatedReason, check_related

__all__ = [
    "CRYPTOSUITES",
    "EDDSA_JCS_2022",
    "EDDSA_RDFC_2022",
    "SIZE_LIMIT",
    "STANDARD",
    "Contexts",
    "Cryptosuite",
    "KeyResolver",
    "ProofFinding",
    "ProofReason",
    "RelatedFinding",
    "RelatedReason",
    "both_suites",
    "canonical_json",
    "canonical_quads",
    "check_proofs",
    "check_related",
    "controller_of",
    "did_key",
    "did_key_method",
    "digest",
    "ed25519_holds",
    "existing_proofs",
    "multibase_decode",
    "multibase_encode",
    "p256_holds",
    "plain_quads",
    "public_key_multibase",
    "raw_key",
    "read_document",
    "resolve_did_key",
    "secure",
    "timestamp",
    "without_proof",
]
