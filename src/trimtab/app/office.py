"""The office of a workspace, and its records in words."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

from trimtab.classifications import region_title
from trimtab.kernel import UnknownCodeError, UsageError
from trimtab.messages import Language, in_words, text
from trimtab.office.types import Task
from trimtab.ports import Record, Work
from trimtab.rules import load_rulebook

if TYPE_CHECKING:
    from trimtab.stores.office.store import SqlOfficeStore


def open_office(folder: Path, database_url: str | None = None) -> SqlOfficeStore:
    """The operational records of a workspace that is there. Raises StateError STORE-002."""
    from trimtab.stores.office import store

    return store.open_office(folder, database_url)


@contextmanager
def change_people(office: SqlOfficeStore, actor: str, reason: str) -> Iterator[Work]:
    """A transaction that touches who may do what: never without a reason.

    Raises UsageError OFFICE-015.
    """
    if not reason.strip():
        raise UsageError("OFFICE-015")
    with office.work(actor, reason.strip()) as work:
        yield work


def place_title(region: str, language: Language) -> str:
    """A region in words, its code where no list holds it."""
    try:
        return region_title(region, language)
    except UnknownCodeError:
        return region


def rule_title(key: str, language: Language) -> str:
    """A rule by its title with the name in brackets; the name alone where the book has none."""
    try:
        held = load_rulebook().parameters(key)
    except UnknownCodeError:  # of a folder of the bureau's own
        return key
    return text("office.rule", language, title=held[0].title.in_language(language), key=key)


def task_sentence(task: Task, language: Language) -> str:
    """What is to be found out or done: places and rules by their titles."""
    named = {"region": place_title(task.region, language)}
    if "key" in task.params:
        named["key"] = rule_title(str(task.params["key"]), language)
    if titles := task.params.get("rule_titles"):
        named["rules"] = language.between.join(in_words(one, language) for one in titles)
    return text(f"task.{task.kind}", language, **{**task.params, **named})


def record_to_json(record: Record) -> dict[str, Any]:
    """A record with its fields by name."""
    return {field.name: getattr(record, field.name) for field in fields(type(record))}
