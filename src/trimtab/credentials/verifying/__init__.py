"""What a certificate is worth: its form, its proofs, its issuer, its period, its status.

Every input is a document that a stranger may have made. Nothing here asks the network, and nothing
raises for what a document holds: a verdict says it, in words.
"""

from trimtab.credentials.verifying.accreditation import Claim, answer_accreditation, covers
from trimtab.credentials.verifying.credential import verify_credential, verify_token
from trimtab.credentials.verifying.form import check_credential_form
from trimtab.credentials.verifying.presentation import PresentationVerdict, verify_presentation
from trimtab.credentials.verifying.presentation_form import check_presentation_form
from trimtab.credentials.verifying.shared import summarise_shared, verify_shared
from trimtab.credentials.verifying.sources import (
    CLOCK_SKEW,
    Entered,
    PresentationRequest,
    Sources,
)
from trimtab.credentials.verifying.steps import CHECKS, gravest
from trimtab.credentials.verifying.summary import Summary, summarise
from trimtab.credentials.verifying.wording import (
    check_sentence,
    checks_json,
    outcome_sentence,
    printable,
    summary_json,
    verdict_json,
)

__all__ = [
    "CHECKS",
    "CLOCK_SKEW",
    "Claim",
    "Entered",
    "PresentationRequest",
    "PresentationVerdict",
    "Sources",
    "Summary",
    "answer_accreditation",
    "check_credential_form",
    "check_presentation_form",
    "check_sentence",
    "checks_json",
    "covers",
    "gravest",
    "outcome_sentence",
    "printable",
    "summarise",
    "summarise_shared",
    "summary_json",
    "verdict_json",
    "verify_credential",
    "verify_presentation",
    "verify_shared",
    "verify_token",
]
