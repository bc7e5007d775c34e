"""Whether the signatures of a document hold, belong together, and were made by keys that could.

Any one of a set of proofs being bad makes the document bad: a reader who looks at the other one
only would believe what this one refutes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from trimtab.credentials.securing import STANDARD, Contexts, ProofFinding, ProofReason, digest
from trimtab.credentials.types import Answer, KeyRecord, KeyStanding, Outcome
from trimtab.credentials.verifying.rules import shown
from trimtab.credentials.verifying.sources import Document, Entered, Sources
from trimtab.credentials.verifying.spelling import find_hidden_word
from trimtab.credentials.verifying.steps import (
    GRAVEST_FIRST,
    Step,
    failed,
    not_asked,
    passed,
    unknown,
    warned,
)
from trimtab.credentials.verifying.values import listed


def judge_proofs(
    document: Document,
    findings: Sequence[ProofFinding],
    issuer_known: bool,
    contexts: Contexts = STANDARD,
) -> Step:
    """Whether every proof holds, over the words that are read."""
    if not findings:
        return failed("proofs", "no_proof")
    for finding in findings:
        if not finding.holds:
            return _broken(finding, issuer_known)
    if not all(_covers_contexts(document, proof) for proof in listed(document.get("proof"))):
        return failed("proofs", "context_added")
    if word := find_hidden_word(document, findings, contexts):
        return failed("proofs", "words_hidden", word=shown(word))
    if len(findings) > 1:
        return passed("proofs", "proofs_hold", n=str(len(findings)))
    return passed("proofs", "proof_holds", suite=findings[0].cryptosuite)


def _covers_contexts(document: Document, proof: object) -> bool:
    """Whether a proof that repeats the contexts repeats all of them.

    The standard lets contexts be added behind the signed ones. They could give words another
    meaning to readers of linked data, so here they end the matter.
    """
    stated = proof.get("@context") if isinstance(proof, Mapping) else None
    return stated is None or listed(stated) == listed(document.get("@context"))


def _broken(finding: ProofFinding, issuer_known: bool) -> Step:
    told = {"suite": finding.cryptosuite, "key": finding.key_id, **finding.params}
    match finding.reason:
        case ProofReason.UNKNOWN_SUITE:
            return unknown("proofs", finding.reason.value, **told)
        case ProofReason.UNKNOWN_KEY if issuer_known:
            # Of an issuer we know, a key it never had is a forgery; of a stranger, not known.
            return failed("proofs", "key_never_held", **told)
        case ProofReason.UNKNOWN_KEY:
            return unknown("proofs", finding.reason.value, Outcome.UNKNOWN_ISSUER, **told)
        case ProofReason.EXPIRED:
            return failed("proofs", finding.reason.value, Outcome.EXPIRED, **told)
        case _:
            return failed("proofs", finding.reason.value, **told)


def judge_agreement(
    document: Document, findings: Sequence[ProofFinding], issuer_id: str, issued: Document | None
) -> Step:
    """Whether the issuer signed, and nobody else unless as a link of a chain.

    Who countersigns names the proof before (``previousProof``) and so says what they do; a second
    signer beside the issuer, without a word, is a second issuer. ``issued``: this certificate as
    the register kept here holds it, which tells whether a signature was taken away since.
    """
    proofs = listed(document.get("proof"))
    signers = {one.key.issuer_id for one in findings if one.key is not None}
    if issuer_id not in signers:
        other = ", ".join(sorted(signers))
        return failed("proofs_agree", "key_of_other", issuer=issuer_id, other=other)
    linked = {name for proof in proofs for name in listed(proof.get("previousProof"))}
    for proof, finding in zip(proofs, findings, strict=False):
        own = finding.key is not None and finding.key.issuer_id == issuer_id
        if not own and "previousProof" not in proof and proof.get("id") not in linked:
            return failed("proofs_agree", "two_issuers", issuers=", ".join(sorted(signers)))
    if others := signers - {issuer_id}:
        return warned("proofs_agree", "countersigned", others=", ".join(sorted(others)))
    if taken := _taken_away(document, issued):
        return warned("proofs_agree", "proof_taken_away", suites=", ".join(taken))
    different = len({(one.cryptosuite, one.key_id) for one in findings})
    if different == 1:
        return not_asked("proofs_agree", "single_proof")
    return passed("proofs_agree", "proofs_agree", n=str(different))


def _taken_away(document: Document, issued: Document | None) -> list[str]:
    """The cryptosuites of proofs that the certificate was issued with and does not bear now."""
    if issued is None or digest(dict(issued)) != digest(dict(document)):
        return []
    return sorted(_suites(issued) - _suites(document))


def _suites(document: Document) -> set[str]:
    return {
        str(proof.get("cryptosuite"))
        for proof in listed(document.get("proof"))
        if isinstance(proof, Mapping)
    }


def judge_keys(
    document: Document, findings: Sequence[ProofFinding], sources: Sources, at: datetime
) -> Step:
    """Whether each key could sign on the day its proof bears; the gravest answer of all keys.

    A proof without a date is judged by what its key is worth now.
    """

    def entered(issuer_id: str) -> Entered:
        return sources.registered(digest(dict(document)), issuer_id)

    steps = [
        judge_key(finding.key, finding.created or at, entered)
        for finding in findings
        if finding.key is not None
    ]
    return min(steps, key=lambda step: GRAVEST_FIRST.index(step.outcome))


def judge_key(key: KeyRecord, signed: datetime, entered: Callable[[str], Entered]) -> Step:
    """Whether a key could sign on a day; ``entered`` asks when the register of issues saw it."""
    told = {"key": key.key_id, "signed": moment_of(signed)}
    standing = key.standing(signed)
    if standing is KeyStanding.GOOD:
        return passed("key", "key_good", **told)
    if standing is KeyStanding.NOT_YET:
        return failed("key", "key_not_yet", since=moment_of(key.valid_from), **told)
    if standing is KeyStanding.EXPIRED and key.expires is not None:
        return failed("key", "key_expired", expires=moment_of(key.expires), **told)
    assert key.revoked_at is not None  # KeyRecord: neither revoked nor doubtful without it
    told["revoked"] = moment_of(key.revoked_at)
    if standing is KeyStanding.REVOKED:
        return failed("key", "key_revoked", **told)
    return _doubtful(entered(key.issuer_id), key.revoked_at, told)


def _doubtful(entered: Entered, revoked: datetime, told: dict[str, str]) -> Step:
    """A thief can write any date: only what the register of issues saw before counts."""
    if entered is Answer.NOT_ASKED:
        return unknown("key", "key_doubtful", **told)
    if not isinstance(entered, datetime) or entered >= revoked:
        return failed("key", "key_compromised", **told)
    return warned("key", "key_compromised_later", entered=moment_of(entered), **told)


def moment_of(at: datetime) -> str:
    """An instant as reasons name it: pages tell it by their own clock."""
    return at.strftime("%Y-%m-%d %H:%M UTC")
