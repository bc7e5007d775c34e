"""No credit is used twice, whoever signs at the same moment; on SQLite and on PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from threading import Barrier

import pytest
from sqlalchemy import insert
from sqlalchemy.exc import DBAPIError

from trimtab.credentials.bank import (
    Book,
    CaseState,
    LineKind,
    RecognitionCase,
    balances,
    lines_of,
    review_case,
    send_case,
    sign_case,
)
from trimtab.kernel import StateError
from trimtab.stores.credentials.schema_bank import credit_line
from trimtab.stores.office.store import open_office


@pytest.fixture(scope="session")
def credit_offices(load_builder):
    return load_builder("unit/credentials/credit_office.py")


@pytest.fixture
def bank(tmp_path: Path, database_url: str | None, credit_offices) -> Iterator[object]:
    clock = credit_offices.Clock()
    with open_office(tmp_path / "workspace", database_url, create=True, now=clock) as office:
        with office.work("operator", "set up") as work:
            credit_offices.furnish(work)
        made = credit_offices.CreditOffice(office, clock)
        made.deposit("courier", **credit_offices.COURIER)
        made.deposit("one")
        yield made


def _ready(bank, known: Book, number: int) -> str:
    """A case ready to be signed. Cases about one qualification exclude each other while they are
    under way, so each asks for a copy of it."""
    copy = replace(known.qualifications[0], qualification_id=f"diploma-{number}")
    case = bank.open(
        qualification_id=copy.qualification_id, book=Book(known.frameworks, known.rules, (copy,))
    )
    bank.do("reviewer", review_case, case.case_id)
    bank.do("opener", send_case, case.case_id, {"id": "urn:holder"})
    return case.case_id


def test_of_many_who_sign_at_once_one_gets_the_credits(bank, credit_offices):
    cases = [_ready(bank, credit_offices.BOOK, number) for number in range(4)]
    together = Barrier(len(cases))

    def sign(case_id: str) -> str:
        together.wait(30)
        try:
            bank.do("dean", sign_case, case_id, credit_offices.seal)
        except StateError as refused:
            return refused.code
        return "signed"

    with ThreadPoolExecutor(len(cases)) as pool:
        answers = sorted(pool.map(sign, cases))
    assert answers == ["CREDITS-020"] * 3 + ["signed"]
    lines = bank.read(lines_of, "holder-1")
    assert [one.kind for one in lines].count(LineKind.REDEEM) == 2
    (held,) = balances(lines)
    assert held.left == 0 and held.redeemed == held.deposited == 700
    found = bank.read(lambda r: r.find(RecognitionCase))
    assert [one.state for one in found].count(CaseState.SIGNED) == 1


def test_the_constraint_holds_where_nobody_asks(bank):
    """The line after a deposit exists once, even for one who writes past every service."""
    (first, *_) = bank.read(lines_of, "holder-1")
    row = {
        name: getattr(first, name)
        for name in ("entry_id", "holder_id", "hundredths", "framework_id", "at", "actor", "note")
    }
    for number, kind, refused in (
        (2, "redeem", False),
        (2, "expire", True),
        (3, "redeem", True),
        (3, "reverse", False),
    ):
        values = row | {"ledger_id": f"x{number}{kind}", "number": number, "kind": kind}
        try:
            with bank.office.engine.begin() as connection:
                connection.execute(insert(credit_line), values)
        except DBAPIError:
            assert refused, kind
        else:
            assert not refused, kind
