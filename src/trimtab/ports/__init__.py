"""What a room may ask of the world outside it. ``app`` plugs the real thing in."""

from trimtab.ports.panel_store import BatchInfo, PanelStore, SeriesQuery
from trimtab.ports.progress import Progress, no_progress

__all__ = ["BatchInfo", "PanelStore", "Progress", "SeriesQuery", "no_progress"]
