"""Secrets live in the environment, or in a file that the environment names; nowhere else."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from trimtab.kernel import ConfigurationError

_FILE = "_FILE"


def read_secret(name: str, environment: Mapping[str, str]) -> str | None:
    """The value of variable ``name``, or the content of the file that ``name_FILE`` names.

    Raises ConfigurationError NOTIFY-013 when that file cannot be read or is empty.
    """
    if name in environment:
        return environment[name]
    if name + _FILE not in environment:
        return None
    path = Path(environment[name + _FILE])
    try:
        secret = path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError("NOTIFY-013", name=name + _FILE, path=str(path)) from error
    if not secret:
        raise ConfigurationError("NOTIFY-013", name=name + _FILE, path=str(path))
    return secret
