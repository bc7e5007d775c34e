"""A file as the answer to a request."""

from __future__ import annotations

from urllib.parse import quote

from fastapi import Response


def download(content: bytes | str, media_type: str, name: str) -> Response:
    """A file to save under this name, which may hold any letters (RFC 6266)."""
    return Response(content, media_type=media_type, headers=saved_as(name))


def saved_as(name: str) -> dict[str, str]:
    """The header that gives a file its name.

    >>> saved_as('裁员 "A".pdf')["Content-Disposition"].startswith('attachment; filename="__ _A_')
    True
    """
    plain = name.encode("ascii", "replace").decode().replace("?", "_").replace('"', "_")
    named = f'attachment; filename="{plain}"'
    if plain != name:
        named += f"; filename*=UTF-8''{quote(name, safe='')}"
    return {"Content-Disposition": named}
