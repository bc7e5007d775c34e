"""Which language to speak: what was asked for, else TRIMTAB_LANG, else the machine's locale."""

from __future__ import annotations

import os
from collections.abc import Mapping

from trimtab.messages.catalogue import Language


def preferred_language(asked: str | None = None) -> Language:
    """The first of ``asked``, TRIMTAB_LANG, LC_ALL, LC_MESSAGES, LANG that names a language.

    Examples
    --------
    >>> preferred_language("zh_CN.UTF-8")
    <Language.ZH: 'zh'>
    """
    names = (asked, *map(os.environ.get, ("TRIMTAB_LANG", "LC_ALL", "LC_MESSAGES", "LANG")))
    for name in names:
        if name and name[:2].lower() in set(Language):
            return Language(name[:2].lower())
    return Language.EN


def in_words(titles: Mapping[str, str], language: Language, otherwise: str = "") -> str:
    """A title held by language: in the one asked for, or in any other that it has.

    Examples
    --------
    >>> in_words({"en": "Welder"}, Language.ZH), in_words({}, Language.EN, "urn:x")
    ('Welder', 'urn:x')
    """
    return titles.get(language.value) or next(iter(titles.values()), otherwise)
