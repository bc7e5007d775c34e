"""What is odd about data that arrive, seen against what was known before: never a silent fix."""

from trimtab.ingest.arrival.checking import check_arrival

__all__ = ["check_arrival"]
