"""Exact counts: the labour-flow model in whole persons, the same law as one agent per worker."""

from trimtab.simulation.counts.run import simulate_counts
from trimtab.simulation.counts.streams import Purpose, Stream

__all__ = ["Purpose", "Stream", "simulate_counts"]
