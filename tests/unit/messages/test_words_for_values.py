"""A sentence may say a state, a right or an outcome in words: ``{state:credits.state}``."""

from __future__ import annotations

import pytest

from trimtab.messages import Language, text


def said(language: Language, **params: object) -> str:
    return text("error.CREDITS-028", language, case="R1", move="sign", **params)


@pytest.mark.parametrize(
    ("language", "word", "several"),
    [
        (Language.EN, "'computed, waits for review'", "reviewed, with the awarding body"),
        (Language.ZH, "“已计算，待复核”", "已复核、已送认定机构"),
    ],
)
def test_values_are_said_in_the_words_of_their_table(language, word, several):
    sentence = said(language, state="open", allowed="reviewed, sent")
    assert word in sentence
    assert several in sentence


def test_what_the_table_does_not_hold_is_said_as_it_is():
    assert "'{no such}'" in said(Language.EN, state="{no such}", allowed="-")
