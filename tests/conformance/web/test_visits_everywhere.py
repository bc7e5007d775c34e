"""What somebody saw last is kept on each database, one row a person."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from trimtab.app.workbench import open_workbench
from trimtab.app.workbench.overview_news import Seen, look
from trimtab.stores.office.visits import Visit, read_visit, write_visit

AT = datetime(2026, 11, 23, 8, tzinfo=UTC)


def test_one_row_a_person_replaced_by_the_next(web_database):
    bench = open_workbench(*web_database)
    try:
        engine = bench.office.engine
        assert read_visit(engine, "analyst") is None
        first = Visit("analyst", AT, AT, "", "{}")
        write_visit(engine, first)
        assert read_visit(engine, "analyst") == first
        second = Visit("analyst", AT, AT + timedelta(hours=2), "{}", '{"a": 1}')
        write_visit(engine, second)
        assert read_visit(engine, "analyst") == second
        assert read_visit(engine, "approver") is None
    finally:
        bench.close()


def test_looks_within_an_hour_are_one_visit(web_database):
    bench = open_workbench(*web_database)
    try:
        engine = bench.office.engine
        one = Seen(AT, {"a": 1}, frozenset({"batch"}))
        assert look(engine, "analyst", one) is None
        soon = Seen(AT + timedelta(minutes=59), {"a": 2}, frozenset({"batch"}))
        assert look(engine, "analyst", soon) is None  # still the first visit
        later = Seen(soon.at + timedelta(minutes=61), {"a": 3}, frozenset({"batch"}))
        assert look(engine, "analyst", later) == soon
        again = Seen(later.at + timedelta(minutes=10), {"a": 3}, frozenset({"batch"}))
        assert look(engine, "analyst", again) == soon
    finally:
        bench.close()
