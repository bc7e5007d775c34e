"""A credential inside an SVG picture.

The parser stops at the first document type declaration: without one there are no entities, nothing
external is fetched and nothing grows.

References   Open Badges 3.0 section 5.3.2 (namespace, element directly behind the start of svg,
             CDATA for embedded proofs, attribute verify for a compact JWS)
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from xml.parsers import expat

from trimtab.kernel import InputRejectedError

NAMESPACE = "https://purl.imsglobal.org/ob/v3p0"
_OLD_NAMESPACE = "http://openbadges.org"
_SVG = "http://www.w3.org/2000/svg svg"
_CREDENTIAL = f"{NAMESPACE} credential"
_COMPACT = re.compile(r"[A-Za-z0-9_.~-]+")  # a compact JWS, or an SD-JWT
_DEEPEST, _MOST_ELEMENTS = 256, 100_000
LARGEST_PICTURE = 4 * 1024 * 1024  # bytes: reading attributes and elements is slower than pixels
_ATTRIBUTE = re.compile(rb"""(?:[^'">]|"[^"]*"|'[^']*')*?(/?)>""")


class _StopReadingError(Exception):
    """Something that no badge needs."""


@dataclass(slots=True)
class _Seen:
    """What stands in the picture, as far as badges are concerned."""

    root: str = ""
    root_at: int = -1
    depth: int = 0
    elements: int = 0
    is_old: bool = False
    credentials: list[list[str]] = field(default_factory=list)
    inside: int = 0  # depth of the credential that is open


def bake_svg(picture: str, credential: str) -> str:
    """The picture with the credential in it: the JSON text, or a compact JWS.

    Raises InputRejectedError CREDENTIALS-231 (too large), 236 (not a plain SVG), 232 (it holds one
    already).
    """
    data = picture.encode("utf-8")
    seen = _read(data)
    if seen.credentials:
        raise InputRejectedError("CREDENTIALS-232")
    tag = _ATTRIBUTE.match(data, seen.root_at)
    if tag is None or tag[1] or b"xmlns:openbadges" in tag[0]:
        raise InputRejectedError("CREDENTIALS-236")
    start = data[: tag.end() - 1] + f' xmlns:openbadges="{NAMESPACE}">'.encode()
    return (start + _element(credential).encode() + data[tag.end() :]).decode("utf-8")


def unbake_svg(picture: bytes) -> str:
    """The text of the credential in an SVG.

    Raises InputRejectedError CREDENTIALS-231 (too large), 236 (not a plain SVG: damaged, with too
    many elements or a document type declaration), 233 (no credential in it), 234 (more than one),
    237 (a badge of an older kind).
    """
    seen = _read(picture)
    if len(seen.credentials) > 1:
        raise InputRejectedError("CREDENTIALS-234")
    if not seen.credentials:
        raise InputRejectedError("CREDENTIALS-237" if seen.is_old else "CREDENTIALS-233")
    compact, *words = seen.credentials[0]
    body = "".join(words).strip()
    if compact and body:
        raise InputRejectedError("CREDENTIALS-234")
    return compact or body


def _element(credential: str) -> str:
    if _COMPACT.fullmatch(credential):
        return f'<openbadges:credential verify="{credential}"></openbadges:credential>'
    # In JSON ">" stands in strings only, and there it may be written so: the document is the same.
    safe = credential.replace("]]>", "]]\\u003e")
    return f"<openbadges:credential><![CDATA[{safe}]]></openbadges:credential>"


def _read(data: bytes) -> _Seen:
    if len(data) > LARGEST_PICTURE:
        raise InputRejectedError("CREDENTIALS-231", size=len(data), largest=LARGEST_PICTURE)
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    seen = _Seen()

    def refuse(*_: object) -> None:
        raise _StopReadingError

    def start(name: str, attributes: dict[str, str]) -> None:
        seen.depth += 1
        seen.elements += 1
        if seen.depth == 1:
            seen.root, seen.root_at = name, parser.CurrentByteIndex
        if seen.depth > _DEEPEST or seen.elements > _MOST_ELEMENTS or seen.inside:
            raise _StopReadingError
        seen.is_old |= name.startswith(_OLD_NAMESPACE)
        if name == _CREDENTIAL:
            seen.inside = seen.depth
            seen.credentials.append([attributes.get("verify", "")])

    def end(_: str) -> None:
        if seen.inside == seen.depth:
            seen.inside = 0
        seen.depth -= 1

    def words(text: str) -> None:
        if seen.inside:
            seen.credentials[-1].append(text)

    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = words
    try:
        parser.Parse(data, True)
    except (expat.ExpatError, _StopReadingError, ValueError, LookupError):
        raise InputRejectedError("CREDENTIALS-236") from None
    if seen.root != _SVG:
        raise InputRejectedError("CREDENTIALS-236")
    return seen
