"""Every record type on each database: what goes in comes out, and each verb means the same."""

from __future__ import annotations

import dataclasses
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from trimtab.kernel import InputRejectedError, StateError, UnknownCodeError
from trimtab.office.canonical import canonical
from trimtab.office.types import (
    Actor,
    ActorKind,
    Channel,
    ChannelKind,
    Department,
    Grant,
    Job,
    JobState,
    Message,
    MessageState,
    Role,
    RuleDecisionRecord,
    Task,
    TaskState,
)
from trimtab.stores.office.mapper import TABLES
from trimtab.stores.office.store import open_office

AT = datetime(2026, 11, 23, 8, 30, 1, 250_001, tzinfo=UTC)
EARLY = datetime(1949, 10, 1, tzinfo=UTC)
AWKWARD = "李 “引” \\ ' \" % :x {y} \n\t\u2028 🧭 "
NESTED = {"份额": 0.1 + 0.2, "b": [1, None, {"z": True, "a": ""}], "n": 2**53 + 1, "e": {}}

# A record with every field filled awkwardly, and another with all that may be absent absent.
PAIRS = [
    (Department(AWKWARD, AWKWARD, "CN-310000", "d:parent", False), Department("d", "", "CN")),
    (
        Actor("a", AWKWARD, ActorKind.SYSTEM, "d", "a@例.cn", "en", False),
        Actor("a'; DROP TABLE actor; --", "b"),
    ),
    (
        Grant("g", "a", Role.APPROVER, "CN-310000", "d", AT, date(2027, 1, 31)),
        Grant("h", "a", Role.PUBLIC, "CN"),
    ),
    (
        Task("t", "k", NESTED, "CN", AT, TaskState.DISMISSED, "d", "a", date(1, 1, 1), EARLY, "n"),
        Task("u", "k", {}, "CN", EARLY),
    ),
    (
        Job("j", "k", NESTED, "a", AT, JobState.FAILED, 3, 9, AT, "once", "w", AT, AT, True,
            NESTED, {"code": "X-001", "params": {}}),
        Job("i", "k", {}, "a", AT),
    ),
    (
        Channel("c", ChannelKind.WEBHOOK, "https://a.cn/?x=%20", ("一", "b"), "en", "KEY", False),
        Channel("d", ChannelKind.EMAIL, "a@b.cn", ()),
    ),
    (
        Message("m", "c", "topic", NESTED, AT, MessageState.FAILED, 7, EARLY, AWKWARD),
        Message("n", "c", "topic", {}, AT),
    ),
    (
        RuleDecisionRecord("r", "room", "x", "CN", date(2026, 1, 1), date(9999, 12, 31), AWKWARD),
        RuleDecisionRecord("s", "room", "x", "SG", date(2026, 1, 1), date(2026, 1, 1), "{}"),
    ),
]  # fmt: skip
each_type = pytest.mark.parametrize(
    ("full", "bare"), PAIRS, ids=lambda record: type(record).__name__
)


def test_every_type_is_tried():
    assert {type(full) for full, _ in PAIRS} == {
        kind for kind in TABLES if kind.__module__ == "trimtab.office.types"
    }
    for full, bare in PAIRS:
        fields = dataclasses.fields(full)
        assert all(getattr(full, field.name) is not None for field in fields)
        optional = {f.name for f in fields if f.default is None}
        assert all(getattr(bare, name) is None for name in optional)


@each_type
def test_what_goes_in_comes_out(office, workspace, database_url, full, bare):
    kind = type(full)
    with office.work("operator", "x") as work:
        work.add(full)
        work.add(bare)
        assert work.get(kind, getattr(full, kind.KEY)) == full  # also before the end
    with open_office(workspace, database_url) as again, again.reading() as reading:
        for record in (full, bare):
            found = reading.get(kind, getattr(record, kind.KEY))
            assert found == record and type(found) is kind
            for field in dataclasses.fields(record):
                value, kept = getattr(record, field.name), getattr(found, field.name)
                assert type(kept) is type(value), field.name
        ordered = sorted((full, bare), key=lambda one: getattr(one, kind.KEY).encode())
        assert reading.find(kind) == tuple(ordered)
        assert reading.get(kind, "nobody") is None


@each_type
def test_records_are_found_by_each_of_their_plain_fields(office, full, bare):
    kind = type(full)
    with office.work("operator", "x") as work:
        work.add(full)
        work.add(bare)
    with office.reading() as reading:
        for field in dataclasses.fields(full):
            ours, theirs = getattr(full, field.name), getattr(bare, field.name)
            if isinstance(ours, dict | tuple) or ours == theirs:
                continue
            assert reading.find(kind, **{field.name: ours}) == (full,), field.name
            assert reading.find(kind, **{field.name: theirs}) == (bare,), field.name
        every = {
            f.name: getattr(full, f.name)
            for f in dataclasses.fields(full)
            if not isinstance(getattr(full, f.name), dict | tuple)
        }
        assert reading.find(kind, **every) == (full,)
        assert reading.find(kind, **every | {kind.KEY: "nobody"}) == ()


@each_type
def test_replacing_and_removing(office, full, bare):
    kind = type(full)
    key = getattr(full, kind.KEY)
    changed = replace(bare, **{kind.KEY: key})
    with office.work("operator", "x") as work:
        work.add(full)
    with office.work("operator", "y") as work:
        work.replace(changed)
        work.replace(changed)  # says nothing new
        assert work.get(kind, key) == changed
    with office.work("operator", "z") as work:
        work.remove(changed)
        assert work.get(kind, key) is None
        work.add(full)  # a key that is free again
    table = TABLES[kind].name
    with office.trail() as trail:
        told = [link for link in trail.links() if (link.entity, link.entity_id) == (table, key)]
    old = canonical({f.name: getattr(full, f.name) for f in dataclasses.fields(full)})
    new = canonical({f.name: getattr(changed, f.name) for f in dataclasses.fields(full)})
    assert [(link.action, link.before, link.after) for link in told] == [
        ("add", None, old),
        ("replace", old, new),
        ("remove", new, None),
        ("add", None, old),
    ]


@each_type
def test_what_is_there_is_not_added_and_what_is_not_there_not_changed(office, full, bare):
    kind = type(full)
    with office.work("operator", "x") as work:
        work.add(full)
        with pytest.raises(StateError, match="OFFICE-001"):
            work.add(replace(bare, **{kind.KEY: getattr(full, kind.KEY)}))
        for verb in (work.replace, work.remove):
            with pytest.raises(UnknownCodeError, match="OFFICE-002"):
                verb(bare)
    with office.reading() as reading:  # whoever catches the error may go on
        assert reading.find(kind) == (full,)


@each_type
def test_a_work_that_fails_leaves_no_trace(office, full, bare):
    with office.work("operator", "x") as work:
        work.add(full)
    with office.trail() as trail:
        before = list(trail.links())
    with pytest.raises(ZeroDivisionError), office.work("operator", "y") as work:
        work.add(bare)
        work.remove(full)
        work.note("entity", "id", {})
        raise ZeroDivisionError
    with office.reading() as reading:
        assert reading.find(type(full)) == (full,)
    with office.trail() as trail:
        assert list(trail.links()) == before


@pytest.mark.parametrize(
    "record",
    [
        Actor("a" * 129, "too long"),
        Actor("nul", "a\0b"),
        Actor("surrogate", "\ud800"),
        Task("naive", "k", {}, "CN", AT.replace(tzinfo=None)),
        Task("nan", "k", {"x": float("nan")}, "CN", AT),
        Task("nul", "k", {"x": ["a\0"]}, "CN", AT),
        Task("set", "k", {"x": {1, 2}}, "CN", AT),
    ],
    ids=lambda record: record.title if isinstance(record, Actor) else record.task_id,
)
def test_what_could_not_be_given_back_unchanged_is_refused_alike(office, record):
    with pytest.raises(InputRejectedError, match="OFFICE-003"), office.work("o", "x") as work:
        work.add(record)
    with office.reading() as reading:
        assert reading.find(type(record)) == ()


@pytest.mark.parametrize("key", ["a\0", "\0", "\ud800"])
def test_what_no_database_keeps_is_looked_for_in_vain(office, key):
    with office.work("operator", "x") as work:
        work.add(Actor("a", "b"))
        assert work.get(Actor, key) is None and work.find(Actor, title=key) == ()
        with pytest.raises(UnknownCodeError, match="OFFICE-002"):
            work.replace(Actor(key, "b"))
        with pytest.raises(InputRejectedError, match="OFFICE-003"):
            work.add(Actor(key, "b"))
    with office.reading() as reading:
        assert reading.get(Actor, key) is None and reading.find(Actor, actor_id=key) == ()
        assert len(reading.find(Actor)) == 1


def test_an_instant_of_another_zone_is_the_same_instant(office):
    there = AT.astimezone(timezone(timedelta(hours=8)))
    with office.work("operator", "x") as work:
        work.add(Task("t", "k", {}, "CN", there))
    with office.reading() as reading:
        found = reading.get(Task, "t").opened_at
        assert found == AT and found.tzinfo is UTC
        assert len(reading.find(Task, opened_at=there)) == 1


def test_keys_are_in_one_order_on_every_database(office):
    keys = ["b", "A", "a-1", "a", "é", "中", "_"]
    with office.work("li", "why") as work:
        for key in keys:
            work.add(Task(key, "k", {}, "CN", AT, assignee="li" if key > "a" else None))
    with office.reading() as reading:
        assert [task.task_id for task in reading.find(Task)] == sorted(keys)
        nobody = reading.find(Task, assignee=None, state=TaskState.OPEN)
        assert [task.task_id for task in nobody] == ["A", "_", "a"]
        assert reading.find(Task, assignee="li", state=TaskState.DONE) == ()


def test_each_work_carries_its_own_actor_reason_and_instant(workspace, database_url):
    instants = iter([AT, AT, AT])
    with open_office(workspace, database_url, create=True, now=lambda: next(instants)) as office:
        with office.work("li", "因为") as work:
            assert (work.actor, work.at) == ("li", AT)
            work.add(Actor("a", "a"))
            work.note("publication", "p", {"份": 1})
        with office.trail() as trail:
            told = [link for link in trail.links() if link.actor == "li"]
    assert [(link.action, link.entity, link.reason, link.at) for link in told] == [
        ("add", "actor", "因为", canonical(AT)[1:-1]),
        ("event", "publication", "因为", canonical(AT)[1:-1]),
    ]
    assert told[1].after == '{"份":1}'
