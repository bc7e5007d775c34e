"""Measured effects behind every lever: found, checked, discounted by distance, never guessed.

``evidence_register()`` reads the embedded register and a bureau's own files; ``require_default``
hands out only figures that were seen, with the stated transfer discount.
"""

from trimtab.evidence.columns import COLUMNS
from trimtab.evidence.reading import EMBEDDED_FILE, read_effects
from trimtab.evidence.register import EvidenceRegister, evidence_register
from trimtab.evidence.rows import effect_of_row, row_of_effect
from trimtab.evidence.transfer import (
    ASSUMPTIONS,
    TransferDiscount,
    TransferPart,
    Transferred,
    discounted,
    transfer_discount,
    unusable_in,
)

__all__ = [
    "ASSUMPTIONS",
    "COLUMNS",
    "EMBEDDED_FILE",
    "EvidenceRegister",
    "TransferDiscount",
    "TransferPart",
    "Transferred",
    "discounted",
    "effect_of_row",
    "evidence_register",
    "read_effects",
    "row_of_effect",
    "transfer_discount",
    "unusable_in",
]
