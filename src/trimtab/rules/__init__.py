"""Dated parameters of the law: read, checked, and looked up by place, day and day of knowledge.

``load_rulebook()`` gives the book; ``book.at(key, region, on, known_on)`` an answer with value,
unit, clause and source, or the reason why there is none. There is never a default.
"""

from trimtab.rules.amounts import ClassTable, Condition, Number, SameAs, Statement
from trimtab.rules.book import RuleBook, load_rulebook
from trimtab.rules.errors import RuleNotInForceError
from trimtab.rules.stepped import Accrual, AccrualBand, Band, Bands
from trimtab.rules.types import (
    Alternative,
    Answer,
    DatedValue,
    Kind,
    Parameter,
    Payment,
    Reason,
    Reference,
    Validity,
    Verification,
)

__all__ = [
    "Accrual",
    "AccrualBand",
    "Alternative",
    "Answer",
    "Band",
    "Bands",
    "ClassTable",
    "Condition",
    "DatedValue",
    "Kind",
    "Number",
    "Parameter",
    "Payment",
    "Reason",
    "Reference",
    "RuleBook",
    "RuleNotInForceError",
    "SameAs",
    "Statement",
    "Validity",
    "Verification",
    "load_rulebook",
]
