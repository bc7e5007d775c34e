"""An official document in the very strings that are printed: Word and PDF only set them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from trimtab.messages import Language, format_day, text
from trimtab.reports.official.fonts import NUMERALS, TEN
from trimtab.reports.official.types import Annex, OfficialDocument, Section

_TEN = 10


@dataclass(frozen=True, slots=True)
class Printed:
    """Parts in the order of the page. What is empty is not there.

    ``above``: lines at the head of the type area, those of the copy number first;
    ``head``: labels and values under the mark (number and signer; from, to and date of a
    memorandum); ``attachments``: lines under the text that name the annexes; ``imprint``: pairs
    of left and right at the foot of the last page.
    """

    language: Language
    draft: str
    above: tuple[str, ...]
    mark: str
    head: tuple[tuple[str, str], ...]
    title: str
    addressee: str
    opening: tuple[str, ...]
    sections: tuple[Section, ...]
    closing: str
    attachments: tuple[str, ...]
    issuer: str
    dated: str
    note: str
    annexes: tuple[tuple[str, Annex], ...]
    imprint: tuple[tuple[str, str], ...]


def printed(document: OfficialDocument) -> Printed:
    """The strings of a document, in its language."""
    letterhead, language = document.letterhead, document.language
    return Printed(
        language=language,
        draft=text("official.draft", language) if document.is_draft else "",
        above=tuple(filter(None, (letterhead.copy_number, letterhead.secrecy, letterhead.urgency))),
        mark=text("official.mark", language, issuer=letterhead.issuer),
        head=_chinese_head(document) if language is Language.ZH else _memorandum_head(document),
        title=document.title,
        addressee=text("official.addressee", language, addressee=letterhead.addressee),
        opening=document.opening,
        sections=numbered(document.sections, language),
        closing=document.closing,
        attachments=_attachments(document),
        issuer=letterhead.issuer,
        dated=_day(document.dated, language),
        note=text("official.note", language, note=document.note) if document.note else "",
        annexes=tuple(
            (_annex_label(document, at), Annex(annex.title, numbered(annex.sections, language)))
            for at, annex in enumerate(document.annexes, 1)
        ),
        imprint=_imprint(document),
    )


def chinese_numeral(number: int) -> str:
    """A number below one hundred as headings count.

    >>> chinese_numeral(4), chinese_numeral(10), chinese_numeral(12), chinese_numeral(21)
    ('四', '十', '十二', '二十一')
    """
    tens, ones = divmod(number, _TEN)
    head = "" if tens == 0 else TEN if tens == 1 else NUMERALS[tens] + TEN
    return head + (NUMERALS[ones] if ones or not tens else "")


def numbered(sections: tuple[Section, ...], language: Language) -> tuple[Section, ...]:
    """The sections with their numbers before the headings, where there are two or more."""
    if len(sections) < 2:
        return sections
    return tuple(
        Section(
            text(
                "official.heading",
                language,
                number=chinese_numeral(at) if language is Language.ZH else at,
                heading=section.heading,
            ),
            section.paragraphs,
            section.table,
        )
        for at, section in enumerate(sections, 1)
    )


def _day(day: date | None, language: Language) -> str:
    return text("official.undated", language) if day is None else format_day(day, language)


def _number(document: OfficialDocument) -> str:
    return document.letterhead.number or text("official.number_open", document.language)


def _chinese_head(document: OfficialDocument) -> tuple[tuple[str, str], ...]:
    """The number, and upwards the signer beside it."""
    rows = [("", _number(document))]
    if document.letterhead.upwards and document.letterhead.signers:
        named = " ".join(document.letterhead.signers)
        rows.append((text("official.signer", document.language), named))
    return tuple(rows)


def _memorandum_head(document: OfficialDocument) -> tuple[tuple[str, str], ...]:
    letterhead, language = document.letterhead, document.language
    signed = ", ".join(letterhead.signers)
    rows = (
        (text("official.memorandum.to", language), letterhead.addressee),
        (text("official.memorandum.from", language), letterhead.issuer),
        (text("official.memorandum.date", language), _day(document.dated, language)),
        (text("official.memorandum.reference", language), _number(document)),
        (text("official.signer", language), signed),
        (text("official.memorandum.copies", language), "; ".join(letterhead.copies_to)),
    )
    return tuple((label, value) for label, value in rows if value)


def _annex_label(document: OfficialDocument, at: int) -> str:
    if len(document.annexes) == 1:
        return text("official.annex_only", document.language)
    return text("official.annex", document.language, number=at)


def _attachments(document: OfficialDocument) -> tuple[str, ...]:
    """The lines that name the annexes under the text (7.3.4): numbered where there are several."""
    if not document.annexes:
        return ()
    titles = [annex.title for annex in document.annexes]
    listed = titles if len(titles) == 1 else [f"{at}. {one}" for at, one in enumerate(titles, 1)]
    first = text("official.attachments", document.language, first=listed[0])
    return (first, *listed[1:])


def _imprint(document: OfficialDocument) -> tuple[tuple[str, str], ...]:
    """Copies, then who printed it and when (7.4); a memorandum says so above."""
    letterhead, language = document.letterhead, document.language
    if language is not Language.ZH:
        return ()
    rows: list[tuple[str, str]] = []
    if letterhead.copies_to:
        named = "，".join(letterhead.copies_to)
        rows.append((text("official.copies", language, named=named), ""))
    if letterhead.printed_by:
        day = text("official.printed_on", language, day=_day(document.dated, language))
        rows.append((letterhead.printed_by, "" if document.is_draft else day))
    return tuple(rows)
