"""Claims put together again from a payload and the disclosures that came with it.

Every digest may occur once, every disclosure must be asked for by a digest, and none may set a name
that is there already: otherwise two readers could see two certificates.

References   RFC 9901 section 7.1, steps 3 to 5
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from trimtab.credentials.sharing.concealing import DIGESTS, ELEMENT, HASH_NAME, RESERVED
from trimtab.credentials.sharing.encoding import HASHES, digest_of, unpacked_list
from trimtab.credentials.sharing.types import Path
from trimtab.kernel import InputRejectedError

MOST_DISCLOSURES = 1000
_DEEPEST = 32


@dataclass(frozen=True, slots=True)
class Revealed:
    """The claims, where each disclosure stands in them, and how many digests have none."""

    claims: dict[str, Any]
    places: dict[Path, str]
    withheld: int


@dataclass(slots=True)
class _Reader:
    """What is on the table while claims are put together."""

    by_digest: dict[str, tuple[str, list[Any]]]
    places: dict[Path, str] = field(default_factory=dict)
    seen: set[str] = field(default_factory=set)
    withheld: int = 0

    def take(self, digest: object) -> tuple[str, list[Any]] | None:
        """The disclosure of a digest, which may be asked for once."""
        if not isinstance(digest, str):
            raise InputRejectedError("CREDENTIALS-073", part="digest")
        if digest in self.seen:
            raise InputRejectedError("CREDENTIALS-074", digest=digest[:24])
        self.seen.add(digest)
        found = self.by_digest.get(digest)
        self.withheld += found is None
        return found


def reveal(payload: Mapping[str, Any], disclosures: Sequence[str]) -> Revealed:
    """Put the claims together.

    Raises InputRejectedError CREDENTIALS-071 (unknown hash), 072 (too many disclosures or too
    deep), 073 (a digest or disclosure of a wrong form), 074 (a digest or disclosure twice), 075 (a
    disclosure that no digest asks for), 076 (a disclosure sets a name that is there or reserved).
    """
    name = payload.get(HASH_NAME, "sha-256")
    if not isinstance(name, str) or name not in HASHES:
        allowed = ", ".join(HASHES)
        raise InputRejectedError("CREDENTIALS-071", named=str(name)[:40], allowed=allowed)
    if len(disclosures) > MOST_DISCLOSURES:
        raise InputRejectedError("CREDENTIALS-072", most=MOST_DISCLOSURES, deepest=_DEEPEST)
    reader = _Reader(_by_digest(disclosures, name))
    plain = {key: value for key, value in payload.items() if key != HASH_NAME}
    claims = _object(plain, reader, ())
    if lonely := reader.by_digest.keys() - reader.seen:
        raise InputRejectedError("CREDENTIALS-075", count=len(lonely))
    return Revealed(claims, reader.places, reader.withheld)


def _by_digest(disclosures: Sequence[str], name: str) -> dict[str, tuple[str, list[Any]]]:
    held: dict[str, tuple[str, list[Any]]] = {}
    for text in disclosures:
        content = unpacked_list(text, "disclosure")
        digest = digest_of(text, name)
        if digest in held:
            raise InputRejectedError("CREDENTIALS-074", digest=digest[:24])
        held[digest] = (text, content)
    return held


def _value(value: Any, reader: _Reader, place: Path) -> Any:
    if len(place) > _DEEPEST:
        raise InputRejectedError("CREDENTIALS-072", most=MOST_DISCLOSURES, deepest=_DEEPEST)
    if isinstance(value, dict):
        return _object(value, reader, place)
    if isinstance(value, list):
        return _array(value, reader, place)
    return value


def _object(value: Mapping[str, Any], reader: _Reader, place: Path) -> dict[str, Any]:
    if ELEMENT in value:
        raise InputRejectedError("CREDENTIALS-073", part=ELEMENT)
    claims = {
        name: _value(content, reader, (*place, name))
        for name, content in value.items()
        if name != DIGESTS
    }
    digests = value.get(DIGESTS, [])
    if not isinstance(digests, list):
        raise InputRejectedError("CREDENTIALS-073", part=DIGESTS)
    for digest in digests:
        if found := reader.take(digest):
            text, content = found
            if len(content) != 3 or not isinstance(content[1], str):
                raise InputRejectedError("CREDENTIALS-073", part="disclosure")
            name = content[1]
            if name in claims or name in RESERVED:
                raise InputRejectedError("CREDENTIALS-076", name=name[:40])
            reader.places[(*place, name)] = text
            claims[name] = _value(content[2], reader, (*place, name))
    return claims


def _array(value: list[Any], reader: _Reader, place: Path) -> list[Any]:
    held: list[Any] = []
    for element in value:
        here = (*place, len(held))
        if not (isinstance(element, dict) and ELEMENT in element):
            held.append(_value(element, reader, here))
            continue
        if len(element) != 1:
            raise InputRejectedError("CREDENTIALS-073", part=ELEMENT)
        if found := reader.take(element[ELEMENT]):
            text, content = found
            if len(content) != 2:
                raise InputRejectedError("CREDENTIALS-073", part="disclosure")
            reader.places[here] = text
            held.append(_value(content[1], reader, here))
    return held
