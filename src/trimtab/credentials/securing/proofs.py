"""Adding Data Integrity proofs: a set over the same document, or a chain over earlier proofs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from trimtab.credentials.securing.canonical_json import without_proof
from trimtab.credentials.securing.contexts import STANDARD, Contexts
from trimtab.credentials.securing.cryptosuites import (
    EDDSA_JCS_2022,
    EDDSA_RDFC_2022,
    PROOF_TYPE,
    Cryptosuite,
)
from trimtab.credentials.securing.multibase import multibase_encode
from trimtab.kernel import InputRejectedError, UsageError
from trimtab.ports.signing import Signer


def both_suites(signer: Signer) -> tuple[tuple[Cryptosuite, Signer], ...]:
    """The proof set every certificate bears: eddsa-rdfc-2022, then eddsa-jcs-2022."""
    return ((EDDSA_RDFC_2022, signer), (EDDSA_JCS_2022, signer))


def secure(
    document: Mapping[str, Any],
    signers: Sequence[tuple[Cryptosuite, Signer]],
    created: datetime,
    *,
    purpose: str = "assertionMethod",
    previous: str | Sequence[str] | None = None,
    challenge: str | None = None,
    domain: str | None = None,
    expires: datetime | None = None,
    proof_ids: Sequence[str] = (),
    contexts: Contexts = STANDARD,
) -> dict[str, Any]:
    """The document with one proof more for each signer; what it was given stays as it was.

    Each new proof is over the document without proofs (a set); with ``previous``, over the document
    with the earlier proofs of these ids (a chain). ``proof_ids`` names the new proofs in order, so
    that a later link can point at them.

    Raises
    ------
    UsageError
        CREDENTIALS-022: a signer whose keys the cryptosuite does not take.
    InputRejectedError
        CREDENTIALS-023: ``created`` or ``expires`` is not an aware time; -024: ``previous`` names a
        proof the document does not bear; or what the canonical forms refuse.
    """
    earlier = existing_proofs(document)
    secured = _with_previous(without_proof(dict(document)), earlier, previous)
    made: list[dict[str, Any]] = []
    for place, (suite, signer) in enumerate(signers):
        if signer.algorithm != suite.algorithm:
            raise UsageError(
                "CREDENTIALS-022", cryptosuite=suite.name, algorithm=str(signer.algorithm)
            )
        options: dict[str, Any] = {"type": PROOF_TYPE}
        if place < len(proof_ids):
            options["id"] = proof_ids[place]
        options["cryptosuite"] = suite.name
        options["created"] = timestamp(created)
        if expires is not None:
            options["expires"] = timestamp(expires)
        options["verificationMethod"] = signer.key_id
        options["proofPurpose"] = purpose
        for name, value in (("challenge", challenge), ("domain", domain)):
            if value is not None:
                options[name] = value
        if previous is not None:
            options["previousProof"] = previous if isinstance(previous, str) else list(previous)
        if suite.keeps_context and "@context" in document:
            options["@context"] = document["@context"]
        signature = signer.sign(suite.data(secured, options, contexts))
        made.append({**options, "proofValue": multibase_encode(signature)})
    proofs = [*earlier, *made]
    return {**without_proof(dict(document)), "proof": proofs[0] if len(proofs) == 1 else proofs}


def timestamp(at: datetime) -> str:
    """An instant as ``2026-11-23T08:00:00Z``; CREDENTIALS-023 for one without an offset."""
    if at.tzinfo is None:
        raise InputRejectedError("CREDENTIALS-023", value=at.isoformat())
    return at.astimezone(UTC).replace(microsecond=0, tzinfo=None).isoformat() + "Z"


def existing_proofs(document: Mapping[str, Any]) -> list[Any]:
    """The proofs a document bears, one or several."""
    proof = document.get("proof", [])
    return list(proof) if isinstance(proof, list) else [proof]


def matching_proofs(proofs: Sequence[Any], previous: Any) -> list[Any] | None:
    """The proofs ``previousProof`` names, in its order; None where one is not there."""
    names = previous if isinstance(previous, list) else [previous]
    found = []
    for name in names:
        matching = [
            proof
            for proof in proofs
            if isinstance(name, str) and isinstance(proof, dict) and proof.get("id") == name
        ]
        if len(matching) != 1:
            return None
        found.append(matching[0])
    return found


def _with_previous(
    document: dict[str, Any], proofs: Sequence[Any], previous: str | Sequence[str] | None
) -> dict[str, Any]:
    if previous is None:
        return document
    names = [previous] if isinstance(previous, str) else list(previous)
    matching = matching_proofs(proofs, names)
    if matching is None:
        raise InputRejectedError("CREDENTIALS-024", proofs=", ".join(names))
    return {**document, "proof": matching}
