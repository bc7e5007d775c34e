"""Where the passphrase of the private keys and the PIN of a token come from: the environment, a
file, or a person.

They travel as ``Secret``, which prints as stars, so that neither a log nor a traceback shows them.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from trimtab.kernel import ConfigurationError, UsageError

VARIABLE = "TRIMTAB_KEY_PASSPHRASE"
PIN_VARIABLE = "TRIMTAB_TOKEN_PIN"
SHORTEST = 12  # characters; stretched by scrypt, so that a guess costs a third of a second


@dataclass(frozen=True, slots=True)
class Secret:
    """Something that opens a key."""

    revealed: str = field(repr=False)

    def __str__(self) -> str:
        return "********"

    @property
    def octets(self) -> bytes:
        """As a key is stretched from."""
        return self.revealed.encode("utf-8")


@dataclass(frozen=True, slots=True, repr=False)
class Passphrase(Secret):
    """What opens a private key in a file. Raises UsageError CREDENTIALS-066 when too short."""

    def __post_init__(self) -> None:
        if len(self.revealed) < SHORTEST:
            raise UsageError("CREDENTIALS-066", shortest=SHORTEST)

    def __repr__(self) -> str:
        return "Passphrase(********)"


def passphrase(
    ask: Callable[[], str] | None = None, environment: Mapping[str, str] = os.environ
) -> Passphrase:
    """The passphrase: TRIMTAB_KEY_PASSPHRASE, else the first line of the file that
    TRIMTAB_KEY_PASSPHRASE_FILE names, else what ``ask`` answers.

    Raises ConfigurationError CREDENTIALS-064 where none of them is, CREDENTIALS-065 for a file that
    cannot be read or that others may read; UsageError CREDENTIALS-066 when it is too short.
    """
    return Passphrase(_found(VARIABLE, ask, environment))


def token_pin(
    ask: Callable[[], str] | None = None, environment: Mapping[str, str] = os.environ
) -> Secret:
    """The PIN of a token: TRIMTAB_TOKEN_PIN, the file of TRIMTAB_TOKEN_PIN_FILE, or ``ask``.

    Raises ConfigurationError CREDENTIALS-064 and CREDENTIALS-065 as ``passphrase``.
    """
    return Secret(_found(PIN_VARIABLE, ask, environment))


def is_private(path: Path) -> bool:
    """Whether only its owner may read a file; always true where files have no such modes."""
    return os.name != "posix" or not stat.S_IMODE(path.stat().st_mode) & 0o077


def _found(variable: str, ask: Callable[[], str] | None, environment: Mapping[str, str]) -> str:
    file_variable = f"{variable}_FILE"
    if held := environment.get(variable):
        return held
    if place := environment.get(file_variable):
        return _first_line(Path(place))
    if ask is not None:
        return ask()
    raise ConfigurationError("CREDENTIALS-064", variable=variable, file_variable=file_variable)


def _first_line(path: Path) -> str:
    try:
        if not is_private(path):
            raise ConfigurationError("CREDENTIALS-065", file=str(path))
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        raise ConfigurationError("CREDENTIALS-065", file=str(path)) from None
    return lines[0] if lines else ""
