"""What holds for any status list, any text and any holder of an entry."""

from __future__ import annotations

import base64
import contextlib
import gzip
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trimtab.credentials.status import (
    MINIMUM_ENTRIES,
    StatusEntry,
    StatusList,
    decode_status_list,
    free_indices,
    read_entry,
)
from trimtab.kernel import InputRejectedError

INDICES = st.sets(st.integers(0, MINIMUM_ENTRIES - 1), max_size=60)


@given(indices=INDICES, more=INDICES)
def test_bits_are_set_where_asked_and_nowhere_else(indices, more):
    held = decode_status_list(StatusList.of(indices).changed(more, True).encoded())
    assert set(held.indices()) == indices | more
    assert set(held.changed(more, False).indices()) == indices - more
    assert all(held.is_set(one) for one in indices)


@settings(max_examples=60)
@given(text=st.one_of(st.text(max_size=40), st.binary(max_size=60).map(
    lambda raw: "u" + base64.urlsafe_b64encode(raw).rstrip(b"=").decode())))  # fmt: skip
def test_any_text_is_a_list_or_refused(text):
    with pytest.raises(InputRejectedError):
        decode_status_list(text)


@settings(max_examples=60)
@given(data=st.data())
def test_a_damaged_list_is_never_another_list(data):
    """GZIP carries a sum: a changed byte is noticed, or changes nothing (it is in the head)."""
    list_ = StatusList.of(range(0, MINIMUM_ENTRIES, 4099))
    packed = bytearray(gzip.compress(list_.bits, mtime=0))
    place = data.draw(st.integers(0, len(packed) - 1))
    packed[place] ^= 1 << data.draw(st.integers(0, 7))
    text = "u" + base64.urlsafe_b64encode(bytes(packed)).rstrip(b"=").decode()
    with contextlib.suppress(InputRejectedError):
        assert decode_status_list(text) == list_


@settings(max_examples=40)
@given(taken=INDICES, count=st.integers(0, 50), seed=st.integers(0, 2**32))
def test_what_is_drawn_is_free_and_different(taken, count, seed):
    drawn = free_indices(taken, count, random.Random(seed))
    assert len(drawn) == len(set(drawn)) == count
    assert not taken & set(drawn)


@given(index=st.integers(0, 2**26 - 1), purpose=st.sampled_from(["revocation", "suspension"]))
def test_an_entry_comes_back_as_it_was(index, purpose):
    entry = StatusEntry("https://awards.example/1", index, purpose)
    assert read_entry(entry.document()) == entry
