"""QR codes: drawn for certificates, read from pictures.

What a code says is somebody's text and no more; whether it is the address of a certificate is for
the caller to judge.

References   ISO/IEC 18004 (QR code; quiet zone of four modules)
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterable, Iterator
from typing import Any

from trimtab.kernel import InputRejectedError, UsageError

LARGEST_PICTURE = 20 * 1024 * 1024  # bytes
MOST_PIXELS = {"JPEG": 64_000_000, "PNG": 21_000_000, "WEBP": 8_000_000}
"""By what a decoder holds: of a JPEG one byte for a pixel, of a PNG four, of WebP fourteen."""

MOST_PROGRESSIVE = 12_000_000  # pixels of a JPEG whose decoder keeps all coefficients: six bytes
LONGEST_TEXT = 1200  # bytes: a denser code does not survive print and a cheap camera
_MOST_CODES = 8
_FIRST_SIDE = 2000  # pixels; a code fills more of a picture than one of these in a hundred
_STRIP = 1024  # pixels
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

    The size is asked before a pixel is unpacked. Of a large picture a smaller copy is read first,
    then the whole, piece by piece: what is held at once stays below 130 MB.
    Raises InputRejectedError CREDENTIALS-231 (too many bytes), 239 (not such a picture, or
    damaged), 240 (too many pixels).
    """
    if len(picture) > LARGEST_PICTURE:
        raise InputRejectedError("CREDENTIALS-231", size=len(picture), largest=LARGEST_PICTURE)
    from PIL import Image

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # its own word about large pictures; ours follows
            whole = _opened(picture).size
            grey = _grey(_opened(picture), _FIRST_SIDE)
            found = _texts([_smaller(grey)])
            if found or max(whole) <= _FIRST_SIDE:
                return found
            if grey.size != whole:
                grey = _grey(_opened(picture), max(whole))
            return _texts(_pieces(grey))
    except InputRejectedError:
        raise
    except Image.DecompressionBombError:
        most = max(MOST_PIXELS.values())
        raise InputRejectedError("CREDENTIALS-240", pixels=most, most=most) from None
    except Exception:  # decoders of pictures raise whatever a damaged file leads them to
        raise InputRejectedError("CREDENTIALS-239") from None


def load_decoders() -> None:
    """Import what reads pictures, so that a limit on memory begins behind it."""
    import zxingcpp
    from PIL import Image, JpegImagePlugin, PngImagePlugin, WebPImagePlugin

    assert zxingcpp and Image and JpegImagePlugin and PngImagePlugin and WebPImagePlugin


def _opened(picture: bytes) -> Any:
    """The picture with nothing unpacked. Raises InputRejectedError CREDENTIALS-240."""
    from PIL import Image

    opened = Image.open(io.BytesIO(picture), formats=_KINDS)
    most = MOST_PIXELS.get(opened.format or "", MOST_PIXELS["JPEG"])  # MPO is several JPEGs
    if "progressive" in opened.info:
        most = MOST_PROGRESSIVE
    if (pixels := opened.width * opened.height) > most:
        raise InputRejectedError("CREDENTIALS-240", pixels=pixels, most=most)
    return opened


def _code(text: str) -> Any:
    import segno

    length = len(text.encode("utf-8"))
    if not 0 < length <= LONGEST_TEXT:
        raise UsageError("CREDENTIALS-238", length=length, longest=LONGEST_TEXT)
    return segno.make(text, error="m", micro=False)


def _grey(picture: Any, side: int) -> Any:
    """The picture in grey; what is transparent counts as white paper. A JPEG is unpacked without
    its colours, and in a smaller scale where it is then still ``side`` high and wide."""
    from PIL import Image

    picture.draft("L", (side, side))
    if "transparency" in picture.info:
        picture = picture.convert("RGBA")
    if picture.mode in ("RGBA", "LA"):
        grey = Image.new("L", picture.size, 255)
        for box in _boxes(picture.size, _STRIP, 0):  # a whole copy of each channel is too much
            part = picture.crop(box)
            grey.paste(part.convert("L"), box, part.getchannel("A"))
        return grey
    picture.load()
    return picture if picture.mode == "L" else picture.convert("L")


def _smaller(grey: Any) -> Any:
    share = _FIRST_SIDE / max(grey.size)
    if share >= 1:
        return grey
    size = tuple(max(1, round(side * share)) for side in grey.size)
    return grey.resize(size, reducing_gap=2.0)


def _pieces(grey: Any) -> Iterator[Any]:
    """Parts of a large picture that overlap by more than a code that was too small to be read."""
    return (grey.crop(box) for box in _boxes(grey.size, _FIRST_SIDE, _FIRST_SIDE // 4))


def _boxes(size: tuple[int, int], side: int, overlap: int) -> Iterator[tuple[int, int, int, int]]:
    width, height = size
    for top in range(0, max(1, height - overlap), side - overlap):
        for left in range(0, max(1, width - overlap), side - overlap):
            yield left, top, min(left + side, width), min(top + side, height)


def _texts(pictures: Iterable[Any]) -> list[str]:
    """What the codes of pictures that follow each other say, from the top of each."""
    import zxingcpp

    kinds = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
    texts: list[str] = []
    for grey in pictures:
        found = zxingcpp.read_barcodes(grey, formats=kinds)
        found = sorted(found, key=lambda one: (one.position.top_left.y, one.position.top_left.x))
        texts += [one.text for one in found if one.text]
    return list(dict.fromkeys(texts))[:_MOST_CODES]
