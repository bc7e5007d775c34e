"""Does this machine have what Trimtab needs? One line a check, each with its cure."""

from __future__ import annotations

import importlib.util
import locale
import os
import platform
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from trimtab.messages import Language, text

_LIBRARIES = ("duckdb", "numpy", "openpyxl", "pyarrow", "scipy", "sqlalchemy")
_LEAST_FREE_BYTES = 2 * 2**30


@dataclass(frozen=True, slots=True)
class Check:
    """One thing examined. ``optional`` checks never fail the command."""

    name: str
    fine: bool
    found: str
    optional: bool = False

    def sentence(self, language: Language) -> str:
        """What was looked at and, if it is not fine, what to do."""
        return text(f"doctor.{self.name}.{'fine' if self.fine else 'cure'}", language)

    def to_json(self, language: Language) -> dict[str, object]:
        return {
            "name": self.name,
            "fine": self.fine,
            "optional": self.optional,
            "found": self.found,
            "sentence": self.sentence(language),
        }


def examine(folder: Path | None = None) -> tuple[Check, ...]:
    """Run every check. Changes nothing but a probe file that it removes again."""
    here = folder or Path.cwd()
    checks: tuple[Callable[[], Check], ...] = (
        _python,
        _libraries,
        lambda: _writable(here),
        lambda: _disk(here),
        _encoding,
        _postgres_driver,
        _browser,
    )
    return tuple(check() for check in checks)


def _python() -> Check:
    return Check("python", sys.version_info >= (3, 11), platform.python_version())


def _libraries() -> Check:
    found = []
    for name in _LIBRARIES:
        try:
            found.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            return Check("libraries", False, name)
    return Check("libraries", True, ", ".join(found))


def _writable(folder: Path) -> Check:
    probe = folder / f".trimtab-probe-{os.getpid()}"
    try:
        probe.write_bytes(b"")
        probe.unlink()
    except OSError as error:
        return Check("writable", False, error.strerror or str(error))
    return Check("writable", True, str(folder))


def _disk(folder: Path) -> Check:
    free = shutil.disk_usage(folder).free
    return Check("disk", free >= _LEAST_FREE_BYTES, f"{free / 2**30:.1f} GiB")


def _encoding() -> Check:
    encoding = locale.getpreferredencoding(False)
    return Check("encoding", encoding.replace("-", "").lower() == "utf8", encoding, optional=True)


def _postgres_driver() -> Check:
    found = importlib.util.find_spec("psycopg") is not None
    return Check("postgres", found, "psycopg" if found else "-", optional=True)


def _browser() -> Check:
    found = shutil.which("chromium") or shutil.which("google-chrome") or shutil.which("firefox")
    return Check("browser", bool(found), found or "-", optional=True)
