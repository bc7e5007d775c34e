"""What a room may ask of the world outside it. ``app`` plugs the real thing in."""

from trimtab.ports.panel_store import BatchInfo, PanelStore, SeriesQuery
from trimtab.ports.progress import Progress, no_progress
from trimtab.ports.signing import CertificateRegister, RegisterAnswer, Signer
from trimtab.ports.work import OfficeStore, Reading, Record, Work

__all__ = [
    "BatchInfo",
    "CertificateRegister",
    "OfficeStore",
    "PanelStore",
    "Progress",
    "Reading",
    "Record",
    "RegisterAnswer",
    "SeriesQuery",
    "Signer",
    "Work",
    "no_progress",
]
