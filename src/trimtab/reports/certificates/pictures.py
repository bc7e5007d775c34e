"""A badge as PNG, drawn by resvg with a Chinese font that is found on the machine."""

from __future__ import annotations

from importlib.util import find_spec

from trimtab.kernel import EnvironmentLackingError
from trimtab.messages import Language
from trimtab.reports.simulation.pictures import find_font

MARK = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24">'
    '<path d="M2 3h11v14a4 4 0 0 1-4 4H6a4 4 0 0 1-4-4z" fill="#2f7f93"/>'
    '<path d="M15 8l7 4v8l-7 1z" fill="#dda343"/></svg>'
)


def badge_png(drawing: str, language: Language = Language.ZH, *, side: int = 1024) -> bytes:
    """The drawing of ``credentials.badges.draw_badge`` as a square PNG of ``side`` pixels.

    Raises EnvironmentLackingError CREDENTIALS-243 without the package resvg_py (the SVG needs
    nothing), SIMULATION-148 without a font that writes the language.
    """
    if find_spec("resvg_py") is None:
        raise EnvironmentLackingError("CREDENTIALS-243")
    import resvg_py

    font = find_font(language)
    return bytes(
        resvg_py.svg_to_bytes(
            svg_string=drawing,
            width=side,
            height=side,
            font_family=font.family,
            sans_serif_family=font.family,
            font_files=[font.file],
            skip_system_fonts=True,
        )
    )
