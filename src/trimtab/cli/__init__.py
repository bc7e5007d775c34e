"""The command line: one noun per room. Speaks only; everything else is behind ``trimtab.app``."""

from trimtab.cli.entry import main

__all__ = ["main"]
