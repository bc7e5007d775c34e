"""QR codes out and in, and the drawing of a badge."""

from __future__ import annotations

import io
import struct
import xml.etree.ElementTree as ElementTree
import zlib

import pytest
from PIL import Image, ImageFilter

from trimtab.credentials.badges import BadgeFace, draw_badge, qr_png, qr_svg, read_qr
from trimtab.kernel import InputRejectedError, UsageError
from trimtab.messages import Language, text

ADDRESS = "https://awards.example/verify/0198f1c2-7d4e-7c11-9d0e-3f6a1b2c3d4e"


def photographed(angle: float = 0, side: int = 900, mode: str = "RGB") -> Image.Image:
    """The code on a sheet, as a camera sees it: turned, smaller, soft."""
    code = Image.open(io.BytesIO(qr_png(ADDRESS, scale=4))).convert("RGB")
    sheet = Image.new("RGB", (side, side), (236, 233, 224))
    sheet.paste(code, (side // 2, side // 3))
    return sheet.rotate(angle, fillcolor=(236, 233, 224)).filter(
        ImageFilter.GaussianBlur(0.8)
    ).convert(mode)  # fmt: skip


def saved(picture: Image.Image, kind: str, **options) -> bytes:
    made = io.BytesIO()
    picture.save(made, kind, **options)
    return made.getvalue()


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
@pytest.mark.parametrize("angle", [0, 17, 90])
def test_a_photographed_code_is_read(kind, angle):
    assert read_qr(saved(photographed(angle), kind)) == [ADDRESS]


def test_a_small_code_in_a_large_picture_is_read():
    code = Image.open(io.BytesIO(qr_png(ADDRESS, scale=3))).convert("L")
    sheet = Image.new("L", (5000, 4000), 255)
    sheet.paste(code, (4700, 3800))
    assert read_qr(saved(sheet, "PNG")) == [ADDRESS]


def test_a_transparent_picture_counts_as_paper():
    layered = Image.open(io.BytesIO(qr_png(ADDRESS))).convert("RGBA")
    ink = layered.convert("L").point(lambda grey: 255 if grey < 128 else 0)
    layered = Image.new("RGBA", layered.size, (0, 0, 0, 0))
    layered.putalpha(ink)
    assert read_qr(saved(layered, "PNG")) == [ADDRESS]


def test_all_codes_are_given_from_the_top():
    sheet = Image.new("L", (700, 900), 255)
    for place, words in enumerate(("第一", "second")):
        sheet.paste(Image.open(io.BytesIO(qr_png(words, scale=6))).convert("L"), (50, 450 * place))
    assert read_qr(saved(sheet, "PNG")) == ["第一", "second"]


def test_a_code_of_something_else_is_given_as_it_is():
    """Whether it is the address of a certificate is for the caller to judge."""
    assert read_qr(qr_png("WIFI:S:office;P:secret;;")) == ["WIFI:S:office;P:secret;;"]


def test_a_picture_without_a_code_gives_none():
    assert read_qr(saved(Image.new("RGB", (200, 200), "white"), "JPEG")) == []


def pixel_bomb(width: int, height: int) -> bytes:
    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    body = zlib.compress(b"\0" * 1000)

    def chunk(kind: bytes, data: bytes) -> bytes:
        sum_ = struct.pack(">I", zlib.crc32(kind + data))
        return struct.pack(">I", len(data)) + kind + data + sum_

    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body)
            + chunk(b"IEND", b""))  # fmt: skip


@pytest.mark.parametrize(("width", "height"), [(6000, 6000), (30_000, 30_000), (2**31 - 1, 2)])
def test_a_picture_of_too_many_pixels_is_refused_undrawn(width, height):
    with pytest.raises(InputRejectedError, match="CREDENTIALS-240"):
        read_qr(pixel_bomb(width, height))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"hello",
        saved(Image.new("RGB", (9, 9)), "GIF"),
        saved(Image.new("RGB", (9, 9)), "BMP"),
        saved(photographed(), "PNG")[:2000],
        saved(photographed(), "JPEG")[:300],
        pixel_bomb(500, 500),
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
    ],
    ids=["empty", "text", "GIF", "BMP", "cut PNG", "cut JPEG", "no data", "SVG"],
)
def test_what_is_no_whole_picture_is_refused(data):
    with pytest.raises(InputRejectedError, match="CREDENTIALS-239"):
        read_qr(data)


def test_a_file_too_large_is_refused_unread():
    with pytest.raises(InputRejectedError, match="CREDENTIALS-231"):
        read_qr(bytes(21 << 20))


@pytest.mark.parametrize("words", ["", "x" * 1201, "证" * 401])
def test_a_code_nobody_could_read_is_not_made(words):
    with pytest.raises(UsageError, match="CREDENTIALS-238"):
        qr_svg(words)


def test_the_longest_text_can_be_read_back():
    words = "x" * 1200
    assert read_qr(qr_png(words)) == [words]


def test_the_code_as_svg_has_no_size_of_its_own():
    root = ElementTree.fromstring(qr_svg(ADDRESS))
    assert root.tag.endswith("svg")
    assert "width" not in root.attrib
    assert root.attrib["viewBox"]


# The drawing


FACE = BadgeFace(
    {
        Language.ZH: "工业机器人系统操作员（装配与调试方向）",
        Language.EN: "Robot <operator> & fitter",
    },
    {Language.ZH: "江海职业技术学院", Language.EN: "Jianghai Polytechnic"},
    level=3,
    level_title={Language.ZH: "中级工", Language.EN: "Intermediate worker"},
)


def words_of(drawing: str) -> str:
    root = ElementTree.fromstring(drawing)
    return "".join("".join(one.itertext()) for one in root.iter() if one.tag.endswith("}text"))


def test_a_badge_shows_both_languages_grade_and_issuer():
    drawn = words_of(draw_badge(FACE))
    for shown in ("工业机器人", "Robot <operator>", "中级工 · Intermediate worker",
                  "江海职业技术学院", "Jianghai Polytechnic"):  # fmt: skip
        assert shown in drawn


@pytest.mark.parametrize("level", range(1, 9))
def test_the_ring_counts_the_grade(level):
    drawn = draw_badge(BadgeFace(FACE.title, FACE.issuer, level))
    assert drawn.count('fill="none" stroke="#dda343"') == level
    assert drawn.count('fill="none" stroke="#d9e4e6"') == 8 - level


def test_without_a_grade_the_ring_is_whole():
    assert '<circle cx="320" cy="320" r="290" fill="none"' in draw_badge(
        BadgeFace(FACE.title, FACE.issuer)
    )


@pytest.mark.parametrize("language", Language)
def test_a_synthetic_badge_says_so(language):
    said = text("credentials.badge.synthetic", language)
    face = BadgeFace(FACE.title, FACE.issuer, 3, language=language, is_synthetic=True)
    assert said in words_of(draw_badge(face))
    assert said not in words_of(draw_badge(FACE))


def test_no_line_ends_with_an_opening_bracket_or_begins_with_a_closing_one():
    root = ElementTree.fromstring(draw_badge(FACE))
    lines = ["".join(one.itertext()) for one in root.iter() if one.tag.endswith("}text")]
    assert not [line for line in lines if line.endswith("（") or line.startswith(("）", "，"))]


@pytest.mark.parametrize("title", ["电" * 200, "W" * 300, "a " * 200, "\x00\x0b<>&\"'", ""])
def test_any_title_gives_a_drawing(title):
    drawn = draw_badge(BadgeFace({Language.ZH: title}, {Language.EN: title}, 8))
    root = ElementTree.fromstring(drawn)
    places = [float(one.attrib["y"]) for one in root.iter() if one.tag.endswith("}text")]
    assert all(0 < place < 640 for place in places)
