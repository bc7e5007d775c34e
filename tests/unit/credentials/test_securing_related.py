"""Digests of related resources."""

from __future__ import annotations

import base64
import hashlib
from typing import Any

import pytest

from trimtab.credentials.securing import STANDARD, RelatedReason, check_related, multibase_encode
from trimtab.credentials.types import Answer
from trimtab.kernel import InputRejectedError

HERE, CONTENT = "https://issuer.example/picture.png", b"picture"
V2 = "https://www.w3.org/ns/credentials/v2"
CODES = {"sha256": b"\x12\x20", "sha384": b"\x20\x30", "sha512": b"\x13\x40"}


def _sri(name: str, content: bytes) -> str:
    return f"{name}-{base64.b64encode(hashlib.new(name, content).digest()).decode()}"


def _multibase(name: str, content: bytes, base: str) -> str:
    return multibase_encode(CODES[name] + hashlib.new(name, content).digest(), base)


def _found(*entries: Any) -> list[tuple[Answer, RelatedReason]]:
    findings = check_related(
        {"relatedResource": list(entries)}, lambda address: CONTENT if address == HERE else None
    )
    return [(finding.answer, finding.reason) for finding in findings]


AGREES = (Answer.PASSED, RelatedReason.AGREES)
DIFFERS = (Answer.FAILED, RelatedReason.DIFFERS)
MALFORMED = (Answer.FAILED, RelatedReason.MALFORMED)
NOT_SEEN = (Answer.UNKNOWN, RelatedReason.NOT_SEEN)


@pytest.mark.parametrize("name", CODES)
def test_digests_of_both_kinds(name: str) -> None:
    for digest in ({"digestSRI": _sri(name, CONTENT)},
                   {"digestMultibase": _multibase(name, CONTENT, "u")},
                   {"digestMultibase": _multibase(name, CONTENT, "z")}):  # fmt: skip
        assert _found({"id": HERE, **digest}) == [AGREES]
    assert _found({"id": HERE, "digestSRI": _sri(name, b"other")}) == [DIFFERS]
    assert _found({"id": HERE, "digestMultibase": _multibase(name, b"other", "u")}) == [DIFFERS]


def test_the_strongest_of_several_counts() -> None:
    right, wrong = _sri("sha256", CONTENT), _sri("sha512", b"other")
    assert _found({"id": HERE, "digestSRI": f"{right} {wrong}"}) == [DIFFERS]
    both = f"{_sri('sha512', CONTENT)} {wrong}"
    assert _found({"id": HERE, "digestSRI": both}) == [AGREES]
    mixed = {"digestSRI": right, "digestMultibase": _multibase("sha256", b"other", "u")}
    assert _found({"id": HERE, **mixed}) == [DIFFERS]


@pytest.mark.parametrize(
    "entry",
    [
        "text",
        None,
        {"digestSRI": _sri("sha256", CONTENT)},
        {"id": 5, "digestSRI": _sri("sha256", CONTENT)},
        {"id": HERE},
        {"id": HERE, "digestSRI": "md5-AAAA"},
        {"id": HERE, "digestSRI": "sha256-*"},
        {"id": HERE, "digestSRI": ""},
        {"id": HERE, "digestMultibase": "uAAAA"},
        {"id": HERE, "digestMultibase": 5},
    ],
)
def test_what_is_not_described_correctly(entry: Any) -> None:
    assert _found(entry) == [MALFORMED]


def test_named_twice() -> None:
    entry = {"id": HERE, "digestSRI": _sri("sha256", CONTENT)}
    assert _found(entry, entry) == [AGREES, MALFORMED]


def test_what_cannot_be_seen_is_unknown() -> None:
    entry = {"id": "https://elsewhere.example/", "digestSRI": _sri("sha256", CONTENT)}
    assert _found(entry) == [NOT_SEEN]
    assert check_related({}, lambda _: None) == ()
    assert check_related({"relatedResource": entry}, lambda _: CONTENT)[0].answer is Answer.PASSED


def test_pinned_contexts_are_known_by_their_published_digest() -> None:
    pin = STANDARD.pins[V2]
    for name, text in (("sha256", pin.published_sha256), ("sha384", pin.published_sha384)):
        assert text is not None
        published = f"{name}-{base64.b64encode(bytes.fromhex(text)).decode()}"
        assert _found({"id": V2, "digestSRI": published}) == [AGREES]
        assert _found({"id": V2, "digestSRI": _sri(name, b"forged")}) == [DIFFERS]
    assert _found({"id": V2, "digestSRI": _sri("sha512", b"not published")}) == [NOT_SEEN]


def test_a_bare_digest_as_the_w3c_suite_writes_it() -> None:
    """The two texts of its fixtures, for the published context and for nothing."""
    right, wrong = (
        {"id": V2, "digestMultibase": text}
        for text in (
            "uWZVc7WaX1h4D8rJVb-vlMIqxaEKEb1tYbX8fet7JJzQ",
            "uM4RgWQc3RUDtjJCSgTJtTfvpZ7SPEg_LNO0ESlovQC0",
        )
    )
    assert _found(right) == [AGREES]
    assert _found(wrong) == [DIFFERS]
    cut = multibase_encode(CODES["sha384"] + bytes(32), "u")  # says 48 bytes and has 32
    assert _found({"id": HERE, "digestMultibase": cut}) == [MALFORMED]


def test_too_many_are_refused() -> None:
    with pytest.raises(InputRejectedError, match="CREDENTIALS-026"):
        _found(*[{}] * 51)
