"""What somebody has learnt and can show, and what could be learnt still."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, ClassVar

from trimtab.credentials.bank.qualifications import Origin


@dataclass(frozen=True, slots=True)
class Entry:
    """Credits, as a certificate states them and then in the bank: one entry for each certificate
    that was accepted, never changed.

    Numbers as stated, in the framework they were stated in; what they are worth elsewhere is
    concluded when it is asked. ``level`` is a code of ``framework_id``; ``hundredths`` None: only
    hours of learning are stated. ``assessed``: the learning itself was examined, not only counted.
    Half-open: it may be used until before ``expires_on``. ``basis`` keeps the steps by which it was
    accepted; a statement that nobody judged yet has none, and no ``deposited_at``.
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
