"""What somebody has learnt and can show: an assertion, and the entry of the bank made of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, ClassVar

from trimtab.credentials.bank.qualifications import Origin


@dataclass(frozen=True, slots=True)
class Assertion:
    """What a certificate says that somebody achieved, before anybody judged it.

    ``level`` is a code of ``framework_id``; ``hours`` of learning and credits (``hundredths``) as
    far as stated. ``assessed``: the learning itself was examined, not only counted.
    """

    certificate_id: str
    holder_id: str
    issuer_id: str
    standard_id: str
    title: Mapping[str, str]
    framework_id: str
    earned_on: date
    region: str
    level: str = ""
    module_id: str = ""
    nature: str = ""
    hundredths: int | None = None
    hours: int | None = None
    grade: int | None = None
    origin: Origin = Origin.CERTIFICATE
    assessed: bool = True
    expires_on: date | None = None
    exclusive_group: str | None = None
    digest: str | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """Credits in the bank: one for each certificate that was accepted; never changed.

    Numbers as stated, in the framework they were stated in; what they are worth elsewhere is
    concluded when it is asked. ``hundredths`` None: only hours are stated. Half-open: it may be
    used until before ``expires_on``. ``basis`` keeps the steps by which it was accepted.
    """

    KEY: ClassVar[str] = "entry_id"

    entry_id: str
    holder_id: str
    certificate_id: str
    issuer_id: str
    standard_id: str
    title: Mapping[str, str]
    framework_id: str
    earned_on: date
    level: str = ""
    module_id: str = ""
    nature: str = ""
    hundredths: int | None = None
    hours: int | None = None
    grade: int | None = None
    origin: Origin = Origin.CERTIFICATE
    assessed: bool = True
    expires_on: date | None = None
    exclusive_group: str | None = None
    digest: str | None = None
    deposited_at: datetime | None = None
    basis: tuple[Mapping[str, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class Course:
    """Something that could be learnt still, and what it costs; ``price`` in ``currency``, whole
    hundredths of it (fen, cents)."""

    course_id: str
    title: Mapping[str, str]
    issuer_id: str
    framework_id: str
    hundredths: int
    price: int
    currency: str
    module_id: str = ""
    nature: str = ""
    level: str = ""
    hours: int | None = None
    standing: str = "own"
    source: str = ""
