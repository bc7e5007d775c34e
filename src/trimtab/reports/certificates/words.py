"""The words of a printed certificate, the same for the PDF and for the page."""

from __future__ import annotations

from dataclasses import dataclass

from trimtab.messages import Language, format_day, text
from trimtab.reports.certificates.types import PrintedCertificate


@dataclass(frozen=True, slots=True)
class CertificateWords:
    """What is printed, top to bottom; ``rows`` are labels with values."""

    heading: str
    title: str
    second_title: str
    statement: str
    rows: tuple[tuple[str, str], ...]
    issuer: str
    dated: str
    how_to_verify: str
    address: str
    carried: str
    stamp: str


def worded(certificate: PrintedCertificate) -> CertificateWords:
    """The words in the language of the sheet."""
    language = certificate.language
    return CertificateWords(
        heading=text("certificate.heading", language),
        title=certificate.title,
        second_title=certificate.second_title or "",
        statement=_statement(certificate),
        rows=_rows(certificate),
        issuer=certificate.issuer,
        dated=format_day(certificate.issued_on, language),
        how_to_verify=text("certificate.how_to_verify", language),
        address=certificate.address,
        carried=text("certificate.carried", language),
        stamp=text("certificate.synthetic", language) if certificate.is_synthetic else "",
    )


def _statement(certificate: PrintedCertificate) -> str:
    language, title, level = certificate.language, certificate.title, certificate.level
    name = certificate.holder_name or text("certificate.holder", language)
    if level is None:
        return text("certificate.statement", language, name=name, title=title)
    return text("certificate.statement_level", language, name=name, title=title, level=level)


def _rows(certificate: PrintedCertificate) -> tuple[tuple[str, str], ...]:
    language = certificate.language
    until = certificate.valid_until
    given = (
        (text("certificate.number", language), certificate.number),
        (text("certificate.standard", language), certificate.standard),
        (text("certificate.level", language), certificate.level),
        (text("certificate.issued_on", language), format_day(certificate.issued_on, language)),
        (
            text("certificate.valid_until", language),
            format_day(until, language) if until else text("certificate.unlimited", language),
        ),
    )
    return tuple((label, value) for label, value in given if value)


def page_title(certificate: PrintedCertificate, language: Language) -> str:
    """The title of the file: what it certifies, and its number."""
    return text("certificate.page", language, title=certificate.title, number=certificate.number)
