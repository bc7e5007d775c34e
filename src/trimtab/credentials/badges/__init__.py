"""Badges as files: baked pictures, QR codes."""

from trimtab.credentials.badges.codes import qr_png, qr_svg, read_qr
from trimtab.credentials.badges.drawing import BadgeFace, draw_badge
from trimtab.credentials.badges.png import bake_png
from trimtab.credentials.badges.svg import bake_svg
from trimtab.credentials.badges.unbaking import is_carrier, unbake

__all__ = [
    "BadgeFace",
    "bake_png",
    "bake_svg",
    "draw_badge",
    "is_carrier",
    "qr_png",
    "qr_svg",
    "read_qr",
    "unbake",
]
