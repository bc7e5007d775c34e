"""Claims and rule books for the tests of this room."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from trimtab.kernel import Region
from trimtab.rules.book import RuleBook, load_rulebook
from trimtab.rules.decision import plain_outputs
from trimtab.rules.types import DatedValue, Number, Reference, Validity
from trimtab.unemployment import ENTITLEMENT

HEADER = "case,region,claim_date,contribution_months,spell_month,near_retirement_extension"


@pytest.fixture(scope="session")
def book() -> RuleBook:
    return load_rulebook()


@pytest.fixture(scope="session")
def changed(book: RuleBook) -> Callable[..., RuleBook]:
    """The book with the entries of one key and place replaced: ``(start, value or None)`` each,
    with a validity if it is another one; None stands for "nobody knows from here on"."""

    def make(key: str, place: str, *entries: tuple[Any, ...]) -> RuleBook:
        region = Region(place)
        values = []
        for start, value, *said in entries:
            amount = Number(value) if isinstance(value, int | float) else value
            held = Validity.IN_FORCE if value is not None else Validity.UNKNOWN_AFTER
            validity = said[0] if said else held
            values.append(
                DatedValue(
                    key,
                    region,
                    date.fromisoformat(start),
                    date(2026, 11, 1),
                    Reference("test"),
                    amount,
                    validity=validity,
                )
            )
        return book.with_values({(key, region): tuple(values)})

    return make


@pytest.fixture
def entitled(book: RuleBook) -> Callable[..., Any]:
    """What one claim comes to: the outputs of the computation as plain values."""

    def ask(region="CN-310000", on="2026-09-01", months=120, use=None, known_on=None, **more):
        columns: dict[str, Any] = {
            "region": np.array([region]),
            "claim_date": np.array([on], "datetime64[D]"),
            "contribution_months": np.array([float(months)]),
        }
        for name, value in more.items():
            kind = "datetime64[D]" if name == "birth_date" else None
            columns[name] = np.array([value], kind)
        return plain_outputs(ENTITLEMENT, ENTITLEMENT.compute(use or book, columns, known_on), 0)

    return ask


@pytest.fixture
def claims(tmp_path: Path) -> Callable[..., Path]:
    """A file of claims: the needed columns, more if named, one text for each row."""

    def write(*rows: str, more: str = "") -> Path:
        path = tmp_path / "claims.csv"
        path.write_text("\n".join([HEADER + more, *rows]) + "\n", encoding="utf-8")
        return path

    return write
