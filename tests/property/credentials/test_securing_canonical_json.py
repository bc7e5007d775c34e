"""RFC 8785 against two other implementations, and what it is for."""

from __future__ import annotations

import copy
import json
import math
import os
import shutil
import struct
import subprocess
from collections import OrderedDict
from decimal import Decimal
from typing import Any

import pytest
import rfc8785
from hypothesis import given, settings
from hypothesis import strategies as st

from trimtab.credentials.securing import canonical_json, digest, without_proof
from trimtab.kernel import InputRejectedError

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
names = texts | st.sampled_from(["\ue000", "\U00010000", "\uffff", "é", "e\u0301", "€", "\x7f", ""])
doubles = st.integers(0, 2**64 - 1).map(
    lambda bits: struct.unpack("<d", struct.pack("<Q", bits))[0]
)
finite = doubles.filter(math.isfinite)
values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | texts | finite,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(names, inner, max_size=4),
    max_leaves=12,
)
# Sorts as RFC 8785 asks, recursively, and leaves text and numbers to the engine they come from.
NODE = """
const write = value => value === null || typeof value !== 'object' ? JSON.stringify(value)
  : Array.isArray(value) ? '[' + value.map(write).join(',') + ']'
  : '{' + Object.keys(value).sort().map(
      name => JSON.stringify(name) + ':' + write(value[name])).join(',') + '}';
const lines = require('fs').readFileSync(0, 'utf8').split('\\n').filter(line => line);
process.stdout.write(lines.map(line => write(JSON.parse(line))).join('\\n'));
"""


@given(values)
def test_the_library_writes_the_same(value: Any) -> None:
    before = copy.deepcopy(value)
    assert canonical_json(value) == rfc8785.dumps(value)
    assert value == before


@given(values)
def test_reading_it_back_gives_the_value_and_the_same_text(value: Any) -> None:
    text = canonical_json(value)
    again = json.loads(text)
    assert again == value
    assert canonical_json(again) == text


@settings(max_examples=6)  # each starts node once, for many values
@given(st.lists(values, min_size=60, max_size=60))
def test_javascript_writes_the_same(many: list[Any]) -> None:
    node = shutil.which("node")
    if node is None:
        if os.environ.get("CI") == "true":
            pytest.fail("CI must have node")
        pytest.skip("needs node")
    lines = "\n".join(json.dumps(value) for value in many)
    done = subprocess.run([node, "-e", NODE], input=lines.encode(), capture_output=True, check=True)
    assert done.stdout == b"\n".join(canonical_json(value) for value in many)


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (float("nan"), "CREDENTIALS-004"),
        ([math.inf], "CREDENTIALS-004"),
        ({"a": 2**53}, "CREDENTIALS-004"),
        ({"a": [0.5, -(2**53)]}, "CREDENTIALS-004"),
        ({"a": "\ud800"}, "CREDENTIALS-008"),
        ({"\udc00": 0.5}, "CREDENTIALS-008"),
        ({1: "a"}, "CREDENTIALS-009"),
        ({"a": Decimal(1)}, "CREDENTIALS-009"),
        ({"a": ("b",)}, "CREDENTIALS-009"),
        ({"a": b"b"}, "CREDENTIALS-009"),
        (OrderedDict(a=1), "CREDENTIALS-009"),
    ],
)
def test_what_is_not_json_is_refused(value: Any, code: str) -> None:
    with pytest.raises(InputRejectedError) as refused:
        canonical_json(value)
    assert refused.value.code == code


def test_bottomless_nesting_is_refused() -> None:
    value: Any = []
    for _ in range(100_000):
        value = [value]
    with pytest.raises(InputRejectedError, match="CREDENTIALS-005"):
        canonical_json(value)


def test_the_digest_does_not_see_proofs_or_order() -> None:
    one = {"id": "urn:uuid:1", "name": "证书", "proof": [{"proofValue": "z1"}]}
    other = {"name": "证书", "id": "urn:uuid:1"}
    assert digest(one) == digest(other) != digest({**other, "name": "证"})
    assert without_proof(one) == other and without_proof(other) is other
    assert len(digest(one)) == 64
