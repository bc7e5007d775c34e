"""Places and codes: whose rules apply at a place, and whether the code of a class exists."""

from __future__ import annotations

from functools import lru_cache

from trimtab.classifications import code_list
from trimtab.classifications import region as region_entry
from trimtab.kernel import Industry, InputRejectedError, Occupation, Region, UnknownCodeError

_LISTED_COUNTRIES = ("CN", "US")
_DISTRICT = 6  # digits of a GB/T 2260 code


@lru_cache(maxsize=4096)
def layers_of(region: Region) -> tuple[Region, ...]:
    """The region and those above it, the most local first.

    China and the United States follow the region lists; a Chinese district, which the lists do not
    hold, belongs to the prefecture its code names. Elsewhere only form is known.
    Raises UnknownCodeError CLASSIFICATION-003 for a region of those two that does not exist.

    Examples
    --------
    >>> [str(layer) for layer in layers_of(Region("CN-440305"))]
    ['CN-440305', 'CN-440300', 'CN-440000', 'CN']
    >>> [str(layer) for layer in layers_of(Region("SE"))]
    ['SE']
    """
    if region.is_country:
        return (region,)
    if region.country not in _LISTED_COUNTRIES:
        return (region, Region(region.country))
    above = _above(region)
    return (region,) if above is None else (region, *layers_of(above))


def _above(region: Region) -> Region | None:
    try:
        return region_entry(region).parent
    except UnknownCodeError:
        local = region.text[3:]
        prefecture = f"CN-{local[:4]}00"
        if len(local) != _DISTRICT or local[2:4] == "00" or prefecture == region.text:
            raise
        return region_entry(prefecture).region


_CODED = {"industry": Industry, "occupation": Occupation}


def unknown_class(by: str, name: str) -> str | None:
    """What was probably meant when a class of ``by`` does not exist; None when it does.

    Classes of industry, occupation and region must be codes that are held; any other class is the
    rule's own.
    """
    try:
        if by == "region":
            layers_of(Region(name))
        elif by in _CODED:
            code = _CODED[by](name)
            code_list(code.classification).entry(code.local)
    except (InputRejectedError, UnknownCodeError) as error:
        return str(error.params.get("suggestions", ""))
    return None


def unknown_code(got: str, suggestions: str) -> tuple[str, dict[str, object]]:
    """Code and params of a problem: nothing is held under ``got``; what was meant, if one knows."""
    if suggestions:
        return "RULES-029", {"got": got, "suggestions": suggestions}
    return "RULES-072", {"got": got}
