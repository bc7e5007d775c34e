"""Calibrated probabilities of being in a downturn and of one starting within six months."""

from trimtab.monitoring.probability.labels import DatedDownturns
from trimtab.monitoring.probability.sentences import (
    absence_sentence,
    foresees_starts,
    probability_sentences,
)
from trimtab.monitoring.probability.stating import downturn_probabilities

__all__ = [
    "DatedDownturns",
    "absence_sentence",
    "downturn_probabilities",
    "foresees_starts",
    "probability_sentences",
]
