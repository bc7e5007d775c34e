"""A place as a person writes it."""

from __future__ import annotations

from trimtab.classifications import resolve_region
from trimtab.kernel import InputRejectedError, Region
from trimtab.rules.cases import region_text


def parse_region(written: str) -> Region:
    """``CN-310000``, ``310000`` as bureaus write it, or a name: 上海, Hangzhou.

    Raises UnknownCodeError CLASSIFICATION-003 for a name nothing has, 005 for one that several
    places of a level have.
    """
    try:
        return Region(region_text(written))
    except InputRejectedError:
        return resolve_region(written)
