"""The badge as a picture: what was achieved, at which level, by whom.

A ring of eight segments shows the grade of eight; the words stand inside. The drawing carries no
name of a person: a badge is shown in public.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html import escape

from trimtab.messages import Language, text

SIZE = 640
GRADES = 8  # 学徒工 to 首席技师
_CENTRE = SIZE / 2
_RING, _RING_WIDTH, _GAP = 290.0, 26.0, 0.045  # radius, width; gap between segments in radians
_DISC = _RING - _RING_WIDTH / 2 - 6
_GROUND, _INK, _QUIET, _DEEP = "#fbfaf7", "#1d2327", "#566067", "#083f50"
_GRADE, _REST, _TEAL = "#dda343", "#d9e4e6", "#2f7f93"
_FACE = ("'Noto Sans CJK SC','Source Han Sans SC','Microsoft YaHei','PingFang SC',"
         "system-ui,sans-serif")  # fmt: skip
_WIDE = r"\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef"
_PIECE = re.compile(rf"[{_WIDE}]|[^\s{_WIDE}]+|\s+")
_UNPRINTABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_OPENING, _CLOSING = "（《“‘〔([", "）》”’〕)]，。、；："  # that no line ends, or begins, with
_MARK = ("M2 3h11v14a4 4 0 0 1-4 4H6a4 4 0 0 1-4-4z", "M15 8l7 4v8l-7 1z")


@dataclass(frozen=True, slots=True)
class BadgeFace:
    """What a badge shows, in both languages where both are there; ``level`` counts 1 to 8.

    ``is_synthetic`` marks test and demonstration badges across the picture.
    """

    title: Mapping[Language, str]
    issuer: Mapping[Language, str]
    level: int | None = None
    level_title: Mapping[Language, str] = field(default_factory=dict)
    language: Language = Language.ZH
    is_synthetic: bool = False


@dataclass(frozen=True, slots=True)
class _Line:
    words: str
    size: float
    colour: str
    weight: int


def draw_badge(face: BadgeFace) -> str:
    """The badge as SVG of 640 by 640, with a title for readers that see no pictures."""
    first, second = _both(face.title, face.language)
    label = _plain(" · ".join(filter(None, (first, *_both(face.level_title, face.language)[:1]))))
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {SIZE} {SIZE}" width="{SIZE}"',
        f' height="{SIZE}" role="img" font-family="{_FACE}"><title>{label}</title>',
        f'<circle cx="{_CENTRE:g}" cy="{_CENTRE:g}" r="316" fill="{_DEEP}"/>',
        f'<circle cx="{_CENTRE:g}" cy="{_CENTRE:g}" r="{_DISC:g}" fill="{_GROUND}"/>',
        *_segments(face.level),
        f'<g transform="translate(290 72) scale(2.5)"><path d="{_MARK[0]}" fill="{_TEAL}"/>',
        f'<path d="{_MARK[1]}" fill="{_GRADE}"/></g>',
        *_set(_titles(first, second), top=185 if face.is_synthetic else 150, height=220),
        '<path d="M230 412H410" stroke="#d8d5cc" stroke-width="2"/>',
        *_set(_feet(face), top=420, height=130),
    ]
    if face.is_synthetic:
        parts.append(_stamp(face.language))
    return "".join(parts) + "</svg>"


def _segments(level: int | None) -> Iterator[str]:
    """The ring, from the top clockwise; whole where there is no grade."""
    if level is None:
        yield (
            f'<circle cx="{_CENTRE:g}" cy="{_CENTRE:g}" r="{_RING:g}" fill="none" '
            f'stroke="{_TEAL}" stroke-width="{_RING_WIDTH:g}"/>'
        )
        return
    step = 2 * math.pi / GRADES
    for number in range(GRADES):
        since, until = number * step + _GAP, (number + 1) * step - _GAP
        (x, y), (to_x, to_y) = (
            (_CENTRE + _RING * math.sin(angle), _CENTRE - _RING * math.cos(angle))
            for angle in (since, until)
        )
        yield (
            f'<path d="M{x:.1f} {y:.1f}A{_RING:g} {_RING:g} 0 0 1 {to_x:.1f} {to_y:.1f}" '
            f'fill="none" stroke="{_GRADE if number < level else _REST}" '
            f'stroke-width="{_RING_WIDTH:g}"/>'
        )


def _titles(first: str, second: str) -> list[_Line]:
    """The title in both languages, as large as it can stand in three lines."""
    size = next((size for size in (64, 54, 44, 36) if len(_wrapped(first, size, 420)) <= 2), 30)
    lines = [_Line(words, size, _INK, 700) for words in _wrapped(first, size, 420)[:3]]
    if second:
        small = 26 if len(_wrapped(second, 26, 420)) <= 2 else 20
        lines += [_Line(words, small, _QUIET, 400) for words in _wrapped(second, small, 420)[:2]]
    return lines


def _feet(face: BadgeFace) -> list[_Line]:
    """Grade and issuer."""
    lines = []
    grade = _both(face.level_title, face.language)
    if grade[0]:
        words = " · ".join(filter(None, grade))
        size = 26 if len(_wrapped(words, 26, 400)) == 1 else 21
        lines += [_Line(one, size, "#8f5a12", 700) for one in _wrapped(words, size, 400)[:2]]
    for words, size in zip(_both(face.issuer, face.language), (22, 17), strict=True):
        fitted = size if len(_wrapped(words, size, 360)) == 1 else size - 3
        lines += [_Line(one, fitted, _QUIET, 400) for one in _wrapped(words, fitted, 360)[:2]]
    return lines


def _set(lines: list[_Line], top: float, height: float) -> Iterator[str]:
    """The lines under each other, in the middle of a band."""
    needed = sum(line.size * 1.3 for line in lines)
    scale = min(1.0, height / needed) if needed else 1.0
    place = top + (height - needed * scale) / 2
    for line in lines:
        place += line.size * 1.3 * scale
        yield (
            f'<text x="{_CENTRE:g}" y="{place - line.size * 0.3 * scale:.1f}" '
            f'text-anchor="middle" font-size="{line.size * scale:.1f}" '
            f'font-weight="{line.weight}" fill="{line.colour}">{_plain(line.words)}</text>'
        )


def _stamp(language: Language) -> str:
    words = _plain(text("credentials.badge.synthetic", language))
    return (
        f'<rect x="120" y="142" width="400" height="40" fill="#9b2c1f"/>'
        f'<text x="{_CENTRE:g}" y="170" text-anchor="middle" font-size="23" font-weight="700" '
        f'fill="#ffffff">{words}</text>'
    )


def _both(words: Mapping[Language, str], language: Language) -> tuple[str, str]:
    """The words in the first language, and in the other where they differ."""
    other = next(one for one in Language if one is not language)
    first = words.get(language) or words.get(other, "")
    second = words.get(other, "")
    return first, "" if second == first else second


def _wrapped(words: str, size: float, width: float) -> list[str]:
    """Lines no wider than ``width``: broken between words, and anywhere between Chinese signs."""
    lines, line, used = [], "", 0.0
    for piece in _PIECE.findall(words):
        wide = sum(_width(sign) for sign in piece) * size
        if line and used + wide > width and piece not in _CLOSING:
            head = line.rstrip(_OPENING)
            lines.append(head.strip())
            line = line[len(head) :]
            used = sum(map(_width, line)) * size
        line, used = line + piece, used + wide
    return [*lines, line.strip()] if line.strip() else lines


def _width(sign: str) -> float:
    """The width of a sign as a share of its height; upper bounds of common sans-serif faces."""
    if sign >= "\u2e80":
        return 1.0
    return 0.72 if sign.isupper() else 0.33 if sign in " .,;:'il|!()" else 0.58


def _plain(words: str) -> str:
    return escape(_UNPRINTABLE.sub(" ", words))
