"""Why an episode is open, in words: the change, and what change is usual for this series."""

from __future__ import annotations

from trimtab.messages import Language, format_number, format_share, text
from trimtab.monitoring.types import Episode


def reason_sentence(episode: Episode, language: Language) -> str:
    """The reason with its numbers in the form of the language.

    ``change`` and ``usual`` are shares: percent for counts, percentage points for rates.
    """
    params = {}
    for name, value in episode.reason_params.items():
        share = float(str(value))
        if "_rate" in episode.reason:
            params[name] = format_number(100 * share, language, digits=2)
        else:
            params[name] = format_share(share, language)
    return text(f"monitoring.reason.{episode.reason}", language, **params)
