"""Everything the bank may ask: frameworks, rules, qualifications, courses, at every date."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from trimtab.credentials.bank.entries import Course
from trimtab.credentials.bank.equivalences import EquivalenceRule
from trimtab.credentials.bank.frameworks import Frameworks
from trimtab.credentials.bank.qualifications import Qualification
from trimtab.kernel import UnknownCodeError


@dataclass(frozen=True, slots=True)
class Book:
    """Reference data and a workspace's own versions together; nothing in it ever changes."""

    frameworks: Frameworks
    rules: tuple[EquivalenceRule, ...] = ()
    qualifications: tuple[Qualification, ...] = ()
    courses: tuple[Course, ...] = ()

    def with_own(
        self, rules: Iterable[EquivalenceRule], qualifications: Iterable[Qualification]
    ) -> Book:
        """The book with versions of a workspace added."""
        return Book(
            self.frameworks,
            (*self.rules, *rules),
            (*self.qualifications, *qualifications),
            self.courses,
        )

    def qualification(self, qualification_id: str, on: date, known: datetime) -> Qualification:
        """The version that counted on a day, as far as was recorded by an instant.

        Raises UnknownCodeError CREDITS-024.
        """
        held = self.qualifications_in_force(on, known)
        for one in held:
            if one.qualification_id == qualification_id:
                return one
        raise UnknownCodeError(
            "CREDITS-024",
            qualification=qualification_id[:128],
            day=on.isoformat(),
            known=", ".join(one.qualification_id for one in held)[:400] or "-",
        )

    def qualifications_in_force(self, on: date, known: datetime) -> tuple[Qualification, ...]:
        """The version of each qualification that counted, in the order of their ids."""
        latest: dict[str, Qualification] = {}
        for one in self.qualifications:
            if one.recorded <= known.date() and one.since <= on:
                held = latest.get(one.qualification_id)
                if held is None or (one.recorded, one.version) > (held.recorded, held.version):
                    latest[one.qualification_id] = one
        return tuple(
            one for _, one in sorted(latest.items()) if one.until is None or on < one.until
        )
