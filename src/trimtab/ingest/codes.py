"""Words of a file to codes: the one place where ingest asks ``classifications``.

Each resolver takes the word as the file writes it and a scheme, and returns the inside form or
None. Names, codes, width and punctuation are the classifications' business; the scheme narrows a
word to one country or one list, so that 吉林 never becomes an American county.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from trimtab.classifications import code_list, code_lists, recognise_region
from trimtab.kernel import Code, Industry, InputRejectedError, Occupation, Region, UnknownCodeError

_WHOLE = frozenset({"全国", "全国合计", "national", "nation", "total", "country"})
_EXACT = 1.0
_DISTRICT = re.compile(r"CN-[1-9]\d{3}(?!00)\d\d", re.ASCII)
_MUNICIPALITIES = frozenset({"11", "12", "31", "50"})


def resolve_region(word: str, scheme: str) -> str | None:
    """The region a word names: any form in ``US`` or ``CN``, the inside form in ``code``.

    Examples
    --------
    >>> resolve_region("alabama", "US"), resolve_region("浙江省", "CN"), resolve_region("XX", "US")
    ('US-AL', 'CN-330000', None)
    """
    if scheme == "code":
        return _inside_region(word)
    if word.lower() in _WHOLE:
        return scheme
    try:
        found = recognise_region(word).region
    except UnknownCodeError:
        return None
    return str(found) if found.country == scheme else None


def named_region(code: str) -> str | None:
    """The region a mapping names itself: the inside form, or a district below the lists.

    The lists end at prefectures; a bureau that works by county or district gives its six-digit
    code, which is taken when its prefecture (or municipality) exists.

    Examples
    --------
    >>> named_region("CN-330000"), named_region("CN-330106"), named_region("CN-990101")
    ('CN-330000', 'CN-330106', None)
    """
    found = _inside_region(code)
    if found is not None or not _DISTRICT.fullmatch(code):
        return found
    above = (f"{code[:7]}00", f"{code[:5]}0000" if code[3:5] in _MUNICIPALITIES else None)
    return code if any(name and _inside_region(name) for name in above) else None


def retired_code(word: str) -> tuple[str, str] | None:
    """Title and successor of a retired region code that was mapped forward."""
    try:
        found = recognise_region(word)
    except UnknownCodeError:
        return None
    return (found.retired.title_zh, str(found.region)) if found.retired else None


def _inside_region(word: str) -> str | None:
    try:
        region = Region(word)
        if region.country in ("US", "CN") and not region.is_country:
            return str(recognise_region(word).region)
    except (InputRejectedError, UnknownCodeError):
        return None
    return str(region)


def resolve_industry(word: str, scheme: str) -> str | None:
    """The industry a word names in a classification, by code or exact title."""
    return _classified(word, scheme, Industry)


def resolve_occupation(word: str, scheme: str) -> str | None:
    """The occupation a word names in a classification, by code or exact title."""
    return _classified(word, scheme, Occupation)


def _classified(word: str, scheme: str, kind: type[Industry] | type[Occupation]) -> str | None:
    """In ``code`` the word is the inside form; lists that are not held are taken at their word."""
    if scheme == "code":
        scheme, _, word = word.partition(":")
    local: str | None = word
    if scheme in code_lists():
        local = _held(word, scheme)
    if not local:
        return None
    try:
        code: Code = kind(f"{scheme}:{local}")
    except InputRejectedError:
        return None
    return str(code)


def _held(word: str, scheme: str) -> str | None:
    held = code_list(scheme)
    if word in held:
        return held.entry(word).code
    exact = [match.code for match in held.search(word, limit=2) if match.score == _EXACT]
    return exact[0] if exact else None


def guess_scheme(words: Sequence[str]) -> str | None:
    """The country whose regions most of these words name, or None."""
    wanted = [word for word in dict.fromkeys(words) if word]
    for scheme in ("US", "CN"):
        found = sum(resolve_region(word, scheme) is not None for word in wanted)
        if wanted and found >= 0.8 * len(wanted):
            return scheme
    return None
