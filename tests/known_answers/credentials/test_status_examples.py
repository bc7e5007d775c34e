"""The encoded list that the standard prints.

Source      W3C Recommendation "Bitstring Status List v1.0" (2025-05-15), example of a
            BitstringStatusListCredential: a list of the smallest length in which no bit is set
Tolerance   none; the GZIP stream carries a sum over the bits and their number
"""

from __future__ import annotations

from trimtab.credentials.status import MINIMUM_ENTRIES, StatusList, decode_status_list

PRINTED = "uH4sIAAAAAAAAA-3BMQEAAADCoPVPbQwfoAAAAAAAAAAAAAAAAAAAAIC3AYbSVKsAQAAA"


def test_the_printed_list_is_read():
    held = decode_status_list(PRINTED)
    assert held.entries == MINIMUM_ENTRIES == 131_072
    assert held.indices() == []
    assert held == StatusList.empty()


def test_ours_is_read_as_the_printed_one():
    assert decode_status_list(StatusList.empty().encoded()) == decode_status_list(PRINTED)
