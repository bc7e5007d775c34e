"""Qualifications and frameworks as pages show them; an awarding body's own are entered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from trimtab.app.credits import book_of
from trimtab.app.credits_words import level_words
from trimtab.app.places import parse_region
from trimtab.app.workbench.bench import Workbench
from trimtab.app.workbench.certificates_search import issuer_titles
from trimtab.app.workbench.credit_rules import (
    SourceWords,
    Standing,
    framework_title,
    source_words,
    standing_on,
)
from trimtab.app.workbench.credits_tree import (
    Names,
    Node,
    body_title,
    limit_rows,
    requirement_tree,
)
from trimtab.credentials.bank import (
    Book,
    Framework,
    Qualification,
    QualificationVersion,
    qualification_from_plain,
    record_qualification,
)
from trimtab.credentials.types import Issuer
from trimtab.kernel import UnknownCodeError
from trimtab.messages import Language, in_words, text
from trimtab.stores.office.store import SqlOfficeStore


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
    def source(self) -> SourceWords:
        """Where it was published, and where that was read."""
        return source_words(self.record.source)


@dataclass(frozen=True, slots=True)
class FrameworkView:
    """A framework with the titles of its levels, and what was published of them elsewhere."""

    record: Framework
    title: str
    note: str
    source: SourceWords
    levels: tuple[tuple[str, str, str], ...]
    map_sources: tuple[SourceWords, ...]


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


def enter_qualification(
    office: SqlOfficeStore, asking: str, plain: Mapping[str, Any], region: str, reason: str
) -> QualificationVersion:
    """Record an awarding body's own qualification, or a new version of one; past decisions stay.

    ``region``, a code or a name, is where the right is asked for. Raises InputRejectedError
    CREDITS-001 to -010 and -047, StateError CREDITS-041, NotAllowedError OFFICE-010.
    """
    made = replace(qualification_from_plain(plain), standing="own")
    with office.work(asking, reason) as work:
        issuer = work.get(Issuer, made.awarding_body)
        return record_qualification(
            work, made, region=str(parse_region(region)), book=book_of(work),
            department_id=issuer.department_id if issuer else None,
        )  # fmt: skip


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
    views = (_framework_view(one, book, language) for one in book.frameworks.frameworks)
    return tuple(sorted(views, key=lambda view: (view.record.country, view.title)))


def _framework_view(one: Framework, book: Book, language: Language) -> FrameworkView:
    maps = [each for each in book.frameworks.maps if each.from_framework == one.framework_id]
    notes = (one.notes, *(each.note for each in maps))
    return FrameworkView(
        one,
        in_words(one.title, language),
        " ".join(dict.fromkeys(in_words(each, language) for each in notes if each)),
        source_words(one.source),
        tuple(
            (level.code, in_words(level.title, language), _mapped(book, one, level.code, language))
            for level in one.levels
        ),
        tuple(source_words(name) for name in dict.fromkeys(each.source for each in maps)),
    )


def _mapped(book: Book, framework: Framework, code: str, language: Language) -> str:
    """What has been published of a level: comparable elsewhere, treated alike, open to apply."""
    return " · ".join(
        text(
            "web.credits.frameworks.answer",
            language,
            relation=text(f"credits.relation.{one.relation}", language),
            framework=framework_title(book, one.to_framework, language),
            level=level_words(book.frameworks.get(one.to_framework), one.to_level, language),
        )
        for one in book.frameworks.maps_from(framework.framework_id, code)
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
        names.issuers.get(record.awarding_body) or body_title(record.awarding_body, language),
        requirement_tree(record, language, names=names),
        limit_rows(record, language, names=names),
        tuple(one.key for one in versions),
    )
