"""Status lists: what travels, what is refused and why, and what refusing costs."""

from __future__ import annotations

import base64
import gzip
import itertools
import random
import tracemalloc
import zlib
from datetime import UTC, datetime, timedelta

import pytest

from trimtab.credentials.status import (
    LARGEST_ENTRIES,
    MINIMUM_ENTRIES,
    Purpose,
    StatusEntry,
    StatusList,
    decode_status_list,
    free_index,
    free_indices,
    read_entry,
    read_status,
    read_status_list,
    status_list_credential,
)
from trimtab.kernel import InputRejectedError, StateError, UsageError

SINCE = datetime(2026, 11, 1, tzinfo=UTC)
UNTIL = datetime(2026, 12, 1, tzinfo=UTC)
LIST = "https://awards.example/status-lists/1"


def packed(data: bytes) -> str:
    return "u" + base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def published(indices: list[int], purpose: Purpose = Purpose.REVOCATION) -> dict:
    return status_list_credential(LIST, "did:web:awards.example", purpose, StatusList.of(indices),
                                  SINCE, UNTIL, timedelta(hours=1))  # fmt: skip


def refused(code: str, call, *given) -> dict:
    with pytest.raises(InputRejectedError) as caught:
        call(*given)
    assert caught.value.code == code
    return caught.value.params


def test_the_first_entry_is_the_leftmost_bit():
    """Bitstring Status List v1.0, section 3.2: the first index is zero, at the left-most bit."""
    assert StatusList.of([0]).bits[0] == 0b1000_0000
    assert StatusList.of([9]).bits[:2] == bytes([0, 0b0100_0000])


def test_a_list_comes_back_as_it_was():
    places = [0, 1, 7, 8, 65_535, MINIMUM_ENTRIES - 1]
    held = decode_status_list(StatusList.of(places).encoded())
    assert held.indices() == places
    assert held.changed([7, 8], False).indices() == [0, 1, 65_535, MINIMUM_ENTRIES - 1]


def test_the_same_bits_give_the_same_text():
    assert StatusList.of([5, 3]).encoded() == StatusList.of([3, 5]).encoded()


def test_a_list_of_another_library_is_read():
    """A GZIP stream with a file name and a time in its head, as other writers make them."""
    bits = bytearray(MINIMUM_ENTRIES // 8)
    bits[1] = 1
    head = b"\x1f\x8b\x08\x08\x00\x11\x22\x33\x02\x03list\x00"
    stream = head + gzip.compress(bytes(bits), mtime=0)[10:]
    assert decode_status_list(packed(stream)).indices() == [15]


@pytest.mark.parametrize("text", [None, 7, "", "u", "H4sIAAAA", "zH4sI", "uH4+/", "uH4sIAA=="])
def test_other_encodings_are_refused(text):
    refused("CREDENTIALS-040", decode_status_list, text)


def test_an_impossible_length_of_base64_is_refused():
    refused("CREDENTIALS-040", decode_status_list, "uAAAAA")


GOOD = gzip.compress(bytes(MINIMUM_ENTRIES // 8))


@pytest.mark.parametrize(
    "data",
    [
        b"not gzip",
        GOOD[:-1],
        GOOD[:-5] + b"\x00" + GOOD[-4:],
        GOOD + b"\x00" * 8,
        GOOD + GOOD,
        GOOD[10:-8],
    ],
    ids=["no gzip", "cut", "wrong checksum", "zeros behind", "two members", "raw deflate"],
)
def test_a_damaged_or_padded_stream_is_refused(data):
    refused("CREDENTIALS-041", decode_status_list, packed(data))


def test_a_short_list_is_refused():
    short = packed(gzip.compress(bytes(MINIMUM_ENTRIES // 8 - 1)))
    assert refused("CREDENTIALS-043", decode_status_list, short)["entries"] == MINIMUM_ENTRIES - 8


def test_the_largest_list_is_read():
    text = packed(gzip.compress(bytes(LARGEST_ENTRIES // 8)))
    assert decode_status_list(text).entries == LARGEST_ENTRIES


def test_a_gigabyte_of_zeros_is_refused_without_being_unpacked():
    machine = zlib.compressobj(9, wbits=31)
    head = machine.compress(b"\0") + machine.flush(zlib.Z_FULL_FLUSH)
    block = machine.compress(bytes(1 << 20)) + machine.flush(zlib.Z_FULL_FLUSH)
    bomb = head + block * 1024  # a full flush forgets what was: the block can stand again and again
    assert len(zlib.decompressobj(31).decompress(head + block * 3)) == 1 + (3 << 20)
    text = packed(bomb)
    tracemalloc.start()
    params = refused("CREDENTIALS-042", decode_status_list, text)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert params["largest"] == LARGEST_ENTRIES
    assert peak < 32 * 1024 * 1024


def test_a_text_beyond_any_list_is_refused_unread():
    refused("CREDENTIALS-042", decode_status_list, "u" + "A" * 20_000_000)


@pytest.mark.parametrize("index", [-1, MINIMUM_ENTRIES])
def test_an_index_outside_the_list_is_refused(index):
    params = refused("CREDENTIALS-044", read_status, published([]), index, "revocation")
    assert params == {"index": index, "entries": MINIMUM_ENTRIES}
    refused("CREDENTIALS-044", StatusList.empty().changed, [index], True)


@pytest.mark.parametrize("entries", [8, MINIMUM_ENTRIES - 8, LARGEST_ENTRIES + 8])
def test_a_list_of_a_wrong_length_cannot_be_made(entries):
    with pytest.raises(UsageError, match="CREDENTIALS-051"):
        StatusList.empty(entries)


def test_a_published_list_is_read_for_its_purpose_and_period():
    document = published([42], Purpose.SUSPENSION)
    inside = SINCE + timedelta(days=1)
    assert read_status(document, 42, "suspension", inside)
    assert not read_status(document, 43, "suspension", inside)
    assert refused("CREDENTIALS-046", read_status, document, 42, "revocation")["held"] == (
        "suspension"
    )
    refused("CREDENTIALS-050", read_status, document, 42, "suspension", UNTIL)
    refused("CREDENTIALS-050", read_status, document, 42, "suspension", SINCE - timedelta(hours=1))


def test_a_list_of_several_purposes_is_read_for_each():
    document = published([42])
    document["credentialSubject"]["statusPurpose"] = ["refresh", "revocation"]
    assert read_status(document, 42, "revocation")


def test_what_is_no_status_list_is_refused():
    for spoiled in ({"type": "VerifiableCredential"}, {"credentialSubject": [1]},
                    {"credentialSubject": {"type": "Person"}}):  # fmt: skip
        refused("CREDENTIALS-047", read_status_list, published([]) | spoiled, "revocation")
    spoiled = published([]) | {"validUntil": "tomorrow"}
    refused("CREDENTIALS-047", read_status_list, spoiled, "revocation", SINCE)


def test_an_entry_comes_back_as_it_was():
    entry = StatusEntry(LIST, 94_567, Purpose.REVOCATION)
    assert read_entry(entry.document()) == entry
    assert entry.document()["statusListIndex"] == "94567"
    assert "statusSize" not in entry.document()


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"type": "StatusList2021Entry"}, "CREDENTIALS-048"),
        ({"statusPurpose": None}, "CREDENTIALS-048"),
        ({"statusListCredential": ""}, "CREDENTIALS-048"),
        ({"statusListIndex": 7}, "CREDENTIALS-045"),
        ({"statusListIndex": "007"}, "CREDENTIALS-045"),
        ({"statusListIndex": "-1"}, "CREDENTIALS-045"),
        ({"statusListIndex": "1e3"}, "CREDENTIALS-045"),
        ({"statusListIndex": "٣"}, "CREDENTIALS-045"),
        ({"statusListIndex": "9999999999"}, "CREDENTIALS-044"),
        ({"statusListIndex": "9" * 5000}, "CREDENTIALS-045"),
        ({"statusSize": 2}, "CREDENTIALS-052"),
    ],
)
def test_a_spoiled_entry_is_refused(change, code):
    refused(code, read_entry, StatusEntry(LIST, 7, "revocation").document() | change)


def test_what_is_no_entry_is_refused():
    for thing in (None, "entry", [1]):
        refused("CREDENTIALS-048", read_entry, thing)


def test_places_are_never_given_twice_and_do_not_follow_each_other():
    rng = random.Random(7)
    taken: set[int] = set()
    for _ in range(20):
        drawn = free_indices(taken, 500, rng)
        assert not taken & set(drawn)
        taken |= set(drawn)
    assert len(taken) == 10_000
    following = sum(b - a == 1 for a, b in itertools.pairwise(drawn))
    assert following <= 2


def test_the_order_of_issue_says_nothing_of_the_place():
    """Spearman's correlation between the order of issue and the place is that of chance."""
    drawn = free_indices((), 4000, random.Random(11))
    ranks = [sorted(drawn).index(place) for place in drawn[:400]]
    mean = sum(ranks) / len(ranks)
    assert abs(mean - 2000) < 4 * 4000 / 12**0.5 / 20  # four standard errors


def test_a_full_list_says_so():
    everything = range(MINIMUM_ENTRIES - 1)
    assert free_index(everything) == MINIMUM_ENTRIES - 1
    with pytest.raises(StateError) as caught:
        free_indices(everything, 2)
    assert caught.value.code == "CREDENTIALS-049"
    assert caught.value.params["free"] == 1
