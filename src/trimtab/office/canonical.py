"""One spelling of a record, byte for byte, so that it can be hashed and compared as text."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from enum import Enum
from typing import Any


def canonical(value: object) -> str:
    """JSON with sorted keys and no spaces, characters as themselves, floats in their shortest form.

    Instants are written in UTC (``2026-11-23T08:00:00+00:00``), days as ``2026-11-23``, members
    of an enumeration by their value. Raises ValueError for an instant without a time zone and for
    numbers that are not finite, TypeError for what has no such form.

    Examples
    --------
    >>> canonical({"b": (1, 2.5), "a": date(2026, 11, 23)})
    '{"a":"2026-11-23","b":[1,2.5]}'
    """
    return json.dumps(
        value,
        default=_plain,
        sort_keys=True,
        separators=(",", ":"),
        ensure_ascii=False,
        allow_nan=False,
    )


def _plain(value: object) -> Any:
    """What ``json`` itself cannot write."""
    match value:
        case datetime():
            if value.tzinfo is None:
                raise ValueError(value.isoformat())
            return value.astimezone(UTC).isoformat()
        case date():
            return value.isoformat()
        case Enum():
            return value.value
        case Mapping():
            return dict(value)
        case _:
            raise TypeError(type(value).__name__)
