"""Finding the credential in a file of any kind that carries one."""

from __future__ import annotations

from trimtab.credentials.badges import pdf, png, svg
from trimtab.kernel import InputRejectedError

LARGEST_FILE = 20 * 1024 * 1024  # bytes: a phone's picture fits
_SNIFFED = 1024


def is_carrier(data: bytes) -> bool:
    """Whether the file is of a kind that may carry a credential: PNG, SVG or PDF."""
    return _kind(data) is not None


def unbake(data: bytes) -> str:
    """The text of the credential in a PNG or SVG badge or a PDF document; not believed yet.

    Raises InputRejectedError CREDENTIALS-231 (too large), 233 (no credential in it, or another kind
    of file), 234 (more than one), and what the kinds of files raise: 230, 235, 236, 237.
    """
    if len(data) > LARGEST_FILE:
        raise InputRejectedError("CREDENTIALS-231", size=len(data), largest=LARGEST_FILE)
    match _kind(data):
        case "png":
            return png.unbake_png(data)
        case "pdf":
            return pdf.unbake_pdf(data)
        case "svg":
            return svg.unbake_svg(data)
    raise InputRejectedError("CREDENTIALS-233")


def _kind(data: bytes) -> str | None:
    if data.startswith(png.SIGNATURE):
        return "png"
    head = data[:_SNIFFED]
    if pdf.SIGNATURE in head:
        return "pdf"
    plain = head.replace(b"\0", b"").removeprefix(b"\xef\xbb\xbf").lstrip(b"\xff\xfe \t\r\n")
    is_markup = plain.startswith(b"<")
    return "svg" if is_markup and b"<svg" in data[: 64 * _SNIFFED].replace(b"\0", b"") else None
