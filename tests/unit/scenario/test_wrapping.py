"""Lines of the screens keep to the width of the terminal, in Chinese by its punctuation."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from trimtab.cli.show.simulation_lines import wrapped

CLOSING = "，。；：、！？）》」』”’〉】］"
CHINESE = (
    "未公布的单元由模型推算。职业之间（OEWS，2025年5月）、各州之间的流动：“推算”；10%［5%至20%］"
)


@given(st.integers(12, 60))
def test_no_chinese_line_begins_with_a_closing_mark_or_is_too_wide(width):
    lines = list(wrapped(CHINESE, width))
    assert "".join(lines) == CHINESE
    assert not any(line[0] in CLOSING for line in lines)
    assert all(cell_len(line) <= width for line in lines)


@given(st.lists(st.text("abc,.(", min_size=1, max_size=9), min_size=1), st.integers(10, 40))
def test_words_are_kept_whole_and_in_order(words, width):
    lines = list(wrapped(" ".join(words), width))
    assert " ".join(lines).split() == words
    assert all(cell_len(line) <= width for line in lines)


def test_items_hang_and_a_word_wider_than_the_line_stays_whole():
    assert list(wrapped("  - one two three", 11)) == ["  - one two", "    three"]
    assert list(wrapped("a `trimtab simulation`", 8)) == ["a", "`trimtab", "simulation`"]
    assert list(wrapped("", 20)) == [""]
