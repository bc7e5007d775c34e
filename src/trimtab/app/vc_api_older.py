"""Credentials of the W3C data model 1.1, of which the conformance server checks the proofs only.

The EdDSA test suite secures documents of both models. A certificate of ours is always of 2.0, so
nothing else here accepts an older one.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from trimtab.credentials.securing import check_proofs
from trimtab.credentials.types import Answer, Check, Outcome, Verdict
from trimtab.credentials.verifying import Sources
from trimtab.kernel import InputRejectedError

CONTEXT = "https://www.w3.org/2018/credentials/v1"
PROOF_CONTEXTS = (
    "https://w3id.org/security/data-integrity/v2",
    "https://w3id.org/security/data-integrity/v1",
)


def is_older(document: Mapping[str, Any]) -> bool:
    """Whether the first context is that of the data model 1.1."""
    contexts = document.get("@context")
    return isinstance(contexts, list) and contexts[:1] == [CONTEXT]


def with_proof_context(document: Mapping[str, Any]) -> dict[str, Any]:
    """With the context that defines Data Integrity proofs, which that of 1.1 does not."""
    contexts = list(document["@context"])
    if not any(one in PROOF_CONTEXTS for one in contexts if isinstance(one, str)):
        contexts.append(PROOF_CONTEXTS[0])
    return {**document, "@context": contexts}


def issuer_of(document: Mapping[str, Any]) -> str:
    """The issuer's id, whichever way it is written; empty where there is none."""
    issuer = document.get("issuer")
    found = issuer.get("id") if isinstance(issuer, Mapping) else issuer
    return found if isinstance(found, str) else ""


def verify_older(document: Mapping[str, Any], sources: Sources, at: datetime) -> Verdict:
    """Whether every proof holds and one was made by the issuer's key; nothing else is asked."""
    told = Check("form", Answer.WARNED, "older_data_model")
    try:
        findings = check_proofs(
            document, sources.resolve, contexts=sources.contexts, check_controller=False
        )
    except InputRejectedError as error:
        broken = Check("form", Answer.FAILED, "form_broken", {"code": error.code})
        return Verdict(Outcome.INVALID, (broken,))
    issuer = issuer_of(document)
    signers = {one.key.issuer_id for one in findings if one.key is not None}
    if not findings or not all(one.holds for one in findings):
        proofs = Check("proofs", Answer.FAILED, "proofs_of_older_broken")
    elif issuer not in signers:  # others may sign as well, as in a chain, but not in its place
        told_of = {"issuer": issuer, "other": ", ".join(sorted(signers))}
        proofs = Check("proofs", Answer.FAILED, "key_of_other", told_of)
    else:
        proofs = Check("proofs", Answer.PASSED, "proofs_hold", {"n": str(len(findings))})
    own = proofs.answer is Answer.PASSED
    outcome = Outcome.UNKNOWN_ISSUER if own else Outcome.INVALID
    return Verdict(outcome, (told, proofs), issuer_id=issuer or None, proofs_hold=own)
