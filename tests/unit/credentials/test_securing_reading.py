"""Strict reading: what two readers could understand differently is refused by its own code."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trimtab.credentials.securing import read_document
from trimtab.kernel import InputRejectedError

REFUSED = [
    (b'{"a": "\xff"}', "CREDENTIALS-001"),
    ('{"a": "' + chr(0xD800) + '"}', "CREDENTIALS-001"),
    ("", "CREDENTIALS-002"),
    ('{"a": 1,}', "CREDENTIALS-002"),
    ('{"a": 01}', "CREDENTIALS-002"),
    ("{'a': 1}", "CREDENTIALS-002"),
    ('{"a": 1} {"b": 2}', "CREDENTIALS-002"),
    ('{"a": "\n"}', "CREDENTIALS-002"),
    (b'\xef\xbb\xbf{"a": 1}', "CREDENTIALS-002"),
    ('{"a": 1, "b": 2, "a": 3}', "CREDENTIALS-003"),
    ('{"b": {"proof": 1, "\\u0070roof": 2}}', "CREDENTIALS-003"),
    ('{"a": NaN}', "CREDENTIALS-004"),
    ('{"a": -Infinity}', "CREDENTIALS-004"),
    ('{"a": 1e400}', "CREDENTIALS-004"),
    ('{"a": 9007199254740992}', "CREDENTIALS-004"),
    ('{"a": ' + "9" * 5000 + "}", "CREDENTIALS-004"),
    ('{"a":' * 65 + "1" + "}" * 65, "CREDENTIALS-005"),
    ("[" * 100_000, "CREDENTIALS-005"),
    ("[]", "CREDENTIALS-006"),
    ('"text"', "CREDENTIALS-006"),
    ("null", "CREDENTIALS-006"),
    ('{"a": "\\ud83d"}', "CREDENTIALS-008"),
    ('{"a": "\\ude00\\ud83d"}', "CREDENTIALS-008"),
    ('{"\\udfff": 1}', "CREDENTIALS-008"),
]


@pytest.mark.parametrize(("text", "code"), REFUSED)
def test_refused_by_its_code(text: str | bytes, code: str) -> None:
    with pytest.raises(InputRejectedError) as refused:
        read_document(text)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('{"a": "\\ud83d\\ude00"}', {"a": "😀"}),
        ('{"a": "\\\\ud83d"}', {"a": "\\ud83d"}),  # a reverse solidus, then letters
        ('{"a": 9007199254740991, "b": -0.0}', {"a": 2**53 - 1, "b": -0.0}),
        ('{"a": "[[[[{{{{"}', {"a": "[[[[{{{{"}),
        ('{"a": {"x": 1}, "b": {"x": 1}}', {"a": {"x": 1}, "b": {"x": 1}}),
        ("{}", {}),
    ],
)
def test_read(text: str, value: object) -> None:
    assert read_document(text) == value
    assert read_document(text.encode()) == value


def test_brackets_inside_text_do_not_count() -> None:
    text = json.dumps({"a": "[{" * 1000, 'b"]': ["\\", '"[']})
    assert read_document(text) == json.loads(text)


def test_size_is_refused_before_anything_is_read() -> None:
    with pytest.raises(InputRejectedError, match="CREDENTIALS-007"):
        read_document(b"\xff" * 101, limit=100)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(max_size=8)
    | st.floats(allow_nan=False, allow_infinity=False),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=8,
)  # fmt: skip


@given(st.dictionaries(st.text(max_size=4), JSON, max_size=4), st.booleans())
def test_what_is_read_is_what_the_standard_library_reads(value: object, ascii_only: bool) -> None:
    text = json.dumps(value, ensure_ascii=ascii_only)
    assert read_document(text) == json.loads(text) == value
