"""Certificates in pictures and documents: baked as the standard says, read from hostile files."""

from __future__ import annotations

import io
import json
import struct
import tracemalloc
import xml.etree.ElementTree as ElementTree
import zlib

import pytest
from PIL import Image

from trimtab.credentials.badges import (
    BadgeFace,
    bake_png,
    bake_svg,
    draw_badge,
    is_carrier,
    unbake,
)
from trimtab.kernel import InputRejectedError
from trimtab.messages import Language

CREDENTIAL = json.dumps(
    {"type": ["VerifiableCredential", "OpenBadgeCredential"], "name": "电工 ]]> & <b>"},
    ensure_ascii=False,
)
COMPACT = "eyJhbGciOiJFUzI1NiJ9.e30.c2ln"
DRAWING = draw_badge(BadgeFace({Language.ZH: "电工"}, {Language.ZH: "鉴定中心"}, 3))
NAMESPACE = "https://purl.imsglobal.org/ob/v3p0"


def picture(mode: str = "RGB", size: tuple[int, int] = (40, 30)) -> bytes:
    made = io.BytesIO()
    Image.new(mode, size, "white").save(made, "PNG")
    return made.getvalue()


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def with_chunks(*chunks: bytes) -> bytes:
    """A picture with these chunks behind its head."""
    made = picture()
    return made[:33] + b"".join(chunks) + made[33:]


def text_chunk(
    text: bytes, flag: bytes = b"\0\0", keyword: bytes = b"openbadgecredential"
) -> bytes:
    return chunk(b"iTXt", keyword + b"\0" + flag + b"\0\0" + text)


def refused(code: str, data: bytes) -> None:
    with pytest.raises(InputRejectedError) as caught:
        unbake(data)
    assert caught.value.code == code


@pytest.mark.parametrize("credential", [CREDENTIAL, COMPACT])
def test_a_png_carries_the_very_text(credential):
    baked = bake_png(picture(), credential)
    assert unbake(baked) == credential
    shown = Image.open(io.BytesIO(baked))
    shown.load()
    assert shown.size == (40, 30)


def test_a_png_is_baked_as_the_standard_says():
    """Open Badges 3.0, 5.3.1.1: iTXt, keyword openbadgecredential, not compressed. Another library
    reads it as what it is."""
    baked = bake_png(picture(), CREDENTIAL)
    at = baked.index(b"iTXt")
    length = struct.unpack(">I", baked[at - 4 : at])[0]
    data = baked[at + 4 : at + 4 + length]
    assert data == b"openbadgecredential\0" + b"\0\0" + b"\0" + b"\0" + CREDENTIAL.encode()
    assert Image.open(io.BytesIO(baked)).text["openbadgecredential"] == CREDENTIAL


def test_an_svg_is_baked_as_the_standard_says():
    """5.3.2.1: the namespace on the svg tag, the element directly behind it, CDATA for a JSON."""
    baked = bake_svg(DRAWING, CREDENTIAL)
    root = ElementTree.fromstring(baked)
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert root[0].tag == f"{{{NAMESPACE}}}credential"
    assert "verify" not in root[0].attrib
    assert json.loads(root[0].text or "") == json.loads(CREDENTIAL)
    start = baked[: baked.index("<openbadges:credential>")]
    assert start.endswith(f'xmlns:openbadges="{NAMESPACE}">')
    assert "<![CDATA[" in baked
    assert json.loads(unbake(baked.encode())) == json.loads(CREDENTIAL)


def test_a_compact_jws_goes_into_the_attribute():
    baked = bake_svg(DRAWING, COMPACT)
    element = ElementTree.fromstring(baked)[0]
    assert element.attrib == {"verify": COMPACT}
    assert unbake(baked.encode()) == COMPACT


def test_the_rest_of_the_picture_stays_as_it_was():
    head = '<?xml version="1.0"?><!-- a > b -->'
    baked = bake_svg(f'{head}<svg xmlns="http://www.w3.org/2000/svg" id="a>b"><g/></svg>', COMPACT)
    assert baked.startswith(f"{head}<svg ")
    assert baked.endswith("<g/></svg>")
    assert ElementTree.fromstring(baked).attrib == {"id": "a>b"}


def test_an_svg_in_another_encoding_is_read():
    baked = bake_svg(DRAWING, CREDENTIAL)
    assert json.loads(unbake(baked.encode("utf-16"))) == json.loads(CREDENTIAL)


def test_a_picture_carries_one_certificate_only():
    for baked, bake in (
        (bake_png(picture(), CREDENTIAL), bake_png),
        (bake_svg(DRAWING, CREDENTIAL), bake_svg),
    ):
        with pytest.raises(InputRejectedError, match="CREDENTIALS-232"):
            bake(baked, CREDENTIAL)
    refused("CREDENTIALS-234", with_chunks(text_chunk(b"{}"), text_chunk(b"{}")))
    element = f'<c:credential xmlns:c="{NAMESPACE}"><![CDATA[{{}}]]></c:credential>'
    refused("CREDENTIALS-234", svg(element * 2))
    refused("CREDENTIALS-234", svg(element.replace("c:credential ", 'c:credential verify="x" ', 1)))


def svg(inside: str, head: str = "") -> bytes:
    return f'{head}<svg xmlns="http://www.w3.org/2000/svg">{inside}</svg>'.encode()


def test_a_file_without_a_certificate_says_so():
    for data in (picture(), svg("<g/>"), b"%PDF-1.7\n", b"", b"GIF89a", b"hello", b"<html></html>",
                 b'{"type": "VerifiableCredential"}'):  # fmt: skip
        refused("CREDENTIALS-233", data)
    assert not is_carrier(b"hello")
    assert is_carrier(picture())


def test_a_badge_of_an_older_kind_is_named():
    refused("CREDENTIALS-237", with_chunks(text_chunk(b"{}", keyword=b"openbadges")))
    refused("CREDENTIALS-237", with_chunks(chunk(b"tEXt", b"openbadges\0https://a.example/1")))
    old = '<o:assertion xmlns:o="http://openbadges.org" verify="x"/>'
    refused("CREDENTIALS-237", svg(old))


@pytest.mark.parametrize(
    "data",
    [
        picture()[:-4],
        picture()[:20],
        b"\x89PNG\r\n\x1a\n",
        b"\x89PNG\r\n\x1a\n" + chunk(b"iTXt", b"openbadgecredential\0\0\0\0\0{}"),
        with_chunks(b"\xff\xff\xff\xffiTXtopenbadgecredential\0"),
        with_chunks(text_chunk(b"{}")[:-1] + b"\0"),
        with_chunks(chunk(b"iTXt", b"openbadgecredential\0\0\0")),
        with_chunks(text_chunk(b"\xff\xfe")),
        with_chunks(*[chunk(b"teSt", b"")] * 100_001),
    ],
    ids=["cut", "cut head", "nothing", "no head", "length beyond the file", "wrong sum",
         "too short", "not UTF-8", "chunks without end"],
)  # fmt: skip
def test_a_damaged_png_is_refused(data):
    refused("CREDENTIALS-230", data)


def test_a_compressed_certificate_is_never_inflated():
    """The standard forbids compression, and a bomb would hide in it."""
    bomb = zlib.compress(bytes(64 << 20), 9)
    data = with_chunks(text_chunk(bomb, flag=b"\1\0"))
    tracemalloc.start()
    refused("CREDENTIALS-235", data)
    assert tracemalloc.get_traced_memory()[1] < 4 << 20
    tracemalloc.stop()


LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))


@pytest.mark.parametrize(
    "head",
    [
        f'<!DOCTYPE svg [<!ENTITY l0 "ha">{LAUGHS}]>',
        '<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE svg [<!ENTITY % x SYSTEM "http://127.0.0.1:9/x"> %x;]>',
        '<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://127.0.0.1:9/svg11.dtd">',
    ],
    ids=["multiplying", "a file of ours", "an address", "an outer subset"],
)
def test_document_types_are_refused_unread(head):
    element = f'<c:credential xmlns:c="{NAMESPACE}">&l11;&x;</c:credential>'
    refused("CREDENTIALS-236", svg(element, head))
    with pytest.raises(InputRejectedError, match="CREDENTIALS-236"):
        bake_svg(svg("<g/>", head).decode(), CREDENTIAL)


@pytest.mark.parametrize(
    "data",
    [
        b"<svg",
        b'<svg xmlns="http://www.w3.org/2000/svg"><g></svg>',
        b"<svg><g/></svg>",
        b'<html><svg xmlns="http://www.w3.org/2000/svg"/></html>',
        b'<?xml version="1.0" encoding="no-such"?><svg xmlns="http://www.w3.org/2000/svg"/>',
        svg("&undefined;"),
        svg("<g>" * 300 + "</g>" * 300),
        svg("<g/>" * 100_001),
        svg(f'<c:credential xmlns:c="{NAMESPACE}"><b/></c:credential>'),
    ],
    ids=["cut", "not closed", "no namespace", "within another", "unknown encoding", "an entity",
         "too deep", "too many", "elements inside"],
)  # fmt: skip
def test_what_is_no_plain_svg_is_refused(data):
    refused("CREDENTIALS-236", data)


@pytest.mark.parametrize("before", ["<svg/>", '<svg xmlns="http://www.w3.org/2000/svg"/>', "no"])
def test_only_a_picture_can_be_baked(before):
    with pytest.raises(InputRejectedError, match="CREDENTIALS-236"):
        bake_svg(before, CREDENTIAL)


def test_a_file_too_large_is_refused_unread():
    refused("CREDENTIALS-231", b"\x89PNG\r\n\x1a\n" + bytes(21 << 20))
    refused("CREDENTIALS-231", svg("x" * (4 << 20)))


def embedded(content: bytes, extra: bytes = b"", head: bytes = b"/Type/EmbeddedFile") -> bytes:
    return b"7 0 obj\n<<" + head + extra + b">>\nstream\n" + content + b"\nendstream\nendobj\n"


def pdf(*objects: bytes) -> bytes:
    return b"%PDF-1.7\n" + b"".join(objects)


def test_an_attachment_is_found_plain_or_deflated():
    raw = CREDENTIAL.encode()
    packed = zlib.compress(raw)
    for one in (
        embedded(raw),
        embedded(packed, b"/Filter/FlateDecode/Length %d" % len(packed)),
        embedded(packed, head=b"/Filter [ /FlateDecode ] /Type /EmbeddedFile"),
        embedded(packed, head=b"/Params<</Size 3>>/Filter/FlateDecode/Type /EmbeddedFile "),
    ):
        assert unbake(pdf(one)) == CREDENTIAL


def test_attachments_that_are_no_certificate_are_passed_over():
    others = (embedded(b"<xml/>"), embedded(b'{"type": "Invoice"}'), embedded(b"\xff\x00"))
    assert unbake(pdf(*others, embedded(CREDENTIAL.encode()))) == CREDENTIAL
    refused("CREDENTIALS-233", pdf(*others))


def test_several_certificates_in_a_document_are_refused():
    other = CREDENTIAL.replace("电工", "焊工").encode()
    refused("CREDENTIALS-234", pdf(embedded(CREDENTIAL.encode()), embedded(other)))
    assert unbake(pdf(*[embedded(CREDENTIAL.encode())] * 2)) == CREDENTIAL


def test_hostile_attachments_are_bounded():
    bomb = zlib.compress(bytes(64 << 20), 9)
    filtered = embedded(bomb, b"/Filter/FlateDecode")
    nested = embedded(b'{"a":' * 100_000)
    tracemalloc.start()
    refused("CREDENTIALS-233", pdf(filtered, nested, embedded(b"x", b"/Filter/LZWDecode"),
                                   embedded(b"x", b"/Filter[/FlateDecode/FlateDecode]"),
                                   b"/Type/EmbeddedFile>> stream\n"))  # fmt: skip
    assert tracemalloc.get_traced_memory()[1] < 64 << 20
    tracemalloc.stop()
    refused("CREDENTIALS-233", pdf(b"/Type/EmbeddedFile" * 500_000))
