"""Qualifications and frameworks as pages show them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from trimtab.app.credits import book_of
from trimtab.app.workbench.bench import Workbench
from trimtab.app.workbench.certificates_search import issuer_titles
from trimtab.app.workbench.credit_rules import (
    Standing,
    framework_title,
    source_words,
    standing_on,
)
from trimtab.app.workbench.credits_tree import Names, Node, limit_rows, requirement_tree
from trimtab.credentials.bank import Book, Framework, Qualification
from trimtab.kernel import UnknownCodeError
from trimtab.messages import Language, in_words


@dataclass(frozen=True, slots=True)
class QualificationView:
    """One version of a qualification; ``versions``: the keys of all, the latest first."""

    record: Qualification
    title: str
    framework: str
    state: Standing
    awarding: str
    tree: Node
    limits: tuple[tuple[str, str, str], ...]
    versions: tuple[str, ...]

    @property
    def source(self) -> tuple[str, str]:
        """Where it was published, and the address."""
        return source_words(self.record.source)


@dataclass(frozen=True, slots=True)
class FrameworkView:
    """A framework with the titles of its levels, and the levels of others that answer to them."""

    record: Framework
    title: str
    note: str
    source: tuple[str, str]
    levels: tuple[tuple[str, str, str], ...]


def list_qualifications(bench: Workbench, language: Language) -> tuple[QualificationView, ...]:
    """The latest version of each qualification, by title."""
    with bench.office.reading() as reading:
        book = book_of(reading)
        names = Names(issuers=issuer_titles(reading, language))
    latest: dict[str, Qualification] = {}
    for one in sorted(book.qualifications, key=lambda one: (one.recorded, one.version)):
        latest[one.qualification_id] = one
    views = (_view(one, book, language, names) for one in latest.values())
    return tuple(sorted(views, key=lambda one: one.title))


def see_qualification(bench: Workbench, key: str, language: Language) -> QualificationView:
    """One version by ``id@version``, or the latest by the id. Raises UnknownCodeError WEB-178."""
    with bench.office.reading() as reading:
        book = book_of(reading)
        names = Names(issuers=issuer_titles(reading, language))
    return _view(qualification_of(book, key), book, language, names)


def qualification_of(book: Book, key: str) -> Qualification:
    """A version of a qualification. Raises UnknownCodeError WEB-178."""
    found = [one for one in book.qualifications if key in (one.key, one.qualification_id)]
    if not found:
        raise UnknownCodeError("WEB-178", qualification=key[:80])
    return max(found, key=lambda one: (one.recorded, one.version))


def qualification_choices(bench: Workbench, language: Language) -> list[tuple[str, str]]:
    """Qualifications in force today, for a field of a form: id and title."""
    now = datetime.now(UTC)
    with bench.office.reading() as reading:
        held = book_of(reading).qualifications_in_force(now.date(), now)
    found = ((one.qualification_id, in_words(one.title, language, one.key)) for one in held)
    return sorted(found, key=lambda one: one[1])


def list_frameworks(bench: Workbench, language: Language) -> tuple[FrameworkView, ...]:
    """The frameworks of levels and credits, by country and title."""
    with bench.office.reading() as reading:
        book = book_of(reading)
    views = []
    for one in book.frameworks.frameworks:
        levels = tuple(
            (level.code, in_words(level.title, language), _mapped(book, one, level.code, language))
            for level in one.levels
        )
        note = in_words(one.notes, language) if one.notes else ""
        views.append(
            FrameworkView(
                one, in_words(one.title, language), note, source_words(one.source), levels
            )
        )
    return tuple(sorted(views, key=lambda view: (view.record.country, view.title)))


def _mapped(book: Book, framework: Framework, code: str, language: Language) -> str:
    """What a level answers to elsewhere, by published maps."""
    return ", ".join(
        f"{framework_title(book, one.to_framework, language)} {one.to_level}"
        for one in book.frameworks.maps
        if (one.from_framework, one.from_level) == (framework.framework_id, code)
    )


def _view(record: Qualification, book: Book, language: Language, names: Names) -> QualificationView:
    today = datetime.now(UTC).date()
    versions = sorted(
        (one for one in book.qualifications if one.qualification_id == record.qualification_id),
        key=lambda one: (one.recorded, one.version),
        reverse=True,
    )
    return QualificationView(
        record,
        in_words(record.title, language, record.key),
        framework_title(book, record.framework_id, language),
        standing_on(record.since, record.until, today),
        names.issuers.get(record.awarding_body, record.awarding_body),
        requirement_tree(record, language, names=names),
        limit_rows(record, language, names=names),
        tuple(one.key for one in versions),
    )
