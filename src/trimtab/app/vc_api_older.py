"""Credentials of the W3C data model 1.1, of which the conformance server checks terms and proofs.

The EdDSA test suite secures documents of both models. A certificate of ours is always of 2.0, so
nothing else here accepts an older one.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from trimtab.credentials.types import Answer, Check, Outcome, Verdict
from trimtab.credentials.verifying import Sources
from trimtab.credentials.verifying.credential import find_proofs
from trimtab.credentials.verifying.steps import from_problem
from trimtab.credentials.verifying.terms import check_terms
from trimtab.credentials.verifying.values import identifier_of
from trimtab.kernel import Problem

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


def verify_older(document: Mapping[str, Any], sources: Sources, at: datetime) -> Verdict:
    """Whether every name has a meaning, every proof holds, and one was made by the issuer's key;
    nothing else is asked."""
    told = Check("form", Answer.WARNED, "older_data_model")
    if problem := next(check_terms(document, sources.contexts), None):
        return _unreadable(problem)
    findings = find_proofs(document, sources, at)
    if isinstance(findings, Problem):
        return _unreadable(findings)
    issuer = identifier_of(document.get("issuer")) or ""
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


def _unreadable(problem: Problem) -> Verdict:
    return Verdict(Outcome.INVALID, (from_problem("form", problem).check,))
