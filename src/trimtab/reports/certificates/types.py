"""A certificate as it is printed."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields
from datetime import date

from trimtab.messages import Language

_UNPRINTABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class PrintedCertificate:
    """What stands on the sheet, in the language of the sheet; what is None is left out.

    ``address`` goes into the QR code: where this certificate is checked. ``credential`` is the
    signed document, which goes into the PDF as an attachment. The holder's name is on the sheet
    only, never in the attachment. ``second_title`` is the title in the other language.
    """

    language: Language
    number: str
    title: str
    issuer: str
    standard: str
    issued_on: date
    address: str
    credential: str
    second_title: str | None = None
    holder_name: str | None = None
    level: str | None = None
    valid_until: date | None = None
    is_synthetic: bool = False

    def __post_init__(self) -> None:
        for one in fields(self):
            value = getattr(self, one.name)
            if type(value) is str and one.name != "credential":
                object.__setattr__(self, one.name, _UNPRINTABLE.sub(" ", value))
