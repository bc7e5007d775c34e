"""Loads ``messages/<language>/<room>.toml`` and fills sentences.

A file holds nested tables; the key of a sentence is its dotted path (``monitoring.level.1``). A
table whose keys are CLDR plural categories (``one``, ``other``) is one sentence with plural forms.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from enum import StrEnum
from functools import lru_cache
from importlib.resources import files
from typing import Any

from trimtab.kernel import ConfigurationError

_WORDED = re.compile(r"\{(\w+):([a-z_]+(?:\.[a-z_]+)+)\}")  # {state:credits.state}
_PLURALS = frozenset({"zero", "one", "two", "few", "many", "other"})


class Language(StrEnum):
    """Languages of equal standing. Adding one is adding a folder of TOML files."""

    ZH = "zh"
    EN = "en"

    @property
    def locale(self) -> str:
        """The CLDR locale its dates and numbers follow."""
        return {"zh": "zh_Hans_CN", "en": "en"}[self.value]

    @property
    def between(self) -> str:
        """What stands between the things of a list."""
        return {"zh": "、", "en": ", "}[self.value]


LANGUAGES = tuple(Language)


def _flatten(table: dict[str, Any], prefix: str = "") -> dict[str, str | dict[str, str]]:
    flat: dict[str, str | dict[str, str]] = {}
    for name, value in table.items():
        key = f"{prefix}{name}"
        if isinstance(value, dict) and not ("other" in value and set(value) <= _PLURALS):
            flat |= _flatten(value, key + ".")
        else:
            flat[key] = value
    return flat


@lru_cache(maxsize=len(LANGUAGES))
def _load(language: Language) -> dict[str, str | dict[str, str]]:
    sentences: dict[str, str | dict[str, str]] = {}
    folder = files("trimtab.messages") / language.value
    for file in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if not file.name.endswith(".toml"):
            continue
        added = _flatten(tomllib.loads(file.read_text(encoding="utf-8")))
        if twice := sentences.keys() & added.keys():
            raise ConfigurationError("MESSAGE-001", file=file.name, keys=sorted(twice))
        sentences |= added
    return sentences


def keys(language: Language) -> frozenset[str]:
    """Every key of a language."""
    return frozenset(_load(language))


def has_text(key: str, language: Language) -> bool:
    """Whether the catalogue holds a sentence for this key."""
    return key in _load(language)


def template(key: str, language: Language) -> str:
    """The sentence as written, placeholders unfilled; of a plural sentence, the general form."""
    sentence = _sentence(key, language)
    return sentence["other"] if isinstance(sentence, dict) else sentence


def _sentence(key: str, language: Language) -> str | dict[str, str]:
    try:
        return _load(language)[key]
    except KeyError:
        raise ConfigurationError("MESSAGE-002", key=key, language=language.value) from None


def text(key: str, language: Language, /, **params: object) -> str:
    """Fill the sentence ``key`` with ``params``.

    A plural sentence is chosen by the parameter ``n``. ``{state:credits.state}`` is filled with
    the word that the table ``credits.state`` has for the parameter; with the parameter itself where
    it has none. Several, joined by ", ", are worded one by one. Raises ConfigurationError
    MESSAGE-002 when the key does not exist: a missing translation is a defect, never shown raw.

    Examples
    --------
    >>> text("monitoring.level.1", Language.ZH), text("monitoring.level.1", Language.EN)
    ('关注', 'watch')
    """
    sentence = _sentence(key, language)
    if isinstance(sentence, dict):
        from babel.core import Locale

        category = Locale.parse(language.locale).plural_form(float(str(params["n"])))
        sentence = sentence.get(category, sentence["other"])
    return _worded(sentence, language, params).format(**params)


def _worded(sentence: str, language: Language, params: Mapping[str, object]) -> str:
    """The sentence with the placeholders that name a table filled."""

    def fill(found: re.Match[str]) -> str:
        name, table = found.groups()
        words = (
            template(f"{table}.{one}", language) if has_text(f"{table}.{one}", language) else one
            for one in str(params[name]).split(", ")
        )
        return language.between.join(words).replace("{", "{{").replace("}", "}}")

    return _WORDED.sub(fill, sentence)
