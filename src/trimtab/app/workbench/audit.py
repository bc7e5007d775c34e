"""The audit trail, as a page and the API show it: searched, compared, verified, written out."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from pathlib import Path
from tempfile import TemporaryDirectory

from trimtab.app.audit import examine_trail, find_entry, list_trail, write_trail
from trimtab.app.demonstration_titles import title_in
from trimtab.app.office import place_title
from trimtab.kernel import UsageError
from trimtab.messages import Language, format_day, has_text, text
from trimtab.office.audit import Link, TrailQuery, changes_of
from trimtab.office.audit_checking import Verdict
from trimtab.office.rights import Right, require
from trimtab.office.types import OPERATOR, Actor, AuditAction, Department
from trimtab.stores.office.store import SqlOfficeStore

_FIRST_DAY, _LAST_DAY = date(1, 1, 2), date(9999, 12, 30)  # a day of any clock is an instant
_MOST_SHOWN = 400  # characters of a value before it is cut


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field of a record before and after, in words; empty where there was nothing."""

    name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of the trail in words beside what is kept; ``gist``: the fields that were changed,
    or what an event was."""

    link: Link
    at: datetime | None
    actor: str
    action: str
    entity: str
    changes: tuple[FieldChange, ...]
    gist: str


@dataclass(frozen=True, slots=True)
class TrailPage:
    """Some entries, newest first, and the sequence from which older ones follow."""

    entries: tuple[Entry, ...]
    next: int | None


def query_of(
    *,
    entity: str = "",
    record: str = "",
    actor: str = "",
    since: str = "",
    until: str = "",
    words: str = "",
    before: int | None = None,
    zone: tzinfo = UTC,
) -> TrailQuery:
    """What is searched for, out of what somebody typed; days are those of ``zone``, ``until``
    included.

    Raises UsageError WEB-038 for what is no day.
    """
    found = TrailQuery(_clean(entity), _clean(record), _clean(actor), search=_clean(words))
    found = replace(found, before=before)
    if since:
        found = replace(found, since=datetime.combine(_day(since), time(), zone))
    if until:
        after = _day(until) + timedelta(days=1)
        found = replace(found, until=datetime.combine(after, time(), zone))
    return found


def _clean(typed: str) -> str:
    return typed.replace("\0", "").strip()


def _day(typed: str) -> date:
    try:
        found = date.fromisoformat(typed.strip())
        return min(max(found, _FIRST_DAY), _LAST_DAY)
    except ValueError:
        raise UsageError("WEB-038", given=typed[:20]) from None


def read_trail(
    office: SqlOfficeStore,
    asking: str,
    query: TrailQuery,
    language: Language,
    limit: int = 50,
) -> TrailPage:
    """The newest entries that a query names. Raises NotAllowedError OFFICE-010."""
    found = list_trail(office, asking, query, limit + 1)
    titles = _titles(office, language)
    entries = tuple(_entry(one, titles, language) for one in found[:limit])
    more = len(found) > limit
    return TrailPage(entries, entries[-1].link.sequence if more else None)


def read_entry(
    office: SqlOfficeStore, asking: str, sequence: int, language: Language
) -> tuple[Entry, tuple[Entry, ...]]:
    """One entry, and the others about the same record, newest first.

    Raises UnknownCodeError AUDIT-017, NotAllowedError OFFICE-010.
    """
    link = find_entry(office, asking, sequence)
    titles = _titles(office, language)
    about = TrailQuery(entity=link.entity, entity_id=link.entity_id)
    others = list_trail(office, asking, about, 50)
    return _entry(link, titles, language), tuple(
        _entry(one, titles, language) for one in others if one.sequence != sequence
    )


def verify(office: SqlOfficeStore, asking: str) -> Verdict:
    """Recompute every hash and compare every record. Raises NotAllowedError OFFICE-010."""
    with office.reading() as reading:
        require(reading, asking, Right.AUDIT_READ, None)
    return examine_trail(office)


def trail_csv(office: SqlOfficeStore, asking: str, query: TrailQuery) -> bytes:
    """Every entry that a query names as a CSV file that no spreadsheet computes.

    Raises NotAllowedError OFFICE-010.
    """
    with TemporaryDirectory(prefix="trimtab-audit-") as folder:
        path = Path(folder) / "audit.csv"
        write_trail(office, asking, query, None, path)
        return path.read_bytes()


def _titles(office: SqlOfficeStore, language: Language) -> dict[str, str]:
    with office.reading() as reading:
        people = {one.actor_id: one.title for one in reading.find(Actor)}
        people |= {one.department_id: one.title for one in reading.find(Department)}
    people[OPERATOR] = text("web.audit.operator", language)
    return {key: title_in(title, language) for key, title in people.items()}


def _entry(link: Link, titles: dict[str, str], language: Language) -> Entry:
    try:
        at = datetime.fromisoformat(link.at)
    except (TypeError, ValueError):  # tampered with: shown as it is kept
        at = None
    changes = tuple(
        FieldChange(
            _word("web.audit.field.", name, language),
            _value(name, before, titles, language),
            _value(name, after, titles, language),
        )
        for name, before, after in changes_of(link)
    )
    return Entry(
        link,
        at,
        titles.get(str(link.actor), str(link.actor)),
        _word("audit.action.", str(link.action), language),
        _word("web.audit.entity.", str(link.entity), language),
        changes,
        _gist(link, changes, language),
    )


def _gist(link: Link, changes: tuple[FieldChange, ...], language: Language) -> str:
    if link.action == AuditAction.REPLACE:
        return text("web.administration.and", language).join(one.name for one in changes)
    event = _word("web.audit.field.", "event", language)
    return next((one.after for one in changes if one.name == event), "")


def _word(table: str, name: str, language: Language) -> str:
    """The word for a name in a table of the catalogue, whose dot is given; the name without one."""
    key = table + name
    return text(key, language) if has_text(key, language) else name


def _value(name: str, kept: str, titles: dict[str, str], language: Language) -> str:
    """A kept value in words where there are some; as it is kept, cut, otherwise."""
    if not kept:
        return ""
    if kept in ("true", "false"):
        return text(f"web.audit.value.{kept}", language)
    words = {
        "role": "office.role.", "right": "office.right.", "event": "web.audit.event.",
        "kind": "office.kind.",
    }  # fmt: skip
    if name in words:
        return _word(words[name], kept, language)
    if name == "region":
        return place_title(kept, language)
    if name in ("actor", "actor_id", "department_id", "parent", "assignee", "link_made_by"):
        return f"{titles[kept]} ({kept})" if kept in titles else kept
    if name == "until" and len(kept) == len("2026-11-23"):
        return format_day(date.fromisoformat(kept), language)
    return kept if len(kept) <= _MOST_SHOWN else kept[:_MOST_SHOWN] + "…"
