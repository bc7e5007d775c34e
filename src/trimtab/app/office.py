"""The office of a workspace, and its records in words."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

from trimtab.classifications import region_title
from trimtab.kernel import UnknownCodeError, UsageError
from trimtab.messages import Language, text
from trimtab.office.types import Task
from trimtab.ports import Record, Work

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


def task_sentence(task: Task, language: Language) -> str:
    """What is to be found out or done."""
    named = {"region": place_title(task.region, language)}
    return text(f"task.{task.kind}", language, **{**task.params, **named})


def record_to_json(record: Record) -> dict[str, Any]:
    """A record with its fields by name."""
    return {field.name: getattr(record, field.name) for field in fields(type(record))}
