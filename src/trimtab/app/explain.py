"""What an error code means, without having met the error."""

from __future__ import annotations

from trimtab.kernel import UnknownCodeError
from trimtab.messages import Language, has_text, template


def error_sentence(code: str, language: Language) -> str:
    """The catalogue's sentence, placeholders left in. Raises UnknownCodeError MESSAGE-003."""
    for table in ("error", "finding"):
        if has_text(f"{table}.{code}", language):
            return template(f"{table}.{code}", language)
    raise UnknownCodeError("MESSAGE-003", asked=code)
