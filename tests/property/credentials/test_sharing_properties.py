"""What holds for any claims and any choice of the holder."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trimtab.credentials.sharing import issue_sd_jwt, present, read_held

NAMES = st.text("abc世", min_size=1, max_size=3)
LEAVES = st.one_of(st.none(), st.booleans(), st.integers(-99, 99), st.text(max_size=6))
CLAIMS = st.dictionaries(
    NAMES,
    st.recursive(
        LEAVES,
        lambda inner: st.one_of(
            st.lists(inner, max_size=3), st.dictionaries(NAMES, inner, max_size=3)
        ),
        max_leaves=12,
    ),
    max_size=4,
)


@pytest.fixture(scope="module")
def b(load_builder):
    return load_builder("unit/credentials/sharing_builders.py")


def every_place(value, place=()):
    items = value.items() if isinstance(value, dict) else enumerate(value)
    for key, content in items:
        yield (*place, key)
        if isinstance(content, dict | list):
            yield from every_place(content, (*place, key))


def without(value, hidden, place=()):
    if isinstance(value, dict):
        return {key: without(content, hidden, (*place, key)) for key, content in value.items()
                if (*place, key) not in hidden}  # fmt: skip
    if isinstance(value, list):
        return [without(content, hidden, (*place, at)) for at, content in enumerate(value)
                if (*place, at) not in hidden]  # fmt: skip
    return value


@settings(max_examples=150)
@given(data=st.data(), claims=CLAIMS, decoys=st.integers(0, 2))
def test_exactly_what_is_chosen_is_seen(b, data, claims, decoys):
    """And what it stands in; everything marked and not chosen is gone, everything else stays."""
    everything = list(every_place(claims))
    marked = data.draw(st.sets(st.sampled_from(everything))) if everything else set()
    chosen = data.draw(st.sets(st.sampled_from(sorted(marked, key=str)))) if marked else set()
    held = {"vct": "t", "iss": b.ISSUER} | claims
    text = issue_sd_jwt(held, list(marked), b.ISSUING, decoys=decoys)
    assert read_held(text).claims == held
    found = b.checked(present(text, chosen, None, None, None, b.NOW), None, None)
    shown = chosen | {
        path[:n] for path in chosen for n in range(1, len(path)) if path[:n] in marked
    }
    assert found.holds
    assert found.claims == without(held, marked - shown)
    assert len(found.disclosed) == len(shown)  # elements count among those that are shown


@settings(max_examples=150)
@given(data=st.data())
def test_one_changed_sign_never_holds(b, data):
    text = b.shown([("name",), ("achievement", "level")])
    place = data.draw(st.integers(0, len(text) - 1))
    sign = data.draw(st.sampled_from('AZaz09-_.~{" é'))
    changed = text[:place] + sign + text[place + 1 :]
    found = b.checked(changed)
    assert found.holds == (changed == text)


@settings(max_examples=100)
@given(text=st.one_of(st.text(max_size=60), st.from_regex(r"[\w.~-]{0,40}", fullmatch=True)))
def test_any_text_gets_a_finding(b, text):
    found = b.checked(text)
    assert not found.holds
    assert found.code
