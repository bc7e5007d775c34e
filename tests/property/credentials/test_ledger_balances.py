"""Whatever is done to a ledger: deposits less redeemed, expired and withdrawn, plus what was
reversed, is the balance, and the balance is what can be used."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    initialize,
    invariant,
    rule,
)

from trimtab.credentials.bank import (
    Entry,
    LedgerEntry,
    LineKind,
    balances,
    lines_of,
    settle_entries,
    usable_entries,
)
from trimtab.credentials.bank.ledger import add_line, redeem, reverse_case
from trimtab.kernel import StateError

TITLE = {"zh": "例", "en": "example"}
START = datetime(2026, 1, 1, tzinfo=UTC)


class Memory:
    """A work in memory: what the services ask of one, and nothing else."""

    actor = "somebody"

    def __init__(self) -> None:
        self.at = START
        self.held: dict[tuple[type, str], object] = {}

    def add(self, record) -> None:
        key = (type(record), getattr(record, record.KEY))
        assert key not in self.held
        self.held[key] = record

    def get(self, kind, key):
        return self.held.get((kind, key))

    def find(self, kind, /, **equal):
        found = [one for (of, _), one in sorted(self.held.items(), key=lambda i: i[0][1])
                 if of is kind]  # fmt: skip
        return tuple(
            one
            for one in found
            if all(getattr(one, name) == value for name, value in equal.items())
        )


class Ledger(RuleBasedStateMachine):
    """Deposits, recognitions, reversals, ends of shelf lives and withdrawals in any order."""

    entries = Bundle("entries")
    cases = Bundle("cases")

    @initialize()
    def begin(self) -> None:
        self.work = Memory()
        self.number = 0
        self.expected = 0  # kept beside the ledger, by another arithmetic
        self.there: dict[str, int] = {}

    def _next(self) -> int:
        self.number += 1
        return self.number

    @rule(target=entries, hundredths=st.integers(0, 900), days=st.integers(1, 60))
    def deposit(self, hundredths, days):
        entry = Entry(
            f"e{self._next()}", "h", f"c{self.number}", "i", "", TITLE, "f", date(2025, 1, 1),
            hundredths=hundredths, expires_on=self.work.at.date() + timedelta(days=days),
        )  # fmt: skip
        self.work.add(entry)
        add_line(self.work, entry, LineKind.DEPOSIT)
        self.expected += hundredths
        self.there[entry.entry_id] = hundredths
        return entry

    @rule(target=cases, chosen=st.lists(entries, min_size=1, max_size=4))
    def recognise(self, chosen):
        names = {one.entry_id for one in chosen}
        today = self.work.at.date()
        possible = names <= set(self.there) and all(one.expires_on > today for one in chosen)
        case, before = f"R{self._next()}", dict(self.work.held)
        try:
            redeem(self.work, names, case)
        except StateError:
            assert not possible
            self.work.held = before  # a work that fails leaves nothing
        else:
            assert possible
            self.expected -= sum(self.there.pop(name) for name in names)
        return case

    @rule(case=consumes(cases))
    def reverse(self, case):
        for line in reverse_case(self.work, case, "overturned"):
            self.expected += line.hundredths
            self.there[line.entry_id] = line.hundredths

    @rule(entry=entries)
    def withdraw(self, entry):
        """The certificate of an entry is revoked: it goes if it is there, and only once."""
        lines = settle_entries(self.work, [entry], {entry.certificate_id})
        assert [one.entry_id for one in lines] == [
            name for name in (entry.entry_id,) if name in self.there
        ]
        if lines:
            self.expected -= self.there.pop(entry.entry_id)

    @rule(days=st.integers(1, 30))
    def time_passes(self, days):
        self.work.at += timedelta(days=days)
        for line in settle_entries(self.work, self.work.find(Entry), ()):
            self.expected -= self.there.pop(line.entry_id)

    @invariant()
    def the_balance_is_the_sum(self):
        sums = balances(lines_of(self.work, "h"))
        assert sum(one.left for one in sums) == self.expected == sum(self.there.values())

    @invariant()
    def what_can_be_used_is_what_is_there(self):
        usable = {one.entry_id for one in usable_entries(self.work, "h", self.work.at.date())}
        assert usable <= set(self.there)
        ended = {
            one.entry_id for one in self.work.find(Entry) if one.expires_on <= self.work.at.date()
        }
        assert usable == set(self.there) - ended

    @invariant()
    def numbers_have_no_gap(self):
        lines = self.work.find(LedgerEntry)
        for name in {one.entry_id for one in lines}:
            numbers = sorted(one.number for one in lines if one.entry_id == name)
            assert numbers == list(range(1, len(numbers) + 1))


TestLedger = Ledger.TestCase
TestLedger.settings = settings(max_examples=30, stateful_step_count=25, deadline=None)
