"""How entries are spelled, sealed and told apart."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta, timezone
from enum import StrEnum

import pytest

from trimtab.kernel import UsageError
from trimtab.office.audit import Anchor, Change, Link, chain, changes_of, differences, genesis
from trimtab.office.audit_checking import TrailCheck
from trimtab.office.canonical import canonical
from trimtab.office.types import AuditAction

AT = datetime(2026, 11, 23, 8, 30, tzinfo=UTC)


class Colour(StrEnum):
    RED = "red"


def change(entity_id: str, after: str | None = '{"a":1}') -> Change:
    return Change(AT, "li", "因为", AuditAction.ADD, "task", entity_id, None, after)


def test_the_seal_is_what_the_documentation_says():
    """Written out by hand: anybody can check a trail without this software."""
    (link,) = chain([change("t1")], 0, "p" * 64)
    spelled = (
        '{"action":"add","actor":"li","after":"{\\"a\\":1}",'
        '"at":"2026-11-23T08:30:00+00:00","before":null,"entity":"task","entity_id":"t1",'
        '"previous":"' + "p" * 64 + '","reason":"因为","sequence":1}'
    )
    assert link.hash == hashlib.sha256(spelled.encode()).hexdigest()


def test_every_entry_continues_the_one_before():
    links = list(chain([change("t1"), change("t2"), change("t3")], 7, genesis("s")))
    assert [link.sequence for link in links] == [8, 9, 10]
    assert [link.previous for link in links] == [genesis("s"), links[0].hash, links[1].hash]
    assert genesis("s") != genesis("t")


@pytest.mark.parametrize("name", Link._fields[:-1])
def test_the_seal_covers_every_other_field(name):
    (link,) = chain([change("t1")], 0, genesis("s"))
    from trimtab.office.audit import digest

    other = link._replace(**{name: 2 if name == "sequence" else "other"})
    assert digest(other[:-1]) != link.hash


@pytest.mark.parametrize(
    ("value", "spelled"),
    [
        ({"b": 1, "a": [1, 2.5, None, True]}, '{"a":[1,2.5,null,true],"b":1}'),
        ({"区": "浦东"}, '{"区":"浦东"}'),
        (0.1 + 0.2, "0.30000000000000004"),
        (AT.astimezone(timezone(timedelta(hours=8))), '"2026-11-23T08:30:00+00:00"'),
        (AT.date(), '"2026-11-23"'),
        ((Colour.RED,), '["red"]'),
    ],
)
def test_there_is_one_spelling(value, spelled):
    assert canonical(value) == spelled


@pytest.mark.parametrize("value", [float("nan"), float("inf"), AT.replace(tzinfo=None), object()])
def test_what_has_no_spelling_is_refused(value):
    with pytest.raises((ValueError, TypeError)):
        canonical(value)


@pytest.mark.parametrize(
    ("entity", "named", "continued", "told"),
    [
        ("store", "s", "s", []),
        ("store", "s", "t", ["AUDIT-007"]),  # another store's first entry
        ("task", "s", "s", ["AUDIT-007"]),
    ],
)
def test_a_trail_begins_with_its_store(entity, named, continued, told):
    first = change(named)._replace(entity=entity)
    check = TrailCheck()
    for link in chain([first, change("t1")], 0, genesis(continued)):
        check.read(link)
    assert [problem.code for problem in check.finish((), dict, lambda *_: None).problems] == told


def test_an_anchor_is_read_as_it_is_written():
    anchor = Anchor("0a" * 32, 12)
    assert Anchor.parse(f" {anchor}\n") == anchor


@pytest.mark.parametrize("text", ["", "12", "0a:12", f"{'0A' * 32}:12", f"{'0a' * 32}:x"])
def test_what_is_no_anchor_is_refused(text):
    with pytest.raises(UsageError, match="AUDIT-008"):
        Anchor.parse(text)


def test_differences_are_told_field_by_field():
    assert differences({"a": 1, "b": 2}, {"a": 1, "b": 3, "c": None}) == (
        ("b", 2, 3),
        ("c", None, None),
    )
    assert differences(None, {"a": 1}) == (("a", None, 1),)


def test_an_entry_that_was_spoiled_is_still_shown():
    (link,) = chain([change("t1", "not JSON")], 0, genesis("s"))
    assert changes_of(link) == (("*", "", "not JSON"),)
    (link,) = chain([change("t1", '{"a":"x","b":[1]}')], 0, genesis("s"))
    assert changes_of(link) == (("a", "", "x"), ("b", "", "[1]"))
