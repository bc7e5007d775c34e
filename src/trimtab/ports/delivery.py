"""How a message leaves the house."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol


@dataclass(frozen=True, slots=True)
class Letter:
    """A message in words, for one address. ``letter_id`` is the same however often it is sent, so
    that a receiver can drop a second copy."""

    letter_id: str
    target: str
    topic: str
    language: str
    subject: str
    body: str
    params: Mapping[str, Any]
    written_at: datetime
    secret_name: str | None = None


class Sender(Protocol):
    """Takes letters to one kind of address.

    Raises InputRejectedError or UsageError where sending again cannot help, any other
    TrimtabError where it may.
    """

    def send(self, letter: Letter) -> None:
        """Return once the receiving side has taken the letter over."""
        ...
