"""A backup holds the tables that the metadata knows: none may join it only when asked for later."""

from __future__ import annotations

import subprocess
import sys

PROGRAM = """
import importlib, pkgutil
import trimtab.stores.backup.rows
from trimtab.stores.schema import metadata
known = set(metadata.tables)
import trimtab.stores
for module in pkgutil.walk_packages(trimtab.stores.__path__, "trimtab.stores."):
    if ".migrations" not in module.name:
        importlib.import_module(module.name)
assert len(known) > 30, known
assert set(metadata.tables) == known, set(metadata.tables) - known
"""


def test_no_module_of_the_stores_adds_a_table_later():
    ran = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True)
    assert ran.returncode == 0, ran.stderr
