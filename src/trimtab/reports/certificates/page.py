"""A certificate as a page that prints on one sheet, for machines without typst."""

from __future__ import annotations

from functools import lru_cache

from jinja2 import Environment, PackageLoader, StrictUndefined, Template
from markupsafe import Markup

from trimtab.credentials.badges import qr_svg
from trimtab.reports.certificates.pictures import MARK
from trimtab.reports.certificates.types import PrintedCertificate
from trimtab.reports.certificates.words import page_title, worded


def render_certificate_page(certificate: PrintedCertificate) -> str:
    """The page as HTML that needs nothing else: no script, no address is loaded.

    It carries no signed document: who checks it scans the code. Raises UsageError CREDENTIALS-238
    for an address that no code holds.
    """
    return _template().render(
        language="zh-CN" if certificate.language.value == "zh" else "en",
        title=page_title(certificate, certificate.language),
        words=worded(certificate),
        mark=Markup(MARK),  # ours, as the code is
        code=Markup(qr_svg(certificate.address, border=2)),
    )


@lru_cache(maxsize=1)
def _template() -> Template:
    environment = Environment(
        loader=PackageLoader("trimtab.reports"), autoescape=True, undefined=StrictUndefined
    )
    return environment.get_template("certificate.html.j2")
