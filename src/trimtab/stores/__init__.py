"""Keeps observations under their vintages: immutable batches, read as known at an instant."""

from trimtab.stores.store import ObservationStore
from trimtab.stores.totals import Totals

__all__ = ["ObservationStore", "Totals"]
