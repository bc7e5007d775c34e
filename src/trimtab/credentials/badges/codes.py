"""QR codes: drawn for certificates, read from pictures.

What a code says is somebody's text and no more; whether it is the address of a certificate is for
the caller to judge.

References   ISO/IEC 18004 (QR code; quiet zone of four modules)
"""

from __future__ import annotations

import io
import warnings
from typing import Any

from trimtab.kernel import InputRejectedError, UsageError

LARGEST_PICTURE = 20 * 1024 * 1024  # bytes
MOST_PIXELS = 21_000_000  # 84 MB when unpacked with four channels; telephones take 12 million
LONGEST_TEXT = 1200  # bytes: a denser code does not survive print and a cheap camera
_MOST_CODES = 8
_FIRST_SIDE = 2000  # pixels; a code fills more of a picture than one of these in a hundred
_KINDS = ("PNG", "JPEG", "WEBP")


def qr_svg(text: str, *, border: int = 4) -> str:
    """The code of a text as SVG without size of its own, error correction M (15 %) or better.

    Raises UsageError CREDENTIALS-238 for an empty text or one of more than 1,200 bytes.
    """
    drawn = io.BytesIO()
    _code(text).save(
        drawn, kind="svg", xmldecl=False, omitsize=True, border=border, dark="#1d2327", light="#fff"
    )
    return drawn.getvalue().decode("utf-8").strip()


def qr_png(text: str, *, scale: int = 8, border: int = 4) -> bytes:
    """The code of a text as PNG, ``scale`` pixels to a module. Raises as ``qr_svg``."""
    drawn = io.BytesIO()
    _code(text).save(drawn, kind="png", scale=scale, border=border, dark="#1d2327", light="#fff")
    return drawn.getvalue()


def read_qr(picture: bytes) -> list[str]:
    """The texts of the QR codes in a PNG, JPEG or WebP picture, from the top; none found: empty.

    The size is asked before a pixel is unpacked; of a large picture a smaller copy is read first.
    Raises InputRejectedError CREDENTIALS-231 (too many bytes), 239 (not such a picture, or
    damaged), 240 (too many pixels).
    """
    if len(picture) > LARGEST_PICTURE:
        raise InputRejectedError("CREDENTIALS-231", size=len(picture), largest=LARGEST_PICTURE)
    from PIL import Image

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # its own word about large pictures; ours follows
            opened = Image.open(io.BytesIO(picture), formats=_KINDS)
            pixels = opened.width * opened.height
            if pixels > MOST_PIXELS:
                raise InputRejectedError("CREDENTIALS-240", pixels=pixels, most=MOST_PIXELS)
            grey = _grey(opened)
    except InputRejectedError:
        raise
    except Image.DecompressionBombError:
        raise InputRejectedError("CREDENTIALS-240", pixels=MOST_PIXELS, most=MOST_PIXELS) from None
    except Exception:  # decoders of pictures raise whatever a damaged file leads them to
        raise InputRejectedError("CREDENTIALS-239") from None
    small = grey.copy()
    small.thumbnail((_FIRST_SIDE, _FIRST_SIDE))
    return _texts(small) or (_texts(grey) if small.size != grey.size else [])


def _code(text: str) -> Any:
    import segno

    length = len(text.encode("utf-8"))
    if not 0 < length <= LONGEST_TEXT:
        raise UsageError("CREDENTIALS-238", length=length, longest=LONGEST_TEXT)
    return segno.make(text, error="m", micro=False)


def _grey(picture: Any) -> Any:
    """The picture in grey; what is transparent counts as white paper."""
    from PIL import Image

    if picture.mode not in ("RGBA", "LA") and "transparency" in picture.info:
        picture = picture.convert("RGBA")
    if picture.mode not in ("RGBA", "LA"):
        return picture.convert("L")
    paper = Image.new("L", picture.size, 255)
    return Image.composite(picture.convert("L"), paper, picture.getchannel("A"))


def _texts(grey: Any) -> list[str]:
    import zxingcpp

    found = zxingcpp.read_barcodes(
        grey, formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
    )
    found = sorted(found, key=lambda one: (one.position.top_left.y, one.position.top_left.x))
    return list(dict.fromkeys(one.text for one in found if one.text))[:_MOST_CODES]
