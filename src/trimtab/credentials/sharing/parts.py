"""The parts of an SD-JWT and how they are written down: compact, or as JSON.

Compact is what Trimtab writes. The flattened and the general JSON form are read, and written for
those who ask. Where several issuers sign one payload (general form), every signature must hold.

References   RFC 9901 sections 4 (compact) and 8 (JSON serialization)
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from trimtab.credentials.securing.reading import SIZE_LIMIT, read_document
from trimtab.kernel import InputRejectedError

_MOST_SIGNATURES = 8


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature over the payload, with the header that is signed and what stands beside it."""

    protected: str
    signature: str
    key_id: str | None = None  # of the header that is not signed; only says where to look


@dataclass(frozen=True, slots=True)
class Parts:
    """An SD-JWT taken apart; nothing is checked yet."""

    payload: str
    signatures: tuple[Signature, ...]
    disclosures: tuple[str, ...] = ()
    binding: str | None = None  # the key binding token

    def token(self, number: int = 0) -> str:
        """The issuer-signed token of one signature."""
        one = self.signatures[number]
        return f"{one.protected}.{self.payload}.{one.signature}"

    @property
    def unbound(self) -> str:
        """What the holder signs the digest of: token and disclosures, without key binding."""
        return "~".join((self.token(), *self.disclosures, ""))

    def compact(self) -> str:
        """The compact form. Raises InputRejectedError CREDENTIALS-053 with several signatures."""
        if len(self.signatures) != 1:
            raise InputRejectedError("CREDENTIALS-053", part="signatures")
        return self.unbound + (self.binding or "")

    def flattened(self) -> dict[str, Any]:
        """The flattened JSON form."""
        return {"payload": self.payload, **self._written(0)}

    def general(self) -> dict[str, Any]:
        """The general JSON form; disclosures and key binding stand with the first signature."""
        written = [self._written(number) for number in range(len(self.signatures))]
        return {"payload": self.payload, "signatures": written}

    def _written(self, number: int) -> dict[str, Any]:
        one = self.signatures[number]
        header: dict[str, Any] = {} if one.key_id is None else {"kid": one.key_id}
        if number == 0:
            header["disclosures"] = list(self.disclosures)
            if self.binding is not None:
                header["kb_jwt"] = self.binding
        return {"protected": one.protected, "signature": one.signature} | (
            {"header": header} if header else {}
        )


def take_apart(text: str) -> Parts:
    """The parts of an SD-JWT in any of its forms.

    Raises InputRejectedError CREDENTIALS-053 when it has none of them, and as ``read_document``.
    """
    if len(text) > SIZE_LIMIT or not text.isascii():
        raise InputRejectedError("CREDENTIALS-053", part="SD-JWT")
    stripped = text.strip()
    return _of_json(stripped) if stripped.startswith("{") else _of_compact(stripped)


def as_json(document: dict[str, Any]) -> str:
    """A JSON form as text."""
    return json.dumps(document)


def _of_compact(text: str) -> Parts:
    token, *others = text.split("~")
    pieces = token.split(".")
    if len(pieces) != 3 or not others or not all(others[:-1]):
        raise InputRejectedError("CREDENTIALS-053", part="SD-JWT")
    protected, payload, signature = pieces
    return Parts(
        payload, (Signature(protected, signature),), tuple(others[:-1]), others[-1] or None
    )


def _of_json(text: str) -> Parts:
    document = read_document(text)
    general = document.get("signatures")
    held = general if isinstance(general, list) else [document]
    if not 1 <= len(held) <= _MOST_SIGNATURES or ("signatures" in document) == (
        "signature" in document
    ):
        raise InputRejectedError("CREDENTIALS-053", part="signatures")
    headers = [_header(one) for one in held]
    if any({"disclosures", "kb_jwt"} & header.keys() for header in headers[1:]):
        raise InputRejectedError("CREDENTIALS-053", part="header")
    disclosures = headers[0].get("disclosures", [])
    binding = headers[0].get("kb_jwt")
    if not isinstance(disclosures, list) or not isinstance(binding, str | None):
        raise InputRejectedError("CREDENTIALS-053", part="header")
    return Parts(
        _text(document, "payload"),
        tuple(
            Signature(_text(one, "protected"), _text(one, "signature"), header.get("kid"))
            for one, header in zip(held, headers, strict=True)
        ),
        tuple(_text({"disclosure": one}, "disclosure") for one in disclosures),
        binding,
    )


def _header(one: object) -> dict[str, Any]:
    header = one.get("header", {}) if isinstance(one, dict) else None
    if not isinstance(header, dict) or not isinstance(header.get("kid"), str | None):
        raise InputRejectedError("CREDENTIALS-053", part="header")
    return header


def _text(held: dict[str, Any], name: str) -> str:
    value = held.get(name)
    if not isinstance(value, str) or set(value) & set(".~"):
        raise InputRejectedError("CREDENTIALS-053", part=name)
    return value
