"""Certificates on paper and as pictures: a PDF with the signed document inside, a page, a badge."""

from trimtab.reports.certificates.page import render_certificate_page
from trimtab.reports.certificates.pdf import render_certificate_pdf, render_certificate_picture
from trimtab.reports.certificates.pictures import badge_png
from trimtab.reports.certificates.types import PrintedCertificate

__all__ = [
    "PrintedCertificate",
    "badge_png",
    "render_certificate_page",
    "render_certificate_pdf",
    "render_certificate_picture",
]
