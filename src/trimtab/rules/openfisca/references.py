"""References as OpenFisca's files write them: an address, a title with one, a list, or by date."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from trimtab.rules.openfisca.documents import Leaf, first_day_of

Cited = tuple[str, str, str]
"""Title, article, address; empty texts where nothing is said."""

_NOTHING: Cited = ("", "", "")


def references_at(leaf: Leaf, day: date) -> Cited:
    """What a value of a leaf cites: its own reference, else the parameter's."""
    lines = [leaf.values] if leaf.values is not None else []
    lines += [timeline for bracket in leaf.brackets for timeline in bracket.values()]
    for timeline in lines:
        entry = timeline.get(day)
        if entry is not None and (cited := _cited(entry.metadata.get("reference"), day))[0]:
            return cited
    return _cited(leaf.metadata.get("reference"), day)


def _cited(written: Any, day: date) -> Cited:
    match written:
        case list() if written:
            each = [_cited(one, day) for one in written]
            titles = "; ".join(title for title, _, _ in each if title)
            return titles, each[0][1], next((url for _, _, url in each if url), "")
        case Mapping() if written and all(first_day_of(name) for name in written):
            begun = [name for name in written if (first_day_of(name) or day) <= day]
            latest = max(begun, key=lambda name: first_day_of(name) or day, default=None)
            return _NOTHING if latest is None else _cited(written[latest], day)
        case Mapping():
            url = str(written.get("href") or written.get("url") or "")
            title = str(written.get("title") or url)
            return title, str(written.get("article") or ""), url
        case str() if written.strip():
            text = written.strip()
            return text, "", text if "://" in text else ""
    return _NOTHING
