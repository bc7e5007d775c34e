"""Charts as PNG for Word: our SVG drawn by resvg with the colours of the page's light theme.

The package ``resvg_py`` is an extra (``trimtab[report]``); without it Word gets tables only.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path

from markupsafe import Markup

from trimtab.kernel import EnvironmentLackingError
from trimtab.messages import Language

ZOOM = 2.0
PREFERRED = ("Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "Microsoft YaHei",
             "PingFang SC", "WenQuanYi Zen Hei", "SimHei")  # fmt: skip
_WITHOUT_FONTCONFIG = (
    ("Microsoft YaHei", Path("C:/Windows/Fonts/msyh.ttc")),
    ("SimHei", Path("C:/Windows/Fonts/simhei.ttf")),
    ("PingFang SC", Path("/System/Library/Fonts/PingFang.ttc")),
    ("Hiragino Sans GB", Path("/System/Library/Fonts/Hiragino Sans GB.ttc")),
)
_STYLES = ("brief.css", "simulation_report.css")


@dataclass(frozen=True, slots=True)
class Font:
    """A family and the file that holds it."""

    family: str
    file: str


def can_draw() -> bool:
    """Whether the package that draws pictures is installed."""
    return find_spec("resvg_py") is not None


@lru_cache(maxsize=2)
def find_font(language: Language) -> Font:
    """A font that writes the language; one for Chinese writes English as well.

    Raises EnvironmentLackingError SIMULATION-148 when there is none.
    """
    known = [Font(family, str(file)) for family, file in _WITHOUT_FONTCONFIG if file.is_file()]
    chosen = sorted(_listed(":lang=zh") or known, key=_preference)
    if not chosen and language is Language.EN:
        chosen = _listed("sans:lang=en")
    if not chosen:
        raise EnvironmentLackingError("SIMULATION-148", looked_for=", ".join(PREFERRED))
    return chosen[0]


def _preference(font: Font) -> tuple[int, str, str]:
    place = PREFERRED.index(font.family) if font.family in PREFERRED else len(PREFERRED)
    return place, font.family, font.file


def _listed(pattern: str) -> list[Font]:
    """Regular fonts that fontconfig knows for a pattern; none without fontconfig."""
    program = shutil.which("fc-list")
    if program is None:
        return []
    form = "%{family[0]}|%{style[0]}|%{file}\n"
    done = subprocess.run(
        [program, "-f", form, pattern], capture_output=True, encoding="utf-8", check=False
    )
    parts = (line.split("|") for line in done.stdout.splitlines() if line.count("|") == 2)
    return [Font(family, file) for family, style, file in parts if style in ("Regular", "Book")]


@lru_cache(maxsize=1)
def _style_sheet() -> str:
    """The page's styles for charts: media blocks out, custom properties put in."""
    folder = files("trimtab.reports") / "templates"
    text = "\n".join((folder / name).read_text(encoding="utf-8") for name in _STYLES)
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    while (start := text.find("@")) >= 0:
        text = text[:start] + text[_block_end(text, start) :]
    values = dict(re.findall(r"(--[\w-]+):\s*([^;}]+)", text))
    text = re.sub(r":root\s*\{[^}]*\}", "", text)
    text = re.sub(r"var\((--[\w-]+)\)", lambda found: values[found[1]], text)
    return re.sub(r"font-family:\s*inherit;", "", text)


def _block_end(text: str, start: int) -> int:
    """Where the block of an at-rule ends."""
    depth, at = 0, text.index("{", start)
    while True:
        depth += {"{": 1, "}": -1}.get(text[at], 0)
        at += 1
        if depth == 0:
            return at


def draw_png(drawing: Markup, language: Language) -> bytes:
    """A chart as PNG at twice its size. Raises SIMULATION-148 without a font."""
    import resvg_py

    font = find_font(language)
    svg = str(drawing).replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)
    sheet = f"{_style_sheet()}\nsvg text {{ font-family: '{font.family}'; }}"
    return bytes(
        resvg_py.svg_to_bytes(
            svg_string=svg,
            style_sheet=sheet,
            background="#ffffff",
            zoom=ZOOM,
            font_family=font.family,
            font_files=[font.file],
            skip_system_fonts=True,
        )
    )
