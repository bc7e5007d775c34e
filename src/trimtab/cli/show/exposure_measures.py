"""The measures that are held, each with what it is and what was joined."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from trimtab.app.exposure_scores import HeldMeasure, ScoreBook
from trimtab.app.exposure_table import join_note
from trimtab.cli.output import language, print_lines, say
from trimtab.cli.show.entries import Entry, print_entries
from trimtab.messages import text


def show_measures(book: ScoreBook) -> None:
    """Names, to be copied into ``--measure``, with their facts."""
    entries = (Entry(held.measure.name, tuple(_facts(held))) for held in book.held)
    print_entries(say("exposure.measures_title"), entries)
    print_lines("", say("exposure.measures_note"))


def _facts(held: HeldMeasure) -> Iterator[str]:
    one = held.measure
    yield say(
        "exposure.measure_facts",
        scale=text(f"exposure.scale.{one.scale.value}", language()),
        classification=one.classification,
        grain=text(f"exposure.grain.{held.grain.value}", language()),
        counted=say("exposure.counted" if one.counted else "exposure.not_counted"),
    )
    yield join_note(held, language())
    yield say(
        "exposure.measure_source",
        publisher=one.publisher,
        vintage=one.vintage,
        citation=one.citation,
        licence=one.licence,
    )


def measures_to_json(book: ScoreBook) -> dict[str, Any]:
    """Measures for a program."""
    return {
        "measures": [
            {
                "name": held.measure.name,
                "title": text(f"exposure.measure.{held.measure.name}", language()),
                "scale": held.measure.scale.value,
                "classification": held.measure.classification,
                "publisher": held.measure.publisher,
                "citation": held.measure.citation,
                "licence": held.measure.licence,
                "vintage": held.measure.vintage,
                "counted": held.measure.counted,
                "grain": held.grain.value,
                "source": held.source,
                "occupations_matched": held.matched,
                "jobs_share_matched": held.jobs_share,
            }
            for held in book.held
        ]
    }
