"""What an error code means, without having met the error."""

from __future__ import annotations

import re

from trimtab.kernel import UnknownCodeError
from trimtab.messages import Language, has_text, template

_PLACEHOLDER = re.compile(r"\{[a-z_0-9]+\}")


def error_sentence(code: str, language: Language) -> str:
    """The catalogue's sentence, … for what varies. Raises UnknownCodeError MESSAGE-003."""
    for table in ("error", "finding"):
        if has_text(f"{table}.{code}", language):
            return _PLACEHOLDER.sub("…", template(f"{table}.{code}", language))
    raise UnknownCodeError("MESSAGE-003", asked=code)
