"""Quick search among series: Chinese, pinyin, English, a code."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from trimtab.app.workbench.bench import Workbench
from trimtab.app.workbench.series import (
    Filters,
    find_series,
    full_title,
    seen_regions,
    series_address,
)
from trimtab.app.workbench.series_edition import edition_of
from trimtab.app.workbench.viewer import Viewer
from trimtab.messages import Language
from trimtab.office.rights import Right

_MOST = 5

Found = Sequence[tuple[str, str, str]]


def series_finder(bench: Workbench) -> Callable[[Viewer, str, Language], Found]:
    """For ``bench.services["search.series"]``: title, address and code of at most five series."""

    def find(viewer: Viewer, words: str, language: Language) -> Found:
        if not words.strip() or not viewer.may(Right.OBSERVATIONS_SEE):
            return ()
        edition = edition_of(bench)
        found = find_series(edition, seen_regions(edition, viewer.name), Filters(words), _MOST)
        return [
            (full_title(key, language), f"/series?s={series_address(key)}", key.indicator)
            for key in found.items
        ]

    return find
