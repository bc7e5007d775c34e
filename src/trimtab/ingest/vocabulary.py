"""What a header means: its role, and for a measure the indicator, unit and notation.

The words are data (``vocabulary.toml``), so a bureau's own terms are one line each.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

from trimtab.ingest.source import plain

_BRACKETS = re.compile(r"[\(\[【].*?[\)\]】]|[:,].*$")
_UNIT_IN_BRACKETS = re.compile(r"[\(\[【](?:单位:?)?([^)\]】]*)[\)\]】]|[,:]\s*(\S+)$")


@dataclass(frozen=True, slots=True)
class MeasureWords:
    """An indicator a header names, and the unit it has inside Trimtab."""

    indicator: str
    unit: str


@lru_cache(maxsize=1)
def _vocabulary() -> dict[str, Any]:
    file = files("trimtab.ingest") / "vocabulary.toml"
    return tomllib.loads(file.read_text(encoding="utf-8"))


def header_core(header: str) -> str:
    """The header without the unit in brackets, in lower case.

    Examples
    --------
    >>> header_core("城镇调查失业率（%）"), header_core("Employment (thousand)")
    ('城镇调查失业率', 'employment')
    """
    return _BRACKETS.sub("", plain(header)).strip(" _*").lower()


def _matches(core: str, word: str) -> bool:
    wanted = plain(word).lower()
    return wanted[:-1] in core if wanted.endswith("*") else core == wanted


def role_of(header: str) -> str | None:
    """period, year, month, region, industry, occupation, indicator, value, status, release,
    ignore, or None."""
    cores = {header_core(header), plain(header).lower()}
    for role, words in _vocabulary()["roles"].items():
        if any(core == plain(word).lower() for word in words for core in cores):
            return str(role)
    return None


def measure_of(header: str) -> MeasureWords | None:
    """The measure a header names; under a joined header the last part is tried alone too.

    Examples
    --------
    >>> measure_of("登记失业人数（人）")
    MeasureWords(indicator='registered_unemployment', unit='count')
    """
    core = header_core(header)
    for candidate in (core, core.rpartition(" ")[2]):
        for entry in _vocabulary()["measures"]:
            if any(_matches(candidate, word) for word in entry["words"]):
                return MeasureWords(entry["indicator"], entry["unit"])
    return None


def measure_in_title(title: str) -> str | None:
    """The longest word for a measure that stands in a title, with the unit the title states.

    Examples
    --------
    >>> measure_in_title("某市2025年各县区登记失业人数（单位：万人）")
    '登记失业人数(万人)'
    >>> measure_in_title("某市2025年统计表") is None
    True
    """
    text = plain(title).lower()
    words = (
        plain(word).lower().rstrip("*") for e in _vocabulary()["measures"] for word in e["words"]
    )
    found = max((word for word in words if len(word) > 2 and word in text), key=len, default=None)
    if found is None:
        return None
    units = [part for match in _UNIT_IN_BRACKETS.findall(text) for part in match if part]
    return f"{found}({units[-1].strip()})" if units else found


def notation_of(header: str) -> str | None:
    """The notation a header states: percent for ``(%)``, ten_thousand for ``（万人）``, or None."""
    text = plain(header).lower()
    marks = [part for match in _UNIT_IN_BRACKETS.findall(text) for part in match if part]
    if text.endswith(("%", "‰", "_percent", " percent")):
        marks.append(re.split(r"[\s_]", text)[-1][-7:] if "percent" in text else text[-1])
    for name, words in _vocabulary()["notations"].items():
        if any(mark.strip() == plain(word).lower() for mark in marks for word in words):
            return str(name)
    return None
