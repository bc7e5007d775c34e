"""The typefaces of an official document by what they are for, first choice first.

GB/T 9704-2012 names faces (仿宋, 黑体, 楷体, 小标宋), not files: what a machine has differs. Word
gets the first name and the others as alternatives in its table of fonts; the PDF takes the first
that is installed and falls back to any Chinese serif, which keeps the geometry.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from enum import StrEnum
from importlib.resources import files
from types import MappingProxyType

from trimtab.messages import Language


class Face(StrEnum):
    """What a face is for: text, headings of the first level, names, mark and title, numbers."""

    BODY = "body"
    HEADING = "heading"
    NAME = "name"
    TITLE = "title"
    NUMBER = "number"


_DATA = tomllib.loads(
    (files("trimtab.reports") / "templates" / "official_faces.toml").read_text(encoding="utf-8")
)
_HELD: Mapping[str, list[str]] = _DATA["faces"]
_SONG = _HELD[Face.NUMBER.value]  # what stands in for every face with serifs
CHINESE: Mapping[Face, tuple[str, ...]] = MappingProxyType(
    {
        face: tuple(dict.fromkeys((*_HELD[face.value], *(() if face is Face.HEADING else _SONG))))
        for face in Face
    }
)
NUMERALS: tuple[str, ...] = tuple(_DATA["numerals"])
TEN: str = _DATA["ten"]
_LATIN = ("Times New Roman", "Liberation Serif", "Nimbus Roman", "DejaVu Serif")
LATIN: Mapping[Face, tuple[str, ...]] = MappingProxyType(dict.fromkeys(Face, _LATIN))


def faces_of(language: Language) -> Mapping[Face, tuple[str, ...]]:
    """The faces of a language's edition."""
    return CHINESE if language is Language.ZH else LATIN


def chosen(face: Face, installed: Iterable[str]) -> str | None:
    """The first Chinese face that is installed; None where there is no Chinese face at all."""
    held = set(installed)
    everything = (*CHINESE[face], *_SONG, *CHINESE[Face.HEADING])
    return next((name for name in everything if name in held), None)
