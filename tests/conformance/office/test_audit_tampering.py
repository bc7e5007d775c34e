"""Whatever is changed behind the trail is found, and found where it is."""

from __future__ import annotations

import random

import pytest
from sqlalchemy import text

from trimtab.app.audit import examine_trail, head_anchor, verify_trail
from trimtab.kernel import StateError
from trimtab.office.audit import Link, digest
from trimtab.stores import database
from trimtab.stores.catalogue import Catalogue
from trimtab.stores.office.audit import AUDITED, identity
from trimtab.stores.office.store import open_office

FIELDS = [name for name in Link._fields if name != "sequence"]
KEPT = ("department", "actor", "role_grant", "task", "channel", "rule_decision")


def places(verdict):
    """Table and row or key of every problem."""
    return {(p.file, p.row if p.file == "audit" and p.row else p.column) for p in verdict.problems}


def links(office) -> dict[int, Link]:
    with office.trail() as trail:
        return {link.sequence: link for link in trail.links()}


def test_an_untouched_trail_is_intact(filled):
    verdict = verify_trail(filled, head_anchor(filled))
    assert verdict.intact and verdict.entries == verdict.head.sequence == 24
    assert verdict.head == head_anchor(filled)


@pytest.mark.parametrize("statement", ["UPDATE audit SET reason = 'x'", "DELETE FROM audit"])
def test_the_database_itself_refuses_to_change_an_entry(filled, statement):
    before = links(filled)
    with pytest.raises(StateError, match="STORE-003"), database.writing(filled.engine) as opened:
        opened.execute(text(f"{statement} WHERE sequence = 3"))
    assert links(filled) == before


def test_the_database_refuses_to_empty_or_overwrite_the_trail(filled):
    before = links(filled)
    columns = ", ".join(Link._fields)
    copied = f"SELECT {columns.replace('actor', chr(39) + 'nobody' + chr(39))} FROM audit"
    statement = (
        "TRUNCATE audit"
        if filled.engine.dialect.name == "postgresql"
        else f"INSERT OR REPLACE INTO audit ({columns}) {copied} WHERE sequence = 3"
    )
    with pytest.raises(StateError, match="STORE-003"), database.writing(filled.engine) as opened:
        opened.execute(text(statement))
    assert links(filled) == before


@pytest.mark.parametrize("column", [c for c in Link._fields if c != "sequence"])
@pytest.mark.parametrize("value", [b"\xff", 7, "", 1e300])
def test_nonsense_in_an_entry_is_found_and_not_tripped_over(copied, tamper, column, value):
    """SQLite keeps anything in any column."""
    tamper(copied, f"UPDATE audit SET {column} = :value WHERE sequence = 5", value=value)
    assert ("audit", 5) in places(examine_trail(copied))


@pytest.mark.parametrize("column", [c.name for c in AUDITED["task"].columns if not c.primary_key])
@pytest.mark.parametrize("value", [b"\xff", 7, "{", 1e300])
def test_nonsense_in_a_row_is_found_and_not_tripped_over(copied, tamper, column, value):
    tamper(copied, f"UPDATE task SET {column} = :value WHERE task_id = 'task:2'", value=value)
    assert ("task", "task:2") in places(examine_trail(copied))


def test_guards_that_were_taken_off_are_missed(copied):
    with database.writing(copied.engine) as opened:
        opened.execute(text("DROP TRIGGER audit_keeps_deletes"))
    (problem,) = examine_trail(copied).problems
    assert problem.code == "AUDIT-013" and problem.params == {"triggers": "audit_keeps_deletes"}


def test_entries_cut_off_at_the_end_are_missed_by_an_anchor_only(copied, tamper):
    with copied.work("operator", "a restore leaves no row") as work:
        work.note("restore", "1", {})
        work.note("restore", "2", {})
    anchor = head_anchor(copied)
    tamper(copied, "DELETE FROM audit WHERE sequence > 24")
    assert examine_trail(copied).intact  # nothing inside the database can tell
    (problem,) = examine_trail(copied, anchor).problems
    assert problem.code == "AUDIT-014" and problem.params == {"last": 24, "sequence": 26}
    with pytest.raises(StateError, match="AUDIT-001") as failure:
        verify_trail(copied, anchor)
    assert failure.value.params == {"n": 1, "entries": 24}


def test_a_trail_of_another_store_is_not_taken_for_ones_own(copied, tamper):
    tamper(copied, "UPDATE store SET store_id = 'another'")
    codes = {problem.code for problem in examine_trail(copied).problems}
    assert codes == {"AUDIT-011", "AUDIT-012"}


def test_the_trail_follows_a_store_to_its_new_id(copied, tamper):
    Catalogue(copied.engine).replace_store_id("second", "restore")
    assert [(link.action, link.entity_id) for link in list(links(copied).values())[-2:]] == [
        ("remove", links(copied)[1].entity_id),
        ("add", "second"),
    ]
    Catalogue(copied.engine, "li").replace_store_id("third", "restore")
    assert verify_trail(copied).entries == 28
    tamper(copied, "UPDATE store SET store_id = 'second'")  # one that it had
    told = {(problem.code, problem.column) for problem in examine_trail(copied).problems}
    assert told == {("AUDIT-011", "second"), ("AUDIT-012", "third")}


def test_it_says_which_field_was_changed_and_which_entry_was_put_in(copied, tamper):
    tamper(copied, "UPDATE audit SET actor = 'wang' WHERE sequence = 3")
    (problem,) = examine_trail(copied).problems
    assert (problem.code, problem.row, problem.column) == ("AUDIT-002", 3, "actor")


class Hand:
    """One tampering at random: what it does, and where it must be found."""

    def __init__(self, office, tamper, number: int) -> None:
        self.random = random.Random(number)
        self.tamper = tamper
        self.office = office
        self.links = links(office)
        self.last = max(self.links)

    def edit_entry(self):
        sequence = self.random.choice(list(self.links))
        name = self.random.choice(FIELDS)
        old = getattr(self.links[sequence], name)
        new = {
            "at": "2026-01-01 00:00:00.000000+00:00",
            "before": '{"x":1}',
            "after": (old or "{}").replace("0", "9") + " ",
            "action": "replace" if old != "replace" else "add",
        }.get(name, f"{str(old)[:-1]}{'a' if str(old)[-1:] != 'a' else 'b'}")
        self.tamper(
            self.office,
            f"UPDATE audit SET {name} = :new WHERE sequence = :sequence",
            new=new, sequence=sequence,
        )  # fmt: skip
        return {("audit", sequence)}, None

    def edit_row(self):
        table, key, column = self._row()
        new = {"active": False, "due": "2031-01-01", "params": '{"key": "other"}',
               "topics": '["other"]', "opened_at": "2031-01-01 00:00:00.000000+00:00",
               "granted_at": "2031-01-01 00:00:00.000000+00:00", "until": "2031-01-01",
               "closed_at": "2031-01-01 00:00:00.000000+00:00", "decided_on": "2031-01-01",
               "known_on": "2031-01-01"}.get(column, "other")  # fmt: skip
        self.tamper(
            self.office,
            f"UPDATE {table} SET {column} = :new WHERE {identity(AUDITED[table]).name} = :key",
            new=new, key=key,
        )  # fmt: skip
        return {(table, key)}, None

    def delete_row(self):
        table, key, _ = self._row()
        self.tamper(
            self.office,
            f"DELETE FROM {table} WHERE {identity(AUDITED[table]).name} = :key",
            key=key,
        )
        return {(table, key)}, None

    def add_row(self):
        self.tamper(
            self.office,
            "INSERT INTO role_grant (grant_id, actor_id, role, region) "
            "VALUES ('own', 'li', 'administrator', 'CN')",
        )
        return {("role_grant", "own")}, None

    def delete_entry(self):
        sequence = self.random.choice(list(self.links))
        anchor = head_anchor(self.office)
        self.tamper(self.office, "DELETE FROM audit WHERE sequence = :sequence", sequence=sequence)
        return {("audit", sequence)}, anchor

    def insert_entry(self):
        """Between two others, which make room."""
        sequence = self.random.randint(1, self.last)
        forged = self._forged(sequence)
        self.tamper(
            self.office,
            "UPDATE audit SET sequence = -sequence - 1 WHERE sequence >= :sequence",
            "UPDATE audit SET sequence = -sequence WHERE sequence < 0",
            f"INSERT INTO audit VALUES ({', '.join(':' + name for name in Link._fields)})",
            **forged,
        )
        return {("audit", place) for place in range(sequence, self.last + 2)}, None

    def swap_entries(self):
        one, other = self.random.sample(list(self.links), 2)
        self.tamper(
            self.office,
            "UPDATE audit SET sequence = -1 WHERE sequence = :one",
            "UPDATE audit SET sequence = :one WHERE sequence = :other",
            "UPDATE audit SET sequence = :other WHERE sequence = -1",
            one=one, other=other,
        )  # fmt: skip
        return {("audit", one), ("audit", other)}, None

    def seal_anew(self):
        """Change an entry and give it the hash that fits."""
        sequence = self.random.randint(1, self.last - 1)
        link = self.links[sequence]._replace(reason="all in order")
        self.tamper(
            self.office,
            "UPDATE audit SET reason = :reason, hash = :hash WHERE sequence = :sequence",
            reason=link.reason, hash=digest(link[:-1]), sequence=sequence,
        )  # fmt: skip
        return {("audit", sequence + 1)}, None  # names both: the two do not belong together

    def seal_all_anew(self):
        """Change an entry and give it and every later one the hash that fits."""
        sequence = self.random.randint(1, self.last)
        anchor = head_anchor(self.office)
        previous, statements, values = self.links[sequence].previous, [], {}
        for place in range(sequence, self.last + 1):
            link = self.links[place]._replace(previous=previous)
            link = link._replace(reason="all in order") if place == sequence else link
            previous = digest(link[:-1])
            statements.append(
                f"UPDATE audit SET reason = :r{place}, previous = :p{place}, hash = :h{place} "
                f"WHERE sequence = {place}"
            )
            values |= {f"r{place}": link.reason, f"p{place}": link.previous, f"h{place}": previous}
        self.tamper(self.office, *statements, **values)
        return {("audit", anchor.sequence)}, anchor

    def _row(self):
        table = self.random.choice(KEPT)
        with self.office.trail() as trail:
            key = self.random.choice([key for key, _ in trail.rows(table)])
        columns = [c.name for c in AUDITED[table].columns if not c.primary_key]
        return table, key, self.random.choice(columns)

    def _forged(self, sequence: int) -> dict[str, object]:
        forged = self.links[sequence]._replace(reason="nothing to see", entity_id="other")
        values = forged._replace(hash=digest(forged[:-1]))._asdict()
        if self.office.engine.dialect.name == "sqlite":
            values["at"] = str(values["at"]).replace("T", " ").removesuffix("+00:00")
        return values


KINDS = [name for name in vars(Hand) if not name.startswith("_")]


def tamper_and_look(office, tamper, number: int) -> None:
    hand = Hand(office, tamper, number)
    kind = hand.random.choice(KINDS)
    wanted, anchor = getattr(hand, kind)()
    verdict = examine_trail(office, anchor)
    assert not verdict.intact
    assert wanted <= places(verdict), (kind, wanted, verdict.problems)


@pytest.mark.parametrize("number", range(100))
def test_one_hundred_tamperings_are_found_and_located(copied, tamper, number):
    tamper_and_look(copied, tamper, number)


@pytest.mark.parametrize("number", range(100, 115))
@pytest.mark.postgres
def test_they_are_found_on_postgresql_too(postgres_url, workspace, fill, tamper, number):
    with open_office(workspace, postgres_url, create=True) as office:
        fill(office)
        tamper_and_look(office, tamper, number)
