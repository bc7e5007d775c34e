"""JSON-LD contexts a document may name: pinned by SHA-256, read from the package, never fetched.

Whoever could swap a context could change what every signed word means. Each context therefore lies
in ``trimtab.reference.contexts`` with its address, digest, source and licence in ``PINS.toml``; any
other address is refused by name.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Any

from trimtab import reference
from trimtab.kernel import ConfigurationError, InputRejectedError

_NOTHING: Mapping[str, Mapping[str, Any]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Pin:
    """One context: where it is published, and the file that stands for it here.

    ``sha256`` is of the file; the published digests are of the published text, which may differ
    from it in white space; ``differences`` says in what.
    """

    address: str
    file: str
    title: str
    publisher: str
    package: str
    version: str
    licence: str
    retrieved: str
    sha256: str
    differences: str
    published_sha256: str | None = None
    published_sha384: str | None = None


@dataclass(frozen=True, eq=False)
class Contexts:
    """The contexts a reader knows: the pinned ones and, in tests and conformance runs, ``more``."""

    more: Mapping[str, Mapping[str, Any]] = field(default_factory=lambda: _NOTHING)

    @cached_property
    def pins(self) -> Mapping[str, Pin]:
        """The pinned contexts by address."""
        import tomllib

        text = (_folder() / "PINS.toml").read_text("utf-8")
        pins = (Pin(**entry) for entry in tomllib.loads(text)["context"])
        return MappingProxyType({pin.address: pin for pin in pins})

    @cached_property
    def _documents(self) -> dict[str, dict[str, Any]]:
        return {}

    def load(self, address: str) -> dict[str, Any]:
        """The document of a context. The caller must not change it.

        Raises
        ------
        InputRejectedError
            CREDENTIALS-010: an address that is not pinned.
        ConfigurationError
            CREDENTIALS-011: the file here is not the pinned one.
        """
        found = self._documents.get(address)
        if found is None:
            found = self._documents[address] = self._read(address)
        return found

    def _read(self, address: str) -> dict[str, Any]:
        if address in self.more:
            return dict(self.more[address])
        pin = self.pins.get(address)
        if pin is None:
            raise InputRejectedError("CREDENTIALS-010", address=address[:200])
        content = (_folder() / pin.file).read_bytes()
        if hashlib.sha256(content).hexdigest() != pin.sha256:
            raise ConfigurationError("CREDENTIALS-011", file=pin.file)
        document: dict[str, Any] = json.loads(content)
        return document

    def with_documents(self, documents: Mapping[str, Mapping[str, Any]]) -> Contexts:
        """The same contexts and some more, which may not replace a pinned one."""
        replaced = sorted(set(documents) & set(self.pins))
        if replaced:
            raise ConfigurationError("CREDENTIALS-012", address=replaced[0])
        return Contexts(MappingProxyType({**self.more, **documents}))


def _folder() -> Path:
    return Path(str(reference.__file__)).parent / "contexts"


STANDARD = Contexts()


def load(address: str) -> dict[str, Any]:
    """The document of a pinned context."""
    return STANDARD.load(address)
