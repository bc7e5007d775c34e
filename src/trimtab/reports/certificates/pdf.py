"""A certificate as a PDF of one sheet, with the signed document inside.

The attachment is what counts: whoever has the file can check it without us. The sheet is for eyes.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import UTC, datetime, time
from functools import lru_cache
from importlib.resources import files
from importlib.util import find_spec
from typing import Any

from trimtab.credentials.badges import qr_svg
from trimtab.kernel import EnvironmentLackingError
from trimtab.messages import Language
from trimtab.reports.certificates.pictures import MARK
from trimtab.reports.certificates.types import PrintedCertificate
from trimtab.reports.certificates.words import page_title, worded
from trimtab.reports.official.fonts import CHINESE, LATIN, Face, chosen


def render_certificate_pdf(certificate: PrintedCertificate) -> bytes:
    """The PDF; the same certificate gives the same bytes.

    Raises EnvironmentLackingError CREDENTIALS-241 without typst, CREDENTIALS-242 without a Chinese
    typeface (also in English: names and standards may be Chinese); UsageError CREDENTIALS-238 for
    an address that no code holds.
    """
    moment = datetime.combine(certificate.issued_on, time(), UTC)
    return bytes(
        _typst().compile(
            _template(), sys_inputs=_inputs(certificate), timestamp=moment, format="pdf"
        )
    )


def render_certificate_picture(
    certificate: PrintedCertificate, dots_per_inch: float = 96.0
) -> bytes:
    """The sheet as PNG, without attachment. Raises as ``render_certificate_pdf``."""
    made = _typst().compile(
        _template(), sys_inputs=_inputs(certificate), format="png", ppi=dots_per_inch
    )
    return bytes(made[0] if isinstance(made, list) else made)


def _typst() -> Any:
    if find_spec("typst") is None:
        raise EnvironmentLackingError("CREDENTIALS-241")
    import typst

    return typst


@lru_cache(maxsize=1)
def _template() -> bytes:
    return (files("trimtab.reports") / "templates" / "certificate.typ").read_bytes()


def _inputs(certificate: PrintedCertificate) -> dict[str, str]:
    language = certificate.language
    given = {
        "words": asdict(worded(certificate)),
        "title": page_title(certificate, language),
        "language": language.value,
        "faces": _faces(language),
        "mark": MARK,
        "code": qr_svg(certificate.address, border=2),
        "credential": certificate.credential,
    }
    return {"certificate": json.dumps(given, ensure_ascii=False)}


@lru_cache(maxsize=2)
def _faces(language: Language) -> dict[str, list[str]]:
    """What typst may set with, Latin letters first: a Chinese face has them, but plainer."""
    installed = tuple(_typst().Fonts().families())
    found = {face: chosen(face, installed) for face in Face}
    if None in found.values():
        looked_for = dict.fromkeys(name for names in CHINESE.values() for name in names)
        raise EnvironmentLackingError("CREDENTIALS-242", looked_for=", ".join(looked_for))
    latin = [name for name in LATIN[Face.BODY] if name in installed]
    first = [] if language is Language.ZH else latin
    return {face.value: [*first, str(name)] for face, name in found.items()}
