"""The catalogue: every sentence a person reads, in Chinese and English.

``text(key, language, **params)`` fills a sentence. Plural forms are sub-tables chosen by CLDR
rules of the parameter ``n``; dates, periods and numbers take the form of the language.
"""

from trimtab.messages.catalogue import LANGUAGES, Language, has_text, keys, template, text
from trimtab.messages.errors import explain_error, explain_problem
from trimtab.messages.forms import (
    format_count,
    format_day,
    format_instant,
    format_interval,
    format_moment,
    format_number,
    format_period,
    format_share,
    format_value,
    opening_capital,
)
from trimtab.messages.language import in_words, preferred_language

__all__ = [
    "LANGUAGES",
    "Language",
    "explain_error",
    "explain_problem",
    "format_count",
    "format_day",
    "format_instant",
    "format_interval",
    "format_moment",
    "format_number",
    "format_period",
    "format_share",
    "format_value",
    "has_text",
    "in_words",
    "keys",
    "opening_capital",
    "preferred_language",
    "template",
    "text",
]
