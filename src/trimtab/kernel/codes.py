"""Identities: one form inside Trimtab; connectors own the mapping from everything else.

Region ``US``, ``US-AL``, ``CN-310000``; industry and occupation ``NAICS@2022:52``,
``SOC@2018:11-1011``. The form is checked here; whether the code exists is asked of
``trimtab.classifications``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from trimtab.kernel.errors import InputRejectedError


@dataclass(frozen=True, slots=True, order=True)
class Code:
    """A code whose form was checked. ``str(code)`` is the stored form."""

    text: str
    pattern: ClassVar[re.Pattern[str]]
    error: ClassVar[str]

    def __post_init__(self) -> None:
        if not self.pattern.fullmatch(self.text):
            raise InputRejectedError(self.error, text=self.text)

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True, order=True)
class Region(Code):
    """A country (ISO 3166-1 alpha-2) or a part: US postal code, six-digit GB/T 2260 code.

    Examples
    --------
    >>> Region("CN-310000").country
    'CN'
    >>> Region("31")
    Traceback (most recent call last):
        ...
    trimtab.kernel.errors.InputRejectedError: CODE-001: text='31'
    """

    pattern: ClassVar[re.Pattern[str]] = re.compile(r"[A-Z]{2}(-([A-Z]{2}|\d{6}|[A-Z0-9]{1,8}))?")
    error: ClassVar[str] = "CODE-001"

    @property
    def country(self) -> str:
        return self.text[:2]

    @property
    def is_country(self) -> bool:
        return len(self.text) == 2


@dataclass(frozen=True, slots=True, order=True)
class _ClassifiedCode(Code):
    pattern: ClassVar[re.Pattern[str]] = re.compile(r"[A-Z][A-Z0-9]*@\d{2,4}:[A-Za-z0-9][\w.\-]*")

    @property
    def classification(self) -> str:
        """Name and version, e.g. ``NAICS@2022``."""
        return self.text.split(":", 1)[0]

    @property
    def local(self) -> str:
        """The code within the classification, e.g. ``52``."""
        return self.text.split(":", 1)[1]


@dataclass(frozen=True, slots=True, order=True)
class Industry(_ClassifiedCode):
    """``classification@version:code``, e.g. ``NAICS@2022:52``, ``GBT4754@2017:I65``."""

    error: ClassVar[str] = "CODE-002"


@dataclass(frozen=True, slots=True, order=True)
class Occupation(_ClassifiedCode):
    """``classification@version:code``, e.g. ``SOC@2018:11-1011``, ``CSCO@2022:4-04-05-05``."""

    error: ClassVar[str] = "CODE-003"


class OccupationLevel(StrEnum):
    """How finely occupations are told apart: the levels published for states and used by rooms."""

    DETAILED = "detailed"
    MINOR = "minor"
    MAJOR = "major"
