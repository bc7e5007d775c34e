"""Kept runs in the quick search of every page."""

from __future__ import annotations

from collections.abc import Callable

from trimtab.app.workbench.bench import Workbench
from trimtab.app.workbench.simulator_folders import abouts_of
from trimtab.app.workbench.viewer import Viewer
from trimtab.messages import Language, text
from trimtab.office.rights import Right


def run_finder(bench: Workbench) -> Callable[[Viewer, str, Language], list[tuple[str, str, str]]]:
    """Finds kept runs by name for the quick search of every page."""

    def find(viewer: Viewer, words: str, language: Language) -> list[tuple[str, str, str]]:
        if not viewer.may(Right.OBSERVATIONS_SEE):
            return []
        wanted = words.casefold()
        found = [one for one in abouts_of(bench.folder) if wanted in one.name.casefold()]
        kept = sorted((one for one in found if not one.deleted_at), key=lambda one: one.made_at)
        note = text("web.simulation.runs.title", language)
        return [(one.name, f"/simulation/{one.run_id}", note) for one in reversed(kept[-5:])]

    return find
