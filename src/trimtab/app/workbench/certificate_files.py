"""The files of a certificate: its signed data, its badge with the data inside, a sheet to print."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from trimtab.app.workbench.accounts import accounts_of
from trimtab.app.workbench.bench import Workbench
from trimtab.app.workbench.verification import page_address
from trimtab.app.workbench.verification_words import last_day, level_words
from trimtab.credentials.issuing.addresses import address_key
from trimtab.credentials.issuing.types import AchievementRecord, CertificateRecord, Holder
from trimtab.credentials.types import Issuer
from trimtab.kernel import UnknownCodeError
from trimtab.messages import LANGUAGES, Language, in_words, text
from trimtab.stores.credentials.bulk import SqlCertificates

CertificateForm = Literal["json", "png", "svg", "pdf"]
MEDIA_TYPES: dict[CertificateForm, str] = {
    "json": "application/json",
    "png": "image/png",
    "svg": "image/svg+xml",
    "pdf": "application/pdf",
}


@dataclass(frozen=True, slots=True)
class CertificateFile:
    """A file and the name under which it is saved."""

    content: bytes
    media_type: str
    name: str


@dataclass(frozen=True, slots=True)
class Kept:
    """What the register keeps of one certificate."""

    record: CertificateRecord
    content: str  # the signed document
    achievement: AchievementRecord | None
    issuer: Issuer | None
    holder: Holder | None
    is_synthetic: bool  # of a demonstration


def certificate_file(
    bench: Workbench,
    certificate_id: str,
    form: CertificateForm,
    language: Language,
    base_address: str,
    *,
    named: bool = False,
) -> CertificateFile:
    """A file of a certificate. ``named``: the sheet carries the holder's name; no other file does.

    Whoever calls has asked whether the reader may see it. Raises UnknownCodeError WEB-154 for none,
    EnvironmentLackingError CREDENTIALS-241 to 243, SIMULATION-148 for a sheet or a PNG without the
    programs that make one.
    """
    kept = _find(bench, certificate_id)
    if form == "json":
        content = kept.content.encode()
    elif form == "pdf":
        content = _sheet(kept, language, page_address(base_address, certificate_id), named)
    else:
        content = _badge(kept, form, language)
    name = f"certificate-{address_key(certificate_id)[:8]}.{form}"
    return CertificateFile(content, MEDIA_TYPES[form], name)


def badge_drawing(bench: Workbench, certificate_id: str, language: Language) -> str:
    """The badge as SVG without the signed data, for a page. Raises UnknownCodeError WEB-154."""
    return _drawn(_find(bench, certificate_id), language)


def _find(bench: Workbench, certificate_id: str) -> Kept:
    store = SqlCertificates()
    with bench.office.reading() as reading:
        record = store.certificate(reading, certificate_id)
        document = store.document(reading, record.digest) if record else None
        if record is None or document is None:
            raise UnknownCodeError("WEB-154")
        return Kept(
            record,
            document.content,
            reading.get(AchievementRecord, record.achievement_id or ""),
            reading.get(Issuer, record.issuer_id),
            store.holder(reading, record.holder_id) if record.holder_id else None,
            accounts_of(bench).demonstration,
        )


def _level(kept: Kept, language: Language) -> str:
    level = kept.achievement.level if kept.achievement else None
    return level_words(str(level) if level else None, language)


def _titles(kept: Kept) -> dict[Language, str]:
    """What is certified, else what sort of certificate it is."""
    held = kept.achievement.title if kept.achievement else {}
    found = {one: held[one.value] for one in LANGUAGES if held.get(one.value)}
    kind = f"web.certificates.kind.{kept.record.kind}"
    return found or {one: text(kind, one) for one in LANGUAGES}


def _drawn(kept: Kept, language: Language) -> str:
    from trimtab.credentials.badges import BadgeFace, draw_badge

    named = kept.issuer.title if kept.issuer else {}
    return draw_badge(
        BadgeFace(
            _titles(kept),
            {one: named[one.value] for one in LANGUAGES if named.get(one.value)}
            or {language: kept.record.issuer_id},
            kept.achievement.level if kept.achievement else None,
            {one: words for one in LANGUAGES if (words := _level(kept, one))},
            language,
            kept.is_synthetic,
        )
    )


def _badge(kept: Kept, form: Literal["png", "svg"], language: Language) -> bytes:
    from trimtab.credentials.badges import bake_png, bake_svg
    from trimtab.reports.certificates import badge_png

    drawing = _drawn(kept, language)
    if form == "svg":
        return bake_svg(drawing, kept.content).encode()
    return bake_png(badge_png(drawing, language), kept.content)


def _sheet(kept: Kept, language: Language, address: str, named: bool) -> bytes:
    from trimtab.reports.certificates import PrintedCertificate, render_certificate_pdf

    record, achievement = kept.record, kept.achievement
    titles = _titles(kept)
    title = titles.get(language) or next(iter(titles.values()))
    second = next((words for one, words in titles.items() if one is not language), None)
    return render_certificate_pdf(
        PrintedCertificate(
            language=language,
            number=record.number or address_key(record.certificate_id),
            title=title,
            issuer=in_words(kept.issuer.title if kept.issuer else {}, language, record.issuer_id),
            standard=achievement.standard_id if achievement else "–",
            issued_on=record.awarded_on,
            address=address,
            credential=kept.content,
            second_title=second if second != title else None,
            holder_name=kept.holder.name if named and kept.holder else None,
            level=_level(kept, language) or None,
            valid_until=last_day(record.valid_until) if record.valid_until else None,
            is_synthetic=kept.is_synthetic,
        )
    )
