"""Values come back as they went in, for every input."""

from __future__ import annotations

from datetime import date

import hypothesis.strategies as st
from hypothesis import assume, given

from trimtab.coordination import add_working_days, default_procedure
from trimtab.coordination.discussing import clean_name
from trimtab.coordination.values import BasisKind, BasisPart

PROCEDURE = default_procedure("CN")
plain = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"]), max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text("abc", max_size=3), inner),
    max_leaves=10,
)  # fmt: skip


@given(st.text(max_size=200))
def test_a_cleaned_name_is_safe_and_stays_as_it_is(name):
    kept = clean_name(name)
    assert 0 < len(kept) <= 130 and not set(kept) & set('/\\<>:"|?*\0\n')
    assert not kept.startswith(".") and clean_name(kept) == kept


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(1, 60), st.integers(1, 60))
def test_working_days_add_up_and_end_on_a_working_day(day, first, second):
    there = add_working_days(add_working_days(day, first, PROCEDURE), second, PROCEDURE)
    assert there == add_working_days(day, first + second, PROCEDURE)
    assert there.weekday() < 5


@given(st.dictionaries(st.text("abc", max_size=3), plain), st.text("xyz", max_size=5))
def test_a_part_read_again_has_its_hash(content, name):
    part = BasisPart(BasisKind.RULE, name, {"zh": name, "en": name}, content)
    assert BasisPart.from_plain(part.to_plain()).sha256 == part.sha256
    assume(content)
    changed = BasisPart(BasisKind.RULE, name, part.title, {**content, "new": "value"})
    assert changed.sha256 != part.sha256
