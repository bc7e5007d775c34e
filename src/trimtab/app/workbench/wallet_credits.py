"""A worker's credits in plain words: how many, until when, what they count for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from trimtab.app.credits import HeldEntry, Prospect, book_of, holder_ledger, holder_prospects
from trimtab.app.credits_words import gap_sentences
from trimtab.app.workbench.bench import Workbench
from trimtab.app.workbench.certificates_search import issuer_title
from trimtab.app.workbench.wallet import owner
from trimtab.credentials.bank import Balance, Book, Entry, to_credits
from trimtab.credentials.types import Issuer
from trimtab.messages import Language, in_words, text
from trimtab.ports import Reading


@dataclass(frozen=True, slots=True)
class CreditRow:
    """One credit: what it is for, how many, and what happened to it. ``amount`` is in
    hours where no credits are stated, empty without either."""

    title: str
    amount: str
    framework: str
    earned_on: date
    expires_on: date | None
    state: str
    usable: bool
    ends_soon: bool


@dataclass(frozen=True, slots=True)
class FrameworkBalance:
    """What is left in one framework; credits of two frameworks are never added up."""

    framework: str
    left: str
    deposited: str
    redeemed: str
    expired: str
    returned: str


@dataclass(frozen=True, slots=True)
class Nearest:
    """A qualification the holder could go for, with what is lacking in sentences."""

    title: str
    body: str
    standing: str  # in words; empty for a published qualification
    complete: bool
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MyCredits:
    """Everything the page of credits shows."""

    rows: tuple[CreditRow, ...]
    balances: tuple[FrameworkBalance, ...]
    nearest: tuple[Nearest, ...]

    @property
    def usable(self) -> int:
        """How many entries can be used, also those that state no credits and count by rules."""
        return sum(one.usable for one in self.rows)

    @property
    def soon(self) -> tuple[CreditRow, ...]:
        """What can be used and ends within half a year."""
        return tuple(one for one in self.rows if one.usable and one.ends_soon)


def my_credits(bench: Workbench, actor: str, language: Language, at: datetime) -> MyCredits:
    """The credits of an account's holder. Raises StateError WEB-162."""
    with bench.office.reading() as reading:
        holder_id = owner(reading, actor)
        book, ledger = book_of(reading), holder_ledger(reading, holder_id, at)
        prospects = holder_prospects(reading, holder_id, at)
        nearest = tuple(_nearest(reading, one, language) for one in prospects)
    return MyCredits(
        tuple(_row(one, book, language) for one in ledger.entries),
        tuple(_balance(one, book, language) for one in ledger.balances if one.deposited),
        nearest,
    )


def _written(hundredths: int | None) -> str:
    """Credits as they are written: 8 or 2.5, never 8.00."""
    return "" if hundredths is None else f"{to_credits(hundredths):f}"


def _amount(entry: Entry, language: Language) -> str:
    if entry.hundredths is None and entry.hours is not None:
        return text("web.wallet.credits.hours", language, hours=entry.hours)
    if entry.hundredths is None:
        return text("web.wallet.credits.by_rule", language)
    return text("web.wallet.credits.counts", language, n=_written(entry.hundredths))


def _framework(book: Book, framework_id: str, language: Language) -> str:
    found = book.frameworks.get(framework_id)
    return in_words(found.title, language, framework_id) if found else framework_id


def _row(held: HeldEntry, book: Book, language: Language) -> CreditRow:
    entry = held.entry
    return CreditRow(
        in_words(entry.title, language, entry.standard_id),
        _amount(entry, language),
        _framework(book, entry.framework_id, language),
        entry.earned_on,
        entry.expires_on,
        text(f"credits.line.{held.line.kind.value}", language) if held.line else "",
        held.usable,
        held.ends_soon,
    )


def _balance(one: Balance, book: Book, language: Language) -> FrameworkBalance:
    return FrameworkBalance(
        _framework(book, one.framework_id, language),
        _written(one.left),
        _written(one.deposited),
        _written(one.redeemed),
        _written(one.expired + one.withdrawn),
        _written(one.reversed),
    )


def _nearest(reading: Reading, one: Prospect, language: Language) -> Nearest:
    body = one.qualification.awarding_body
    return Nearest(
        in_words(one.qualification.title, language, one.qualification.qualification_id),
        issuer_title(reading.get(Issuer, body), language, body),
        _standing(one.qualification.standing, language),
        one.result.satisfied,
        tuple(gap_sentences(one.result, one.gap, language, one.recognised)),
    )


def _standing(standing: str, language: Language) -> str:
    return "" if standing == "published" else text(f"credits.standing.{standing}", language)
