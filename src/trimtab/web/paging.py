"""Lists of the API, a page at a time: the cursor is the key of the last item shown."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Annotated, Generic, TypeVar

from fastapi import Depends, Query

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Page(Generic[Item]):
    """Some of the items, how many there are, and the cursor of what follows."""

    items: tuple[Item, ...]
    total: int
    next: str | None


@dataclass(frozen=True, slots=True)
class Paging:
    """What ``?limit=`` and ``?cursor=`` ask for."""

    limit: Annotated[int, Query(ge=1, le=500, description="How many at most.")] = 50
    cursor: Annotated[
        str | None, Query(max_length=200, description="``next`` of the page before.")
    ] = None

    def of(self, items: Sequence[Item], key: Callable[[Item], str]) -> Page[Item]:
        """The page; items are put in the order of their keys, so that none is shown twice when
        others are added meanwhile."""
        ordered = sorted(items, key=key)
        after = [one for one in ordered if self.cursor is None or key(one) > self.cursor]
        shown = tuple(after[: self.limit])
        return Page(shown, len(ordered), key(shown[-1]) if len(after) > len(shown) else None)


Asked = Annotated[Paging, Depends()]
