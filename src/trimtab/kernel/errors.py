"""Every error Trimtab raises on purpose.

The tree, with the exit code the command line ends with::

    TrimtabError                 1
    |-- UsageError               2   the call itself makes no sense
    |-- InputRejectedError       3   a file or value was refused; nothing was stored
    |   `-- TableContractError   3   a table breaks its contract (type, unit, key, range)
    |-- UnknownCodeError         4   a code, series, batch or alert that does not exist
    |-- StateError               5   the workspace or database is not in the needed state
    |-- ConfigurationError       6   a setting is missing or contradicts another
    |-- EnvironmentLackingError  7   the machine lacks a program, font or library
    `-- NotAllowedError          8   the actor has no right to do this here

An error carries a stable code (``INGEST-004``) and parameters, never a sentence: the words live in
the catalogue (``trimtab.messages``), in every language, as ``error.INGEST-004``. The sentence says
what was got, what is allowed and what to do.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong at one place. ``row`` counts from 1, header included, as a person sees it.

    ``params`` fill the placeholders of the catalogue's sentence ``error.<code>``.
    """

    code: str
    file: str | None = None
    sheet: str | None = None
    row: int | None = None
    column: str | None = None
    params: dict[str, object] = field(default_factory=dict)

    @property
    def place(self) -> str:
        """Where it is, language-free: ``panel.csv[Sheet1]:12:rate``.

        Examples
        --------
        >>> Problem("INGEST-004", file="panel.csv", row=12, column="rate").place
        'panel.csv:12:rate'
        """
        head = (self.file or "") + (f"[{self.sheet}]" if self.sheet else "")
        parts = (head, "" if self.row is None else str(self.row), self.column or "")
        return ":".join(part for part in parts if part)


class TrimtabError(Exception):
    """Root of the tree. Catch this to catch every error Trimtab raises on purpose."""

    exit_code: ClassVar[int] = 1

    def __init__(self, code: str, *, problems: Sequence[Problem] = (), **params: object) -> None:
        self.code = code
        self.params = params
        self.problems = tuple(problems)
        super().__init__(code, params)

    def __str__(self) -> str:
        shown = ", ".join(f"{name}={value!r}" for name, value in self.params.items())
        places = "; ".join(f"{p.code} at {p.place}" for p in self.problems[:3])
        return ": ".join(part for part in (self.code, shown, places) if part)


class UsageError(TrimtabError):
    """The call makes no sense as it stands: contradictory or missing options."""

    exit_code = 2


class InputRejectedError(TrimtabError):
    """A file or value was refused whole; nothing was stored. ``problems`` names each place."""

    exit_code = 3


class TableContractError(InputRejectedError):
    """A table breaks its contract: column, type, unit, key or range."""


class UnknownCodeError(TrimtabError):
    """A code, series, batch or alert that does not exist here."""

    exit_code = 4


class StateError(TrimtabError):
    """The workspace or database is not in the state this needs (absent, busy, older schema)."""

    exit_code = 5


class ConfigurationError(TrimtabError):
    """A setting is missing or contradicts another."""

    exit_code = 6


class EnvironmentLackingError(TrimtabError):
    """The machine lacks a program, a font or an optional library."""

    exit_code = 7


class NotAllowedError(TrimtabError):
    """The actor holds no role that allows this, in this region or department."""

    exit_code = 8
