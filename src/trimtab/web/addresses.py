"""Addresses with a query, readable where nothing needs an escape."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import quote, urlencode

_PLAIN = "~@:-."


def address(path: str, parts: Iterable[tuple[str, str]]) -> str:
    """A path with its query; what is empty is left out.

    >>> address("/series", [("s", "hires~CN~GBT4754@2017:C"), ("view", ""), ("q", "甲 市")])
    '/series?s=hires~CN~GBT4754@2017:C&q=%E7%94%B2%20%E5%B8%82'
    """
    query = urlencode([one for one in parts if one[1]], quote_via=quote, safe=_PLAIN)
    return f"{path}?{query}" if query else path
