"""What is frozen or signed, as one canonical text, and its hash, which can be made again."""

from __future__ import annotations

import json
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from trimtab.coordination.types import Assessment, CaseReview, Decision
from trimtab.coordination.values import BasisPart
from trimtab.office.canonical import canonical


def digest_of(content: Mapping[str, Any]) -> str:
    """SHA-256 of the canonical JSON, in hexadecimal digits."""
    return sha256(canonical(content).encode()).hexdigest()


def parts_of(assessment: Assessment) -> tuple[BasisPart, ...]:
    """What an assessment rests on."""
    return tuple(BasisPart.from_plain(one) for one in json.loads(assessment.basis))


def assessment_content(assessment: Assessment) -> dict[str, Any]:
    """Everything of an assessment that is frozen."""
    return {
        "case_id": assessment.case_id,
        "number": assessment.number,
        "writers": assessment.writers,
        "situation": assessment.situation,
        "causes": assessment.causes,
        "advice": assessment.advice,
        "basis": assessment.basis,
    }


def decision_content(decision: Decision, assessment: Assessment) -> dict[str, Any]:
    """Everything that people sign: the decision and the assessment it rests on."""
    return {
        "case_id": decision.case_id,
        "number": decision.number,
        "submission": decision.submission,
        "assessment": assessment.digest,
        "department_id": decision.department_id,
        "drafters": decision.drafters,
        "title": decision.title,
        "text": decision.text,
        "document_number": decision.document_number,
        "expected": decision.expected,
        "measures": decision.measures,
        "cosigners": decision.cosigners,
        "review_on": decision.review_on,
    }


def review_content(comparison: str, lessons: str, decision_id: str) -> dict[str, Any]:
    """Everything of a review that is kept for good."""
    return {"comparison": comparison, "lessons": lessons, "decision_id": decision_id}


def assessment_holds(assessment: Assessment) -> bool:
    """Whether a frozen assessment, and each part it rests on, still has the hash it was given."""
    stated = [one.get("sha256") for one in json.loads(assessment.basis)]
    parts = [one.sha256 for one in parts_of(assessment)]
    return stated == parts and assessment.digest == digest_of(assessment_content(assessment))


def decision_holds(decision: Decision, assessment: Assessment) -> bool:
    """Whether what was submitted is still what people signed."""
    return decision.digest == digest_of(decision_content(decision, assessment))


def review_holds(review: CaseReview) -> bool:
    """Whether a review is as it was written."""
    content = review_content(review.comparison, review.lessons, review.decision_id)
    return review.digest == digest_of(content)
