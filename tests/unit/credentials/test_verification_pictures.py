"""Pictures of strangers, read in a process that can hurt only itself."""

from __future__ import annotations

import io
import subprocess
import sys

import pytest
from PIL import Image

from trimtab.app import verification_pictures
from trimtab.app.verification_pictures import MOST_MEMORY, read_pictured
from trimtab.credentials.badges import qr_png
from trimtab.credentials.badges.codes import MOST_PIXELS, MOST_PROGRESSIVE
from trimtab.kernel import InputRejectedError

ADDRESS = "https://awards.example/verify/0198f1c2-7d4e-7c11-9d0e-3f6a1b2c3d4e"
READY = 64 << 20
"""Bytes a child holds before it opens anything, generously."""


def sheet(kind: str, pixels: int, mode: str = "RGB", **options) -> bytes:
    """A plain picture of at most so many pixels with a code on it."""
    side = int(pixels**0.5)
    paper = Image.new(mode, (side, side), "white")
    code = Image.open(io.BytesIO(qr_png(ADDRESS, scale=side // 90))).convert(mode)
    paper.paste(code, (side // 3, side // 3))
    made = io.BytesIO()
    paper.save(made, kind, **options)
    return made.getvalue()


@pytest.mark.parametrize(
    "picture",
    [
        sheet("JPEG", MOST_PIXELS["JPEG"]),
        sheet("JPEG", MOST_PROGRESSIVE, progressive=True, subsampling=0),
        sheet("PNG", MOST_PIXELS["PNG"], "RGBA", compress_level=1),
        sheet("WEBP", MOST_PIXELS["WEBP"], quality=1, method=0),
    ],
    ids=["JPEG", "progressive", "PNG", "WebP"],
)
def test_the_largest_picture_that_is_allowed_can_be_read(picture):
    assert read_pictured(picture) == [ADDRESS]


@pytest.mark.parametrize(
    ("kind", "pixels", "options"),
    [
        ("JPEG", MOST_PROGRESSIVE + 10_000, {"progressive": True}),
        ("WEBP", MOST_PIXELS["WEBP"] + 10_000, {"quality": 1, "method": 0}),
        ("PNG", MOST_PIXELS["PNG"] + 20_000, {"compress_level": 1}),
    ],
)
def test_a_larger_one_is_refused_with_the_reason(kind, pixels, options):
    with pytest.raises(InputRejectedError) as refused:
        read_pictured(sheet(kind, pixels, **options))
    assert refused.value.code == "CREDENTIALS-240"
    assert refused.value.params["pixels"] > refused.value.params["most"]


MEASURED = """
import resource, sys
from trimtab.app.verification_pictures import read_pictured
from trimtab.kernel import InputRejectedError
try:
    print(read_pictured(sys.stdin.buffer.read()))
except InputRejectedError as refused:
    print(refused.code)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024)
"""


def test_a_decoder_that_wants_more_gets_no_more(monkeypatch):
    """The canvas of this WebP takes 350 MB before anybody can ask how large it is."""
    picture = sheet("WEBP", 21_000_000, lossless=True, method=0)
    program = (sys.executable, "-c", MEASURED)
    done = subprocess.run(program, input=picture, capture_output=True, timeout=60, check=True)
    answer, peak = done.stdout.decode().split()
    assert answer in ("CREDENTIALS-239", "CREDENTIALS-240")
    assert int(peak) < READY + MOST_MEMORY


@pytest.mark.parametrize("program", ["/bin/false", "/bin/cat"])
def test_a_child_that_dies_or_answers_nonsense_is_a_picture_that_cannot_be_read(
    program, monkeypatch
):
    monkeypatch.setattr(verification_pictures.sys, "executable", program)
    with pytest.raises(InputRejectedError, match="CREDENTIALS-239"):
        read_pictured(qr_png(ADDRESS))


def test_what_is_wrong_with_a_picture_is_told():
    with pytest.raises(InputRejectedError, match="CREDENTIALS-239"):
        read_pictured(b"\x89PNG\r\n\x1a\n and no more")
