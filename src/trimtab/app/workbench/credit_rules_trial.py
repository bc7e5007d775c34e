"""What a draft of a rule would do, in words: to each case, and compared with the version before."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from trimtab.app.credits import book_of
from trimtab.app.workbench.certificates_search import standard_titles
from trimtab.app.workbench.credit_rules import (
    credits_words,
    framework_title,
    input_words,
    output_words,
)
from trimtab.credentials.bank import Affected, Book, CaseState, EquivalenceRule
from trimtab.messages import Language, format_day, in_words, text
from trimtab.ports import Reading
from trimtab.stores.credentials.bulk import SqlCertificates


@dataclass(frozen=True, slots=True)
class TrialCase:
    """One case that would say something else. ``tells``: better, worse or other (what lacks stays,
    what counts changes)."""

    case_id: str
    state: CaseState
    holder: str
    qualification: str
    lacking: tuple[str, str]  # before and after; empty where nothing lacks
    counted: tuple[str, str]
    tells: str


@dataclass(frozen=True, slots=True)
class RuleChange:
    """A field in which a draft differs from the version before: its word, before, after."""

    field: str
    before: str
    after: str


def trial_cases(
    reading: Reading, affected: Iterable[Affected], language: Language, *, named: bool
) -> tuple[TrialCase, ...]:
    """The cases in words; ``named``: with the names of the holders."""
    titles = {one.key: one.title for one in book_of(reading).qualifications}

    def told(one: Affected) -> TrialCase:
        holder = SqlCertificates().holder(reading, one.holder_id) if named else None
        better = one.lacking_after - one.lacking_before
        return TrialCase(
            one.case_id,
            one.state,
            (holder.name if holder else None) or one.holder_id[:8],
            in_words(titles.get(one.qualification_key, {}), language, one.qualification_key),
            (_amount(one.lacking_before, language), _amount(one.lacking_after, language)),
            (_amount(one.counted_before, language), _amount(one.counted_after, language)),
            "better" if better < 0 else "worse" if better > 0 else "other",
        )

    return tuple(told(one) for one in affected)


def _amount(hundredths: int, language: Language) -> str:
    return credits_words(hundredths, language) if hundredths else ""


def rule_changes(
    reading: Reading, before: EquivalenceRule | None, draft: EquivalenceRule, language: Language
) -> tuple[RuleChange, ...]:
    """In which fields a draft differs from the version before; none for a new rule."""
    if before is None:
        return ()
    book, standards = book_of(reading), standard_titles(reading, language)
    shown = [dict(_fields(one, book, standards, language)) for one in (before, draft)]
    return tuple(
        RuleChange(name, shown[0][name], shown[1][name])
        for name in shown[0]
        if shown[0][name] != shown[1][name]
    )


def _fields(
    rule: EquivalenceRule, book: Book, standards: Mapping[str, str], language: Language
) -> Iterator[tuple[str, str]]:
    """A rule field by field; the names are of ``web.credits.rule``."""

    def day(one: date | None) -> str:
        return format_day(one, language) if one else ""

    titles = {one.qualification_id: in_words(one.title, language) for one in book.qualifications}
    comma, semicolon = (text(f"web.credits.{one}", language) for one in ("comma", "semicolon"))
    yield "title_zh", rule.title.get("zh", "")
    yield "title_en", rule.title.get("en", "")
    yield "kind", text(f"credits.rule_kind.{rule.kind.value}", language)
    yield "framework", framework_title(book, rule.framework_id, language)
    asked = (input_words(one, rule.framework_id, standards, language) for one in rule.inputs)
    yield "inputs", text("web.credits.and", language).join(asked)
    yield "outputs", semicolon.join(output_words(one, language) for one in rule.outputs)
    yield "where", comma.join(titles.get(one, one) for one in rule.qualifications)
    yield "authority", rule.authority
    yield "basis", rule.legal_basis
    yield "source", rule.source
    yield "since", day(rule.since)
    yield "until", day(rule.until)
    yield "bridge", rule.bridge or ""
    yield "cap", "" if rule.cap is None else credits_words(rule.cap, language)
    yield "group", rule.exclusive_group or ""
    yield "origin", text(f"credits.origin.{rule.origin.value}", language)
