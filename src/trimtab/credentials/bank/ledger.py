"""The ledger: what came in, what went out, what came back; the balance is always their sum.

An entry's lines are numbered. A line may follow only what it can follow: after a deposit or a
reversal the entry is there and may be redeemed, expire or be withdrawn; after one of these only a
reversal brings it back. Nothing is ever taken away or changed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from trimtab.credentials.bank.entries import Entry
from trimtab.credentials.bank.records import LedgerEntry, LineKind
from trimtab.kernel import StateError, UnknownCodeError
from trimtab.ports import Reading, Work

_OUT = frozenset({LineKind.REDEEM, LineKind.EXPIRE, LineKind.WITHDRAW})
FOLLOWS: Mapping[LineKind | None, frozenset[LineKind]] = MappingProxyType(
    {
        None: frozenset({LineKind.DEPOSIT}),
        LineKind.DEPOSIT: _OUT,
        LineKind.REVERSE: _OUT,
        LineKind.REDEEM: frozenset({LineKind.REVERSE}),
        LineKind.EXPIRE: frozenset({LineKind.REVERSE}),
        LineKind.WITHDRAW: frozenset({LineKind.REVERSE}),
    }
)
"""Which kinds of line may follow which; None: nothing yet."""


@dataclass(frozen=True, slots=True)
class Balance:
    """Sums of one framework's lines, in hundredths: ``left`` is deposited less redeemed, expired
    and withdrawn, plus what was reversed."""

    framework_id: str
    deposited: int
    redeemed: int
    expired: int
    withdrawn: int
    reversed: int

    @property
    def left(self) -> int:
        """What is there to be used."""
        return self.deposited - self.redeemed - self.expired - self.withdrawn + self.reversed


def balances(lines: Iterable[LedgerEntry]) -> tuple[Balance, ...]:
    """The balance in each framework: credits of two frameworks are never added up."""
    sums: dict[str, dict[LineKind, int]] = {}
    for one in lines:
        held = sums.setdefault(one.framework_id, dict.fromkeys(LineKind, 0))
        held[one.kind] += one.hundredths
    return tuple(
        Balance(
            framework_id,
            held[LineKind.DEPOSIT],
            held[LineKind.REDEEM],
            held[LineKind.EXPIRE],
            held[LineKind.WITHDRAW],
            held[LineKind.REVERSE],
        )
        for framework_id, held in sorted(sums.items())
    )


def last_lines(lines: Iterable[LedgerEntry]) -> dict[str, LedgerEntry]:
    """The latest line of each entry."""
    last: dict[str, LedgerEntry] = {}
    for one in lines:
        if one.entry_id not in last or one.number > last[one.entry_id].number:
            last[one.entry_id] = one
    return last


def is_there(line: LedgerEntry | None) -> bool:
    """Whether an entry whose latest line this is can be used."""
    return line is not None and line.kind in (LineKind.DEPOSIT, LineKind.REVERSE)


def has_ended(entry: Entry, on: date) -> bool:
    """Whether the shelf life of an entry is over on a day."""
    return entry.expires_on is not None and entry.expires_on <= on


def entries_of(reading: Reading, holder_id: str) -> tuple[Entry, ...]:
    """Every entry of a holder, used or not."""
    return reading.find(Entry, holder_id=holder_id)


def lines_of(reading: Reading, holder_id: str) -> tuple[LedgerEntry, ...]:
    """Every line of a holder's ledger: by instant, then entry and number."""
    found = reading.find(LedgerEntry, holder_id=holder_id)
    return tuple(sorted(found, key=lambda one: (one.at, one.entry_id, one.number)))


def usable_entries(reading: Reading, holder_id: str, on: date) -> tuple[Entry, ...]:
    """The entries that are there and whose shelf life has not ended on a day."""
    last = last_lines(lines_of(reading, holder_id))
    return tuple(
        one
        for one in entries_of(reading, holder_id)
        if is_there(last.get(one.entry_id)) and not has_ended(one, on)
    )


def _last_line(reading: Reading, entry_id: str) -> LedgerEntry | None:
    return last_lines(reading.find(LedgerEntry, entry_id=entry_id)).get(entry_id)


def add_line(
    work: Work, entry: Entry, kind: LineKind, *, case_id: str | None = None, note: str = ""
) -> LedgerEntry:
    """The next line of an entry. Part of a work whose right was asked for.

    Raises StateError CREDITS-020 where it cannot follow: the entry is used already, or is there.
    """
    last = _last_line(work, entry.entry_id)
    if kind not in FOLLOWS[last.kind if last else None]:
        raise StateError(
            "CREDITS-020",
            entry=entry.entry_id,
            kind=kind.value,
            last=last.kind.value if last else "-",
        )
    number = last.number + 1 if last else 1
    line = LedgerEntry(
        ledger_id=f"{entry.entry_id}:{number}",
        entry_id=entry.entry_id,
        holder_id=entry.holder_id,
        number=number,
        kind=kind,
        hundredths=entry.hundredths or 0,
        framework_id=entry.framework_id,
        at=work.at,
        actor=work.actor,
        case_id=case_id,
        note=note,
    )
    work.add(line)
    return line


def redeem(work: Work, entry_ids: Iterable[str], case_id: str) -> tuple[LedgerEntry, ...]:
    """Use entries up for a recognition: all of them or none, and none twice.

    Part of signing a recognition, which asks for the right. Raises UnknownCodeError CREDITS-021,
    StateError CREDITS-020, -022 (the shelf life of one ended meanwhile).
    """
    made = []
    for entry_id in sorted(set(entry_ids)):
        entry = get_entry(work, entry_id)
        if has_ended(entry, work.at.date()):
            raise StateError("CREDITS-022", entry=entry_id, day=str(entry.expires_on))
        made.append(add_line(work, entry, LineKind.REDEEM, case_id=case_id))
    return tuple(made)


def reverse_case(work: Work, case_id: str, note: str) -> tuple[LedgerEntry, ...]:
    """Bring back what a recognition used up, by compensating lines. Part of judging an appeal."""
    last = last_lines(
        line
        for used in work.find(LedgerEntry, case_id=case_id)
        for line in work.find(LedgerEntry, entry_id=used.entry_id)
    )
    return tuple(
        add_line(work, get_entry(work, name), LineKind.REVERSE, case_id=case_id, note=note)
        for name, line in sorted(last.items())
        if line.kind is LineKind.REDEEM and line.case_id == case_id
    )


def settle_entries(
    work: Work, entries: Iterable[Entry], revoked: Collection[str]
) -> tuple[LedgerEntry, ...]:
    """Write off what is there and can never be used again: entries whose certificate (``revoked``
    holds the ids of such) was revoked, and those whose shelf life has ended. Part of a work whose
    right was asked for.
    """
    today, made = work.at.date(), []
    for entry in entries:
        fallen = entry.certificate_id in revoked
        if (fallen or has_ended(entry, today)) and is_there(_last_line(work, entry.entry_id)):
            made.append(add_line(work, entry, LineKind.WITHDRAW if fallen else LineKind.EXPIRE))
    return tuple(made)


def get_entry(reading: Reading, entry_id: str) -> Entry:
    """An entry by its id. Raises UnknownCodeError CREDITS-021."""
    found = reading.get(Entry, entry_id)
    if found is None:
        raise UnknownCodeError("CREDITS-021", entry=entry_id[:128])
    return found
