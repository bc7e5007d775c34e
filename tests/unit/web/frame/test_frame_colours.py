"""Colours of both themes: words are readable (WCAG 1.4.3), levels differ in lightness alone."""

from __future__ import annotations

import re
from importlib.resources import files
from itertools import pairwise

import pytest

TOKEN = re.compile(r"--([a-z0-9-]+): (#[0-9a-f]{6})(?=;)")
WORDS = 4.5  # contrast of text
SIGNS = 3.0  # of lines and shapes that carry meaning
STEP = 1.25  # between neighbouring levels
READ_ON = {
    "ground": ("ink", "quiet", "accent", "danger"),
    "raised": ("ink", "quiet", "accent"),
    "sunk": ("ink",),
    "accent-wash": ("ink", "accent"),
    "danger-wash": ("ink",),
    "caution-wash": ("ink",),
    "done-wash": ("ink", "accent"),
    "none": ("on-none",),
    "accent": ("on-accent",),
    "danger": ("on-danger",),
}


def _themes() -> dict[str, dict[str, str]]:
    text = (files("trimtab.web") / "static/tokens.css").read_text(encoding="utf-8")
    light, dark = text.split("@media (prefers-color-scheme: dark)")
    light_tokens = dict(TOKEN.findall(light))
    return {"light": light_tokens, "dark": light_tokens | dict(TOKEN.findall(dark))}


THEMES = _themes()


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2.2 defines it.

    >>> round(luminance("#ffffff"), 3), round(luminance("#000000"), 3)
    (1.0, 0.0)
    """
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("theme", THEMES)
def test_words_can_be_read(theme):
    tokens = THEMES[theme]
    pairs = [(ground, word) for ground, words in READ_ON.items() for word in words]
    pairs += [(f"level-{n}", f"on-level-{n}") for n in range(1, 5)]
    pairs += [(f"tone-{n}", f"on-tone-{n}") for n in range(5)]
    weak = {pair: contrast(tokens[pair[0]], tokens[pair[1]]) for pair in pairs}
    assert {pair: ratio for pair, ratio in weak.items() if ratio < WORDS} == {}


@pytest.mark.parametrize("theme", THEMES)
def test_lines_of_charts_and_edges_stand_out(theme):
    tokens = THEMES[theme]
    signs = [f"chart-{n}" for n in range(1, 7)] + ["chart-quiet", "line", "accent", "level-edge"]
    weak = {name: contrast(tokens[name], tokens["ground"]) for name in signs}
    assert {name: ratio for name, ratio in weak.items() if ratio < SIGNS} == {}


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("ramp", "steps"), [("level", range(1, 5)), ("tone", range(5))])
def test_ramps_are_told_apart_without_colour(theme, ramp, steps):
    """Each step is darker (or, in the dark theme, lighter) than the one before it, by enough."""
    lights = [luminance(THEMES[theme][f"{ramp}-{n}"]) for n in steps]
    assert lights == sorted(lights, reverse=theme == "light")
    ratios = [
        (max(pair) + 0.05) / (min(pair) + 0.05) for pair in pairwise(lights)
    ]  # fmt: skip
    assert min(ratios) >= STEP
