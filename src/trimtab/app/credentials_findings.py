"""What is wrong with an input of certificates, in words and at its place."""

from __future__ import annotations

from collections.abc import Sequence

from trimtab.app.credentials_lists import FIELDS
from trimtab.credentials.issuing.checking import Finding
from trimtab.kernel import InputRejectedError
from trimtab.messages import Language, has_text, text

_SHOWN = 10


def finding_sentence(found: Finding, language: Language) -> str:
    """A finding in words; what breaks the form of a credential is worded as an error, unless
    whoever issues it has to be told something else than whoever verifies it."""
    key = f"finding.{found['code']}"
    known = key if has_text(key, language) else f"error.{found['code']}"
    return text(known, language, **found["params"])


def finding_place(found: Finding, language: Language) -> str:
    """Cell and header as the list has them; the title of a column that it lacks; the member of a
    credential that was given whole."""
    if "cell" in found:
        return f"{found['cell']} {found['header']}"
    column = str(found["column"])
    if column in FIELDS:
        return text(f"credentials_list.header.{column}", language).split("|")[0]
    return column or text("credentials_finding.whole", language)


def none_can_be_issued(
    faulty: Sequence[tuple[int, Sequence[Finding]]], language: Language
) -> InputRejectedError:
    """The refusal of an input without one sound row, naming rows, places and reasons."""
    lines = [
        text(
            "credentials_finding.line",
            language,
            row=row,
            place=finding_place(one, language),
            sentence=finding_sentence(one, language),
        )
        for row, found in faulty
        for one in found
    ]
    if len(lines) > _SHOWN:
        more = text("credentials_finding.more", language, count=len(lines) - _SHOWN)
        lines = [*lines[:_SHOWN], more]
    found = "".join(f"\n  {line}" for line in lines)
    return InputRejectedError("CREDENTIALS-184", rows=len(faulty), findings=found)
